package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import java.util.List;

/** A definition and the event time from which it judges. */
public final class BoardRule implements Timeline.Entry {

    /** What a definition says besides how an event is judged; windows are those of the track. */
    private static final List<String> NOT_JUDGING =
            List.of(
                    "version",
                    "mode",
                    "effective_from",
                    "window",
                    "keep_top",
                    "retention",
                    "reset");

    private final BoardDefinition definition;
    private final long effectiveFrom;
    private final MessageOrder order;

    /**
     * @param order of the message that said it; its version is the definition's
     */
    BoardRule(BoardDefinition definition, long effectiveFrom, MessageOrder order) {
        this.definition = definition;
        this.effectiveFrom = effectiveFrom;
        this.order = new MessageOrder(definition.version(), order.issuedAt(), order.id());
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

    /** The same rule, in force no earlier than {@code time}. */
    BoardRule since(long time) {
        return effectiveFrom >= time ? this : new BoardRule(definition, time, order);
    }

    /** The same rule with another definition. */
    BoardRule with(BoardDefinition changed) {
        return new BoardRule(changed, effectiveFrom, order);
    }

    /** Whether both judge every event alike, in the same windows. */
    boolean judgesLike(BoardRule other) {
        return judgement().equals(other.judgement());
    }

    /** What of the definition judges events; {@code eligible} only if it does so by event. */
    private ObjectNode judgement() {
        ObjectNode json = definition.json();
        json.remove(NOT_JUDGING);
        if (!json.path("profile").asText().equals("as_of_event")) {
            json.remove("eligible");
        }
        return json;
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        order.addTo(json.put("effective_from", effectiveFrom));
        json.set("definition", definition.json());
        return json;
    }

    static BoardRule parse(JsonNode json) {
        try {
            return new BoardRule(
                    BoardDefinition.parse(json.required("definition")),
                    json.required("effective_from").longValue(),
                    MessageOrder.of(0, json));
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException("a definition that was accepted is refused", e);
        }
    }
}
