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
import java.util.Set;
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
    private static final String PLAYER = "event.player_id";

    /** What members and partitions are named by. */
    private static final Pattern COLUMN =
            Pattern.compile("(event|player)\\.[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    /** Beyond it a double does not hold every integer. */
    private static final BigDecimal MAX_EXACT = BigDecimal.valueOf(1L << TieEncoding.EXACT_BITS);

    private static final String ROLLING_RULE =
            "must not be given with a rolling window, which moves on and never closes";

    private static final String COLUMN_RULE = "must be event.<field> or player.<column>";

    private final String board;
    private final int version;
    private final BoardMode mode;
    private final String score;
    private final int decimals;
    private final Aggregation aggregation;
    private final String distinct;
    private final SortOrder order;
    private final String member;
    private final String filter;
    private final String eligible;
    private final List<String> partitionBy;
    private final ProfilePolicy profile;
    private final BoardWindow window;
    private final Duration allowedLateness;
    private final LatePolicy late;
    private final Ties ties;
    private final BigDecimal capPerEvent;
    private final int keepTop;
    private final Duration retention;
    private final boolean reset;
    private final Long effectiveFrom;

    private BoardDefinition(JsonFields fields) throws InvalidDefinitionException {
        fields.refuse(
                "retroactive",
                "is not supported, since the job does not have the events of the past: put the"
                        + " board as a shadow, or start anew with \"reset\":true");
        board = boardName(fields);
        version = (int) fields.integer("version", 1, Integer.MAX_VALUE);
        mode = fields.choice("mode", BoardMode.LIVE, BoardMode.values(), BoardMode::code);
        aggregation = fields.choice("aggregation", null, Aggregation.values(), Aggregation::code);
        score = score(fields, aggregation);
        distinct = distinct(fields, aggregation);
        decimals = decimals(fields, aggregation);
        order = fields.choice("order", SortOrder.DESC, SortOrder.values(), SortOrder::code);
        member = member(fields);
        filter = expression(fields, "filter");
        eligible = expression(fields, "eligible");
        partitionBy = partitionBy(fields);
        profile =
                fields.choice(
                        "profile",
                        ProfilePolicy.CURRENT,
                        ProfilePolicy.values(),
                        ProfilePolicy::code);
        window =
                fields.has("window")
                        ? BoardWindow.parse(fields.nested("window"))
                        : BoardWindow.allTime();
        late = late(fields, window);
        allowedLateness = allowedLateness(fields, window, late);
        ties = Ties.read(fields, window, decimals());
        capPerEvent = capPerEvent(fields, aggregation, decimals());
        keepTop = fields.has("keep_top") ? (int) fields.integer("keep_top", 1, MAX_KEEP_TOP) : 0;
        retention = retention(fields, window, allowedLateness);
        reset = fields.bool("reset", false);
        effectiveFrom = fields.instant("effective_from");
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

    private static String score(JsonFields fields, Aggregation aggregation)
            throws InvalidDefinitionException {
        if (!aggregation.counts()) {
            fields.required("score");
            return expression(fields, "score");
        }
        fields.refuse("score", "a count takes no score: choose what counts with filter");
        return null;
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

    private static String member(JsonFields fields) throws InvalidDefinitionException {
        String member = fields.text("member", PLAYER);
        if (!COLUMN.matcher(member).matches()) {
            throw fields.invalid("member", COLUMN_RULE);
        }
        return member;
    }

    private static List<String> partitionBy(JsonFields fields) throws InvalidDefinitionException {
        List<String> columns = fields.texts("partition_by");
        if (columns.size() > MAX_PARTITION_COLUMNS) {
            throw fields.invalid(
                    "partition_by", "must name at most " + MAX_PARTITION_COLUMNS + " columns");
        }
        Set<String> names = new HashSet<>();
        for (String column : columns) {
            if (!COLUMN.matcher(column).matches()) {
                throw new InvalidDefinitionException("partition_by", column, COLUMN_RULE);
            }
            if (!names.add(column.substring(column.indexOf('.') + 1))) {
                throw fields.invalid(
                        "partition_by",
                        "must name each column once, and only one of event and player: keys name"
                                + " it without them");
            }
        }
        return List.copyOf(columns);
    }

    private static LatePolicy late(JsonFields fields, BoardWindow window)
            throws InvalidDefinitionException {
        if (window.isRolling()) {
            fields.refuse("late", ROLLING_RULE);
        }
        LatePolicy late =
                fields.choice("late", LatePolicy.CORRECT, LatePolicy.values(), LatePolicy::code);
        if (window.isAllTime() && late != LatePolicy.CORRECT) {
            throw fields.invalid("late", "needs a window: nothing is late on an all-time board");
        }
        return late;
    }

    private static Duration allowedLateness(JsonFields fields, BoardWindow window, LatePolicy late)
            throws InvalidDefinitionException {
        if (window.isAllTime()) {
            fields.refuse(
                    "allowed_lateness",
                    "needs a window: an all-time board takes every event inside the"
                            + " deduplication horizon");
        }
        if (window.isRolling()) {
            fields.refuse("allowed_lateness", ROLLING_RULE);
        }
        if (late == LatePolicy.REJECT) {
            fields.refuse(
                    "allowed_lateness",
                    "must not be given with \"late\":\"reject\", which allows none");
        }
        return fields.duration("allowed_lateness", Duration.ZERO);
    }

    private static BigDecimal capPerEvent(JsonFields fields, Aggregation aggregation, int decimals)
            throws InvalidDefinitionException {
        if (!fields.has("caps")) {
            return null;
        }
        if (aggregation.counts()) {
            throw fields.invalid("caps", "needs a score, and a count takes none");
        }
        JsonFields caps = fields.nested("caps");
        BigDecimal perEvent = score(caps, "per_event", decimals);
        if (perEvent.abs().scaleByPowerOfTen(decimals).compareTo(MAX_EXACT) > 0) {
            throw caps.invalid("per_event", "must be at most 2^53 times 10^-decimals");
        }
        caps.refuseOthers();
        return perEvent;
    }

    /** A score as a definition names one: it must not have digits that the board does not keep. */
    static BigDecimal score(JsonFields fields, String name, int decimals)
            throws InvalidDefinitionException {
        BigDecimal score = fields.number(name);
        if (score.scale() > decimals) {
            throw fields.invalid(
                    name,
                    decimals == 0
                            ? "must be an integer: the board keeps no decimals"
                            : "must have at most "
                                    + decimals
                                    + " digits after the point, the decimals of the board");
        }
        return score;
    }

    private static Duration retention(
            JsonFields fields, BoardWindow window, Duration allowedLateness)
            throws InvalidDefinitionException {
        if (window.isAllTime()) {
            fields.refuse("retention", "needs a window: an all-time board stays");
        }
        if (window.isRolling()) {
            fields.refuse("retention", ROLLING_RULE);
        }
        Duration retention = fields.duration("retention", DEFAULT_RETENTION);
        if (retention.compareTo(allowedLateness) > 0) {
            return retention;
        }
        throw new InvalidDefinitionException(
                "retention",
                retention.toString(),
                "must be longer than allowed_lateness " + allowedLateness);
    }

    /**
     * This definition with another end of one of its seasons, and with as many bits for ties.
     *
     * @param end epoch milliseconds
     * @throws InvalidDefinitionException if the season would be empty, too long or overlap the next
     * @throws IllegalArgumentException if it has no such season
     */
    public BoardDefinition withSeasonEnd(String season, long end)
            throws InvalidDefinitionException {
        ObjectNode json = json();
        for (JsonNode each : json.path("window").path("seasons")) {
            if (each.path("name").textValue().equals(season)) {
                ((ObjectNode) each).put("end", Instant.ofEpochMilli(end).toString());
                if (ties.policy().byTime()) {
                    json.put("tie_bits", tieBits());
                }
                return parse(json);
            }
        }
        throw new IllegalArgumentException(board + " has no season " + season);
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
        putIfPresent(json, "distinct", distinct);
        if (order != SortOrder.DESC) {
            json.put("order", order.code());
        }
        if (!membersArePlayers()) {
            json.put("member", member);
        }
        putIfPresent(json, "filter", filter);
        putIfPresent(json, "eligible", eligible);
        if (!partitionBy.isEmpty()) {
            ArrayNode columns = json.putArray("partition_by");
            partitionBy.forEach(columns::add);
        }
        if (profile != ProfilePolicy.CURRENT) {
            json.put("profile", profile.code());
        }
        if (!window.isAllTime()) {
            json.set("window", window.toJson());
        }
        if (!allowedLateness.isZero()) {
            json.put("allowed_lateness", allowedLateness.toString());
        }
        if (late != LatePolicy.CORRECT) {
            json.put("late", late.code());
        }
        ties.write(json);
        if (capPerEvent != null) {
            json.putObject("caps").put("per_event", capPerEvent);
        }
        if (keepTop != 0) {
            json.put("keep_top", keepTop);
        }
        if (!retention.equals(DEFAULT_RETENTION)) {
            json.put("retention", retention.toString());
        }
        if (reset) {
            json.put("reset", true);
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

    public String board() {
        return board;
    }

    public int version() {
        return version;
    }

    public BoardMode mode() {
        return mode;
    }

    /** A field name or an expression; null where {@link Aggregation#counts}. */
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

    /** What is counted once, a field name or an expression; null unless distinct values count. */
    public String distinct() {
        return distinct;
    }

    public SortOrder order() {
        return order;
    }

    /** Who stands on the board: {@code event.<field>} or {@code player.<column>}. */
    public String member() {
        return member;
    }

    public boolean membersArePlayers() {
        return member.equals(PLAYER);
    }

    /** Which events count; null for all. */
    public String filter() {
        return filter;
    }

    /** Which players stand on the board; null for all. */
    public String eligible() {
        return eligible;
    }

    /** The columns and fields that divide the board, such as {@code player.country}. */
    public List<String> partitionBy() {
        return partitionBy;
    }

    public ProfilePolicy profile() {
        return profile;
    }

    public BoardWindow window() {
        return window;
    }

    /** How long after its window's end an event may arrive. */
    public Duration allowedLateness() {
        return allowedLateness;
    }

    public LatePolicy late() {
        return late;
    }

    public TiePolicy ties() {
        return ties.policy();
    }

    /** The least score there may be; null unless ties are ranked by time. */
    public BigDecimal scoreMin() {
        return ties.scoreMin();
    }

    /** The greatest score there may be; null unless ties are ranked by time. */
    public BigDecimal scoreMax() {
        return ties.scoreMax();
    }

    /** How far apart two times must be to differ; null unless ties are ranked by time. */
    public Duration tieResolution() {
        return ties.resolution();
    }

    /** How many low bits of a Redis score hold the time; 0 unless ties are ranked by time. */
    public int tieBits() {
        return ties.bits();
    }

    /** What one event scores at most; null for any score. */
    public BigDecimal capPerEvent() {
        return capPerEvent;
    }

    /** How many of the best members are kept in Redis; 0 for all. */
    public int keepTop() {
        return keepTop;
    }

    /** How long a closed window stays. */
    public Duration retention() {
        return retention;
    }

    /** Whether the board may start anew if this version cannot take over its scores. */
    public boolean reset() {
        return reset;
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
