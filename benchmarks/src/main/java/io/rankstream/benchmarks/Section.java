package io.rankstream.benchmarks;

import io.rankstream.benchmarks.engine.CaseSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cases that are compared with each other, run in turn.
 *
 * @param name what {@code --only} calls it
 * @param rounds how often each case is run
 * @param cases by name, the first of which is what the others are compared with
 */
record Section(String name, String title, int rounds, Map<String, CaseSpec> cases) {

    static Section of(String name, String title, int rounds) {
        return new Section(name, title, rounds, new LinkedHashMap<>());
    }

    /** Adds a case. */
    Section with(String caseName, CaseSpec spec) {
        cases.put(caseName, spec);
        return this;
    }
}
