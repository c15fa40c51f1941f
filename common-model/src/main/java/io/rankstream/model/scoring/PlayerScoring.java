package io.rankstream.model.scoring;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.expression.EvaluationContext;
import io.rankstream.model.expression.ExpressionException;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.player.PlayerMessage;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Function;

/**
 * The rules of the game for one player at a time: what an event, a row or a message does to the
 * player's boards.
 *
 * <p>{@link #open} names the player; the other methods are about the player that is open. Values
 * only depend on which events, rows and messages there were and when they arrived, never on how
 * they were interleaved or how often this was interrupted.
 */
public final class PlayerScoring {

    /** Beyond it, not every integer is a double. */
    private static final long MAX_EXACT_DOUBLE = 1L << 53;

    /** Versions of a row older than these judge no event any more. */
    private static final int MAX_VERSIONS = 16;

    private final ScoringRules rules;
    private final ScoringLimits limits;
    private final Function<String, DimensionRow> broadcastRows;
    private final ScoringClock clock;
    private final ScoringOutput out;
    private final EvaluationContext context = new EvaluationContext();

    private boolean reasserting;
    private String playerId;
    private PlayerState state;
    private PlayerStore store;

    /**
     * @param broadcastRows the row of a player as the broadcast has it, or null
     */
    public PlayerScoring(
            ScoringRules rules,
            ScoringLimits limits,
            Function<String, DimensionRow> broadcastRows,
            ScoringClock clock,
            ScoringOutput out) {
        this.rules = rules;
        this.limits = limits;
        this.broadcastRows = broadcastRows;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Whether everything touched is published again, whatever is believed to be published: after a
     * restore, until the job has caught up, the sets hold what an earlier attempt wrote.
     */
    public void setReasserting(boolean reasserting) {
        this.reasserting = reasserting;
    }

    /**
     * Makes a player the one the other methods are about, and brings the player's boards in line
     * with the rules if these have changed since.
     */
    public void open(String playerId, PlayerState state, PlayerStore store) throws IOException {
        this.playerId = playerId;
        this.state = state;
        this.store = store;
        if (state.rulesGeneration != rules.generation()) {
            state.rulesGeneration = rules.generation();
            refresh();
        }
    }

    /** Counts an event, once. */
    public void event(GameplayEvent event) throws IOException {
        if (event.eventTime() < event.arrivalTime() - limits.dedupHorizonMillis()) {
            out.count(ScoringCount.BEYOND_HORIZON);
            out.deadLetter(
                    DeadLetter.ofEvent(
                            Reason.BEYOND_HORIZON,
                            "event_time",
                            Long.toString(event.eventTime()),
                            event));
            return;
        }
        if (!state.seenIds.add(event.id(), event.eventTime(), event.arrivalTime(), store)) {
            out.count(ScoringCount.DUPLICATES);
            return;
        }
        out.count(ScoringCount.EVENTS);
        if (mustWaitForProfile()) {
            park(event);
            return;
        }
        score(event);
    }

    private boolean mustWaitForProfile() {
        if (!state.rows.isEmpty() || state.parkedInVain || !rules.usesProfile()) {
            return false;
        }
        DimensionRow row = broadcastRows.apply(playerId);
        if (row == null) {
            return true;
        }
        state.rows.add(row);
        return false;
    }

    private void park(GameplayEvent event) throws IOException {
        if (state.parkedEvents >= limits.maxParkedEvents()) {
            state.parkedInVain = true;
            releaseParked();
            score(event);
            return;
        }
        if (state.parkedEvents == 0) {
            state.parkedUntil = Math.max(clock.wall() + limits.parkingMillis(), clock.warmUntil());
        }
        state.parkedEvents++;
        store.park(event);
        out.count(ScoringCount.PARKED);
    }

    private void releaseParked() throws IOException {
        if (state.parkedEvents == 0) {
            return;
        }
        state.parkedEvents = 0;
        state.parkedUntil = PlayerState.NEVER;
        for (ParsedRecord parked : store.takeParked()) {
            for (GameplayEvent event : parked.events()) {
                score(event);
            }
            parked.deadLetters().forEach(out::deadLetter);
        }
    }

    private void score(GameplayEvent event) throws IOException {
        if (state.rows.isEmpty() && rules.usesProfile()) {
            out.count(ScoringCount.UNKNOWN_PLAYER);
        }
        FieldValues row = state.rowAt(event.eventTime());
        for (ScoringTrack track : rules.tracks()) {
            ScoringTrack.Rule rule = track.ruleAt(event.eventTime());
            if (rule != null) {
                score(event, row, track, rule);
            }
        }
    }

    private void score(
            GameplayEvent event, FieldValues row, ScoringTrack track, ScoringTrack.Rule rule)
            throws IOException {
        context.reset(event, row, rules.parameters(), event.eventTime());
        long score;
        try {
            if (rule.filter() != null && !rule.filter().test(context)) {
                out.count(ScoringCount.FILTERED);
                return;
            }
            if (rule.score() == null) {
                score = 0;
            } else if (rule.score().isAbsent(context)) {
                out.count(ScoringCount.UNSCORED);
                return;
            } else {
                score = rule.score().evaluate(context);
            }
        } catch (ExpressionException e) {
            out.count(ScoringCount.EXPRESSION_FAILED);
            reject(Reason.EXPRESSION_FAILED, e.expression(), e.getMessage(), event, track);
            return;
        }
        long windowStart = track.window().start(event.eventTime());
        if (isLate(event, track, rule, windowStart)) {
            out.count(ScoringCount.LATE);
            reject(Reason.LATE, "event_time", Long.toString(event.eventTime()), event, track);
            return;
        }
        add(event, track, windowStart, score);
    }

    private boolean isLate(
            GameplayEvent event, ScoringTrack track, ScoringTrack.Rule rule, long windowStart) {
        if (track.window().isAllTime()) {
            return false;
        }
        long end = track.window().end(windowStart);
        // A window that was forgotten long ago cannot be counted in any more, whoever is to blame.
        return event.arrivalTime() > end + rule.latenessMillis()
                || track.expiresAt(windowStart) <= now();
    }

    private void add(GameplayEvent event, ScoringTrack track, long windowStart, long score)
            throws IOException {
        BoardValue value = state.openWindow(track.id(), windowStart);
        boolean closed = false;
        if (value == null) {
            closed = closesAt(track, windowStart) <= now();
            value = closed ? store.closedWindow(track.id(), windowStart) : null;
            if (value == null) {
                value = new BoardValue(track.id(), windowStart);
                if (!closed) {
                    state.openWindows.add(value);
                }
            }
        }
        long before = value.score(track.aggregation(), track.unit());
        boolean first = value.count() == 0;
        try {
            value.add(track.aggregation(), score);
        } catch (ArithmeticException e) {
            out.count(ScoringCount.SCORE_OUT_OF_RANGE);
            reject(Reason.SCORE_OUT_OF_RANGE, "score", Long.toString(score), event, track);
            return;
        }
        boolean changed = first || value.score(track.aggregation(), track.unit()) != before;
        publish(value, track, closed, changed, event);
        if (closed) {
            out.count(ScoringCount.REOPENED);
            keepClosed(value, track);
        }
    }

    private void reject(
            Reason reason, String field, String text, GameplayEvent event, ScoringTrack track) {
        String window = track.window().label(track.window().start(event.eventTime()));
        out.deadLetter(DeadLetter.ofBoard(reason, field, text, track.name(), window, event));
    }

    /**
     * Brings the player's row up to date and, with it, the player's membership everywhere.
     *
     * <p>Rows are idempotent upserts that come in the order of the table's history: the later
     * arrival is the newer version, whatever a server's clock says after a fail-over.
     */
    public void row(DimensionRow row) throws IOException {
        DimensionRow before = state.newestRow();
        if (!insert(row)) {
            publishProfile();
            return;
        }
        state.parkedInVain = false;
        DimensionRow newest = state.newestRow();
        state.eraseAt =
                newest.isDeleted()
                        ? newest.validFrom() + limits.eraseAfterMillis()
                        : PlayerState.NEVER;
        releaseParked();
        if (newest != before) {
            state.profilePublished = false;
            refresh();
        }
        publishProfile();
    }

    /** Whether the row says anything new. */
    private boolean insert(DimensionRow row) {
        DimensionRow newest = state.newestRow();
        if (newest == null || !row.isSnapshot()) {
            // Versions that claim to be as new came earlier: one second of a binlog has no order.
            state.rows.removeIf(version -> version.validFrom() >= row.validFrom());
            state.rows.add(row);
            if (state.rows.size() > MAX_VERSIONS) {
                state.rows.remove(0);
            }
            return true;
        }
        if (!newest.isDeleted() && newest.values().equals(row.values())) {
            return false;
        }
        // When it changed is not known. Keeping the time lets every later binlog row be the newer
        // one.
        state.rows.set(
                state.rows.size() - 1,
                DimensionRow.of(row.key(), newest.validFrom(), row.values()));
        return true;
    }

    private void publishProfile() {
        DimensionRow newest = state.newestRow();
        if (newest == null || (state.profilePublished && !reasserting)) {
            return;
        }
        state.profilePublished = true;
        if (rules.showsProfiles()) {
            out.command(
                    new PutProfile(playerId, rules.display(newest.values()), out.nextRevision()));
        }
    }

    /** Obeys a message about the player; of several the last issued counts. */
    public void message(PlayerMessage message) throws IOException {
        boolean unban = message.kind() == PlayerMessage.Kind.UNBAN;
        if (!unban && (message.kind() != PlayerMessage.Kind.BAN || message.isDated())) {
            throw new IllegalStateException("cannot obey a message of kind " + message.kind());
        }
        int order = Long.compare(message.issuedAt(), state.banIssuedAt);
        if (order == 0) {
            order = message.id().compareTo(state.banId);
        }
        if (order <= 0) {
            return;
        }
        state.banIssuedAt = message.issuedAt();
        state.banId = message.id();
        boolean banned = !unban;
        if (banned != state.banned) {
            state.banned = banned;
            refresh();
        }
    }

    /** Publishes, moves or hides every value of the player as the rules now say. */
    private void refresh() throws IOException {
        Iterator<BoardValue> open = state.openWindows.iterator();
        while (open.hasNext()) {
            if (!refresh(open.next(), false)) {
                open.remove();
            }
        }
        if (state.closedWindowsExpireAt == PlayerState.NEVER) {
            return;
        }
        for (BoardValue value : store.closedWindows()) {
            if (refresh(value, true)) {
                store.putClosedWindow(value);
            } else {
                store.removeClosedWindow(value);
            }
        }
    }

    /** Whether the value is still good for something. */
    private boolean refresh(BoardValue value, boolean closed) {
        ScoringTrack track = rules.track(value.trackId());
        if (track == null) {
            return false;
        }
        publish(value, track, closed, false, null);
        return !track.retired();
    }

    /** Does what is due on the arrival clock. */
    public void arrivalTimer() throws IOException {
        long now = now();
        closeWindows(now);
        if (state.closedWindowsExpireAt <= now) {
            forgetClosedWindows(now);
        }
        if (state.seenIds.expiresAt(limits.dedupHorizonMillis()) <= now) {
            state.seenIds.expire(now, limits.dedupHorizonMillis(), store);
        }
        if (state.eraseAt <= now) {
            store.clear();
            state.erase();
        }
    }

    /** The arrival clock, before the end of time: what has no deadline is never due. */
    private long now() {
        return Math.min(clock.arrival(), PlayerState.NEVER - 1);
    }

    private void closeWindows(long now) throws IOException {
        Iterator<BoardValue> open = state.openWindows.iterator();
        while (open.hasNext()) {
            BoardValue value = open.next();
            ScoringTrack track = rules.track(value.trackId());
            if (closesAt(track, value.windowStart()) <= now) {
                open.remove();
                out.count(ScoringCount.CLOSED);
                publish(value, track, true, false, null);
                keepClosed(value, track);
            }
        }
    }

    private void keepClosed(BoardValue value, ScoringTrack track) throws IOException {
        store.putClosedWindow(value);
        state.closedWindowsExpireAt =
                Math.min(state.closedWindowsExpireAt, track.expiresAt(value.windowStart()));
    }

    private void forgetClosedWindows(long now) throws IOException {
        state.closedWindowsExpireAt = PlayerState.NEVER;
        for (BoardValue value : store.closedWindows()) {
            ScoringTrack track = rules.track(value.trackId());
            if (track.expiresAt(value.windowStart()) <= now) {
                store.removeClosedWindow(value);
            } else {
                state.closedWindowsExpireAt =
                        Math.min(state.closedWindowsExpireAt, track.expiresAt(value.windowStart()));
            }
        }
    }

    /** Does what is due on the wall clock: parked events have waited long enough. */
    public void wallTimer() throws IOException {
        if (state.parkedUntil <= clock.wall()) {
            state.parkedInVain = true;
            releaseParked();
        }
    }

    /** When {@link #arrivalTimer} has something to do, or {@code Long.MAX_VALUE}. */
    public long arrivalDeadline() {
        long deadline = Math.min(state.closedWindowsExpireAt, state.eraseAt);
        deadline = Math.min(deadline, state.seenIds.expiresAt(limits.dedupHorizonMillis()));
        for (BoardValue value : state.openWindows) {
            ScoringTrack track = rules.track(value.trackId());
            deadline = Math.min(deadline, closesAt(track, value.windowStart()));
        }
        return deadline;
    }

    /** When {@link #wallTimer} has something to do, or {@code Long.MAX_VALUE}. */
    public long wallDeadline() {
        return state.parkedUntil;
    }

    private long closesAt(ScoringTrack track, long windowStart) {
        return track.closesAt(windowStart, limits.closeDelayMillis());
    }

    /**
     * @param cause the event that changed the value, or null if it was something else
     */
    private void publish(
            BoardValue value,
            ScoringTrack track,
            boolean closed,
            boolean changed,
            GameplayEvent cause) {
        if (track.paused()) {
            if (changed) {
                value.changedUnpublished();
            }
            return;
        }
        String target = track.retired() ? null : partition(track);
        long score = target == null ? 0 : value.score(track.aggregation(), track.unit());
        if (score > MAX_EXACT_DOUBLE || score < -MAX_EXACT_DOUBLE) {
            target = null;
            out.count(ScoringCount.SCORE_OUT_OF_RANGE);
            if (cause != null) {
                reject(Reason.SCORE_OUT_OF_RANGE, "score", Long.toString(score), cause, track);
            }
        }
        long eventTime = cause == null ? clock.wall() : cause.eventTime();
        String previous = value.partition();
        if (target == null) {
            if (previous != null || reasserting) {
                remove(track, value, previous == null ? "" : previous, reasserting, eventTime);
            }
        } else {
            if (previous != null && !previous.equals(target)) {
                remove(track, value, previous, false, eventTime);
            }
            if (changed || value.isStale() || reasserting || !target.equals(previous)) {
                put(track, value, target, score, eventTime);
            }
        }
        value.publishedIn(target);
        if (closed) {
            share(track, value, target, score);
        }
    }

    private void put(
            ScoringTrack track, BoardValue value, String partition, long score, long eventTime) {
        BoardAddress address = track.address(value.windowStart(), partition);
        out.command(
                new PutScore(
                        address,
                        playerId,
                        track.redisScore(score),
                        reasserting && track.isPartitioned(),
                        eventTime,
                        out.nextRevision()));
    }

    private void remove(
            ScoringTrack track,
            BoardValue value,
            String partition,
            boolean everywhere,
            long eventTime) {
        BoardAddress address = track.address(value.windowStart(), partition);
        out.command(
                new RemoveMember(
                        address,
                        playerId,
                        everywhere && track.isPartitioned(),
                        eventTime,
                        out.nextRevision()));
    }

    private void share(ScoringTrack track, BoardValue value, String partition, long score) {
        long checksum =
                partition == null
                        ? 0
                        : WindowChecksum.of(partition, playerId, track.redisScore(score));
        if (value.isShared() == (partition != null) && value.checksum() == checksum) {
            return;
        }
        int members = (partition == null ? 0 : 1) - (value.isShared() ? 1 : 0);
        out.share(track, value.windowStart(), members, checksum - value.checksum());
        if (partition == null) {
            value.unshare();
        } else {
            value.share(checksum);
        }
    }

    /** Where the player stands on a board now, or null if nowhere. */
    private String partition(ScoringTrack track) {
        DimensionRow newest = state.newestRow();
        if (state.banned || (newest != null && newest.isDeleted())) {
            return null;
        }
        FieldValues row = newest == null ? null : newest.values();
        ScoringTrack.Rule rule = track.ruleInForce(clock.wall());
        if (rule.eligible() != null) {
            context.reset(null, row, rules.parameters(), clock.wall());
            try {
                if (!rule.eligible().test(context)) {
                    return null;
                }
            } catch (ExpressionException e) {
                out.count(ScoringCount.EXPRESSION_FAILED);
                return null;
            }
        }
        return track.partition(row);
    }
}
