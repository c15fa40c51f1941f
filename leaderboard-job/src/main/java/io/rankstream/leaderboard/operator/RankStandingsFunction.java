package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.leaderboard.domain.FinalWindow;
import io.rankstream.leaderboard.domain.ShardOfWindow;
import io.rankstream.leaderboard.domain.StandingRow;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.board.TieEncoding;
import io.rankstream.model.standings.RankedMember;
import io.rankstream.model.standings.Standings;
import io.rankstream.model.standings.Standings.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ranks the members of a final window, partition by partition.
 *
 * <p>Keyed by board and window. A window is ranked when the members that its shards hold are those
 * that its announcement speaks of: as many, with the same checksum. So it does not matter which of
 * the two comes first, and a revision stands for exactly one set of members and scores.
 *
 * <p>The version of a board that was live when a window became final owns its standings from then
 * on, and its corrections alone revise them.
 */
public final class RankStandingsFunction
        extends KeyedCoProcessFunction<String, ShardOfWindow, FinalWindow, StandingRow> {

    /** Times that a final window was ranked, or was ranked again after a correction. */
    public static final String RANKED_WINDOWS = "rankedWindows";

    /** Final windows that were forgotten before their last announcement was ranked. */
    public static final String UNRANKED_WINDOWS = "unrankedWindows";

    /** Standings that could not be stored: the member or its partition is too long. */
    public static final String REFUSED_STANDINGS = "refusedStandings";

    /** Partitions of which more members share the last rank than are written. */
    public static final String CUT_STANDINGS = "cutStandings";

    /** The longest partition that a row can hold, in characters. */
    public static final int MAX_PARTITION = 1_024;

    /** The longest member that a row can hold, in characters. */
    public static final int MAX_MEMBER = 256;

    private static final Logger LOG = LoggerFactory.getLogger(RankStandingsFunction.class);

    private static final long serialVersionUID = 1L;

    private final int top;

    /** The last announcement of the window; goes when the window is forgotten, as all of this. */
    private transient ValueState<FinalWindow> announced;

    /** The revision that was ranked last. */
    private transient ValueState<Long> ranked;

    /** What the shards said last, by version of the board, shard and partition. */
    private transient MapState<String, ShardOfWindow> shards;

    /** Members and checksum of all shards together, by version of the board. */
    private transient MapState<Integer, Tuple2<Long, Long>> sums;

    /** The partitions whose best have changed since they were ranked, by version of the board. */
    private transient MapState<String, Boolean> changed;

    /** Who was ranked last, by partition. */
    private transient MapState<String, List<String>> standing;

    /** When the window is forgotten. */
    private transient ValueState<Long> expiry;

    private transient Counter rankedWindows;
    private transient Counter unrankedWindows;
    private transient Counter refusedStandings;
    private transient Counter cutStandings;

    /**
     * @param top how many ranks the standings have
     */
    public RankStandingsFunction(int top) {
        this.top = top;
    }

    /** The board and window that a shard is of. */
    public static String keyOf(ShardOfWindow shard) {
        return shard.board() + '\n' + shard.window();
    }

    /** The board and window that an announcement speaks of. */
    public static String keyOf(FinalWindow window) {
        return window.board() + '\n' + window.window();
    }

    @Override
    public void open(OpenContext context) {
        announced =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "announced", StandingsTypes.FINAL_WINDOW));
        ranked = getRuntimeContext().getState(new ValueStateDescriptor<>("ranked", Types.LONG));
        shards =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "shards", Types.STRING, StandingsTypes.SHARD_OF_WINDOW));
        sums =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "sums", Types.INT, Types.TUPLE(Types.LONG, Types.LONG)));
        changed =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>("changed", Types.STRING, Types.BOOLEAN));
        standing =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "standing", Types.STRING, Types.LIST(Types.STRING)));
        expiry = getRuntimeContext().getState(new ValueStateDescriptor<>("expiry", Types.LONG));
        JobMetrics metrics = new JobMetrics(getRuntimeContext().getMetricGroup());
        rankedWindows = metrics.counter(RANKED_WINDOWS);
        unrankedWindows = metrics.counter(UNRANKED_WINDOWS);
        refusedStandings = metrics.counter(REFUSED_STANDINGS);
        cutStandings = metrics.counter(CUT_STANDINGS);
    }

    @Override
    public void processElement1(ShardOfWindow shard, Context context, Collector<StandingRow> out)
            throws Exception {
        FinalWindow window = announced.value();
        if (shard.expireAt() <= context.timerService().currentWatermark()
                || (window != null && window.trackId() != shard.trackId())) {
            return;
        }
        keepUntil(shard.expireAt(), context);
        String id = shardId(shard.trackId(), shard.shard(), shard.partition());
        ShardOfWindow before = shards.get(id);
        boolean best = shard.best() != null;
        shards.put(id, best || before == null ? shard : shard.withBest(before.best()));
        Tuple2<Long, Long> sum = sums.get(shard.trackId());
        long members = (sum == null ? 0 : sum.f0) + shard.members();
        long checksum = (sum == null ? 0 : sum.f1) + shard.checksum();
        if (before != null) {
            members -= before.members();
            checksum -= before.checksum();
        }
        sums.put(shard.trackId(), Tuple2.of(members, checksum));
        if (best) {
            changed.put(changeId(shard.trackId(), shard.partition()), true);
        }
        rankIfComplete(window, out);
    }

    @Override
    public void processElement2(FinalWindow window, Context context, Collector<StandingRow> out)
            throws Exception {
        FinalWindow before = announced.value();
        if (window.expireAt() <= context.timerService().currentWatermark()
                || (before == null ? !window.isLive() : before.trackId() != window.trackId())) {
            return;
        }
        keepUntil(window.expireAt(), context);
        announced.update(window);
        rankIfComplete(window, out);
    }

    private void keepUntil(long expireAt, Context context) throws Exception {
        Long before = expiry.value();
        if (before == null || before < expireAt) {
            expiry.update(expireAt);
            context.timerService().registerEventTimeTimer(expireAt);
        }
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<StandingRow> out)
            throws Exception {
        Long expireAt = expiry.value();
        if (expireAt == null || expireAt > time) {
            return;
        }
        FinalWindow window = announced.value();
        if (window != null && isUnranked(window)) {
            unrankedWindows.inc();
            LOG.warn(
                    "{} {} is forgotten, and its revision {} was never ranked: of its {} members"
                            + " {} were told of",
                    window.board(),
                    window.window(),
                    window.revision(),
                    window.members(),
                    sums.contains(window.trackId()) ? sums.get(window.trackId()).f0 : 0);
        }
        announced.clear();
        ranked.clear();
        shards.clear();
        sums.clear();
        changed.clear();
        standing.clear();
        expiry.clear();
    }

    private boolean isUnranked(FinalWindow window) throws Exception {
        Long last = ranked.value();
        return last == null || last < window.revision();
    }

    private void rankIfComplete(FinalWindow window, Collector<StandingRow> out) throws Exception {
        if (window == null || !isUnranked(window)) {
            return;
        }
        Tuple2<Long, Long> sum = sums.get(window.trackId());
        if (sum == null || sum.f0 != window.members() || sum.f1 != window.checksum()) {
            return;
        }
        ranked.update(window.revision());
        rankedWindows.inc();
        String prefix = changeId(window.trackId(), "");
        List<String> partitions = new ArrayList<>();
        for (String change : changed.keys()) {
            if (change.startsWith(prefix)) {
                partitions.add(change.substring(prefix.length()));
            }
        }
        changed.clear();
        for (String partition : partitions) {
            rank(window, partition, out);
        }
    }

    private void rank(FinalWindow window, String partition, Collector<StandingRow> out)
            throws Exception {
        BoardDefinition board = window.definition();
        List<RankedMember> members = new ArrayList<>();
        for (int number = 0; number < ShardOfWindow.SHARDS; number++) {
            ShardOfWindow shard = shards.get(shardId(window.trackId(), number, partition));
            if (shard != null && shard.best() != null) {
                members.addAll(shard.best());
            }
        }
        Standings standings = Standings.of(members, board.order(), board.ties(), top);
        if (standings.isCut()) {
            cutStandings.inc();
            LOG.warn(
                    "{} {} {}: more than {} members have the first {} ranks; no more are written",
                    window.board(),
                    window.window(),
                    partition,
                    standings.list().size(),
                    top);
        }
        TieEncoding ties = TieEncoding.of(board);
        Set<String> gone = new HashSet<>();
        List<String> before = standing.get(partition);
        if (before != null) {
            gone.addAll(before);
        }
        List<String> now = new ArrayList<>(standings.list().size());
        for (Standing each : standings.list()) {
            if (isRefused(window, partition, each.member())) {
                continue;
            }
            now.add(each.member());
            gone.remove(each.member());
            out.collect(row(window, partition, each, ties));
        }
        for (String member : gone) {
            out.collect(StandingRow.withdrawn(window, partition, member));
        }
        if (now.isEmpty()) {
            standing.remove(partition);
        } else {
            standing.put(partition, now);
        }
    }

    private static StandingRow row(
            FinalWindow window, String partition, Standing standing, TieEncoding ties) {
        long value = standing.value();
        if (ties == null) {
            return StandingRow.of(
                    window,
                    partition,
                    standing.member(),
                    standing.rank(),
                    value,
                    StandingRow.UNTIMED);
        }
        long reachedAt =
                window.start() == BoardWindow.NONE
                        ? StandingRow.UNTIMED
                        : ties.reachedAt((double) value, window.start());
        return StandingRow.of(
                window,
                partition,
                standing.member(),
                standing.rank(),
                ties.scoreOf((double) value),
                reachedAt);
    }

    /** A row that no table takes would hold up all others; the others' ranks are as they are. */
    private boolean isRefused(FinalWindow window, String partition, String member) {
        if (partition.length() <= MAX_PARTITION
                && member.length() <= MAX_MEMBER
                && member.indexOf('\0') < 0) {
            return false;
        }
        refusedStandings.inc();
        LOG.warn(
                "a standing of {} {} is not written: the partition has {} characters of {}, the"
                        + " member {} of {}, or it contains U+0000; the member begins with {}",
                window.board(),
                window.window(),
                partition.length(),
                MAX_PARTITION,
                member.length(),
                MAX_MEMBER,
                member.substring(0, Math.min(member.length(), 40)));
        return true;
    }

    private static String shardId(int trackId, int shard, String partition) {
        return trackId + "\n" + shard + '\n' + partition;
    }

    private static String changeId(int trackId, String partition) {
        return trackId + "\n" + partition;
    }
}
