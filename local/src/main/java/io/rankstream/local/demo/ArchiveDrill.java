package io.rankstream.local.demo;

import io.rankstream.datagen.KnownTruth;
import io.rankstream.local.job.JobSupervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/**
 * Does with the archive what an operator does after a loss, and checks the boards after each step.
 *
 * <p>Scores are explained, everything is rebuilt twice, everything is sent to the replay stream
 * again, and in the end Redis is emptied and filled from the archive alone.
 */
final class ArchiveDrill {

    private static final int EXPLAINED = 100;

    /** What is older cannot be told from what was counted, and is refused. */
    private static final Duration REPLAYED = Duration.ofDays(7);

    /** Records a second where the replay is killed: slow enough to be in the middle of it. */
    private static final String KILLED_REPLAY_SPEED = "8000";

    private final ArchiveTools tools;
    private final Retention retention;
    private final List<Duration> replayKills;
    private final Terminal terminal;

    /**
     * @param replayKills how long after the replay's first word of progress its JVM is killed
     */
    ArchiveDrill(
            ArchiveTools tools,
            Retention retention,
            List<Duration> replayKills,
            Terminal terminal) {
        this.tools = tools;
        this.retention = retention;
        this.replayKills = replayKills;
        this.terminal = terminal;
    }

    /**
     * Goes through all steps; the job is stopped afterwards.
     *
     * @param stop ends it early
     * @return what is wrong; empty if everything is equal
     */
    Optional<String> run(
            KnownTruth truth,
            JobSupervisor leaderboard,
            JobView view,
            RedisBoards redis,
            BooleanSupplier stop)
            throws IOException, InterruptedException {
        Optional<String> failure = explain();
        if (failure.isEmpty()) {
            failure = rebuildTwice();
        }
        if (failure.isEmpty()) {
            failure = replay(truth, view, redis, stop);
        }
        if (failure.isEmpty()) {
            leaderboard.close();
            failure = refill(truth, redis);
        }
        return failure;
    }

    private Optional<String> explain() throws IOException, InterruptedException {
        terminal.line("explaining " + EXPLAINED + " members drawn at random");
        int exit =
                tools.run(
                        "explain",
                        Map.of("explain.sample", Integer.toString(EXPLAINED)),
                        ProcessBuilder.Redirect.to(tools.file("explained.txt").toFile()));
        if (exit != 0) {
            return Optional.of("explain ended with " + exit);
        }
        terminal.line("  each adds up to its score");
        return Optional.empty();
    }

    private Optional<String> rebuildTwice() throws IOException, InterruptedException {
        terminal.line("rebuilding all boards, twice");
        Path first = tools.file("first.boards");
        Path second = tools.file("second.boards");
        for (Path file : new Path[] {first, second}) {
            Optional<String> failure = rebuild(file, false);
            if (failure.isPresent()) {
                return failure;
            }
        }
        if (Files.mismatch(first, second) >= 0) {
            return Optional.of("two rebuilds of the same archive differ");
        }
        terminal.line(String.format("  byte for byte equal, %,d bytes", Files.size(first)));
        return Optional.empty();
    }

    private Optional<String> rebuild(Path file, boolean swap)
            throws IOException, InterruptedException {
        int exit =
                tools.run(
                        "rebuild",
                        Map.of(
                                "output",
                                ArchiveCommand.root(file.toString()),
                                "as-live",
                                "true",
                                "swap",
                                Boolean.toString(swap)),
                        ProcessBuilder.Redirect.DISCARD);
        return exit == 0 ? Optional.empty() : Optional.of("rebuild ended with " + exit);
    }

    private Optional<String> replay(
            KnownTruth truth, JobView view, RedisBoards redis, BooleanSupplier stop)
            throws InterruptedException {
        terminal.line("sending everything to the replay stream again");
        Instant now = Instant.now();
        int exit =
                new CommandLine(new ReplayCommand(replayKills))
                        .execute(
                                "--from",
                                now.minus(REPLAYED).toString(),
                                "--until",
                                now.toString(),
                                "--speed",
                                replayKills.isEmpty() ? "max" : KILLED_REPLAY_SPEED);
        if (exit != 0) {
            return Optional.of("replay ended with " + exit);
        }
        Verification.Outcome outcome =
                new Verification(truth, retention, redis, view, terminal).run(stop);
        outcome.comparison().report().forEach(terminal::line);
        return outcome.failure();
    }

    private Optional<String> refill(KnownTruth truth, RedisBoards redis)
            throws IOException, InterruptedException {
        terminal.line("stopping the leaderboard job, emptying Redis and rebuilding it");
        redis.empty();
        Optional<String> failure = rebuild(tools.file("refilled.boards"), true);
        if (failure.isPresent()) {
            return failure;
        }
        Instant now = Instant.now();
        BoardComparison comparison =
                BoardComparison.of(
                        truth.boards(),
                        redis.all(),
                        retention.boards(),
                        key -> retention.isOver(key, now));
        comparison.report().forEach(terminal::line);
        return comparison.isEqual() ? Optional.empty() : Optional.of("different");
    }
}
