package io.rankstream.leaderboard.operator;

import io.rankstream.leaderboard.domain.ShardOfWindow;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.standings.BestMembers;
import io.rankstream.model.standings.FinalScore;
import io.rankstream.model.standings.RankedMember;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps every member of a closed window until the window is forgotten, and tells the best of them.
 *
 * <p>Keyed by partition of a window and shard, so that a window with many members is spread over
 * the tasks. All of them are kept, not the best only, because a member that is taken off later has
 * a successor. They are looked through when the window closes, and again when a member among the
 * best goes or another one comes up to them; anything else only changes the sums.
 */
public final class KeepFinalScoresFunction
        extends KeyedProcessFunction<String, FinalScore, ShardOfWindow> {

    private static final long serialVersionUID = 1L;

    /** The window is remembered without the member that told of it. */
    private static final String NOBODY = "";

    private final int top;

    /** Value and checksum by member; go when the window is forgotten. */
    private transient MapState<String, Tuple2<Long, Long>> scores;

    /** Which window this is, the member left out; goes with it. */
    private transient ValueState<FinalScore> window;

    /**
     * Members, checksum and the value of the last of the best; absent until they are looked through
     * next.
     */
    private transient ValueState<Tuple3<Integer, Long, Long>> sums;

    /**
     * @param top how many ranks the standings have
     */
    public KeepFinalScoresFunction(int top) {
        this.top = top;
    }

    /** The partition of a window and the shard of it that a member belongs to. */
    public static String keyOf(FinalScore score) {
        BoardAddress address = score.address();
        return address.board()
                + '\n'
                + address.trackId()
                + '\n'
                + address.window()
                + '\n'
                + address.partition()
                + '\n'
                + ShardOfWindow.of(score.member());
    }

    @Override
    public void open(OpenContext context) {
        scores =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "final-scores",
                                        Types.STRING,
                                        Types.TUPLE(Types.LONG, Types.LONG)));
        window =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "closed-window", StandingsTypes.FINAL_SCORE));
        sums =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "sums", Types.TUPLE(Types.INT, Types.LONG, Types.LONG)));
    }

    @Override
    public void processElement(FinalScore score, Context context, Collector<ShardOfWindow> out)
            throws Exception {
        if (score.address().expireAt() <= context.timerService().currentWatermark()) {
            return;
        }
        Tuple2<Long, Long> before = scores.get(score.member());
        if (score.isPresent()) {
            scores.put(score.member(), Tuple2.of(score.value(), score.checksum()));
        } else if (before != null) {
            scores.remove(score.member());
        } else {
            return;
        }
        remember(score, context.timerService());
        Tuple3<Integer, Long, Long> known = sums.value();
        if (known == null) {
            return;
        }
        if (changesTheBest(score, before, known.f2)) {
            sums.clear();
            lookThroughNext(score.closesAt(), context.timerService());
            return;
        }
        int members = known.f0 + (score.isPresent() ? 1 : 0) - (before == null ? 0 : 1);
        long checksum = known.f1 + score.checksum() - (before == null ? 0 : before.f1);
        sums.update(Tuple3.of(members, checksum, known.f2));
        out.collect(shard(context.getCurrentKey(), score.address(), members, checksum, null));
    }

    private void remember(FinalScore score, TimerService timers) throws Exception {
        FinalScore known = window.value();
        BoardAddress address = score.address();
        if (known == null
                || known.address().expireAt() != address.expireAt()
                || known.closesAt() != score.closesAt()) {
            window.update(FinalScore.withdrawn(address, score.closesAt(), NOBODY));
            lookThroughNext(score.closesAt(), timers);
            timers.registerEventTimeTimer(address.expireAt());
        }
    }

    private static void lookThroughNext(long closesAt, TimerService timers) {
        timers.registerEventTimeTimer(Math.max(closesAt, timers.currentWatermark() + 1));
    }

    private static boolean changesTheBest(
            FinalScore score, Tuple2<Long, Long> before, long cutoff) {
        SortOrder order = score.address().order();
        return (before != null && BestMembers.reaches(before.f0, cutoff, order))
                || (score.isPresent() && BestMembers.reaches(score.value(), cutoff, order));
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<ShardOfWindow> out)
            throws Exception {
        FinalScore known = window.value();
        if (known == null) {
            return;
        }
        if (known.address().expireAt() <= time) {
            scores.clear();
            window.clear();
            sums.clear();
        } else if (sums.value() == null && known.closesAt() <= time) {
            lookThrough(context.getCurrentKey(), known.address(), out);
        }
    }

    private void lookThrough(String key, BoardAddress address, Collector<ShardOfWindow> out)
            throws Exception {
        BestMembers best = new BestMembers(address.order(), top);
        int members = 0;
        long checksum = 0;
        for (Map.Entry<String, Tuple2<Long, Long>> entry : scores.entries()) {
            best.add(new RankedMember(entry.getKey(), entry.getValue().f0));
            members++;
            checksum += entry.getValue().f1;
        }
        List<RankedMember> picked = best.pick();
        sums.update(Tuple3.of(members, checksum, best.cutoff(picked)));
        out.collect(shard(key, address, members, checksum, picked));
    }

    private static ShardOfWindow shard(
            String key, BoardAddress address, int members, long checksum, List<RankedMember> best) {
        return new ShardOfWindow(
                address.board(),
                address.trackId(),
                address.window(),
                address.partition(),
                address.expireAt(),
                Integer.parseInt(key.substring(key.lastIndexOf('\n') + 1)),
                members,
                checksum,
                best);
    }
}
