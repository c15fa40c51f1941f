package io.rankstream.benchmarks;

import io.rankstream.benchmarks.engine.CaseResult;
import io.rankstream.benchmarks.engine.CaseSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** What the runs of one case have shown. */
final class Measured {

    private final String name;
    private final CaseSpec spec;
    private final List<CaseResult> runs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    Measured(String name, CaseSpec spec) {
        this.name = name;
        this.spec = spec;
    }

    String name() {
        return name;
    }

    CaseSpec spec() {
        return spec;
    }

    void add(CaseResult run) {
        runs.add(run);
    }

    void fail(String failure) {
        failures.add(failure);
    }

    void leaveOut(String why) {
        leftOut.add(why);
    }

    /** What there was no time for. */
    List<String> leftOut() {
        return leftOut;
    }

    /** What went wrong, a result that differed among it. */
    List<String> failures() {
        return failures;
    }

    List<Double> eventsPerSecond() {
        return runs.stream().map(CaseResult::eventsPerSecond).toList();
    }

    /** The median of the runs, if there were any. */
    OptionalDouble median() {
        return median(eventsPerSecond());
    }

    /** The median of another figure, if any run has it. */
    OptionalDouble median(String figure) {
        return median(
                runs.stream()
                        .map(run -> run.figures().get(figure))
                        .filter(value -> value != null)
                        .toList());
    }

    /** The names of the other figures. */
    Set<String> figures() {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.addAll(run.figures().keySet()));
        return names;
    }

    static OptionalDouble median(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return OptionalDouble.of(
                sorted.size() % 2 == 1
                        ? sorted.get(middle)
                        : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }
}
