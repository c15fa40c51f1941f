package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.command.BoardAddress;
import java.util.Comparator;

/** One thing said about a board, with what its arrival has made of it. Immutable. */
final class BoardMessage implements Comparable<BoardMessage> {

    /** What is asked. */
    enum Kind {
        PUT,
        PAUSE,
        RESUME,
        DELETE,
        RESET,
        PROMOTE,
        SEASON_END
    }

    /** Those of the properties have no id: their versions tell them apart. */
    private static final Comparator<BoardMessage> ORDER =
            Comparator.comparing((BoardMessage message) -> message.order)
                    .thenComparingInt(BoardMessage::version);

    private final Kind kind;
    private final MessageOrder order;
    private final long arrivalTime;
    private final int shadowVersion;
    private final long effectiveFrom;
    private final BoardRule rule;
    private final String season;
    private final boolean insistent;

    private BoardMessage(
            Kind kind,
            MessageOrder order,
            long arrivalTime,
            int shadowVersion,
            long effectiveFrom,
            BoardRule rule,
            String season,
            boolean insistent) {
        this.kind = kind;
        this.order = order.unversioned();
        this.arrivalTime = arrivalTime;
        this.shadowVersion = shadowVersion;
        this.effectiveFrom = effectiveFrom;
        this.rule = rule;
        this.season = season;
        this.insistent = insistent;
    }

    /**
     * @param reset whether the scores start anew with this rule
     */
    static BoardMessage put(BoardRule rule, int shadowVersion, long arrivalTime, boolean reset) {
        return new BoardMessage(
                Kind.PUT,
                rule.order(),
                arrivalTime,
                shadowVersion,
                rule.effectiveFrom(),
                rule,
                null,
                reset);
    }

    /** One that needs no more than its kind: a pause, its end, a deletion. */
    static BoardMessage of(Kind kind, MessageOrder order, int shadowVersion, long arrivalTime) {
        return new BoardMessage(
                kind, order, arrivalTime, shadowVersion, arrivalTime, null, null, false);
    }

    static BoardMessage reset(
            MessageOrder order, int shadowVersion, long arrivalTime, long effectiveFrom) {
        return new BoardMessage(
                Kind.RESET, order, arrivalTime, shadowVersion, effectiveFrom, null, null, false);
    }

    static BoardMessage promote(MessageOrder order, int version, long arrivalTime, boolean force) {
        return new BoardMessage(
                Kind.PROMOTE, order, arrivalTime, version, arrivalTime, null, null, force);
    }

    static BoardMessage seasonEnd(
            MessageOrder order, int shadowVersion, long arrivalTime, String season, long at) {
        return new BoardMessage(
                Kind.SEASON_END, order, arrivalTime, shadowVersion, at, null, season, false);
    }

    Kind kind() {
        return kind;
    }

    /** Its place among all messages about the board. */
    MessageOrder order() {
        return order;
    }

    long arrivalTime() {
        return arrivalTime;
    }

    /** Which shadow it is about, or {@code BoardAddress.LIVE}. */
    int shadowVersion() {
        return shadowVersion;
    }

    /** From when a rule judges or a board counts anew, or when a season ends; epoch ms. */
    long effectiveFrom() {
        return effectiveFrom;
    }

    /** What a {@link Kind#PUT} puts. */
    BoardRule rule() {
        return rule;
    }

    /** What a {@link Kind#SEASON_END} ends. */
    String season() {
        return season;
    }

    /** Whether a put starts the scores anew, or a promotion does not ask what the shadow covers. */
    boolean insistent() {
        return insistent;
    }

    private int version() {
        return rule == null ? BoardAddress.LIVE : rule.definition().version();
    }

    @Override
    public int compareTo(BoardMessage other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoardMessage && compareTo((BoardMessage) other) == 0;
    }

    @Override
    public int hashCode() {
        return order.hashCode();
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", kind.name());
        order.addTo(json)
                .put("arrival", arrivalTime)
                .put("shadow_version", shadowVersion)
                .put("effective_from", effectiveFrom)
                .put("insistent", insistent);
        if (season != null) {
            json.put("season", season);
        }
        if (rule != null) {
            json.set("rule", rule.toJson());
        }
        return json;
    }

    static BoardMessage parse(JsonNode json) {
        return new BoardMessage(
                Kind.valueOf(json.required("kind").textValue()),
                MessageOrder.of(0, json),
                json.required("arrival").longValue(),
                json.required("shadow_version").intValue(),
                json.required("effective_from").longValue(),
                json.has("rule") ? BoardRule.parse(json.get("rule")) : null,
                json.path("season").textValue(),
                json.required("insistent").booleanValue());
    }
}
