package io.rankstream.model.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the tests of control declare, and short ways to say things. */
final class ControlFixture {

    static final Duration HISTORY = Duration.ofDays(8);
    static final Duration CORRECTIONS = Duration.ofHours(1);
    static final Duration DEDUP = Duration.ofDays(7);
    static final Duration MAX_FUTURE = Duration.ofMinutes(5);
    static final ObjectMapper JSON = new ObjectMapper();

    static ControlDeclarations declarations() throws Exception {
        return declarations("speed_kmph:int,distance_meters:int,bonus:decimal", 256);
    }

    static ControlDeclarations declarations(String fields, int maxBoards) throws Exception {
        FieldSchema columns = FieldSchema.parse("country:string,level:int,is_bot:int");
        return new ControlDeclarations(
                FieldSchema.parse(fields),
                Map.of("player", new DimensionSchema("player", columns, new FieldValues(columns))),
                List.of(
                        ParameterDeclaration.parse("is_bot", "{\"type\":\"int\"}"),
                        ParameterDeclaration.parse(
                                "factor", "{\"type\":\"decimal\",\"default\":1.5}"),
                        ParameterDeclaration.parse(
                                "word", "{\"type\":\"string\",\"default\":\"go\"}"),
                        ParameterDeclaration.parse(
                                "on", "{\"type\":\"boolean\",\"default\":true}")),
                maxBoards,
                HISTORY,
                CORRECTIONS,
                DEDUP,
                MAX_FUTURE);
    }

    static ControlRegistry registry(BoardDefinition... propertyBoards) throws Exception {
        return new ControlRegistry(declarations(), List.of(propertyBoards));
    }

    /** A definition that sums distances, and more or other fields. */
    static BoardDefinition board(String name, int version, String... fields) throws Exception {
        return BoardDefinition.parse(definition(name, version, fields));
    }

    /** As {@link #board}; single quotes stand for double ones. */
    static JsonNode definition(String name, int version, String... fields) {
        return json(
                "{'board':'"
                        + name
                        + "','version':"
                        + version
                        + ",'score':'distance_meters','aggregation':'sum'}",
                fields);
    }

    /** A board.put with the definition {@link #definition} makes. */
    static String put(long issuedAt, String name, int version, String... fields) {
        List<String> all = new ArrayList<>(envelope("board.put", issuedAt));
        all.addAll(List.of(fields));
        return definition(name, version, all.toArray(new String[0])).toString();
    }

    static String message(String type, long issuedAt, String... fields) {
        List<String> all = new ArrayList<>(envelope(type, issuedAt));
        all.addAll(List.of(fields));
        return json("{}", all.toArray(new String[0])).toString();
    }

    private static List<String> envelope(String type, long issuedAt) {
        return List.of(
                "'type':'" + type + "'", "'id':'m" + issuedAt + "'", "'issued_at':" + issuedAt);
    }

    private static JsonNode json(String object, String... fields) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(object.replace('\'', '"'));
            for (String field : fields) {
                JsonNode one = JSON.readTree(("{" + field + "}").replace('\'', '"'));
                one.fields().forEachRemaining(e -> json.set(e.getKey(), e.getValue()));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static ControlDecision apply(ControlRegistry registry, String message, long arrivalTime) {
        return registry.apply(
                message.getBytes(StandardCharsets.UTF_8),
                arrivalTime,
                new RecordOrigin("control", "shard-0", "17"));
    }

    /** The answer without what the message itself says. */
    static JsonNode answer(ControlDecision decision) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(decision.status().toJson());
        json.remove(List.of("id", "type", "issued_at", "at"));
        return json;
    }

    static String status(ControlDecision decision) {
        return decision.status().result().code();
    }

    /** The tracks of a board, retired ones included; none if there is no such board. */
    static List<BoardTrack> tracks(ControlRegistry registry, String board) {
        for (ControlUpdate update : registry.updates()) {
            if (update.subject().equals("board:" + board)) {
                return BoardTracks.parse(update).tracks();
            }
        }
        return List.of();
    }

    static BoardTrack track(ControlDecision decision) {
        List<BoardTrack> tracks = BoardTracks.parse(decision.updates().get(0)).tracks();
        return tracks.get(tracks.size() - 1);
    }

    static ParameterHistory parameter(ControlRegistry registry, String name) {
        for (ControlUpdate update : registry.updates()) {
            if (update.subject().equals("param:" + name)) {
                return ParameterHistory.parse(update);
            }
        }
        throw new AssertionError("no parameter " + name);
    }

    private ControlFixture() {}
}
