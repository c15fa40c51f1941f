package io.rankstream.local.tryout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.command.BoardAddress;

/** Writes what came of a trial for programs. */
final class JsonReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReport() {}

    /** One object, over several lines. */
    static String of(Trial.Outcome outcome) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("fields", outcome.fields().toString());
        json.put("fields_inferred", outcome.inferred());
        if (outcome.columns() != null) {
            json.put("player_columns", outcome.columns().toString());
        }
        outcome.notes().forEach(json.putArray("notes")::add);
        ArrayNode refused = json.putArray("refused");
        for (Definitions.Refused each : outcome.refused()) {
            refused.addObject()
                    .put("file", each.file())
                    .put("board", each.board())
                    .put("field", each.field())
                    .put("value", each.value())
                    .put("rule", each.rule());
        }
        ObjectNode counts = json.putObject("counts");
        outcome.counts().forEach(counts::put);
        if (outcome.lastArrival() != null) {
            json.put("last_arrival", outcome.lastArrival().toString());
        }
        ArrayNode boards = json.putArray("boards");
        outcome.boards().forEach(board -> add(board, boards.addObject()));
        ArrayNode empty = json.putArray("empty");
        for (BoardDefinition each : outcome.empty()) {
            empty.addObject().put("board", each.board()).put("version", each.version());
        }
        ArrayNode rejected = json.putArray("rejected");
        outcome.rejected().forEach(each -> add(each, rejected.addObject()));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private static void add(RankedBoard board, ObjectNode json) {
        BoardAddress address = board.address();
        json.put("key", address.toString()).put("board", address.board());
        if (address.shadowVersion() != BoardAddress.LIVE) {
            json.put("shadow_version", address.shadowVersion());
        }
        json.put("partition", address.partition().isEmpty() ? null : address.partition());
        json.put("window", address.window());
        ArrayNode members = json.putArray("members");
        for (RankedBoard.Standing standing : board.standings()) {
            members.addObject()
                    .put("rank", standing.rank())
                    .put("member", standing.member())
                    .put("score", standing.score());
        }
    }

    private static void add(Rejected rejected, ObjectNode json) {
        json.put("file", rejected.file()).put("line", rejected.line());
        if (rejected.element() > 0) {
            json.put("element", rejected.element());
        }
        json.put("reason", rejected.reason())
                .put("field", rejected.field())
                .put("value", rejected.value())
                .put("rule", rejected.rule())
                .put("board", rejected.board())
                .put("window", rejected.window());
    }
}
