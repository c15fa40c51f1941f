package io.rankstream.local.tryout;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.board.JsonFields;
import io.rankstream.model.control.ControlDeclarations;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.control.DefinitionCheck;
import io.rankstream.model.expression.ExpressionCompiler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads definitions of boards and says of each what is wrong with it. */
final class Definitions {

    /**
     * Why a definition is not accepted.
     *
     * @param board null if not even that can be read; likewise the value
     */
    record Refused(String file, String board, String field, String value, String rule) {}

    private final ControlDeclarations declarations;
    private final DefinitionCheck check;
    private final List<BoardDefinition> accepted = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private List<ControlUpdate> updates = List.of();

    private Definitions(ControlDeclarations declarations) {
        this.declarations = declarations;
        this.check = new DefinitionCheck(declarations);
    }

    /**
     * Reads one definition or an array of them from each file.
     *
     * @throws IllegalArgumentException if a file cannot be read
     */
    static Definitions read(List<Path> files, ControlDeclarations declarations) {
        Definitions definitions = new Definitions(declarations);
        for (Path file : files) {
            definitions.read(file);
        }
        definitions.putTogether(files);
        return definitions;
    }

    private void read(Path file) {
        String json = new String(RecordFile.bytes(file), StandardCharsets.UTF_8);
        JsonNode node;
        try {
            node = JsonFields.parse("definition", json);
        } catch (InvalidDefinitionException e) {
            refuse(file.toString(), null, e);
            return;
        }
        if (node.isArray()) {
            node.forEach(element -> accept(file, element));
            return;
        }
        accept(file, node);
    }

    private void accept(Path file, JsonNode json) {
        try {
            BoardDefinition definition = BoardDefinition.parse(json);
            check.check(definition);
            accepted.add(definition);
        } catch (InvalidDefinitionException e) {
            refuse(file.toString(), json.path("board").textValue(), e);
        }
    }

    /** Boards and versions that are right by themselves may not go together. */
    private void putTogether(List<Path> files) {
        if (!refused.isEmpty()) {
            return;
        }
        try {
            updates = new ControlRegistry(declarations, accepted).updates();
        } catch (InvalidDefinitionException e) {
            refuse(String.join(", ", files.stream().map(Path::toString).toList()), null, e);
        }
    }

    private void refuse(String file, String board, InvalidDefinitionException e) {
        refused.add(new Refused(file, board, e.field(), e.value(), e.rule()));
    }

    /** In the order in which they were read. */
    List<BoardDefinition> accepted() {
        return accepted;
    }

    List<Refused> refused() {
        return refused;
    }

    /** What the scoring has to know; nothing if anything was refused. */
    List<ControlUpdate> updates() {
        return updates;
    }

    /** The first board that scores sessions, or null if none does. */
    String boardOfSessions() {
        ExpressionCompiler compiler = declarations.compiler();
        for (BoardDefinition definition : accepted) {
            try {
                if (compiler.scoresSessions(definition)) {
                    return definition.board();
                }
            } catch (InvalidDefinitionException e) {
                throw new IllegalStateException(definition.board() + " was accepted before", e);
            }
        }
        return null;
    }
}
