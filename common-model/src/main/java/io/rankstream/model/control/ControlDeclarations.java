package io.rankstream.model.control;

import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.field.FieldSchema;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What definitions are checked against: fields, columns, parameters and limits. */
public final class ControlDeclarations {

    private final FieldSchema eventFields;
    private final Map<String, DimensionSchema> dimensions;
    private final List<ParameterDeclaration> parameters;
    private final int maxBoards;
    private final Duration history;
    private final Duration correctionsHorizon;
    private final Duration dedupHorizon;
    private final Duration maxFuture;

    /**
     * Declares everything.
     *
     * @param maxBoards how many boards there may be at once, shadows included
     * @param history how long a rule or value is kept once another is in force: as long as events
     *     are judged by the rule of their time
     * @param correctionsHorizon how long before its arrival a message takes effect at most
     * @param dedupHorizon how long before their arrival events count at most
     * @param maxFuture how far ahead of their arrival events count at most
     */
    public ControlDeclarations(
            FieldSchema eventFields,
            Map<String, DimensionSchema> dimensions,
            List<ParameterDeclaration> parameters,
            int maxBoards,
            Duration history,
            Duration correctionsHorizon,
            Duration dedupHorizon,
            Duration maxFuture) {
        this.eventFields = eventFields;
        this.dimensions = Map.copyOf(dimensions);
        this.parameters = List.copyOf(parameters);
        this.maxBoards = maxBoards;
        this.history = history;
        this.correctionsHorizon = correctionsHorizon;
        this.dedupHorizon = dedupHorizon;
        this.maxFuture = maxFuture;
    }

    List<ParameterDeclaration> parameters() {
        return parameters;
    }

    Map<String, DimensionSchema> dimensions() {
        return dimensions;
    }

    int maxBoards() {
        return maxBoards;
    }

    Duration history() {
        return history;
    }

    Duration correctionsHorizon() {
        return correctionsHorizon;
    }

    Duration dedupHorizon() {
        return dedupHorizon;
    }

    Duration maxFuture() {
        return maxFuture;
    }

    /** A compiler of the expressions that are declared so. */
    public ExpressionCompiler compiler() {
        Map<String, ParameterType> types = new LinkedHashMap<>();
        parameters.forEach(parameter -> types.put(parameter.name(), parameter.type()));
        return new ExpressionCompiler(eventFields, dimensions, types);
    }
}
