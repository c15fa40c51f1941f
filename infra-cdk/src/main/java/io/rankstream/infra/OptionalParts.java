package io.rankstream.infra;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What is added to the stack only where a setting asks for it. */
final class OptionalParts {

    static final List<Setting<?>> SETTINGS =
            Stream.of(
                            RestApi.SETTINGS,
                            HttpIngest.SETTINGS,
                            LambdaFunction.SETTINGS,
                            ResultsFunction.SETTINGS,
                            FirehoseArchive.SETTINGS,
                            SearchDomain.SETTINGS,
                            SessionTable.SETTINGS,
                            EnrichmentEndpoint.SETTINGS)
                    .<Setting<?>>flatMap(Collection::stream)
                    .toList();

    private OptionalParts() {}

    static void addTo(RankstreamStack stack) {
        Settings settings = stack.settings();
        if (settings.get(HttpIngest.ENABLED) || settings.get(EnrichmentEndpoint.ENABLED)) {
            RestApi.allowLogs(stack);
        }
        if (settings.get(HttpIngest.ENABLED)) {
            new HttpIngest(stack, "HttpIngest", stack);
        }
        if (settings.get(ResultsFunction.ENABLED)) {
            new ResultsFunction(stack, "Results", stack);
        }
        if (settings.get(FirehoseArchive.ENABLED)) {
            new FirehoseArchive(stack, "FirehoseArchive", stack);
        }
        if (settings.get(SearchDomain.ENABLED)) {
            new SearchDomain(stack, "Search", stack);
        }
        if (settings.get(SessionTable.ENABLED)) {
            new SessionTable(stack, "Sessions", stack);
        }
        if (settings.get(EnrichmentEndpoint.ENABLED)) {
            new EnrichmentEndpoint(stack, "Enrichment", stack);
        }
    }
}
