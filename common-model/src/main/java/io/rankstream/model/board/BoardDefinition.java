package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One version of the rules of one board, checked on its own; whether its expressions and columns
 * fit what is declared is checked where the declarations are known.
 */
public final class BoardDefinition {

    /** What keys are made of; {@code meta} and {@code v<digits>} mean something else there. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private static final Pattern RESERVED = Pattern.compile("meta|v[0-9]+");
    private static final int MAX_DECIMALS = 9;
    private static final int MAX_PARTITION_COLUMNS = 4;
    private static final int NO_DECIMALS = -1;
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(30);
    private static final int MAX_KEEP_TOP = 1_000_000;
    private static final String MEMBER = "event.player_id";
    private static final Pattern FIELD =
            Pattern.compile("(event|player)\\.[A-Za-z_][A-Za-z0-9_.]*");

    private final String board;
    private final int version;
    private final BoardMode mode;
    private final String score;
    private final int decimals;
    private final Aggregation aggregation;
    private final SortOrder order;
    private final String filter;
    private final String eligible;
    private final List<String> partitionBy;
    private final String distinct;
    private final String member;
    private final ProfilePolicy profile;
    private final LatePolicy late;
    private final TiePolicy ties;
    private final BigDecimal scoreMin;
    private final BigDecimal scoreMax;
    private final Duration tieResolution;
    private final int tieBits;
    private final BigDecimal capPerEvent;
    private final int keepTop;
    private final boolean reset;
    private final BoardWindow window;
    private final Duration allowedLateness;
    private final Duration retention;
    private final Long effectiveFrom;

    private BoardDefinition(JsonFields fields) throws InvalidDefinitionException {
        fields.refuse("retroactive", "is not supported: put a shadow, which starts from now");
        board = boardName(fields);
        version = (int) fields.integer("version", 1, Integer.MAX_VALUE);
        mode = fields.choice("mode", BoardMode.LIVE, BoardMode.values(), BoardMode::code);
        aggregation = fields.choice("aggregation", null, Aggregation.values(), Aggregation::code);
        score = score(fields, aggregation);
        decimals = decimals(fields, aggregation);
        order = fields.choice("order", SortOrder.DESC, SortOrder.values(), SortOrder::code);
        filter = expression(fields, "filter");
        eligible = expression(fields, "eligible");
        partitionBy = partitionBy(fields);
        window =
                fields.has("window")
                        ? BoardWindow.parse(fields.nested("window"))
                        : BoardWindow.allTime();
        if (window.isAllTime() || window.isRolling()) {
            refuseClosing(fields);
        }
        late = fields.choice("late", LatePolicy.CORRECT, LatePolicy.values(), LatePolicy::code);
        if (late == LatePolicy.REJECT) {
            fields.refuse(
                    "allowed_lateness",
                    "must not be given with late reject, which takes nothing that is late");
        }
        allowedLateness = fields.duration("allowed_lateness", Duration.ZERO);
        retention = retention(fields, allowedLateness);
        effectiveFrom = fields.instant("effective_from");
        distinct = distinct(fields, aggregation);
        member = member(fields);
        profile =
                fields.choice(
                        "profile",
                        ProfilePolicy.CURRENT,
                        ProfilePolicy.values(),
                        ProfilePolicy::code);
        ties = fields.choice("ties", TiePolicy.MEMBER, TiePolicy.values(), TiePolicy::code);
        scoreMin = tieNumber(fields, "score_min");
        scoreMax = tieNumber(fields, "score_max");
        tieResolution = tieResolution(fields);
        tieBits = ties.byTime() ? tieBits(fields) : 0;
        capPerEvent = capPerEvent(fields);
        keepTop = fields.has("keep_top") ? (int) fields.integer("keep_top", 1, MAX_KEEP_TOP) : 0;
        reset = fields.bool("reset", false);
        fields.refuseOthers();
    }

    /**
     * Reads a definition.
     *
     * @throws InvalidDefinitionException naming the first field that is unknown, repeated, missing,
     *     of the wrong type or against a rule
     */
    public static BoardDefinition parse(String json) throws InvalidDefinitionException {
        return parse(JsonFields.parse("definition", json));
    }

    /** As {@link #parse(String)}; a parsed object has lost its repeated names. */
    public static BoardDefinition parse(JsonNode json) throws InvalidDefinitionException {
        return new BoardDefinition(JsonFields.of("definition", json));
    }

    /**
     * Reads the name of a board from its field {@code board}.
     *
     * @throws InvalidDefinitionException if it is missing or not a name
     */
    public static String boardName(JsonFields fields) throws InvalidDefinitionException {
        String name = fields.text("board");
        if (!NAME.matcher(name).matches()) {
            throw fields.invalid("board", "must match " + NAME.pattern());
        }
        if (RESERVED.matcher(name).matches()) {
            throw fields.invalid("board", "must not be 'meta' or 'v' and digits");
        }
        return name;
    }

    private static void refuseClosing(JsonFields fields) throws InvalidDefinitionException {
        fields.refuse(
                "allowed_lateness",
                "needs a window that closes: this board takes every event inside the"
                        + " deduplication horizon");
        if (!fields.text("late", LatePolicy.CORRECT.code()).equals(LatePolicy.CORRECT.code())) {
            throw fields.invalid("late", "needs a window that closes");
        }
        fields.refuse("retention", "needs a window that closes: this board stays");
    }

    private static String distinct(JsonFields fields, Aggregation aggregation)
            throws InvalidDefinitionException {
        if (aggregation == Aggregation.COUNT_DISTINCT) {
            fields.required("distinct");
            return expression(fields, "distinct");
        }
        fields.refuse("distinct", "needs the aggregation count_distinct");
        return null;
    }

    private static String member(JsonFields fields) throws InvalidDefinitionException {
        String name = fields.text("member", MEMBER);
        if (!FIELD.matcher(name).matches()) {
            throw fields.invalid("member", "must be event.<field> or player.<column>");
        }
        return name;
    }

    private BigDecimal tieNumber(JsonFields fields, String name) throws InvalidDefinitionException {
        if (!ties.byTime()) {
            fields.refuse(name, "needs ties first_to_reach or last_to_reach");
            return null;
        }
        return fields.number(name);
    }

    private Duration tieResolution(JsonFields fields) throws InvalidDefinitionException {
        if (!ties.byTime()) {
            fields.refuse("tie_resolution", "needs ties first_to_reach or last_to_reach");
            return null;
        }
        fields.required("tie_resolution");
        Duration resolution = fields.duration("tie_resolution", null);
        if (resolution.toMillis() == 0) {
            throw fields.invalid("tie_resolution", "must be at least one millisecond");
        }
        return resolution;
    }

    private int tieBits(JsonFields fields) throws InvalidDefinitionException {
        if (window.isAllTime() || window.isRolling()) {
            throw fields.invalid(
                    "ties", "needs windows that begin and end: tumbling, calendar or season");
        }
        if (scoreMax.compareTo(scoreMin) < 0) {
            throw fields.invalid("score_max", "must not be less than score_min " + scoreMin);
        }
        int scoreBits = TieEncoding.scoreBits(scoreMin, scoreMax, decimals());
        int timeBits = TieEncoding.tieBits(window.maxLengthMillis(), tieResolution.toMillis());
        if (!TieEncoding.fits(scoreBits, timeBits)) {
            throw fields.invalid(
                    "ties",
                    "needs "
                            + scoreBits
                            + " bits for the score and "
                            + timeBits
                            + " bits for the time, and there are 53: narrow score_min and"
                            + " score_max, or coarsen tie_resolution");
        }
        return timeBits;
    }

    private BigDecimal capPerEvent(JsonFields fields) throws InvalidDefinitionException {
        if (!fields.has("caps")) {
            return null;
        }
        if (aggregation.counts()) {
            throw fields.invalid("caps", "needs a score");
        }
        JsonFields caps = fields.nested("caps");
        BigDecimal cap = caps.number("per_event");
        caps.refuseOthers();
        return cap;
    }

    private static String score(JsonFields fields, Aggregation aggregation)
            throws InvalidDefinitionException {
        if (!aggregation.counts()) {
            fields.required("score");
            return expression(fields, "score");
        }
        fields.refuse("score", "a count takes no score: choose what counts with filter");
        return null;
    }

    private static int decimals(JsonFields fields, Aggregation aggregation)
            throws InvalidDefinitionException {
        if (fields.has("decimals")) {
            return (int) fields.integer("decimals", 0, MAX_DECIMALS);
        }
        if (aggregation == Aggregation.AVG) {
            throw new InvalidDefinitionException(
                    "decimals", null, "is required: an average has a fraction");
        }
        return NO_DECIMALS;
    }

    private static String expression(JsonFields fields, String name)
            throws InvalidDefinitionException {
        String expression = fields.text(name, null);
        if (expression != null && expression.isBlank()) {
            throw fields.invalid(name, "must not be empty");
        }
        return expression;
    }

    private static List<String> partitionBy(JsonFields fields) throws InvalidDefinitionException {
        List<String> columns = fields.texts("partition_by");
        if (columns.size() > MAX_PARTITION_COLUMNS) {
            throw fields.invalid(
                    "partition_by", "must name at most " + MAX_PARTITION_COLUMNS + " columns");
        }
        for (String column : columns) {
            if (!FIELD.matcher(column).matches()) {
                throw new InvalidDefinitionException(
                        "partition_by", column, "must name event.<field> or player.<column>");
            }
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            throw fields.invalid("partition_by", "must name each column once");
        }
        return List.copyOf(columns);
    }

    private static Duration retention(JsonFields fields, Duration allowedLateness)
            throws InvalidDefinitionException {
        Duration retention = fields.duration("retention", DEFAULT_RETENTION);
        if (retention.compareTo(allowedLateness) > 0) {
            return retention;
        }
        throw new InvalidDefinitionException(
                "retention",
                retention.toString(),
                "must be longer than allowed_lateness " + allowedLateness);
    }

    /** Every field that differs from its default, in one order: equal definitions, equal texts. */
    public String toJson() {
        return json().toString();
    }

    /** As {@link #toJson}, parsed. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("board", board).put("version", version);
        if (mode != BoardMode.LIVE) {
            json.put("mode", mode.code());
        }
        putIfPresent(json, "score", score);
        if (hasDecimals()) {
            json.put("decimals", decimals);
        }
        json.put("aggregation", aggregation.code());
        if (order != SortOrder.DESC) {
            json.put("order", order.code());
        }
        putIfPresent(json, "filter", filter);
        putIfPresent(json, "eligible", eligible);
        if (!partitionBy.isEmpty()) {
            ArrayNode columns = json.putArray("partition_by");
            partitionBy.forEach(columns::add);
        }
        putIfPresent(json, "distinct", distinct);
        if (!member.equals(MEMBER)) {
            json.put("member", member);
        }
        if (profile != ProfilePolicy.CURRENT) {
            json.put("profile", profile.code());
        }
        if (!window.isAllTime()) {
            json.set("window", window.toJson());
        }
        if (late != LatePolicy.CORRECT) {
            json.put("late", late.code());
        }
        if (ties != TiePolicy.MEMBER) {
            json.put("ties", ties.code());
        }
        putIfPresent(json, "score_min", scoreMin);
        putIfPresent(json, "score_max", scoreMax);
        if (tieResolution != null) {
            json.put("tie_resolution", tieResolution.toString());
        }
        if (capPerEvent != null) {
            putIfPresent(json.putObject("caps"), "per_event", capPerEvent);
        }
        if (keepTop != 0) {
            json.put("keep_top", keepTop);
        }
        if (reset) {
            json.put("reset", true);
        }
        if (!allowedLateness.isZero()) {
            json.put("allowed_lateness", allowedLateness.toString());
        }
        if (!retention.equals(DEFAULT_RETENTION)) {
            json.put("retention", retention.toString());
        }
        if (effectiveFrom != null) {
            json.put("effective_from", Instant.ofEpochMilli(effectiveFrom).toString());
        }
        return json;
    }

    private static void putIfPresent(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void putIfPresent(ObjectNode json, String name, BigDecimal value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    public String board() {
        return board;
    }

    public int version() {
        return version;
    }

    public BoardMode mode() {
        return mode;
    }

    /** A field name or an expression; null on a board that counts. */
    public String score() {
        return score;
    }

    /** How many digits after the point the score has: it is held times 10^decimals. */
    public int decimals() {
        return Math.max(decimals, 0);
    }

    /** Whether the definition says how many decimals there are, be it none. */
    public boolean hasDecimals() {
        return decimals != NO_DECIMALS;
    }

    public Aggregation aggregation() {
        return aggregation;
    }

    public SortOrder order() {
        return order;
    }

    /** Which events count; null for all. */
    public String filter() {
        return filter;
    }

    /** Which players stand on the board; null for all. */
    public String eligible() {
        return eligible;
    }

    /** The columns that divide the board, such as {@code player.country}. */
    public List<String> partitionBy() {
        return partitionBy;
    }

    /** What is counted once on a board that counts distinct values; else null. */
    public String distinct() {
        return distinct;
    }

    /** Whom events count for: {@code event.<field>} or {@code player.<column>}. */
    public String member() {
        return member;
    }

    public boolean membersArePlayers() {
        return member.equals(MEMBER);
    }

    public ProfilePolicy profile() {
        return profile;
    }

    public LatePolicy late() {
        return late;
    }

    public TiePolicy ties() {
        return ties;
    }

    /** The least score that can be told apart by time; null where ties are not. */
    public BigDecimal scoreMin() {
        return scoreMin;
    }

    /** The greatest score that can be told apart by time; null where ties are not. */
    public BigDecimal scoreMax() {
        return scoreMax;
    }

    /** Within it, times are the same; null where ties are not told apart by time. */
    public Duration tieResolution() {
        return tieResolution;
    }

    /** How many low bits of a Redis score hold the order of ties. */
    public int tieBits() {
        return tieBits;
    }

    /** What one event scores at most; null for no limit. */
    public BigDecimal capPerEvent() {
        return capPerEvent;
    }

    /** How many members are kept in each set; 0 for all. */
    public int keepTop() {
        return keepTop;
    }

    /** Whether it starts anew where it cannot take over the scores of the version before. */
    public boolean reset() {
        return reset;
    }

    public BoardWindow window() {
        return window;
    }

    /** How long after its window's end an event may arrive. */
    public Duration allowedLateness() {
        return allowedLateness;
    }

    /** How long a closed window stays. */
    public Duration retention() {
        return retention;
    }

    /** The event time from which this version judges, epoch milliseconds; null for its arrival. */
    public Long effectiveFrom() {
        return effectiveFrom;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoardDefinition
                && toJson().equals(((BoardDefinition) other).toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return toJson();
    }
}
