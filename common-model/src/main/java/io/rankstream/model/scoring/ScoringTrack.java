package io.rankstream.model.scoring;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.board.LatePolicy;
import io.rankstream.model.board.ProfilePolicy;
import io.rankstream.model.board.TieEncoding;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.control.BoardRule;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.expression.ConditionExpression;
import io.rankstream.model.expression.EvaluationContext;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.expression.ExpressionException;
import io.rankstream.model.expression.ScoreExpression;
import io.rankstream.model.expression.TextExpression;
import io.rankstream.model.field.FieldValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A board, or a shadow of one, compiled: how it judges events and what it calls its sets. */
public final class ScoringTrack {

    /** More addresses than these are made anew: old windows and partitions are seldom written. */
    private static final int MAX_ADDRESSES = 10_000;

    private static final String PLAYER_PREFIX = "player.";
    private static final char SEPARATOR = ',';

    /** Beyond it, not every integer is a double. */
    private static final long MAX_EXACT_DOUBLE = 1L << 53;

    /** What a board makes of an event. */
    enum Verdict {
        COUNTS,
        /** The board was not there yet, or judges another kind of event. */
        NOT_CONCERNED,
        FILTERED,
        /** Without a value that the score needs. */
        UNSCORED,
        /** The player did not stand on the board then. */
        NOT_ELIGIBLE,
        /** Nobody is named whom it would count for. */
        NO_MEMBER,
        /** Between two seasons. */
        NO_SEASON,
        LATE
    }

    /** One version of the board's rules, in force from an event time on. */
    private static final class Rule {

        private final long effectiveFrom;
        private final ConditionExpression filter;
        private final ScoreExpression score;
        private final TextExpression distinct;
        private final ConditionExpression eligible;
        private final LatePolicy late;
        private final long latenessMillis;
        private final long cap;
        private final boolean judgesSessions;

        private Rule(BoardRule rule, ExpressionCompiler compiler)
                throws InvalidDefinitionException {
            BoardDefinition definition = rule.definition();
            effectiveFrom = rule.effectiveFrom();
            filter = compiler.filter(definition);
            score = compiler.score(definition);
            distinct = compiler.distinct(definition);
            eligible = compiler.eligible(definition);
            late = definition.late();
            latenessMillis = definition.allowedLateness().toMillis();
            cap =
                    definition.capPerEvent() == null
                            ? Long.MAX_VALUE
                            : scaled(definition.capPerEvent(), definition.decimals());
            judgesSessions = ExpressionCompiler.usesSession(filter, score, distinct);
        }

        private boolean judgesByProfile() {
            return (filter != null && filter.usesPlayer())
                    || (score != null && score.usesPlayer())
                    || (distinct != null && distinct.usesPlayer());
        }
    }

    /** One part of where an event counts: the member, or the value of one partition column. */
    private static final class Piece {

        private final TextExpression text;
        private final int column;
        private final boolean fixed;

        private Piece(TextExpression text, int column, boolean fixed) {
            this.text = text;
            this.column = column;
            this.fixed = fixed;
        }
    }

    /** An address by what varies within a track. */
    private static final class Place {

        private final long windowStart;
        private final String partition;

        private Place(long windowStart, String partition) {
            this.windowStart = windowStart;
            this.partition = partition;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place
                    && windowStart == ((Place) other).windowStart
                    && partition.equals(((Place) other).partition);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(windowStart) * 31 + partition.hashCode();
        }
    }

    private final BoardTrack track;
    private final List<Rule> rules = new ArrayList<>();
    private final BoardDefinition newest;
    private final Aggregation aggregation;
    private final BoardWindow window;
    private final long unit;
    private final TieEncoding ties;
    private final DimensionSchema profile;
    private final List<String> partitionLabels = new ArrayList<>();
    private final List<Piece> partitionPieces = new ArrayList<>();
    private final Piece memberPiece;
    private final boolean asOfEvent;
    private final boolean placedByEvents;
    private final boolean judgesByProfile;
    private final boolean usesProfile;
    private final boolean closingWindows;
    private final boolean timed;
    private final boolean gathers;

    /** Whether the ids of many players' events decide which one is the last or the first. */
    private final boolean idsDecide;

    private final long closesAfterMillis;
    private final long retainedMillis;
    private final long expiresAfterMillis;
    private final long correctionsMillis;
    private final Map<Place, BoardAddress> addresses = new HashMap<>();

    /** The address that was asked for last, as it usually is the next time. */
    private Place lastPlace = new Place(BoardWindow.NONE, "");

    private BoardAddress lastAddress;

    /** By the value of the only column. */
    private final Map<String, String> partitions = new HashMap<>();

    /**
     * @param limits say how long after end and lateness a window closes, and whether it is
     *     forgotten
     */
    ScoringTrack(
            BoardTrack track,
            DimensionSchema profile,
            ExpressionCompiler compiler,
            ScoringLimits limits)
            throws InvalidDefinitionException {
        this.track = track;
        this.profile = profile;
        this.newest = track.newest();
        this.aggregation = newest.aggregation();
        this.window = track.window();
        this.unit = BigDecimal.ONE.scaleByPowerOfTen(newest.decimals()).longValueExact();
        this.ties = TieEncoding.of(newest);
        this.closingWindows = window.isFinite();
        this.timed =
                newest.ties().byTime()
                        || aggregation == Aggregation.LAST
                        || aggregation == Aggregation.FIRST;
        this.asOfEvent = newest.profile() == ProfilePolicy.AS_OF_EVENT;
        boolean judged = false;
        boolean used = false;
        boolean sessions = false;
        Piece member = null;
        if (!track.retired()) {
            // What an ended board was made of may not even be declared any more.
            for (BoardRule rule : track.rules()) {
                Rule compiled = new Rule(rule, compiler);
                rules.add(compiled);
                judged |= compiled.judgesByProfile();
                used |= compiled.eligible != null && compiled.eligible.usesPlayer();
                sessions |= compiled.judgesSessions;
            }
            member = newest.membersArePlayers() ? null : piece("member", newest.member(), compiler);
            for (String column : newest.partitionBy()) {
                partitionLabels.add(column.substring(column.indexOf('.') + 1));
                partitionPieces.add(piece("partition_by", column, compiler));
            }
        }
        this.closesAfterMillis = limits.closesAfterMillis(track, sessions);
        this.retainedMillis = closesAfterMillis + newest.retention().toMillis();
        this.expiresAfterMillis =
                limits.forgets() ? retainedMillis : ScoringLimits.UNREACHED_MILLIS;
        this.correctionsMillis = limits.correctionsHorizonMillis();
        this.memberPiece = member;
        this.gathers = member != null || !newest.membersArePlayers();
        this.idsDecide =
                gathers && (aggregation == Aggregation.LAST || aggregation == Aggregation.FIRST);
        boolean columns = member != null && member.text == null;
        boolean fixed = member != null && member.fixed;
        for (Piece piece : partitionPieces) {
            columns |= piece.text == null;
            fixed |= piece.fixed;
        }
        this.placedByEvents = fixed;
        this.judgesByProfile = judged || (asOfEvent && (used || columns));
        this.usesProfile = judged || used || columns;
    }

    private Piece piece(String field, String name, ExpressionCompiler compiler)
            throws InvalidDefinitionException {
        if (name.startsWith(PLAYER_PREFIX)) {
            int column = profile.columns().indexOf(name.substring(PLAYER_PREFIX.length()));
            return new Piece(null, column, asOfEvent);
        }
        return new Piece(compiler.text(field, name), -1, true);
    }

    private static long scaled(BigDecimal score, int decimals) {
        return score.scaleByPowerOfTen(decimals)
                .setScale(0, RoundingMode.FLOOR)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    /** Names this life of the board for good. */
    public int id() {
        return track.id();
    }

    public String name() {
        return track.board();
    }

    /** The version of a shadow, or {@link BoardAddress#LIVE}. */
    public int shadowVersion() {
        return track.shadowVersion();
    }

    /** Whether it is scored, but not published, at a time of the wall clock. */
    public boolean isPausedAt(long wallTime) {
        return !track.retired() && track.isPausedAt(wallTime);
    }

    /** Ended: no more scored, and what is published of it is withdrawn. */
    public boolean retired() {
        return track.retired();
    }

    public Aggregation aggregation() {
        return aggregation;
    }

    public BoardWindow window() {
        return window;
    }

    /**
     * Whether there is a window that starts then. A season may be one that others heard of first,
     * or that a version left out which came too late for what counted in it: what is not known is
     * not published.
     */
    boolean hasWindow(long start) {
        return !window.isSeason() || window.end(start) != start;
    }

    /** Whether members are not players but gather the contributions of many. */
    public boolean gathers() {
        return gathers;
    }

    /**
     * Whether contributions of many players add up without being kept one by one: what leaves is
     * subtracted.
     */
    public boolean isAdditive() {
        return !newest.ties().byTime()
                && (aggregation == Aggregation.SUM
                        || aggregation == Aggregation.COUNT
                        || aggregation == Aggregation.AVG);
    }

    /** Whether the time at which a score was reached matters. */
    private boolean isTimed() {
        return timed;
    }

    /** Whether events are judged by the profile of their time. */
    boolean judgesByProfile() {
        return judgesByProfile;
    }

    /** Whether the player's profile matters at all. */
    boolean usesProfile() {
        return usesProfile;
    }

    /** Whether a player stands in one partition of a window, and in no other at the same time. */
    boolean isInOnePartition() {
        return !partitionPieces.isEmpty() && !placedByEvents;
    }

    /** Whether events themselves say, at least in part, where they count. */
    boolean isPlacedByEvents() {
        return placedByEvents;
    }

    /** 10^decimals: what scores are scaled by. */
    long unit() {
        return unit;
    }

    /**
     * Judges one event.
     *
     * @param context holds the event, the row and the parameters of its time
     * @param into takes what the event contributes; of no meaning unless it counts
     * @throws ExpressionException if an expression of the board fails on the event
     */
    Verdict judge(
            EvaluationContext context, GameplayEvent event, FieldValues row, Contribution into)
            throws ExpressionException {
        Rule rule = ruleAt(event.eventTime());
        if (rule == null || rule.judgesSessions != (event.session() != null)) {
            return Verdict.NOT_CONCERNED;
        }
        if (rule.filter != null && !rule.filter.test(context)) {
            return Verdict.FILTERED;
        }
        into.score = 0;
        if (rule.score != null) {
            if (rule.score.isAbsent(context)) {
                return Verdict.UNSCORED;
            }
            into.score = Math.min(rule.score.evaluate(context), rule.cap);
        }
        into.distinct = null;
        if (rule.distinct != null) {
            String text = rule.distinct.evaluate(context);
            if (text == null) {
                return Verdict.UNSCORED;
            }
            into.distinct = TextHash.of(text);
        }
        if (asOfEvent && rule.eligible != null && !rule.eligible.test(context)) {
            return Verdict.NOT_ELIGIBLE;
        }
        long start = window.start(event.eventTime());
        if (start == BoardWindow.NONE) {
            return Verdict.NO_SEASON;
        }
        if (isLate(event, rule, start)) {
            start =
                    rule.late == LatePolicy.NEXT_WINDOW
                            ? window.start(event.arrivalTime())
                            : BoardWindow.NONE;
            if (start == BoardWindow.NONE) {
                return Verdict.LATE;
            }
        }
        return place(context, event, row, start, into);
    }

    /** A session never is: its window closes after it. */
    private boolean isLate(GameplayEvent event, Rule rule, long start) {
        return hasClosingWindows()
                && event.session() == null
                && event.arrivalTime() > window.end(start) + rule.latenessMillis;
    }

    /** Judges an adjustment: it counts if the board and a window are there. */
    Verdict adjust(
            EvaluationContext context, LogEntry adjustment, FieldValues row, Contribution into)
            throws ExpressionException {
        GameplayEvent event = adjustment.event();
        long start = window.start(event.eventTime());
        Rule rule = ruleAt(event.eventTime());
        if (rule == null) {
            return Verdict.NOT_CONCERNED;
        }
        if (asOfEvent && rule.eligible != null && !rule.eligible.test(context)) {
            return Verdict.NOT_ELIGIBLE;
        }
        if (start == BoardWindow.NONE) {
            return Verdict.NO_SEASON;
        }
        into.score = scaled(adjustment.amount(), newest.decimals());
        into.distinct = null;
        return place(context, event, row, start, into);
    }

    private Verdict place(
            EvaluationContext context,
            GameplayEvent event,
            FieldValues row,
            long start,
            Contribution into)
            throws ExpressionException {
        into.place = placedByEvents ? fixedPlace(context, row) : "";
        if (into.place == null) {
            return Verdict.NO_MEMBER;
        }
        into.windowStart = start;
        into.id = idsDecide ? event.id().amongPlayers(event.playerId()) : event.id();
        into.time = isTimed() ? event.eventTime() : 0;
        return Verdict.COUNTS;
    }

    /**
     * What the event says of where it counts, in keys' writing: the member and the partition values
     * that do not follow the player's newest row; null if there is no member.
     */
    private String fixedPlace(EvaluationContext context, FieldValues row)
            throws ExpressionException {
        StringBuilder place = new StringBuilder();
        if (memberPiece != null && memberPiece.fixed) {
            String member = text(memberPiece, context, row);
            if (member == null) {
                return null;
            }
            place.append(KeyGrammar.encode(member));
        }
        for (Piece piece : partitionPieces) {
            if (piece.fixed) {
                place.append(SEPARATOR).append(KeyGrammar.value(text(piece, context, row)));
            }
        }
        return place.toString();
    }

    private String text(Piece piece, EvaluationContext context, FieldValues row)
            throws ExpressionException {
        return piece.text == null ? text(row, piece.column) : piece.text.evaluate(context);
    }

    private String text(FieldValues row, int column) {
        FieldValues values = row == null ? profile.defaults() : row;
        return values.isPresent(column) ? values.asText(profile.columns(), column) : null;
    }

    /** Whether a player with this newest row stands on the board now. */
    boolean isEligible(EvaluationContext context, long wallTime) throws ExpressionException {
        Rule rule = ruleInForce(wallTime);
        return asOfEvent || rule.eligible == null || rule.eligible.test(context);
    }

    /** The member that a value counts for where members gather; an absent one is the empty text. */
    String member(BoardValue value, FieldValues newestRow) {
        String member =
                memberPiece.fixed
                        ? KeyGrammar.text(firstOf(value.place()))
                        : text(newestRow, memberPiece.column);
        return member == null ? "" : member;
    }

    private static String firstOf(String place) {
        int end = place.indexOf(SEPARATOR);
        return end < 0 ? place : place.substring(0, end);
    }

    /** The partition a value counts in. */
    String partition(BoardValue value, FieldValues newestRow) {
        if (partitionPieces.isEmpty()) {
            return "";
        }
        if (partitionPieces.size() > 1 || placedByEvents) {
            return newPartition(value, newestRow);
        }
        // The usual case, and the same few values again and again.
        String text = text(newestRow, partitionPieces.get(0).column);
        String partition = partitions.get(text);
        if (partition == null) {
            if (partitions.size() >= MAX_ADDRESSES) {
                partitions.clear();
            }
            partition = newPartition(value, newestRow);
            partitions.put(text, partition);
        }
        return partition;
    }

    private String newPartition(BoardValue value, FieldValues newestRow) {
        String fixed = value.place();
        int at = fixed.indexOf(SEPARATOR) + 1;
        List<String> values = new ArrayList<>(partitionPieces.size());
        for (Piece piece : partitionPieces) {
            if (piece.fixed) {
                int end = fixed.indexOf(SEPARATOR, at);
                values.add(end < 0 ? fixed.substring(at) : fixed.substring(at, end));
                at = end + 1;
            } else {
                values.add(KeyGrammar.value(text(newestRow, piece.column)));
            }
        }
        return KeyGrammar.partition(partitionLabels, values);
    }

    /** The version of the rule that judges an event of a time; 0 if none does. */
    int versionAt(long eventTime) {
        BoardRule rule = track.ruleAt(eventTime);
        return rule == null ? 0 : rule.definition().version();
    }

    /** How many decimals scores have. */
    public int decimals() {
        return newest.decimals();
    }

    /** How many of the best members are kept, or 0 for all. */
    public int keepTop() {
        return newest.keepTop();
    }

    private Rule ruleAt(long eventTime) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            if (rules.get(i).effectiveFrom <= eventTime) {
                return rules.get(i);
            }
        }
        return null;
    }

    /** The rule that says who stands on the board now; before the first is in force, the first. */
    private Rule ruleInForce(long wallTime) {
        Rule rule = ruleAt(wallTime);
        return rule == null ? rules.get(0) : rule;
    }

    /** When the next rule comes into force, or {@code Long.MAX_VALUE}. */
    long nextChangeAfter(long wallTime) {
        return track.nextChangeAfter(wallTime);
    }

    /**
     * Whether a score can be published as it is.
     *
     * @param score scaled by 10^decimals
     */
    boolean isPublishable(long score) {
        return ties == null
                ? score <= MAX_EXACT_DOUBLE && score >= -MAX_EXACT_DOUBLE
                : ties.covers(score);
    }

    /**
     * The score as Redis has it: the double nearest to the decimal score (a quotient of two exact
     * doubles is rounded once), or with the order of ties in its low bits.
     *
     * @param score scaled by 10^decimals, {@link #isPublishable}
     * @param reachedAt epoch milliseconds
     */
    public double redisScore(long score, long reachedAt, long windowStart) {
        if (ties == null) {
            return (double) score / unit;
        }
        // What counts in the window of its arrival was reached before that window.
        long last = window.end(windowStart) - 1;
        return ties.encode(score, Math.max(windowStart, Math.min(reachedAt, last)), windowStart);
    }

    /**
     * What members of a closed window are ranked by: the score, or with the order of ties in it.
     *
     * @param redis as {@link #redisScore}
     */
    long rankedBy(long score, double redis) {
        return ties == null ? score : (long) redis;
    }

    /** Whether its windows are closed and announced: all but those of all time and rolling ones. */
    public boolean hasClosingWindows() {
        return closingWindows;
    }

    /**
     * When a window is closed on the arrival clock, or {@code Long.MAX_VALUE} for never. A season
     * that is not known does not close before it is forgotten.
     */
    public long closesAt(long windowStart) {
        if (!hasClosingWindows()) {
            return Long.MAX_VALUE;
        }
        return hasWindow(windowStart)
                ? window.end(windowStart) + closesAfterMillis
                : expiresAt(windowStart);
    }

    /** How long after its end a window is closed, if windows have one, in milliseconds. */
    public long closesAfterMillis() {
        return closesAfterMillis;
    }

    /**
     * When a window may be forgotten, or {@code Long.MAX_VALUE} for never. What is not known may
     * come as late as corrections.
     */
    public long expiresAt(long windowStart) {
        if (!hasClosingWindows()) {
            return BoardAddress.NEVER;
        }
        long expiresAt = window.end(windowStart) + expiresAfterMillis;
        return hasWindow(windowStart) ? expiresAt : expiresAt + correctionsMillis;
    }

    /** When the sets of a window may go, or {@link BoardAddress#NEVER}. */
    public long retainedUntil(long windowStart) {
        return hasClosingWindows() ? window.end(windowStart) + retainedMillis : BoardAddress.NEVER;
    }

    /** The set that holds a partition of a window. */
    public BoardAddress address(long windowStart, String partition) {
        if (lastPlace.windowStart == windowStart && lastPlace.partition.equals(partition)) {
            return lastAddress;
        }
        Place place = new Place(windowStart, partition);
        BoardAddress address = addresses.get(place);
        if (address == null) {
            if (addresses.size() >= MAX_ADDRESSES) {
                addresses.clear();
            }
            address =
                    new BoardAddress(
                            name(),
                            shadowVersion(),
                            partition,
                            window.label(windowStart),
                            retainedUntil(windowStart),
                            id(),
                            newest.keepTop(),
                            newest.order());
            addresses.put(place, address);
        }
        lastPlace = place;
        lastAddress = address;
        return address;
    }
}
