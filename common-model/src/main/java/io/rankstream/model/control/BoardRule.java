package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;

/** A definition and the event time from which it judges. */
public final class BoardRule implements Timeline.Entry {

    private final BoardDefinition definition;
    private final long effectiveFrom;
    private final MessageOrder order;

    BoardRule(BoardDefinition definition, long effectiveFrom, long issuedAt, String id) {
        this.definition = definition;
        this.effectiveFrom = effectiveFrom;
        this.order = new MessageOrder(definition.version(), issuedAt, id);
    }

    public BoardDefinition definition() {
        return definition;
    }

    /** Epoch milliseconds; {@code Long.MIN_VALUE} for a board that was there from the beginning. */
    @Override
    public long effectiveFrom() {
        return effectiveFrom;
    }

    @Override
    public MessageOrder order() {
        return order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoardRule
                && effectiveFrom == ((BoardRule) other).effectiveFrom
                && order.equals(((BoardRule) other).order)
                && definition.equals(((BoardRule) other).definition);
    }

    @Override
    public int hashCode() {
        return order.hashCode() * 31 + Long.hashCode(effectiveFrom);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("effective_from", effectiveFrom)
                .put("issued_at", order.issuedAt())
                .put("id", order.id())
                .set("definition", definition.json());
        return json;
    }

    static BoardRule parse(JsonNode json) {
        try {
            return new BoardRule(
                    BoardDefinition.parse(json.required("definition")),
                    json.required("effective_from").longValue(),
                    json.required("issued_at").longValue(),
                    json.required("id").textValue());
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException("a definition that was accepted is refused", e);
        }
    }
}
