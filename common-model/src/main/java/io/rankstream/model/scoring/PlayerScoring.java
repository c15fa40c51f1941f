package io.rankstream.model.scoring;

import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.SessionFacts;
import io.rankstream.model.expression.EvaluationContext;
import io.rankstream.model.expression.ExpressionException;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.scoring.ScoringTrack.Verdict;
import io.rankstream.model.standings.FinalScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rules of the game for one player at a time: what an event, a row or a message does to the
 * player's boards.
 *
 * <p>{@link #open} names the player; the other methods are about the player that is open, and
 * {@link #close} publishes what they changed. Values only depend on which events, rows and messages
 * there were and when they arrived, never on how they were interleaved or how often this was
 * interrupted.
 *
 * <p>An event within the corrections horizon is kept in the {@link EventLog}. When a rule, a
 * parameter, a row, a ban or a retraction that judges its time comes later, the contributions of
 * the log are taken back and everything in it is judged again.
 */
public final class PlayerScoring {

    /** Versions of a row older than these judge no event any more. */
    private static final int MAX_VERSIONS = 16;

    /** When windows are forgotten is rounded up to a multiple of this. */
    private static final long FORGETTING_MILLIS = 300_000L;

    private final ScoringRules rules;
    private final ScoringLimits limits;
    private final Function<String, DimensionRow> broadcastRows;
    private final ScoringClock clock;
    private final ScoringOutput out;
    private final EvaluationContext context = new EvaluationContext();
    private final Contribution contribution = new Contribution();
    private final WindowChecksum memberChecksum = new WindowChecksum();

    /** Values that changed and are published when the player is closed. */
    private final List<BoardValue> touched = new ArrayList<>();

    /** Closed windows that were read, and are written when the player is closed. */
    private final Map<ValueKey, BoardValue> closedWindows = new HashMap<>();

    private boolean reasserting;
    private boolean judgingAgain = true;
    private boolean sayingFinalScores = true;
    private Consumer<LogEntry> witness = entry -> {};
    private String playerId;
    private PlayerState state;
    private PlayerStore store;

    /** The event at hand, for what is said of it; null while none is. */
    private GameplayEvent cause;

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
     * Whether what is within the corrections horizon is kept to be judged again; of no use where
     * everything that judges an event comes before it.
     */
    void setJudgingAgain(boolean judgingAgain) {
        this.judgingAgain = judgingAgain;
    }

    /**
     * Whether where players stand in closed windows is said, once each window closes. Where nobody
     * listens a player's windows are closed when the player is next looked at.
     */
    public void setSayingFinalScores(boolean sayingFinalScores) {
        this.sayingFinalScores = sayingFinalScores;
    }

    /** Names who is told of everything that may count, in the order in which it is judged. */
    void setWitness(Consumer<LogEntry> witness) {
        this.witness = witness;
    }

    /**
     * Makes a player the one the other methods are about, and brings the player's boards in line
     * with the rules if these have changed since, and with the clock.
     */
    public void open(String playerId, PlayerState state, PlayerStore store) throws IOException {
        this.playerId = playerId;
        this.state = state;
        this.store = store;
        if (state.rulesGeneration != rules.generation()) {
            long before = state.rulesGeneration;
            state.rulesGeneration = rules.generation();
            if (!state.isEmpty()) {
                judgeAgainFrom(rules.judgementChangedSince(before));
                refresh();
                // Windows may close earlier now.
                state.nextCloseAt = Long.MIN_VALUE;
            }
        }
        if (state.nextCloseAt <= now()) {
            arrivalTimer();
        }
    }

    /** Publishes what changed, and writes back what was read of the colder state. */
    public void close() throws IOException {
        for (BoardValue value : touched) {
            value.untouch();
            publish(value, false);
        }
        touched.clear();
        cause = null;
        if (!closedWindows.isEmpty()) {
            keepClosedWindows();
        }
    }

    private void keepClosedWindows() throws IOException {
        for (BoardValue value : closedWindows.values()) {
            if (value.isStored() || !state.closedWindows.put(value)) {
                storeClosed(value);
            }
        }
        closedWindows.clear();
        BoardValue oldest = state.closedWindows.takeOneTooMany();
        while (oldest != null) {
            storeClosed(oldest);
            oldest = state.closedWindows.takeOneTooMany();
        }
    }

    private void storeClosed(BoardValue value) throws IOException {
        store.putClosedWindow(value);
        ScoringTrack track = rules.track(value.trackId());
        state.closedWindows.setStoredExpireAt(
                Math.min(
                        state.closedWindows.storedExpireAt(),
                        track.expiresAt(value.windowStart())));
    }

    /** Counts an event, once. */
    public void event(GameplayEvent event) throws IOException {
        if (event.eventTime() < event.arrivalTime() - limits.dedupHorizonMillis()
                || SeenIds.isForgotten(event.eventTime(), now(), limits.dedupHorizonMillis())) {
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
        if (event.arrivalTime() <= state.erasedUntil) {
            out.count(ScoringCount.ERASED_EVENTS);
            return;
        }
        out.count(ScoringCount.EVENTS);
        if (limits.hasSessions()) {
            addToSession(event);
        }
        if (mustWaitForProfile()) {
            park(event);
            return;
        }
        score(event);
    }

    private boolean mustWaitForProfile() throws IOException {
        if (!state.rows.isEmpty() || state.parkedInVain || !rules.usesProfile()) {
            return false;
        }
        DimensionRow row = broadcastRows.apply(playerId);
        if (row == null) {
            return true;
        }
        row(row);
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
        cause = event;
        if (state.rows.isEmpty() && rules.usesProfile()) {
            out.count(ScoringCount.UNKNOWN_PLAYER);
        }
        score(LogEntry.ofEvent(event));
    }

    /** Counts an entry for the first time, and logs it if it may be judged again. */
    private void score(LogEntry entry) throws IOException {
        witness.accept(entry);
        GameplayEvent event = entry.event();
        boolean logged =
                judgingAgain
                        && event.eventTime()
                                >= event.arrivalTime() - limits.correctionsHorizonMillis();
        if (logged) {
            state.log.append(entry, rules.eventFields(), store);
        }
        judge(entry, logged ? state.log.tail() : null, true);
    }

    /**
     * Lets every board judge an entry, and adds what it contributes.
     *
     * @param chunk the part of the log that the entry is in; null if it is in none
     * @param first whether it was never judged before: then what is wrong with it is reported
     */
    private void judge(LogEntry entry, LogChunk chunk, boolean first) throws IOException {
        GameplayEvent event = entry.event();
        if (isWithdrawn(entry, first)) {
            return;
        }
        FieldValues row = state.rowAt(event.eventTime());
        context.reset(event, row, rules.parameters(), event.eventTime());
        for (ScoringTrack track : rules.tracks()) {
            if (counts(entry, row, track, first)) {
                add(track, event, chunk, first);
            }
        }
    }

    private boolean isWithdrawn(LogEntry entry, boolean first) throws IOException {
        GameplayEvent event = entry.event();
        if (isRetracted(event)) {
            count(ScoringCount.RETRACTED, first);
            return true;
        }
        boolean banned = state.bans.covers(event.eventTime());
        if (banned) {
            count(ScoringCount.BANNED, first);
        }
        return banned;
    }

    private boolean isRetracted(GameplayEvent event) throws IOException {
        if (state.retractionsExpireAt == PlayerState.NEVER
                || event.id().source() != EventId.Source.EVENT_ID) {
            return false;
        }
        Long arrival = store.retraction(event.id());
        return arrival != null && event.eventTime() >= arrival - limits.correctionsHorizonMillis();
    }

    private void count(ScoringCount what, boolean first) {
        if (first) {
            out.count(what);
        }
    }

    /** Whether an entry counts on a track; then {@link #contribution} says what. */
    private boolean counts(LogEntry entry, FieldValues row, ScoringTrack track, boolean first)
            throws IOException {
        if (entry.isAdjustment() && entry.trackId() != track.id()) {
            return false;
        }
        GameplayEvent event = entry.event();
        Verdict verdict;
        try {
            verdict =
                    entry.isAdjustment()
                            ? track.adjust(context, entry, row, contribution)
                            : track.judge(context, event, row, contribution);
        } catch (ExpressionException e) {
            if (first) {
                out.count(ScoringCount.EXPRESSION_FAILED);
                reject(Reason.EXPRESSION_FAILED, e.expression(), e.getMessage(), event, track);
            }
            return false;
        }
        switch (verdict) {
            case COUNTS:
                return event.session() != null || !isGone(track, contribution.windowStart, first);
            case FILTERED:
                count(ScoringCount.FILTERED, first);
                return false;
            case UNSCORED:
                count(ScoringCount.UNSCORED, first);
                return false;
            case NOT_ELIGIBLE:
                count(ScoringCount.NOT_ELIGIBLE, first);
                return false;
            case NO_MEMBER:
                count(ScoringCount.NO_MEMBER, first);
                return false;
            case NO_SEASON:
                count(ScoringCount.NO_SEASON, first);
                return false;
            case LATE:
                rejectLate(event, track, first);
                return false;
            default:
                return false;
        }
    }

    /**
     * A window that was forgotten long ago cannot be counted in any more, whoever is to blame. A
     * session that ends is counted before anything is forgotten.
     */
    private boolean isGone(ScoringTrack track, long windowStart, boolean first) {
        if (track.window().isRolling()) {
            return track.window().end(windowStart) <= rollingClock();
        }
        if (track.expiresAt(windowStart) > now()) {
            return false;
        }
        if (cause != null) {
            rejectLate(cause, track, first);
        }
        return true;
    }

    private void rejectLate(GameplayEvent event, ScoringTrack track, boolean first) {
        if (first) {
            out.count(ScoringCount.LATE);
            reject(Reason.LATE, "event_time", Long.toString(event.eventTime()), event, track);
        }
    }

    private void reject(
            Reason reason, String field, String text, GameplayEvent event, ScoringTrack track) {
        if (event.origin() == null) {
            // Neither a session nor an adjustment has a record of its own: it is counted.
            return;
        }
        long start = track.window().start(event.eventTime());
        String window = start == BoardWindow.NONE ? null : track.window().label(start);
        out.deadLetter(DeadLetter.ofBoard(reason, field, text, track.name(), window, event));
    }

    private void add(ScoringTrack track, GameplayEvent event, LogChunk chunk, boolean first)
            throws IOException {
        BoardValue value = valueToAddTo(track);
        if (value.total().isFullFor(contribution, limits.maxDistinct())) {
            if (first) {
                out.count(ScoringCount.DISTINCT_LIMIT);
                reject(Reason.DISTINCT_LIMIT, "distinct", null, event, track);
            }
            return;
        }
        try {
            if (chunk == null) {
                value.add(track.aggregation(), contribution);
            } else {
                value.addLogged(track.aggregation(), contribution);
                noteIn(chunk, value);
            }
        } catch (ArithmeticException e) {
            if (first) {
                out.count(ScoringCount.SCORE_OUT_OF_RANGE);
                String score = Long.toString(contribution.score);
                reject(Reason.SCORE_OUT_OF_RANGE, "score", score, event, track);
            }
            return;
        }
        if (value.isClosed() && event.session() == null) {
            count(ScoringCount.REOPENED, first);
        }
        touch(value, track);
    }

    /**
     * Notes that a part of the log counts in a value. Values that are open are all asked, and are
     * noted when they close, with the tail: no part leaves after it.
     */
    private static void noteIn(LogChunk chunk, BoardValue value) throws IOException {
        if (value.isClosed()) {
            chunk.touched().add(ValueKey.of(value));
        } else {
            value.setUnnoted(true);
        }
    }

    private BoardValue valueToAddTo(ScoringTrack track) throws IOException {
        long start = contribution.windowStart;
        String place = contribution.place;
        BoardValue value = state.openWindow(track.id(), start, place);
        if (value != null) {
            return value;
        }
        boolean closed = track.closesAt(start) <= now();
        if (closed || mayBeClosed(track, start)) {
            ValueKey key = new ValueKey(track.id(), start, place);
            value = closedWindow(key);
            if (value != null) {
                return value;
            }
        }
        value = new BoardValue(track.id(), start, place);
        if (closed) {
            value.close();
            keepClosed(value, track);
        } else {
            if (isSlice(value, track) && start <= clock.arrival()) {
                value.enter();
            }
            state.openWindows.add(value);
            state.nextCloseAt = Math.min(state.nextCloseAt, track.closesAt(start));
        }
        return value;
    }

    /** A window that a longer lateness would keep open may have been closed before it came. */
    private boolean mayBeClosed(ScoringTrack track, long windowStart) {
        return track.hasClosingWindows()
                && state.closedWindowsExpireAt != PlayerState.NEVER
                && track.window().end(windowStart) <= now();
    }

    private BoardValue closedWindow(ValueKey key) throws IOException {
        BoardValue value = closedWindows.get(key);
        if (value != null) {
            return value;
        }
        value = state.closedWindows.take(key);
        if (value == null && state.closedWindows.areStored()) {
            value = store.closedWindow(key);
            if (value != null) {
                value.setStored();
            }
        }
        if (value != null) {
            closedWindows.put(key, value);
        }
        return value;
    }

    private BoardValue find(ValueKey key) throws IOException {
        BoardValue value = state.openWindow(key.trackId(), key.windowStart(), key.place());
        return value != null || state.closedWindowsExpireAt == PlayerState.NEVER
                ? value
                : closedWindow(key);
    }

    /**
     * What counts of some entries on one track as things stand now, in the order of the entries.
     *
     * @param entries of the open player, each of which was judged before
     */
    List<Counted> counted(List<LogEntry> entries, ScoringTrack track) throws IOException {
        List<Counted> counted = new ArrayList<>();
        Map<ValueKey, Accumulator> totals = new HashMap<>();
        for (LogEntry entry : entries) {
            GameplayEvent event = entry.event();
            if (isWithdrawn(entry, false)) {
                continue;
            }
            FieldValues row = state.rowAt(event.eventTime());
            context.reset(event, row, rules.parameters(), event.eventTime());
            if (!counts(entry, row, track, false)) {
                continue;
            }
            ValueKey key = new ValueKey(track.id(), contribution.windowStart, contribution.place);
            Accumulator total = totals.computeIfAbsent(key, k -> new Accumulator());
            if (total.addIfItFits(track.aggregation(), contribution, limits.maxDistinct())) {
                counted.add(new Counted(entry, contribution.copy(), published(key, track)));
            }
        }
        return counted;
    }

    /** The value under which what is counted by a key is published; null if it is not. */
    private BoardValue published(ValueKey key, ScoringTrack track) throws IOException {
        ValueKey shown = key;
        if (track.window().isRolling()) {
            BoardValue slice = state.openWindow(key.trackId(), key.windowStart(), key.place());
            if (slice == null || !isInWindow(slice, track)) {
                return null;
            }
            shown = new ValueKey(key.trackId(), BoardWindow.ALL_TIME_START, key.place());
        }
        BoardValue value = find(shown);
        return value == null || value.partition() == null ? null : value;
    }

    /** Marks a value to be published; of a slice, the value that is made of all slices. */
    private void touch(BoardValue value, ScoringTrack track) {
        BoardValue published = value;
        if (track.window().isRolling() && value.windowStart() != BoardWindow.ALL_TIME_START) {
            published = state.openWindow(track.id(), BoardWindow.ALL_TIME_START, value.place());
            if (published == null) {
                published = new BoardValue(track.id(), BoardWindow.ALL_TIME_START, value.place());
                state.openWindows.add(published);
            }
        }
        if (published.touch()) {
            touched.add(published);
        }
    }

    /**
     * Judges the log again.
     *
     * @param changedFrom events of this time and later may be judged otherwise now
     */
    private void judgeAgainFrom(long changedFrom) throws IOException {
        if (state.log.isEmpty() || state.log.newest() < changedFrom) {
            return;
        }
        out.count(ScoringCount.REJUDGED);
        for (BoardValue value : state.openWindows) {
            takeBack(value);
        }
        state.log.visit(
                store,
                chunk -> {
                    for (ValueKey key : chunk.touched()) {
                        BoardValue value = find(key);
                        if (value != null) {
                            takeBack(value);
                        }
                    }
                });
        state.log.visit(
                store,
                chunk -> {
                    for (LogEntry entry : chunk.entries(playerId, rules.eventFields())) {
                        judge(entry, chunk, false);
                    }
                });
    }

    private void takeBack(BoardValue value) {
        ScoringTrack track = rules.track(value.trackId());
        if (track != null && value.isLogged()) {
            value.dropLogged();
            touch(value, track);
        }
    }

    /** Moves what can no longer be judged otherwise from the log into the bases. */
    private void settle(LogChunk chunk) throws IOException {
        for (LogEntry entry : chunk.entries(playerId, rules.eventFields())) {
            GameplayEvent event = entry.event();
            if (isWithdrawn(entry, false)) {
                continue;
            }
            FieldValues row = state.rowAt(event.eventTime());
            context.reset(event, row, rules.parameters(), event.eventTime());
            for (ScoringTrack track : rules.tracks()) {
                if (counts(entry, row, track, false)) {
                    settle(track);
                }
            }
        }
        if (state.log.tail() == null) {
            for (BoardValue value : state.openWindows) {
                value.setUnnoted(false);
            }
        }
    }

    private void settle(ScoringTrack track) throws IOException {
        ValueKey key = new ValueKey(track.id(), contribution.windowStart, contribution.place);
        BoardValue value = find(key);
        if (value != null) {
            value.settle(track.aggregation(), contribution, limits.maxDistinct());
        }
    }

    private void addToSession(GameplayEvent event) throws IOException {
        if (isRetracted(event)) {
            return;
        }
        if (isSessionLate(event) || isSessionOver(event)) {
            out.count(ScoringCount.SESSION_LATE);
            return;
        }
        state.sessions.settle(
                event.arrivalTime() - limits.correctionsHorizonMillis() - limits.closeDelayMillis(),
                limits.sessionGapMillis());
        state.sessions.add(event.eventTime());
    }

    /** Whether an event arrived too late to be in a session. */
    private boolean isSessionLate(GameplayEvent event) {
        return event.arrivalTime()
                > event.eventTime() + limits.sessionGapMillis() + limits.sessionLatenessMillis();
    }

    /** A replay may bring an event of a session that has ended. */
    private boolean isSessionOver(GameplayEvent event) {
        return OpenSessions.closed(
                        event.eventTime(),
                        limits.sessionGapMillis(),
                        limits.sessionLatenessMillis())
                <= now();
    }

    private void sessionEnded(long first, long last, long count) throws IOException {
        long arrival =
                OpenSessions.closed(
                        last, limits.sessionGapMillis(), limits.sessionLatenessMillis());
        GameplayEvent event =
                GameplayEvent.ofSession(
                        playerId,
                        last,
                        arrival,
                        EventId.ofSession(playerId, first),
                        new SessionFacts(count, last - first, first),
                        rules.eventFields());
        cause = event;
        score(LogEntry.ofEvent(event));
    }

    /**
     * Brings the player's row up to date and, with it, the player's membership everywhere.
     *
     * <p>Rows are idempotent upserts that come in the order of the table's history: the later
     * arrival is the newer version, whatever a server's clock says after a fail-over.
     */
    public void row(DimensionRow row) throws IOException {
        if (!insert(row)) {
            publishProfile();
            return;
        }
        state.parkedInVain = false;
        DimensionRow newest = state.newestRow();
        state.eraseAt =
                newest.isDeleted()
                        ? newest.validFrom() + limits.forgetDeletedAfterMillis()
                        : PlayerState.NEVER;
        releaseParked();
        if (rules.judgesByProfile()) {
            judgeAgainFrom(row.validFrom());
        }
        state.profilePublished = false;
        refresh();
        publishProfile();
    }

    /** Whether the row says anything new. */
    private boolean insert(DimensionRow row) {
        DimensionRow newest = state.newestRow();
        if (newest != null
                && !newest.isDeleted()
                && !row.isDeleted()
                && newest.values().equals(row.values())
                && newest.validFrom() <= row.validFrom()) {
            return false;
        }
        if (newest == null || !row.isSnapshot()) {
            // Versions that claim to be as new came earlier: one second of a binlog has no order.
            state.rows.removeIf(version -> version.validFrom() >= row.validFrom());
            state.rows.add(row);
            forgetOldVersions();
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

    /**
     * The versions that no event in the log can be judged by, beyond those that are kept anyway.
     */
    private void forgetOldVersions() {
        long oldest = state.newestRow().validFrom() - limits.correctionsHorizonMillis();
        while (state.rows.size() > MAX_VERSIONS && state.rows.get(1).validFrom() <= oldest) {
            state.rows.remove(0);
        }
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

    /** Obeys a message about the player. */
    public void message(PlayerMessage message) throws IOException {
        switch (message.kind()) {
            case BAN:
            case UNBAN:
                ban(message);
                break;
            case RETRACT:
                retract(message);
                break;
            case ADJUST:
                adjust(message);
                break;
            case ERASE:
                erase(message.arrivalTime());
                break;
        }
    }

    private void ban(PlayerMessage message) throws IOException {
        boolean hidden = state.bans.hides();
        judgeAgainFrom(
                state.bans.say(
                        message, limits.correctionsHorizonMillis(), limits.dedupHorizonMillis()));
        if (hidden != state.bans.hides()) {
            refresh();
        }
    }

    private void retract(PlayerMessage message) throws IOException {
        EventId id = EventId.ofEventId(message.eventId());
        Long known = store.retraction(id);
        boolean repeated = known != null && known <= message.arrivalTime();
        boolean seen = store.isIdIndexed(id);
        if (seen) {
            // It may be among those that wait.
            releaseParked();
        }
        GameplayEvent[] found = new GameplayEvent[1];
        state.log.visit(
                store,
                chunk -> {
                    for (LogEntry entry : chunk.entries(playerId, rules.eventFields())) {
                        if (entry.event().id().equals(id)) {
                            found[0] = entry.event();
                        }
                    }
                });
        GameplayEvent event = found[0];
        boolean before = event != null && isRetracted(event);
        if (repeated && (event == null || before)) {
            return;
        }
        putRetraction(id, message.arrivalTime());
        if (event == null ? seen : !isRetracted(event)) {
            out.count(ScoringCount.RETRACTION_TOO_OLD);
            out.deadLetter(
                    DeadLetter.ofMessage(
                            Reason.RETRACTION_TOO_OLD, "event_id", message.eventId(), message));
            return;
        }
        if (event != null && !before) {
            if (limits.hasSessions()
                    && !isSessionLate(event)
                    && isInOpenSession(event, message.arrivalTime())) {
                state.sessions.remove(event.eventTime());
            }
            judgeAgainFrom(event.eventTime());
        }
    }

    /** A session that is to be closed by then, though the clock has not yet done so, stays. */
    private boolean isInOpenSession(GameplayEvent event, long arrival) {
        return state.sessions.closesAt(
                        event.eventTime(),
                        limits.sessionGapMillis(),
                        limits.sessionLatenessMillis())
                > arrival;
    }

    private void putRetraction(EventId id, long arrival) throws IOException {
        Long before = store.retraction(id);
        long earliest = before == null ? arrival : Math.min(before, arrival);
        store.putRetraction(id, earliest);
        state.retractionsExpireAt =
                Math.min(state.retractionsExpireAt, retractionExpiresAt(earliest));
    }

    /** An event that is taken back may come as long as its id would be remembered. */
    private long retractionExpiresAt(long arrival) {
        return arrival + limits.dedupHorizonMillis() + limits.correctionsHorizonMillis();
    }

    private void forgetRetractions(long now) throws IOException {
        state.retractionsExpireAt = PlayerState.NEVER;
        for (Map.Entry<EventId, Long> retraction : store.retractions().entrySet()) {
            long expiresAt = retractionExpiresAt(retraction.getValue());
            if (expiresAt <= now) {
                store.removeRetraction(retraction.getKey());
            } else {
                state.retractionsExpireAt = Math.min(state.retractionsExpireAt, expiresAt);
            }
        }
    }

    private void adjust(PlayerMessage message) throws IOException {
        EventId id = EventId.ofControl(message.id());
        if (message.arrivalTime() <= state.erasedUntil
                || !state.seenIds.add(id, message.eventTime(), message.arrivalTime(), store)) {
            return;
        }
        out.count(ScoringCount.ADJUSTED);
        GameplayEvent event =
                LogChunk.bare(
                        playerId,
                        message.eventTime(),
                        message.arrivalTime(),
                        id,
                        rules.eventFields());
        cause = event;
        // Its board may not have been heard of yet: then it counts when that comes.
        score(LogEntry.ofAdjustment(event, message.trackId(), message.amount()));
    }

    /**
     * Withdraws and forgets every score of what arrived up to then; it does not count again.
     *
     * <p>What came after it, and was scored before, is still in the log, and is scored anew, with
     * the sessions that it makes without what is erased.
     */
    private void erase(long arrival) throws IOException {
        if (arrival <= state.erasedUntil) {
            return;
        }
        releaseParked();
        List<LogEntry> later = new ArrayList<>();
        state.log.visit(
                store,
                chunk -> {
                    for (LogEntry entry : chunk.entries(playerId, rules.eventFields())) {
                        GameplayEvent event = entry.event();
                        if (event.arrivalTime() > arrival && event.session() == null) {
                            later.add(entry);
                        }
                    }
                });
        withdrawAndForget();
        state.erasedUntil = arrival;
        state.erasureExpiresAt = arrival + limits.dedupHorizonMillis();
        for (LogEntry entry : later) {
            state.log.append(entry, rules.eventFields(), store);
            judge(entry, state.log.tail(), false);
        }
        if (limits.hasSessions()) {
            makeSessionsOf(later);
        }
    }

    /** A retraction takes an event out of its session if it came before that was to be closed. */
    private void makeSessionsOf(List<LogEntry> entries) throws IOException {
        TreeMap<Long, List<GameplayEvent>> retracted = new TreeMap<>();
        for (LogEntry entry : entries) {
            GameplayEvent event = entry.event();
            if (entry.isAdjustment() || isSessionLate(event)) {
                continue;
            }
            state.sessions.add(event.eventTime());
            if (isRetracted(event)) {
                retracted
                        .computeIfAbsent(store.retraction(event.id()), at -> new ArrayList<>())
                        .add(event);
            }
        }
        retracted.forEach(
                (at, events) -> {
                    for (GameplayEvent event : events) {
                        if (isInOpenSession(event, at)) {
                            state.sessions.remove(event.eventTime());
                        }
                    }
                });
        state.sessions.close(
                now(),
                limits.sessionGapMillis(),
                limits.sessionLatenessMillis(),
                this::sessionEnded);
    }

    private void withdrawAndForget() throws IOException {
        List<BoardValue> values = new ArrayList<>(state.openWindows);
        values.addAll(readClosedWindows());
        for (BoardValue value : values) {
            ScoringTrack track = rules.track(value.trackId());
            if (track != null) {
                sayFinalScore(value, track, null, 0, 0);
                withdraw(value, track, eventTime());
            }
        }
        if (rules.showsProfiles()) {
            out.command(new PutProfile(playerId, Map.of(), out.nextRevision()));
        }
        touched.clear();
        closedWindows.clear();
        store.clearScores();
        state.forgetScores();
    }

    /** The row was deleted long ago: nothing of the player is kept but bans. */
    private void eraseDeleted() throws IOException {
        withdrawAndForget();
        for (EventId id : store.retractions().keySet()) {
            store.removeRetraction(id);
        }
        state.retractionsExpireAt = PlayerState.NEVER;
        state.rows.clear();
        state.eraseAt = PlayerState.NEVER;
    }

    private List<BoardValue> readClosedWindows() throws IOException {
        if (state.closedWindowsExpireAt == PlayerState.NEVER) {
            return List.of();
        }
        List<BoardValue> values = new ArrayList<>(closedWindows.values());
        for (BoardValue value : state.closedWindows.values()) {
            if (!closedWindows.containsKey(ValueKey.of(value))) {
                values.add(value);
            }
        }
        if (state.closedWindows.areStored()) {
            for (BoardValue value : store.closedWindows()) {
                value.setStored();
                if (!closedWindows.containsKey(ValueKey.of(value))) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** Publishes, moves or hides every value of the player as the rules now say. */
    private void refresh() throws IOException {
        Iterator<BoardValue> open = state.openWindows.iterator();
        while (open.hasNext()) {
            BoardValue value = open.next();
            ScoringTrack track = rules.track(value.trackId());
            if (track == null || track.retired()) {
                end(value, track);
                open.remove();
            } else if (!isSlice(value, track) && value.touch()) {
                touched.add(value);
            }
        }
        List<BoardValue> closed = readClosedWindows();
        // What has ended goes first: a board of the same name may have taken its place.
        for (BoardValue value : closed) {
            ScoringTrack track = rules.track(value.trackId());
            if (track == null || track.retired()) {
                end(value, track);
                forgetClosed(value);
            }
        }
        for (BoardValue value : closed) {
            ScoringTrack track = rules.track(value.trackId());
            if (track != null && !track.retired()) {
                publishAndKeep(value, false);
            }
        }
    }

    private static boolean isSlice(BoardValue value, ScoringTrack track) {
        return track.window().isRolling() && value.windowStart() != BoardWindow.ALL_TIME_START;
    }

    private void end(BoardValue value, ScoringTrack track) {
        if (track != null) {
            withdraw(value, track, eventTime());
        }
    }

    /**
     * Publishes every value of the player again, whatever is believed to be published.
     *
     * @param track the only one that matters, or null for all
     */
    public void reassert(ScoringTrack track) throws IOException {
        // One that nothing is left of goes.
        for (BoardValue value : new ArrayList<>(state.openWindows)) {
            reassert(value, track);
        }
        for (BoardValue value : readClosedWindows()) {
            reassert(value, track);
        }
        if (track == null && state.newestRow() != null) {
            state.profilePublished = false;
            publishProfile();
        }
    }

    private void reassert(BoardValue value, ScoringTrack only) throws IOException {
        ScoringTrack track = rules.track(value.trackId());
        if (track != null && !isSlice(value, track) && (only == null || only == track)) {
            publishAndKeep(value, true);
        }
    }

    /** Compares what a set holds with what it should hold, and puts it right. */
    public void probe(BoardProbe probe) throws IOException {
        ScoringTrack track = rules.activeTrack(probe.board(), probe.shadowVersion());
        if (track == null || track.isPausedAt(clock.wall())) {
            return;
        }
        long windowStart = track.window().startOf(probe.window());
        if (windowStart == BoardWindow.NONE) {
            return;
        }
        if (track.gathers()) {
            out.contribute(
                    GroupContribution.ofProbe(
                            new GroupKey(
                                    track.id(),
                                    track.name(),
                                    windowStart,
                                    probe.partition(),
                                    probe.member()),
                            probe.score(),
                            clock.wall()));
            return;
        }
        out.count(ScoringCount.AUDIT_PROBES);
        BoardValue value = publishedIn(track, windowStart, probe.partition());
        if (value == null) {
            out.count(ScoringCount.AUDIT_REPAIRS);
            BoardAddress address = track.address(windowStart, probe.partition());
            out.command(
                    new RemoveMember(address, playerId, false, clock.wall(), out.nextRevision()));
        } else if (value.published() != Double.doubleToLongBits(probe.score())) {
            out.count(ScoringCount.AUDIT_REPAIRS);
            publishAndKeep(value, true);
        }
    }

    private BoardValue publishedIn(ScoringTrack track, long windowStart, String partition)
            throws IOException {
        if (!track.isPlacedByEvents()) {
            BoardValue value = find(new ValueKey(track.id(), windowStart, ""));
            return value != null && partition.equals(value.partition()) ? value : null;
        }
        List<BoardValue> values = new ArrayList<>(state.openWindows);
        values.addAll(readClosedWindows());
        for (BoardValue value : values) {
            if (value.trackId() == track.id()
                    && value.windowStart() == windowStart
                    && partition.equals(value.partition())) {
                return value;
            }
        }
        return null;
    }

    /** Does what is due on the arrival clock. */
    public void arrivalTimer() throws IOException {
        long now = now();
        if (state.sessions.closesAt(limits.sessionGapMillis(), limits.sessionLatenessMillis())
                <= now) {
            state.sessions.close(
                    now,
                    limits.sessionGapMillis(),
                    limits.sessionLatenessMillis(),
                    this::sessionEnded);
        }
        if (state.log.leavesAt(limits.correctionsHorizonMillis()) <= now) {
            state.log.leave(now, limits.correctionsHorizonMillis(), store, this::settle);
        }
        closeWindows(now);
        if (state.closedWindowsExpireAt <= now) {
            forgetClosedWindows(now);
        }
        if (state.seenIds.expiresAt(limits.dedupHorizonMillis()) <= now) {
            state.seenIds.expire(now, limits.dedupHorizonMillis(), store);
        }
        if (state.retractionsExpireAt <= now) {
            forgetRetractions(now);
        }
        if (state.erasureExpiresAt <= now) {
            state.erasureExpiresAt = PlayerState.NEVER;
            state.erasedUntil = Long.MIN_VALUE;
        }
        if (state.eraseAt <= now) {
            eraseDeleted();
        }
    }

    /** The arrival clock, before the end of time: what has no deadline is never due. */
    private long now() {
        return Math.min(clock.arrival(), PlayerState.NEVER - 1);
    }

    /** The arrival clock for rolling windows, which the end of the input does not move. */
    private long rollingClock() {
        return clock.arrival() == PlayerState.NEVER ? Long.MIN_VALUE : clock.arrival();
    }

    private void closeWindows(long now) throws IOException {
        List<BoardValue> due = List.of();
        state.nextCloseAt = PlayerState.NEVER;
        for (BoardValue value : state.openWindows) {
            long deadline = deadline(value, rules.track(value.trackId()));
            if (deadline > now) {
                state.nextCloseAt = Math.min(state.nextCloseAt, deadline);
                continue;
            }
            if (due.isEmpty()) {
                due = new ArrayList<>();
            }
            due.add(value);
        }
        for (BoardValue value : due) {
            ScoringTrack track = rules.track(value.trackId());
            if (isSlice(value, track)) {
                moveSlice(value, track);
            } else {
                state.openWindows.remove(value);
                out.count(ScoringCount.CLOSED);
                value.close();
                if (value.isUnnoted()) {
                    state.log.tail().note(ValueKey.of(value));
                }
                keepClosed(value, track);
                touch(value, track);
            }
        }
    }

    private void moveSlice(BoardValue slice, ScoringTrack track) {
        slice.enter();
        touch(slice, track);
        if (track.window().end(slice.windowStart()) <= rollingClock()) {
            state.openWindows.remove(slice);
        }
    }

    private void keepClosed(BoardValue value, ScoringTrack track) {
        closedWindows.put(ValueKey.of(value), value);
        state.closedWindowsExpireAt =
                Math.min(state.closedWindowsExpireAt, track.expiresAt(value.windowStart()));
    }

    private void forgetClosed(BoardValue value) throws IOException {
        ValueKey key = ValueKey.of(value);
        closedWindows.remove(key);
        if (value.isStored()) {
            store.removeClosedWindow(key);
        } else {
            state.closedWindows.take(key);
        }
    }

    private void forgetClosedWindows(long now) throws IOException {
        state.closedWindowsExpireAt = PlayerState.NEVER;
        for (BoardValue value : List.copyOf(closedWindows.values())) {
            if (isForgotten(value.trackId(), value.windowStart(), now)) {
                forgetClosed(value);
            }
        }
        state.closedWindows.removeIf((trackId, start) -> isForgotten(trackId, start, now));
        if (state.closedWindows.storedExpireAt() <= now) {
            state.closedWindows.setStoredExpireAt(PlayerState.NEVER);
            for (BoardValue value : store.closedWindows()) {
                value.setStored();
                long expiresAt = rules.track(value.trackId()).expiresAt(value.windowStart());
                if (expiresAt <= now) {
                    forgetClosed(value);
                } else {
                    state.closedWindows.setStoredExpireAt(
                            Math.min(state.closedWindows.storedExpireAt(), expiresAt));
                }
            }
        }
        state.closedWindowsExpireAt =
                Math.min(state.closedWindowsExpireAt, state.closedWindows.storedExpireAt());
    }

    /** Whether a closed window may be forgotten; otherwise its time is noted. */
    private boolean isForgotten(int trackId, long windowStart, long now) {
        long expiresAt = rules.track(trackId).expiresAt(windowStart);
        if (expiresAt > now) {
            state.closedWindowsExpireAt = Math.min(state.closedWindowsExpireAt, expiresAt);
        }
        return expiresAt <= now;
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
        long deadline = Math.min(state.eraseAt, state.retractionsExpireAt);
        deadline = Math.min(deadline, state.erasureExpiresAt);
        deadline = Math.min(deadline, state.seenIds.expiresAt(limits.dedupHorizonMillis()));
        deadline = Math.min(deadline, state.log.leavesAt(limits.correctionsHorizonMillis()));
        deadline =
                Math.min(
                        deadline,
                        state.sessions.closesAt(
                                limits.sessionGapMillis(), limits.sessionLatenessMillis()));
        long expireAt = state.closedWindowsExpireAt;
        for (BoardValue value : state.openWindows) {
            ScoringTrack track = rules.track(value.trackId());
            if (sayingFinalScores || isSlice(value, track)) {
                deadline = Math.min(deadline, deadline(value, track));
            } else {
                expireAt = Math.min(expireAt, track.expiresAt(value.windowStart()));
            }
        }
        return Math.min(deadline, forgottenAt(expireAt));
    }

    /** Windows of a player are forgotten some at a time. */
    private static long forgottenAt(long expireAt) {
        return expireAt == PlayerState.NEVER
                ? PlayerState.NEVER
                : expireAt - Math.floorMod(expireAt, FORGETTING_MILLIS) + FORGETTING_MILLIS;
    }

    /** When a value changes by itself: its window closes, or its slice enters or leaves. */
    private long deadline(BoardValue value, ScoringTrack track) {
        if (!isSlice(value, track)) {
            return track.closesAt(value.windowStart());
        }
        if (clock.arrival() == PlayerState.NEVER) {
            // The end of the input moves no rolling window.
            return PlayerState.NEVER;
        }
        return value.hasEntered() ? track.window().end(value.windowStart()) : value.windowStart();
    }

    /** When {@link #wallTimer} has something to do, or {@code Long.MAX_VALUE}. */
    public long wallDeadline() {
        return state.parkedUntil;
    }

    private long eventTime() {
        return cause == null ? clock.wall() : cause.eventTime();
    }

    /**
     * Brings what is published in line with a value.
     *
     * @param again whether it is published even if it seems to be as it should
     * @return whether anything of the value changed
     */
    private boolean publish(BoardValue value, boolean again) throws IOException {
        ScoringTrack track = rules.track(value.trackId());
        if (!track.hasWindow(value.windowStart())) {
            return false;
        }
        if (track.window().isRolling()) {
            value.derive(merged(value, track));
        }
        if (track.isPausedAt(clock.wall()) && !track.gathers()) {
            return false;
        }
        long before = value.published();
        long countBefore = value.publishedCount();
        String partitionBefore = value.partition();
        String memberBefore = value.member();
        FieldValues row = newestValues();
        String target = isVisible(value, track) ? track.partition(value, row) : null;
        boolean saidBefore = value.isSaid();
        if (track.gathers()) {
            publishToGroup(value, track, target, target == null ? null : track.member(value, row));
        } else {
            publishToBoard(value, track, target, again);
        }
        dropIfLeft(value, track);
        return before != value.published()
                || countBefore != value.publishedCount()
                || !Objects.equals(partitionBefore, value.partition())
                || !Objects.equals(memberBefore, value.member())
                || saidBefore != value.isSaid();
    }

    /** Publishes a value that may be of a closed window, which is written back if it changed. */
    private void publishAndKeep(BoardValue value, boolean again) throws IOException {
        if (publish(value, again) && value.isClosed()) {
            closedWindows.put(ValueKey.of(value), value);
        }
    }

    private FieldValues newestValues() {
        DimensionRow newest = state.newestRow();
        return newest == null ? null : newest.values();
    }

    /** A rolling value that no slice is left of is forgotten. */
    private void dropIfLeft(BoardValue value, ScoringTrack track) {
        if (!track.window().isRolling() || value.partition() != null) {
            return;
        }
        for (BoardValue other : state.openWindows) {
            if (other != value
                    && other.trackId() == value.trackId()
                    && other.place().equals(value.place())) {
                return;
            }
        }
        state.openWindows.remove(value);
    }

    private Accumulator merged(BoardValue value, ScoringTrack track) {
        Accumulator merged = new Accumulator();
        for (BoardValue slice : state.openWindows) {
            if (slice.trackId() == value.trackId()
                    && slice.windowStart() != BoardWindow.ALL_TIME_START
                    && slice.place().equals(value.place())
                    && isInWindow(slice, track)) {
                merged.merge(track.aggregation(), slice.total());
            }
        }
        return merged;
    }

    private boolean isInWindow(BoardValue slice, ScoringTrack track) {
        if (clock.arrival() == PlayerState.NEVER) {
            return true;
        }
        return slice.windowStart() <= clock.arrival()
                && clock.arrival() < track.window().end(slice.windowStart());
    }

    /** Whether the player stands on a board with anything. */
    private boolean isVisible(BoardValue value, ScoringTrack track) {
        DimensionRow newest = state.newestRow();
        if (value.total().isEmpty()
                || track.retired()
                || state.bans.hides()
                || (newest != null && newest.isDeleted())) {
            return false;
        }
        context.reset(null, newestValues(), rules.parameters(), clock.wall());
        try {
            return track.isEligible(context, clock.wall());
        } catch (ExpressionException e) {
            out.count(ScoringCount.EXPRESSION_FAILED);
            return false;
        }
    }

    private void publishToBoard(
            BoardValue value, ScoringTrack track, String partition, boolean again) {
        String target = partition;
        long score = 0;
        if (target != null) {
            score = value.total().score(track.aggregation(), track.unit());
            if (!value.total().isWithin64Bits() || !track.isPublishable(score)) {
                target = null;
                rejectScore(score, track);
            }
        }
        if (target == null) {
            sayFinalScore(value, track, null, 0, 0);
            withdraw(value, track, eventTime());
            return;
        }
        double redis = track.redisScore(score, value.total().reachedAt(), value.windowStart());
        long bits = Double.doubleToLongBits(redis);
        String previous = value.partition();
        if (previous != null && !previous.equals(target)) {
            remove(track, value, previous, false, eventTime());
        }
        boolean changed = !target.equals(previous) || bits != value.published();
        if (again || reasserting || changed) {
            put(track, value, target, redis, again, !changed && !reasserting);
        }
        sayFinalScore(value, track, target, score, redis);
        if (changed) {
            share(value, track, target, redis);
        }
        value.publishedAs(target, null, bits, 0);
    }

    private void rejectScore(long score, ScoringTrack track) {
        out.count(ScoringCount.SCORE_OUT_OF_RANGE);
        if (cause != null) {
            reject(Reason.SCORE_OUT_OF_RANGE, "score", Long.toString(score), cause, track);
        }
    }

    private void put(
            ScoringTrack track,
            BoardValue value,
            String partition,
            double score,
            boolean again,
            boolean assertion) {
        BoardAddress address = track.address(value.windowStart(), partition);
        out.command(
                new PutScore(
                        address,
                        playerId,
                        score,
                        (reasserting || again) && track.isInOnePartition(),
                        assertion,
                        eventTime(),
                        out.nextRevision()));
    }

    /** Takes off what is published of a value, from the board or from its group. */
    private void withdraw(BoardValue value, ScoringTrack track, long eventTime) {
        String previous = value.partition();
        if (track.gathers()) {
            if (previous != null) {
                leaveGroup(value, track, eventTime);
            }
        } else if (previous != null) {
            remove(track, value, previous, reasserting, eventTime);
            share(value, track, null, 0);
        } else if (reasserting) {
            remove(track, value, track.partition(value, newestValues()), true, eventTime);
        }
        value.withdrawn();
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
                        everywhere && track.isInOnePartition(),
                        eventTime,
                        out.nextRevision()));
    }

    /**
     * Changes what its final window is to be announced as, from what is published of a value to
     * what is published of it next. The window may be open yet.
     */
    private void share(BoardValue value, ScoringTrack track, String partition, double redis) {
        if (!track.hasClosingWindows()) {
            return;
        }
        String before = value.partition();
        int members = (partition == null ? 0 : 1) - (before == null ? 0 : 1);
        long checksum = partition == null ? 0 : memberChecksum.hash(partition, playerId, redis);
        if (before != null) {
            double redisBefore = Double.longBitsToDouble(value.published());
            checksum -= memberChecksum.hash(before, playerId, redisBefore);
        }
        out.share(track, value.windowStart(), members, checksum);
    }

    /**
     * Says where a closed value stands, if that is news; what is published of it is still as
     * before.
     *
     * <p>That a board ends takes nothing back: its final windows stay what they were.
     */
    private void sayFinalScore(
            BoardValue value, ScoringTrack track, String partition, long score, double redis) {
        if (!sayingFinalScores || !value.isClosed() || track.gathers() || track.retired()) {
            return;
        }
        long closesAt = track.closesAt(value.windowStart());
        String before = value.isSaid() ? value.partition() : null;
        if (before != null && !before.equals(partition)) {
            BoardAddress left = track.address(value.windowStart(), before);
            out.finalScore(FinalScore.withdrawn(left, closesAt, playerId));
        }
        value.setSaid(partition != null);
        if (partition != null
                && (!partition.equals(before)
                        || Double.doubleToLongBits(redis) != value.published())) {
            BoardAddress address = track.address(value.windowStart(), partition);
            long checksum = memberChecksum.hash(partition, playerId, redis);
            out.finalScore(
                    FinalScore.of(
                            address, closesAt, playerId, track.rankedBy(score, redis), checksum));
        }
    }

    private void publishToGroup(
            BoardValue value, ScoringTrack track, String partition, String member) {
        Accumulator total = value.total();
        boolean counts = partition != null && !member.isEmpty();
        if (counts && !isContributable(total)) {
            counts = false;
            rejectScore(total.value(), track);
        }
        if (!counts) {
            if (value.partition() != null) {
                leaveGroup(value, track, eventTime());
            }
            value.withdrawn();
            return;
        }
        boolean same = partition.equals(value.partition()) && member.equals(value.member());
        if (value.partition() != null && !same) {
            leaveGroup(value, track, eventTime());
            value.withdrawn();
        }
        GroupKey group =
                new GroupKey(track.id(), track.name(), value.windowStart(), partition, member);
        if (track.isAdditive()) {
            long sum = total.value() - value.published();
            if (((total.value() ^ value.published()) & (total.value() ^ sum)) < 0) {
                // Too far from one to the other for one difference.
                leaveGroup(value, track, eventTime());
                value.withdrawn();
                sum = total.value();
            }
            long count = total.count() - value.publishedCount();
            if (sum != 0 || count != 0) {
                out.contribute(GroupContribution.ofDifference(group, sum, count, eventTime()));
            }
        } else {
            out.contribute(
                    GroupContribution.ofReplacement(group, playerId, total.copy(), eventTime()));
        }
        value.publishedAs(partition, member, total.value(), total.count());
    }

    /** Whether it can be taken back again: -2^63 has no counterpart. */
    private static boolean isContributable(Accumulator total) {
        return total.isWithin64Bits() && total.value() != Long.MIN_VALUE;
    }

    private void leaveGroup(BoardValue value, ScoringTrack track, long eventTime) {
        GroupKey group =
                new GroupKey(
                        track.id(),
                        track.name(),
                        value.windowStart(),
                        value.partition(),
                        value.member());
        out.contribute(
                track.isAdditive()
                        ? GroupContribution.ofDifference(
                                group, -value.published(), -value.publishedCount(), eventTime)
                        : GroupContribution.ofReplacement(group, playerId, null, eventTime));
    }
}
