package io.rankstream.replay.verify;

import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.connector.RedisBoardSets;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.rebuild.RebuiltBoards;
import io.rankstream.model.scoring.ScoringCount;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.replay.config.RebuildOptions;
import io.rankstream.replay.rebuild.RebuildPlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Rebuilds boards from the archive and compares them with Redis.
 *
 * <p>Boards may change meanwhile, so a difference counts once neither side of it has moved between
 * two passes. Sets whose retention is over are not compared, and boards that are paused are not.
 */
public final class ArchiveVerification {

    private static final int SHOWN = 5;

    /** What came of it; the ordinal is no exit code, {@link #exitCode} is. */
    public enum Outcome {
        EQUAL(0),
        DIFFERENT(1),
        /** Equal but for events that were too old to count live, which are listed. */
        EQUAL_BUT_FOR_LISTED(2);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final RuntimeConfiguration runtime;
    private final PropertyGroup options;
    private final Consumer<String> out;
    private final Set<String> paused = new TreeSet<>();

    private long expiredSets;
    private long beyondHorizon;

    private ArchiveVerification(RuntimeConfiguration runtime, Consumer<String> out) {
        this.runtime = runtime;
        this.options = runtime.group(RebuildOptions.REBUILD.name());
        this.out = out;
    }

    /**
     * Verifies.
     *
     * @param runtime with the properties of the leaderboard job, the archive and what to verify
     * @param out takes the report line by line: for each board its name and {@code equal} or {@code
     *     different}
     * @throws io.rankstream.flink.archive.ArchiveException naming what of the archive cannot be
     *     used
     * @throws IllegalArgumentException naming an option that is wrong
     */
    public static Outcome run(RuntimeConfiguration runtime, Consumer<String> out)
            throws IOException, InterruptedException {
        return new ArchiveVerification(runtime, out).run();
    }

    private Outcome run() throws IOException, InterruptedException {
        int passes = options.get(RebuildOptions.PASSES);
        Duration pause = options.get(RebuildOptions.PAUSE);
        try (RedisBoardSets redis = RedisBoardSets.open(RedisConfig.from(runtime.group("redis")))) {
            BoardDifferences last = pass(redis);
            List<BoardDifferences.Difference> unmoved = List.of();
            for (int pass = 1; pass < passes && !last.isEqual(); pass++) {
                Thread.sleep(pause.toMillis());
                BoardDifferences next = pass(redis);
                unmoved = next.unmovedSince(last);
                last = next;
                if (unmoved.size() == last.differences()) {
                    break;
                }
            }
            return report(last, unmoved.size());
        }
    }

    private BoardDifferences pass(RedisBoardSets redis) throws IOException {
        RebuildPlan plan = RebuildPlan.of(runtime, Instant.now());
        HeapArchive archive = HeapArchive.read(plan, null, options.get(RebuildOptions.MAX_EVENTS));
        RebuildScope scope = plan.scope();
        RebuiltBoards rebuilt = archive.heap().boards(scope, false);
        beyondHorizon = archive.heap().counted(ScoringCount.BEYOND_HORIZON);
        RebuiltBoards asLive = beyondHorizon == 0 ? rebuilt : archive.heap().boards(scope, true);
        Collection<BoardAddress> addresses =
                compared(archive.rules(), scope, rebuilt, asLive, redis.registered());
        return BoardDifferences.of(
                addresses,
                rebuilt,
                asLive,
                redis.read(addresses),
                address -> isClosed(archive.rules(), address, scope.asOf()));
    }

    private Collection<BoardAddress> compared(
            ScoringRules rules,
            RebuildScope scope,
            RebuiltBoards rebuilt,
            RebuiltBoards asLive,
            Set<BoardAddress> registered) {
        Set<BoardAddress> all = new LinkedHashSet<>(rebuilt.all().keySet());
        all.addAll(asLive.all().keySet());
        all.addAll(registered);
        List<BoardAddress> compared = new ArrayList<>();
        paused.clear();
        expiredSets = 0;
        for (BoardAddress address : all) {
            ScoringTrack track = rules.activeTrack(address.board(), address.shadowVersion());
            if (track == null) {
                // Of a board that is no more: nothing of it may be there.
                if (scope.boards().isEmpty() && !scope.isRanged()) {
                    compared.add(address);
                }
            } else if (scope.includes(address, track)) {
                long start = track.window().startOf(address.window());
                if (track.isPausedAt(scope.asOf())) {
                    paused.add(RebuildScope.nameOf(track.name(), track.shadowVersion()));
                } else if (start != BoardWindow.NONE
                        && track.retainedUntil(start) <= scope.asOf()) {
                    expiredSets++;
                } else {
                    compared.add(
                            start == BoardWindow.NONE
                                    ? address
                                    : track.address(start, address.partition()));
                }
            }
        }
        return compared;
    }

    private static boolean isClosed(ScoringRules rules, BoardAddress address, long asOf) {
        ScoringTrack track = rules.activeTrack(address.board(), address.shadowVersion());
        long start = track == null ? BoardWindow.NONE : track.window().startOf(address.window());
        return start != BoardWindow.NONE && track.closesAt(start) <= asOf;
    }

    private Outcome report(BoardDifferences result, int unmoved) {
        for (Map.Entry<String, BoardDifferences.Board> entry : result.boards().entrySet()) {
            BoardDifferences.Board board = entry.getValue();
            out.accept(
                    String.format(
                            Locale.ROOT,
                            "  %-28s %,7d sets %,10d members  %s",
                            entry.getKey(),
                            board.sets(),
                            board.members(),
                            board.differences().isEmpty()
                                    ? "equal"
                                    : "different: " + board.differences().size() + " members"));
            board.differences().stream().limit(SHOWN).forEach(one -> out.accept("      " + one));
            if (!board.listed().isEmpty()) {
                out.accept(
                        "      beyond_horizon: "
                                + board.listed().size()
                                + " members have events that were too old to count live");
                board.listed().stream().limit(SHOWN).forEach(one -> out.accept("        " + one));
            }
        }
        paused.forEach(board -> out.accept("  " + board + " is paused: not compared"));
        if (expiredSets > 0) {
            out.accept("  " + expiredSets + " sets are beyond their retention: not compared");
        }
        if (beyondHorizon > 0) {
            out.accept("  " + beyondHorizon + " archived events were too old to count live");
        }
        if (!result.isEqual()) {
            long moving = result.differences() - unmoved;
            out.accept(
                    moving == 0
                            ? "different"
                            : "different: " + moving + " members were still changing");
            return Outcome.DIFFERENT;
        }
        out.accept(result.hasListed() ? "equal but for what is listed" : "equal");
        return result.hasListed() ? Outcome.EQUAL_BUT_FOR_LISTED : Outcome.EQUAL;
    }
}
