package io.rankstream.model.scoring;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.control.BoardRule;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.expression.ConditionExpression;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.expression.ScoreExpression;
import io.rankstream.model.field.FieldValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A board, or a shadow of one, compiled: how it judges events and what it calls its sets. */
public final class ScoringTrack {

    /** More addresses than these are made anew: old windows and partitions are seldom written. */
    private static final int MAX_ADDRESSES = 10_000;

    private static final String PLAYER_PREFIX = "player.";

    /** One version of the board's rules, in force from an event time on. */
    static final class Rule {

        private final long effectiveFrom;
        private final ConditionExpression filter;
        private final ScoreExpression score;
        private final ConditionExpression eligible;
        private final long latenessMillis;

        private Rule(BoardRule rule, ExpressionCompiler compiler)
                throws InvalidDefinitionException {
            BoardDefinition definition = rule.definition();
            effectiveFrom = rule.effectiveFrom();
            filter =
                    definition.filter() == null
                            ? null
                            : compiler.condition("filter", definition.filter());
            score =
                    definition.score() == null
                            ? null
                            : compiler.score(
                                    definition.score(),
                                    definition.hasDecimals(),
                                    definition.decimals());
            eligible =
                    definition.eligible() == null
                            ? null
                            : compiler.condition("eligible", definition.eligible());
            latenessMillis = definition.allowedLateness().toMillis();
        }

        /** Null: every event counts. */
        ConditionExpression filter() {
            return filter;
        }

        /** Null: the board only counts. */
        ScoreExpression score() {
            return score;
        }

        /** Null: every player stands on the board. */
        ConditionExpression eligible() {
            return eligible;
        }

        long latenessMillis() {
            return latenessMillis;
        }

        private boolean usesProfile() {
            return (filter != null && filter.usesPlayer())
                    || (score != null && score.usesPlayer())
                    || (eligible != null && eligible.usesPlayer());
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

    private final int id;
    private final String name;
    private final int shadowVersion;
    private final boolean paused;
    private final boolean retired;
    private final List<Rule> rules = new ArrayList<>();
    private final Aggregation aggregation;
    private final BoardWindow window;
    private final long unit;
    private final List<String> partitionColumns = new ArrayList<>();
    private final DimensionSchema profile;
    private final boolean usesProfile;
    private final long maxLatenessMillis;
    private final long retentionMillis;
    private final Map<Place, BoardAddress> addresses = new HashMap<>();

    /** By the value of the only column; null is the value of a member without one. */
    private final Map<String, String> partitions = new HashMap<>();

    ScoringTrack(BoardTrack track, DimensionSchema profile, ExpressionCompiler compiler)
            throws InvalidDefinitionException {
        this.id = track.id();
        this.name = track.board();
        this.shadowVersion = track.shadowVersion();
        this.paused = track.paused() && !track.retired();
        this.retired = track.retired();
        this.profile = profile;
        boolean profileUsed = false;
        if (!retired) {
            // What an ended board was made of may not even be declared any more.
            for (BoardRule rule : track.rules()) {
                Rule compiled = new Rule(rule, compiler);
                rules.add(compiled);
                profileUsed |= compiled.usesProfile();
            }
        }
        BoardDefinition newest = track.newest();
        this.aggregation = newest.aggregation();
        this.window = newest.window();
        this.retentionMillis = newest.retention().toMillis();
        this.maxLatenessMillis = track.maxLateness().toMillis();
        long scale = 1;
        for (int i = 0; i < newest.decimals(); i++) {
            scale *= 10;
        }
        this.unit = scale;
        for (String column : newest.partitionBy()) {
            partitionColumns.add(column.substring(PLAYER_PREFIX.length()));
        }
        this.usesProfile = profileUsed || !partitionColumns.isEmpty();
    }

    /** Names this life of the board for good. */
    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** The version of a shadow, or {@link BoardAddress#LIVE}. */
    public int shadowVersion() {
        return shadowVersion;
    }

    /** Scored, but not published. */
    public boolean paused() {
        return paused;
    }

    /** Ended: no more scored, and what is published of it is withdrawn. */
    public boolean retired() {
        return retired;
    }

    public Aggregation aggregation() {
        return aggregation;
    }

    public BoardWindow window() {
        return window;
    }

    /** 10^decimals: what scores are scaled by. */
    long unit() {
        return unit;
    }

    boolean isPartitioned() {
        return !partitionColumns.isEmpty();
    }

    boolean usesProfile() {
        return usesProfile;
    }

    /** The rule that judges an event, or null if the board was not there yet. */
    Rule ruleAt(long eventTime) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            if (rules.get(i).effectiveFrom <= eventTime) {
                return rules.get(i);
            }
        }
        return null;
    }

    /** The rule that says who stands on the board now; before the first is in force, the first. */
    Rule ruleInForce(long wallTime) {
        Rule rule = ruleAt(wallTime);
        return rule == null ? rules.get(0) : rule;
    }

    /** When the next rule comes into force, or {@code Long.MAX_VALUE}. */
    long nextChangeAfter(long wallTime) {
        for (Rule rule : rules) {
            if (rule.effectiveFrom > wallTime) {
                return rule.effectiveFrom;
            }
        }
        return Long.MAX_VALUE;
    }

    /** The double nearest to the decimal score: a quotient of two exact doubles is rounded once. */
    double redisScore(long scaled) {
        return (double) scaled / unit;
    }

    /** When a window is closed on the arrival clock, or {@code Long.MAX_VALUE} for all time. */
    public long closesAt(long windowStart, long closeDelayMillis) {
        return window.isAllTime()
                ? Long.MAX_VALUE
                : window.end(windowStart) + maxLatenessMillis + closeDelayMillis;
    }

    /** When a window may be forgotten, or {@code Long.MAX_VALUE} for all time. */
    public long expiresAt(long windowStart) {
        return window.isAllTime()
                ? BoardAddress.NEVER
                : window.end(windowStart) + maxLatenessMillis + retentionMillis;
    }

    BoardAddress address(long windowStart, String partition) {
        Place place = new Place(windowStart, partition);
        BoardAddress address = addresses.get(place);
        if (address == null) {
            if (addresses.size() >= MAX_ADDRESSES) {
                addresses.clear();
            }
            address =
                    new BoardAddress(
                            name,
                            shadowVersion,
                            partition,
                            window.label(windowStart),
                            expiresAt(windowStart));
            addresses.put(place, address);
        }
        return address;
    }

    /** The partition of a player with this row; null stands for no row. */
    String partition(FieldValues row) {
        if (partitionColumns.isEmpty()) {
            return "";
        }
        if (partitionColumns.size() > 1) {
            return newPartition(row);
        }
        // The usual case, and the same few values again and again.
        String value = text(row, partitionColumns.get(0));
        String partition = partitions.get(value);
        if (partition == null) {
            if (partitions.size() >= MAX_ADDRESSES) {
                partitions.clear();
            }
            partition = newPartition(row);
            partitions.put(value, partition);
        }
        return partition;
    }

    private String newPartition(FieldValues row) {
        List<String> values = new ArrayList<>(partitionColumns.size());
        for (String column : partitionColumns) {
            values.add(text(row, column));
        }
        return KeyGrammar.partition(partitionColumns, values);
    }

    private String text(FieldValues row, String column) {
        int index = profile.columns().indexOf(column);
        FieldValues values = row == null ? profile.defaults() : row;
        return values.isPresent(index) ? values.asText(profile.columns(), index) : null;
    }
}
