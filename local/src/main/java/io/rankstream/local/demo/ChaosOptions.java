package io.rankstream.local.demo;

import io.rankstream.datagen.LoadPlan;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What a user may choose about a chaos run. */
final class ChaosOptions {

    private static final Duration SCENARIO_STARTS_AFTER = Duration.ofSeconds(20);
    private static final Duration SCENARIO_STEP = Duration.ofSeconds(10);
    private static final Pattern SIZE = Pattern.compile("[0-9]+ ?[kmg]?b");

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "25",
            description = "how many, one after the other (${DEFAULT-VALUE})")
    private int faults;

    @Option(
            names = "--kinds",
            paramLabel = "KIND",
            split = ",",
            description = "only these kinds: ${COMPLETION-CANDIDATES}",
            completionCandidates = Kinds.class)
    private List<String> kinds = List.of();

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "new events a second (${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--players",
            paramLabel = "N",
            defaultValue = "300",
            description = "how many players (${DEFAULT-VALUE})")
    private int players;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the load, and of which faults come in which order (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--hot-memory",
            paramLabel = "SIZE",
            description =
                    "scoring.hot_memory, by default the job's: with 20 kb most players come and go")
    private String hotMemory;

    @Option(names = "--keep", description = "keep logs, checkpoints and data in .rankstream/run")
    private boolean keep;

    private static final class Kinds implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Stream.of(ChaosFault.values()).map(ChaosFault::kind).iterator();
        }
    }

    /**
     * @throws IllegalArgumentException if an option has no meaning
     */
    void check() {
        if (faults < 1) {
            throw new IllegalArgumentException("--faults " + faults + ": at least 1 is needed");
        }
        kinds();
        plan();
        if (hotMemory != null && !SIZE.matcher(hotMemory).matches()) {
            throw new IllegalArgumentException(
                    "--hot-memory '" + hotMemory + "': a size such as 20 kb is needed");
        }
    }

    int faults() {
        return faults;
    }

    /** What may happen. */
    List<ChaosFault> kinds() {
        return kinds.isEmpty()
                ? List.of(ChaosFault.values())
                : kinds.stream().map(ChaosFault::ofKind).toList();
    }

    long seed() {
        return seed;
    }

    /** The job's properties that were chosen, by name. */
    Map<String, String> scoring() {
        return hotMemory == null ? Map.of() : Map.of("hot_memory", hotMemory);
    }

    boolean keeps() {
        return keep;
    }

    /**
     * The demo's load without an end. Copies follow within half a second: while a stream is
     * resharded nobody can say which of two copies was first.
     */
    LoadPlan plan() {
        return LoadPlan.racing()
                .withSeed(seed)
                .withPace(LoadPlan.Pace.of(rate, LoadPlan.ENDLESS))
                .withPopulation(LoadPlan.Population.of(players))
                .withFaults(
                        new LoadPlan.Faults(
                                26,
                                Duration.ofMillis(500),
                                1,
                                Duration.ofSeconds(3),
                                6.5,
                                1.4,
                                1.4))
                .withScenario(LoadPlan.Scenario.of(SCENARIO_STARTS_AFTER, SCENARIO_STEP));
    }
}
