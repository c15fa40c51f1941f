package io.rankstream.local.demo;

import io.rankstream.datagen.LoadPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a user may choose about the demo. */
final class DemoOptions {

    /** The eight messages of the scripted live-ops scenario fit into the load's last two thirds. */
    private static final int SCENARIO_PARTS = 24;

    private static final int SCENARIO_STARTS_AFTER = 8;
    private static final Duration LONGEST_SCENARIO_STEP = Duration.ofSeconds(10);

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "end after N seconds of load; without it, run until Ctrl-C")
    private Integer seconds;

    @Option(
            names = "--verify",
            description =
                    "after the load compare every board with the known truth; exit code 0: equal,"
                            + " 1: different; needs --seconds")
    private boolean verify;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2500",
            description = "new events a second (${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--players",
            paramLabel = "N",
            defaultValue = "600",
            description = "how many players (${DEFAULT-VALUE})")
    private int players;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of everything the load draws at random (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--kill-job-after",
            paramLabel = "S",
            description = "kill -9 the job's JVM S seconds into the load; may be repeated")
    private List<Integer> killJobAfter = List.of();

    @Option(
            names = "--kill-archive-after",
            paramLabel = "S",
            description = "kill -9 the archive job's JVM S seconds into the load; may be repeated")
    private List<Integer> killArchiveAfter = List.of();

    @Option(
            names = "--drill",
            description =
                    "after --verify use the archive as after a loss: explain scores, rebuild twice,"
                            + " replay everything, empty Redis and fill it again")
    private boolean drill;

    @Option(
            names = "--kill-replay-after",
            paramLabel = "S",
            description =
                    "kill -9 the JVM of the drill's replay S seconds after its first progress; may"
                            + " be repeated")
    private List<Integer> killReplayAfter = List.of();

    @Option(names = "--keep", description = "keep logs, checkpoints and data in .rankstream/run")
    private boolean keep;

    /**
     * @throws IllegalArgumentException if options contradict each other
     */
    void check() {
        if (seconds != null && seconds < 1) {
            throw new IllegalArgumentException("--seconds " + seconds + ": at least 1 is needed");
        }
        if (verify && seconds == null) {
            throw new IllegalArgumentException("--verify needs --seconds: a load that ends");
        }
        if (drill && !verify) {
            throw new IllegalArgumentException("--drill needs --verify");
        }
        if (!killReplayAfter.isEmpty() && !drill) {
            throw new IllegalArgumentException("--kill-replay-after needs --drill");
        }
        plan();
    }

    Optional<Duration> length() {
        return Optional.ofNullable(seconds).map(Duration::ofSeconds);
    }

    boolean verifies() {
        return verify;
    }

    boolean drills() {
        return drill;
    }

    boolean keeps() {
        return keep;
    }

    /** When the leaderboard job is killed. */
    List<Duration> kills() {
        return times(killJobAfter);
    }

    /** When the archive job is killed. */
    List<Duration> archiveKills() {
        return times(killArchiveAfter);
    }

    /** How long after its first word of progress the drill's replay is killed. */
    List<Duration> replayKills() {
        return times(killReplayAfter);
    }

    private static List<Duration> times(List<Integer> seconds) {
        return seconds.stream().sorted().map(Duration::ofSeconds).toList();
    }

    /** How much memory the streams need for a load of this length, about; 0 if it has no end. */
    long streamBytes(long bytesPerEvent) {
        return seconds == null ? 0 : (long) (seconds * rate * bytesPerEvent);
    }

    /**
     * A load with a good deal of everything that goes wrong in the field: of all that is sent, more
     * than a fifth are copies, 5 % late by minutes, 1 % late by days and 1 % bad.
     */
    LoadPlan plan() {
        Duration length = length().orElse(LoadPlan.ENDLESS);
        Duration step = length.dividedBy(SCENARIO_PARTS);
        if (step.compareTo(LONGEST_SCENARIO_STEP) > 0) {
            step = LONGEST_SCENARIO_STEP;
        }
        return LoadPlan.racing()
                .withSeed(seed)
                .withPace(LoadPlan.Pace.of(rate, length))
                .withPopulation(LoadPlan.Population.of(players))
                .withFaults(
                        new LoadPlan.Faults(
                                26,
                                Duration.ofSeconds(10),
                                1,
                                Duration.ofSeconds(3),
                                6.5,
                                1.4,
                                1.4))
                .withScenario(LoadPlan.Scenario.of(step.multipliedBy(SCENARIO_STARTS_AFTER), step));
    }
}
