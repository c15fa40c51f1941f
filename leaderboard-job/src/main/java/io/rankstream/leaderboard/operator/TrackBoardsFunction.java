package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.BinaryTypeInfo;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.domain.BoardMeta;
import io.rankstream.leaderboard.domain.ClosedWindow;
import io.rankstream.leaderboard.domain.FinalWindow;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.TrackReasserted;
import io.rankstream.model.command.BoardCommand.TrackRetired;
import io.rankstream.model.command.BoardCommand.WindowShare;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.control.BoardTracks;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.control.Promotion;
import io.rankstream.model.expression.ExpressionCompiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Publishes what a board is, announces its windows final and drops what a deleted board leaves.
 *
 * <p>Keyed by board. The scoring sends its shares of a window before the watermark at which the
 * window closes, and the boards are written before that watermark passes on. So when this
 * function's watermark, the least of all tasks, reaches the same time, all shares are here and all
 * scores in Redis: then it announces. Later shares are announced with the next watermark, all
 * together, under a higher revision. So is every closed window once all tasks have published again
 * what Redis had lost.
 */
public final class TrackBoardsFunction
        extends KeyedCoProcessFunction<String, BoardCommand, ControlUpdate, BoardCommand> {

    public static final OutputTag<ResultRecord> WINDOW_FINAL =
            new OutputTag<>("window-final", ResultRecord.TYPE);

    public static final OutputTag<FinalWindow> FINAL_WINDOWS =
            new OutputTag<>("final-windows", StandingsTypes.FINAL_WINDOW);

    private static final long serialVersionUID = 1L;

    /**
     * How often the meta of a board that does not change is written anew: Redis may have lost it.
     */
    private static final long REFRESH_MILLIS = 60_000;

    /** Stands for a retired track that nothing has to be done about any more. */
    private static final Tuple2<Integer, List<Integer>> DROPPED =
            Tuple2.of(0, Collections.emptyList());

    private final ScoringConfig scoring;
    private final String keyPrefix;

    private transient KeyGrammar keys;
    private transient ExpressionCompiler compiler;

    /** How long after its end a window closes, by track; worked out anew when its board changes. */
    private transient Map<Integer, Long> closesAfter;

    /** What is known of the board; goes when all its tracks are dropped. */
    private transient ValueState<ControlUpdate> board;

    /** The last revision announced; goes with the board. */
    private transient ValueState<Long> revision;

    /** Closed windows by id; each goes when it expires, or its track is dropped or not named. */
    private transient MapState<String, ClosedWindow> closedWindows;

    /** Ids of closed windows that changed since they were announced; go with the announcement. */
    private transient MapState<String, Boolean> unannounced;

    /** Ids of closed windows by expiry; go then. */
    private transient MapState<Long, List<String>> expiries;

    /** By the id of a retired track, the number of tasks and those that are done; as the board. */
    private transient MapState<Integer, Tuple2<Integer, List<Integer>>> retirements;

    /**
     * By the id of a track that Redis lost, the number of tasks, and for those that have published
     * it again the last loss for which they did; goes when all have for the same, or with the
     * track.
     */
    private transient MapState<Integer, Tuple2<Integer, Map<Integer, String>>> reassertions;

    /**
     * @param keyPrefix what every Redis key starts with
     */
    public TrackBoardsFunction(ScoringConfig scoring, String keyPrefix) {
        this.scoring = scoring;
        this.keyPrefix = keyPrefix;
    }

    @Override
    public void open(OpenContext context) {
        keys = KeyGrammar.withPrefix(keyPrefix);
        compiler = scoring.newCompiler();
        closesAfter = new HashMap<>();
        board =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "board-tracks", ModelTypes.CONTROL_UPDATE));
        revision = getRuntimeContext().getState(new ValueStateDescriptor<>("revision", Types.LONG));
        closedWindows =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "closed-windows",
                                        Types.STRING,
                                        BinaryTypeInfo.of(
                                                ClosedWindow.class, new ClosedWindowCodec())));
        unannounced =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "unannounced-windows", Types.STRING, Types.BOOLEAN));
        expiries =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "window-expiries", Types.LONG, Types.LIST(Types.STRING)));
        retirements =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "retired-tracks",
                                        Types.INT,
                                        Types.TUPLE(Types.INT, Types.LIST(Types.INT))));
        reassertions =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "reasserted-tracks",
                                        Types.INT,
                                        Types.TUPLE(
                                                Types.INT, Types.MAP(Types.INT, Types.STRING))));
    }

    @Override
    public void processElement1(BoardCommand notice, Context context, Collector<BoardCommand> out)
            throws Exception {
        if (notice instanceof WindowShare) {
            addShare((WindowShare) notice, context.timerService());
        } else if (notice instanceof TrackRetired) {
            noteRetirement((TrackRetired) notice);
            dropRetired(
                    context.getCurrentKey(), context.timerService().currentProcessingTime(), out);
        } else if (notice instanceof TrackReasserted) {
            noteReassertion((TrackReasserted) notice, context.timerService());
        }
    }

    @Override
    public void processElement2(ControlUpdate update, Context context, Collector<BoardCommand> out)
            throws Exception {
        BoardTracks before = tracks();
        board.update(update);
        BoardTracks tracks = BoardTracks.parse(update);
        tracks.tracks().forEach(track -> closesAfter.remove(track.id()));
        if (before != null) {
            long now = context.timerService().currentProcessingTime();
            forgetUnnamed(before, tracks, now, out);
            promote(before, tracks, now, out);
        }
        putMeta(tracks, context.timerService(), out);
        for (String id : unannounced.keys()) {
            setAnnouncement(closedWindows.get(id), tracks, context.timerService());
        }
        forgetRetirementsBefore(tracks);
        dropRetired(context.getCurrentKey(), context.timerService().currentProcessingTime(), out);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<BoardCommand> out)
            throws Exception {
        BoardTracks tracks = tracks();
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            if (tracks != null) {
                putMeta(tracks, context.timerService(), out);
            }
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        if (tracks != null) {
            announce(tracks, context, fields);
        }
        forget(time, tracks, fields);
        if (!fields.isEmpty()) {
            long next = nextRevision(context.timerService().currentProcessingTime());
            out.collect(new PutMeta(context.getCurrentKey(), fields, next));
        }
    }

    /**
     * Forgets the windows of boards that ended so long ago that they are no longer named: nothing
     * tells in whose place they stand from now on.
     */
    private void forgetUnnamed(
            BoardTracks before, BoardTracks after, long now, Collector<BoardCommand> out)
            throws Exception {
        Set<Integer> unnamed = new HashSet<>();
        before.tracks().forEach(track -> unnamed.add(track.id()));
        after.tracks().forEach(track -> unnamed.remove(track.id()));
        if (unnamed.isEmpty()) {
            return;
        }
        List<ClosedWindow> gone = new ArrayList<>();
        for (ClosedWindow window : closedWindows.values()) {
            if (unnamed.contains(window.trackId())) {
                gone.add(window);
            }
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (ClosedWindow window : gone) {
            forget(window, before, fields);
        }
        if (!fields.isEmpty()) {
            out.collect(new PutMeta(before.board(), fields, nextRevision(now)));
        }
    }

    /** Lets the keys of live board and shadow change places, once for each promotion. */
    private void promote(
            BoardTracks before, BoardTracks after, long now, Collector<BoardCommand> out)
            throws Exception {
        Set<String> done = new HashSet<>();
        before.promotions().forEach(promotion -> done.add(promotion.id()));
        for (Promotion promotion : after.promotions()) {
            if (done.contains(promotion.id())) {
                continue;
            }
            out.collect(
                    new PromoteKeys(
                            after.board(),
                            promotion.liveBecomes(),
                            promotion.shadowVersion(),
                            nextRevision(now)));
        }
    }

    private BoardTracks tracks() throws IOException {
        ControlUpdate update = board.value();
        return update == null ? null : BoardTracks.parse(update);
    }

    private void putMeta(BoardTracks tracks, TimerService timers, Collector<BoardCommand> out)
            throws IOException {
        long now = timers.currentProcessingTime();
        Map<String, String> fields = BoardMeta.fields(tracks, now);
        if (fields.isEmpty()) {
            return;
        }
        out.collect(new PutMeta(tracks.board(), fields, nextRevision(now)));
        long refresh = (now / REFRESH_MILLIS + 1) * REFRESH_MILLIS;
        timers.registerProcessingTimeTimer(
                Math.min(refresh, BoardMeta.nextChangeAfter(tracks, now)));
    }

    private void addShare(WindowShare share, TimerService timers) throws Exception {
        if (share.expireAt() <= timers.currentWatermark()) {
            return;
        }
        String id = ClosedWindow.idOf(share.trackId(), share.window());
        ClosedWindow before = closedWindows.get(id);
        ClosedWindow window = before == null ? ClosedWindow.of(share) : before.plus(share);
        closedWindows.put(id, window);
        unannounced.put(id, true);
        if (before == null || before.expireAt() != window.expireAt()) {
            setExpiry(window, timers);
        }
        setAnnouncement(window, tracks(), timers);
    }

    private void setExpiry(ClosedWindow window, TimerService timers) throws Exception {
        List<String> ids = expiries.get(window.expireAt());
        List<String> more = ids == null ? new ArrayList<>() : new ArrayList<>(ids);
        more.add(window.id());
        expiries.put(window.expireAt(), more);
        timers.registerEventTimeTimer(window.expireAt());
    }

    /** A window of a board not heard of yet is announced after its definition has come. */
    private void setAnnouncement(ClosedWindow window, BoardTracks tracks, TimerService timers)
            throws InvalidDefinitionException {
        BoardTrack track = tracks == null ? null : place(tracks, window);
        if (track != null) {
            long nextWatermark = timers.currentWatermark() + 1;
            timers.registerEventTimeTimer(Math.max(closesAt(track, window), nextWatermark));
        }
    }

    /**
     * The live board or shadow in whose place a window stands, or null: its own, or the one that
     * came after it. Promotions may have moved both since its shares were sent.
     */
    private static BoardTrack place(BoardTracks tracks, ClosedWindow window) {
        BoardTrack own = tracks.track(window.trackId());
        return own == null || !own.retired() ? own : active(tracks, own.shadowVersion());
    }

    /** Whether a board that came after a window's has a window in its place. */
    private boolean isReplaced(ClosedWindow window, BoardTrack place, BoardTracks tracks)
            throws Exception {
        if (place.id() == window.trackId()) {
            return false;
        }
        for (BoardTrack track : tracks.tracks()) {
            boolean follows =
                    track.shadowVersion() == place.shadowVersion()
                            && (!track.retired() || track.id() > window.trackId());
            if (follows && closedWindows.contains(ClosedWindow.idOf(track.id(), window.window()))) {
                return true;
            }
        }
        return false;
    }

    private static BoardTrack active(BoardTracks tracks, int shadowVersion) {
        for (BoardTrack track : tracks.tracks()) {
            if (!track.retired() && track.shadowVersion() == shadowVersion) {
                return track;
            }
        }
        return null;
    }

    private long closesAt(BoardTrack track, ClosedWindow window) throws InvalidDefinitionException {
        Long after = closesAfter.get(track.id());
        if (after == null) {
            after = scoring.limits().closesAfterMillis(track, compiler);
            closesAfter.put(track.id(), after);
        }
        return window.end() + after;
    }

    private void announce(BoardTracks tracks, OnTimerContext context, Map<String, String> fields)
            throws Exception {
        // After an outage of days many windows close at once: each is announced, the oldest first.
        List<ClosedWindow> windows = new ArrayList<>();
        for (String id : unannounced.keys()) {
            windows.add(closedWindows.get(id));
        }
        windows.sort(Comparator.comparingLong(ClosedWindow::end).thenComparing(ClosedWindow::id));
        for (ClosedWindow window : windows) {
            BoardTrack track = place(tracks, window);
            if (track == null) {
                continue;
            }
            if (isReplaced(window, track, tracks)) {
                unannounced.remove(window.id());
                continue;
            }
            if (closesAt(track, window) > context.timerService().currentWatermark()) {
                setAnnouncement(window, tracks, context.timerService());
                continue;
            }
            long next = nextRevision(context.timerService().currentProcessingTime());
            int version = track.ruleInForce(window.end() - 1).definition().version();
            fields.put(
                    BoardMeta.finalField(track.shadowVersion(), window.window()),
                    Long.toString(next));
            context.output(
                    WINDOW_FINAL,
                    ResultRecord.windowFinal(tracks.board(), version, window, next, keys));
            context.output(
                    FINAL_WINDOWS,
                    new FinalWindow(
                            track.newest(),
                            track.id(),
                            track.shadowVersion() == BoardAddress.LIVE,
                            version,
                            track.window().startOf(window.window()),
                            closesAt(track, window),
                            next,
                            window));
            unannounced.remove(window.id());
        }
    }

    /** A hybrid clock: microseconds, at least one more than before, so that it only ever grows. */
    private long nextRevision(long now) throws IOException {
        Long last = revision.value();
        long next = Math.max(now * 1_000, last == null ? 0 : last + 1);
        revision.update(next);
        return next;
    }

    private void forget(long time, BoardTracks tracks, Map<String, String> fields)
            throws Exception {
        List<String> ids = expiries.get(time);
        if (ids == null) {
            return;
        }
        expiries.remove(time);
        for (String id : ids) {
            ClosedWindow window = closedWindows.get(id);
            if (window != null && window.expireAt() <= time) {
                forget(window, tracks, fields);
            }
        }
    }

    private void forget(ClosedWindow window, BoardTracks tracks, Map<String, String> fields)
            throws Exception {
        closedWindows.remove(window.id());
        unannounced.remove(window.id());
        BoardTrack track = tracks == null ? null : place(tracks, window);
        if (track != null && !isReplaced(window, track, tracks)) {
            fields.put(BoardMeta.finalField(track.shadowVersion(), window.window()), null);
        }
    }

    private void noteRetirement(TrackRetired retired) throws Exception {
        retirements.put(
                retired.trackId(),
                plus(retirements.get(retired.trackId()), retired.task(), retired.tasks()));
    }

    private void noteReassertion(TrackReasserted track, TimerService timers) throws Exception {
        Tuple2<Integer, Map<Integer, String>> before = reassertions.get(track.trackId());
        Map<Integer, String> said = new HashMap<>();
        // After a restore with another parallelism the tasks count anew.
        if (before != null && before.f0 == track.tasks()) {
            said.putAll(before.f1);
        }
        said.put(track.task(), track.lineage());
        if (said.size() < track.tasks() || new HashSet<>(said.values()).size() > 1) {
            reassertions.put(track.trackId(), Tuple2.of(track.tasks(), said));
            return;
        }
        reassertions.remove(track.trackId());
        BoardTracks tracks = tracks();
        for (ClosedWindow window : closedWindows.values()) {
            BoardTrack place = tracks == null ? null : place(tracks, window);
            if (place != null && place.id() == track.trackId()) {
                unannounced.put(window.id(), true);
                setAnnouncement(window, tracks, timers);
            }
        }
    }

    /** The tasks that have said something, and one more. */
    private static Tuple2<Integer, List<Integer>> plus(
            Tuple2<Integer, List<Integer>> before, int task, int tasks) {
        List<Integer> done = new ArrayList<>();
        // After a restore with another parallelism the tasks count anew.
        if (before != null && before.f0 == tasks) {
            done.addAll(before.f1);
        }
        if (!done.contains(task)) {
            done.add(task);
        }
        return Tuple2.of(tasks, done);
    }

    /**
     * Drops the tracks that every task is done with. Where a new board has taken the keys over,
     * only the members of the old one had to go, and those the tasks have removed.
     */
    private void dropRetired(String name, long now, Collector<BoardCommand> out) throws Exception {
        BoardTracks tracks = tracks();
        if (tracks == null) {
            return;
        }
        boolean over = true;
        for (BoardTrack track : tracks.tracks()) {
            if (!track.retired()) {
                over = false;
                continue;
            }
            reassertions.remove(track.id());
            Tuple2<Integer, List<Integer>> tasks = retirements.get(track.id());
            if (tasks == null || tasks.f1.size() < tasks.f0) {
                over = false;
                continue;
            }
            if (!isDropped(tasks)) {
                retirements.put(track.id(), DROPPED);
                if (active(tracks, track.shadowVersion()) == null) {
                    out.collect(
                            new DropKeys(
                                    name, track.shadowVersion(), track.id(), nextRevision(now)));
                    forgetWindows(tracks, track.shadowVersion());
                }
            }
        }
        if (over) {
            board.clear();
            revision.clear();
            retirements.clear();
            reassertions.clear();
        }
    }

    private static boolean isDropped(Tuple2<Integer, List<Integer>> tasks) {
        return tasks != null && tasks.f0.equals(DROPPED.f0);
    }

    /** The update names only the last of the tracks that ended. */
    private void forgetRetirementsBefore(BoardTracks tracks) throws Exception {
        List<Integer> old = new ArrayList<>();
        for (Integer trackId : retirements.keys()) {
            if (!tracks.tracks().isEmpty() && trackId < tracks.tracks().get(0).id()) {
                old.add(trackId);
            }
        }
        for (Integer trackId : old) {
            retirements.remove(trackId);
        }
    }

    /**
     * Forgets the windows of all boards that ended in a place of which the keys are dropped, but
     * for those of which tasks may still withdraw members: their shares would stand alone.
     */
    private void forgetWindows(BoardTracks tracks, int shadowVersion) throws Exception {
        List<String> gone = new ArrayList<>();
        for (ClosedWindow window : closedWindows.values()) {
            BoardTrack track = tracks.track(window.trackId());
            if (track != null
                    && track.shadowVersion() == shadowVersion
                    && isDropped(retirements.get(track.id()))) {
                gone.add(window.id());
            }
        }
        for (String id : gone) {
            closedWindows.remove(id);
            unannounced.remove(id);
        }
    }
}
