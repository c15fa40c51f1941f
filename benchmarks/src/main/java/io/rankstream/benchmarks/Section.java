package io.rankstream.benchmarks;

import io.rankstream.benchmarks.engine.CaseSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cases that are run in turn.
 *
 * @param name what {@code --only} calls it
 * @param rounds how often each case is run
 * @param compared whether the speeds of the cases are of the same kind, and so compared with that
 *     of the first
 * @param cases by name
 */
record Section(
        String name, String title, int rounds, boolean compared, Map<String, CaseSpec> cases) {

    static Section of(String name, String title, int rounds) {
        return new Section(name, title, rounds, true, new LinkedHashMap<>());
    }

    /** A section of cases that have nothing in common. */
    static Section ofSingles(String name, String title, int rounds) {
        return new Section(name, title, rounds, false, new LinkedHashMap<>());
    }

    /** Adds a case. */
    Section with(String caseName, CaseSpec spec) {
        cases.put(caseName, spec);
        return this;
    }
}
