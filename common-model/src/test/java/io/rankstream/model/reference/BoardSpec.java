package io.rankstream.model.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One version of a generated board: what its JSON says, in a form that the reference evaluates and
 * the shrinker simplifies. Durations and times are milliseconds; null is absent.
 */
public final class BoardSpec {

    String board;
    int version = 1;
    String mode = "live";
    Expression score;
    Integer decimals;
    String aggregation = "sum";
    String order = "desc";
    Expression member;
    Expression distinct;
    Expression filter;
    Expression eligible;
    List<String> partitionBy = List.of();
    String profile = "current";
    WindowSpec window = WindowSpec.ALL_TIME;
    Long allowedLateness;
    String late = "correct";
    String ties = "member";
    BigDecimal scoreMin;
    BigDecimal scoreMax;
    Long tieResolution;
    BigDecimal capPerEvent;
    Integer keepTop;
    Long retention;
    Long effectiveFrom;
    boolean reset;

    BoardSpec copy() {
        BoardSpec copy = new BoardSpec();
        copy.board = board;
        copy.version = version;
        copy.mode = mode;
        copy.score = score;
        copy.decimals = decimals;
        copy.aggregation = aggregation;
        copy.order = order;
        copy.member = member;
        copy.distinct = distinct;
        copy.filter = filter;
        copy.eligible = eligible;
        copy.partitionBy = partitionBy;
        copy.profile = profile;
        copy.window = window;
        copy.allowedLateness = allowedLateness;
        copy.late = late;
        copy.ties = ties;
        copy.scoreMin = scoreMin;
        copy.scoreMax = scoreMax;
        copy.tieResolution = tieResolution;
        copy.capPerEvent = capPerEvent;
        copy.keepTop = keepTop;
        copy.retention = retention;
        copy.effectiveFrom = effectiveFrom;
        copy.reset = reset;
        return copy;
    }

    boolean isShadow() {
        return mode.equals("shadow");
    }

    boolean byTime() {
        return ties.equals("first_to_reach") || ties.equals("last_to_reach");
    }

    boolean usesSession() {
        return Stream.of(score, filter, distinct)
                .anyMatch(expression -> expression != null && expression.usesSession());
    }

    int scale() {
        return decimals == null ? 0 : decimals;
    }

    /** How many bits the number of ticks of the longest window takes; 0 unless ties are by time. */
    int tieBits() {
        if (!byTime()) {
            return 0;
        }
        long ticks = Math.floorDiv(window.longest() + tieResolution - 1, tieResolution);
        return 64 - Long.numberOfLeadingZeros(ticks - 1);
    }

    /** Whether the score in its range and the time fit into the 53 bits of a double. */
    boolean fitsADouble() {
        BigDecimal range = scoreMin.abs().max(scoreMax.abs()).movePointRight(scale());
        return range.toBigInteger().bitLength() + tieBits() <= 53;
    }

    /** The fields that no later version may change, as one value. */
    List<Object> fixed() {
        return Stream.of(
                        aggregation,
                        window.kind() == WindowSpec.Kind.SEASON ? "season" : window,
                        text(member),
                        partitionBy,
                        order,
                        ties,
                        scoreMin,
                        scoreMax,
                        tieResolution,
                        tieBits(),
                        decimals,
                        text(distinct),
                        profile)
                .map(value -> Objects.requireNonNullElse(value, ""))
                .toList();
    }

    private static String text(Expression expression) {
        return expression == null ? null : expression.cel();
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("board", board).put("version", version);
        putUnless(json, "mode", mode, "live");
        put(json, "score", text(score));
        if (decimals != null) {
            json.put("decimals", decimals);
        }
        json.put("aggregation", aggregation);
        putUnless(json, "order", order, "desc");
        put(json, "member", text(member));
        put(json, "distinct", text(distinct));
        put(json, "filter", text(filter));
        put(json, "eligible", text(eligible));
        if (!partitionBy.isEmpty()) {
            partitionBy.forEach(json.putArray("partition_by")::add);
        }
        putUnless(json, "profile", profile, "current");
        if (!window.isAllTime()) {
            json.set("window", window.json());
        }
        putDuration(json, "allowed_lateness", allowedLateness);
        putUnless(json, "late", late, "correct");
        putUnless(json, "ties", ties, "member");
        json.setAll(ranges());
        putDuration(json, "tie_resolution", tieResolution);
        if (keepTop != null) {
            json.put("keep_top", keepTop);
        }
        putDuration(json, "retention", retention);
        if (effectiveFrom != null) {
            json.put("effective_from", Instant.ofEpochMilli(effectiveFrom).toString());
        }
        if (reset) {
            json.put("reset", true);
        }
        return json;
    }

    private ObjectNode ranges() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (scoreMin != null) {
            json.put("score_min", scoreMin).put("score_max", scoreMax);
        }
        if (capPerEvent != null) {
            json.putObject("caps").put("per_event", capPerEvent);
        }
        return json;
    }

    private static void put(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void putUnless(ObjectNode json, String name, String value, String usual) {
        if (!value.equals(usual)) {
            json.put(name, value);
        }
    }

    private static void putDuration(ObjectNode json, String name, Long millis) {
        if (millis != null) {
            json.put(name, Duration.ofMillis(millis).toString());
        }
    }

    @Override
    public String toString() {
        return toJson().toString();
    }
}
