package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    private static final String MEMBER = "event.player_id";

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
    private final BoardWindow window;
    private final Duration allowedLateness;
    private final Duration retention;
    private final Long effectiveFrom;

    private BoardDefinition(JsonFields fields) throws InvalidDefinitionException {
        refuseUnsupported(fields);
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
        if (window.isAllTime()) {
            fields.refuse(
                    "allowed_lateness",
                    "needs a window: an all-time board takes every event inside the"
                            + " deduplication horizon");
            fields.refuse("retention", "needs a window: an all-time board stays");
        }
        allowedLateness = fields.duration("allowed_lateness", Duration.ZERO);
        retention = retention(fields, allowedLateness);
        effectiveFrom = fields.instant("effective_from");
        only(fields, "member", MEMBER);
        only(fields, "profile", "current");
        only(fields, "late", "correct");
        only(fields, "ties", "member");
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

    private static void refuseUnsupported(JsonFields fields) throws InvalidDefinitionException {
        List<String> unsupported =
                List.of(
                        "score_min",
                        "score_max",
                        "tie_resolution",
                        "caps",
                        "keep_top",
                        "distinct",
                        "reset",
                        "retroactive");
        for (String name : unsupported) {
            fields.refuse(name, "is not supported");
        }
    }

    private static void only(JsonFields fields, String name, String value)
            throws InvalidDefinitionException {
        if (!fields.text(name, value).equals(value)) {
            throw fields.invalid(name, "is not supported: use " + value);
        }
    }

    private static String score(JsonFields fields, Aggregation aggregation)
            throws InvalidDefinitionException {
        if (aggregation != Aggregation.COUNT) {
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
        if (!window.isAllTime()) {
            json.set("window", window.toJson());
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
