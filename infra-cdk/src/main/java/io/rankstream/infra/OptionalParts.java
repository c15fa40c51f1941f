package io.rankstream.infra;

import java.util.List;

/** What is added to the stack only where a setting asks for it. */
final class OptionalParts {

    static final List<Setting<?>> SETTINGS = List.of();

    private OptionalParts() {}

    static void addTo(RankstreamStack stack) {}
}
