package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardMode;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks definitions against what is declared and against the versions before them. */
public final class DefinitionCheck {

    /** What the scores on a board mean: they cannot go on under another. */
    private static final List<String> FIXED =
            List.of(
                    "aggregation",
                    "window",
                    "member",
                    "partition_by",
                    "profile",
                    "distinct",
                    "order",
                    "ties",
                    "score_min",
                    "score_max",
                    "tie_resolution",
                    "decimals");

    private static final String SUCCESSION_RULE =
            " is accepted only as a shadow (\"mode\":\"shadow\") or with \"reset\":true";

    private final ExpressionCompiler compiler;
    private final Map<String, DimensionSchema> dimensions;

    public DefinitionCheck(ControlDeclarations declarations) {
        this.compiler = declarations.compiler();
        this.dimensions = declarations.dimensions();
    }

    /**
     * Refuses a definition whose expressions or columns do not fit what is declared.
     *
     * @throws InvalidDefinitionException naming the first field that does not
     */
    public void check(BoardDefinition definition) throws InvalidDefinitionException {
        compiler.score(definition);
        compiler.filter(definition);
        compiler.eligible(definition);
        compiler.distinct(definition);
        checkName("member", definition.member());
        for (String column : definition.partitionBy()) {
            checkName("partition_by", column);
        }
    }

    private void checkName(String field, String name) throws InvalidDefinitionException {
        if (name.startsWith("event.")) {
            compiler.text(field, name);
            return;
        }
        Set<String> columns = columns();
        if (!columns.contains(name)) {
            throw new InvalidDefinitionException(
                    field,
                    name,
                    columns.isEmpty()
                            ? "must be a column of a dimension, but none is declared"
                            : "must be a column of a dimension: known are "
                                    + String.join(", ", columns));
        }
    }

    private Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        DimensionSchema player = dimensions.get("player");
        if (player != null) {
            player.columns().names().forEach(column -> columns.add("player." + column));
        }
        return columns;
    }

    /**
     * Refuses a definition that cannot take over the scores of the one before it. Seasons may
     * differ: from when on is judged where the times of messages are known.
     */
    static void checkSuccession(BoardDefinition before, BoardDefinition after)
            throws InvalidDefinitionException {
        for (String field : FIXED) {
            JsonNode old = before.json().path(field);
            JsonNode changed = after.json().path(field);
            boolean seasons =
                    field.equals("window")
                            && before.window().isSeason()
                            && after.window().isSeason();
            if (!old.equals(changed) && !seasons) {
                throw new InvalidDefinitionException(
                        field,
                        shown(changed),
                        "a change from "
                                + shown(old)
                                + (after.mode() == BoardMode.SHADOW
                                        ? " is accepted only under another version"
                                        : SUCCESSION_RULE));
            }
        }
        if (before.tieBits() != after.tieBits()) {
            throw new InvalidDefinitionException(
                    "tie_bits",
                    Integer.toString(after.tieBits()),
                    "a change from "
                            + before.tieBits()
                            + SUCCESSION_RULE
                            + ": scores that stand in Redis have that many; the seasons decide how"
                            + " many are needed, and tie_bits keeps more");
        }
    }

    /**
     * The field by which two definitions differ first, other than from when they judge; or null. A
     * promotion changes what is live and what is a shadow: the mode may say so.
     *
     * @param place whether the version is live or a shadow now; null if it is not there
     */
    static InvalidDefinitionException difference(
            BoardDefinition before, BoardDefinition after, BoardMode place) {
        boolean moved = before.mode() != BoardMode.PAUSED && after.mode() == place;
        Set<String> fields = new LinkedHashSet<>();
        before.json().fieldNames().forEachRemaining(fields::add);
        after.json().fieldNames().forEachRemaining(fields::add);
        for (String field : new ArrayList<>(fields)) {
            JsonNode old = before.json().path(field);
            JsonNode changed = after.json().path(field);
            if (!old.equals(changed) && !(moved && field.equals("mode"))) {
                return new InvalidDefinitionException(
                        field,
                        shown(changed),
                        "differs from "
                                + shown(old)
                                + ", which is in force under the same version: a change needs a"
                                + " higher version");
            }
        }
        return null;
    }

    private static String shown(JsonNode node) {
        if (node.isMissingNode()) {
            return "(default)";
        }
        return node.isTextual() ? node.textValue() : node.toString();
    }
}
