package io.rankstream.benchmarks.parts;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link Parts} with JMH in this JVM. */
public final class PartsRun {

    private static final int WARMUPS = 2;
    private static final int ITERATIONS = 3;

    /**
     * Runs all of them.
     *
     * @param seconds that one takes; 0 for the least that is possible
     * @return nanoseconds by the name of the step
     */
    public static Map<String, Double> run(int seconds) throws RunnerException {
        TimeValue each =
                TimeValue.milliseconds(Math.max(1, 1_000L * seconds / (WARMUPS + ITERATIONS)));
        Map<String, Double> nanos = new LinkedHashMap<>();
        for (RunResult result :
                new Runner(
                                new OptionsBuilder()
                                        .include(Parts.class.getName())
                                        .forks(0)
                                        .warmupIterations(WARMUPS)
                                        .warmupTime(each)
                                        .measurementIterations(ITERATIONS)
                                        .measurementTime(each)
                                        .verbosity(VerboseMode.SILENT)
                                        .build())
                        .run()) {
            String name = result.getPrimaryResult().getLabel();
            nanos.put(
                    name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT) + " ns",
                    result.getPrimaryResult().getScore());
        }
        return nanos;
    }

    private PartsRun() {}
}
