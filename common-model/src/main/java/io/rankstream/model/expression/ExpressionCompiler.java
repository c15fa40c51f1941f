package io.rankstream.model.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.control.ParameterType;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.expression.Operand.Kind;
import io.rankstream.model.field.FieldSchema;
import java.util.Map;

/**
 * Checks expressions against what is declared and compiles them.
 *
 * <p>An expression is the name of an event field, or CEL without macros and comprehensions, parsed
 * and type-checked by CEL's own compiler. Variables are {@code event.<field>}, {@code
 * event.player_id}, {@code event.event_type}, {@code event.event_time} (epoch milliseconds), {@code
 * session.count}, {@code session.duration} and {@code session.start} (milliseconds), {@code
 * player.<column>} and {@code param.<name>}; each may be absent. Integers are promoted where a
 * decimal takes part.
 */
public final class ExpressionCompiler {

    static final int MAX_LENGTH = 1_024;
    static final int MAX_NODES = 128;

    private static final String ELIGIBLE = "eligible";

    private final FieldSchema eventFields;
    private final Names names;
    private final CelCompiler cel;

    /**
     * @param dimensions by the word that expressions use for them
     */
    public ExpressionCompiler(
            FieldSchema eventFields,
            Map<String, DimensionSchema> dimensions,
            Map<String, ParameterType> parameters) {
        this.eventFields = eventFields;
        this.names = new Names(eventFields, dimensions.get(Names.PLAYER), parameters);
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setStandardEnvironmentEnabled(false)
                        .addFunctionDeclarations(Functions.declarations());
        names.kinds().forEach((name, kind) -> builder.addVar(name, typeOf(kind)));
        this.cel = builder.build();
    }

    private static CelType typeOf(Kind kind) {
        switch (kind) {
            case INT:
                return SimpleType.INT;
            case DECIMAL:
                return SimpleType.DOUBLE;
            case STRING:
                return SimpleType.STRING;
            case BOOLEAN:
                return SimpleType.BOOL;
            case NULL:
                return SimpleType.NULL_TYPE;
        }
        throw new IllegalStateException("unknown kind " + kind);
    }

    /**
     * Whether a board scores sessions that have ended, and not events.
     *
     * @throws InvalidDefinitionException if an expression that says so does not compile
     */
    public boolean scoresSessions(BoardDefinition definition) throws InvalidDefinitionException {
        return usesSession(filter(definition), score(definition), distinct(definition));
    }

    /** As {@link #scoresSessions(BoardDefinition)}; each is null if the definition has none. */
    public static boolean usesSession(
            ConditionExpression filter, ScoreExpression score, TextExpression distinct) {
        return (filter != null && filter.usesSession())
                || (score != null && score.usesSession())
                || (distinct != null && distinct.usesSession());
    }

    /** The filter of a board, or null. */
    public ConditionExpression filter(BoardDefinition definition)
            throws InvalidDefinitionException {
        String filter = definition.filter();
        return filter == null ? null : condition("filter", filter);
    }

    /** What a board is scored by, or null. */
    public ScoreExpression score(BoardDefinition definition) throws InvalidDefinitionException {
        String score = definition.score();
        return score == null ? null : score(score, definition.hasDecimals(), definition.decimals());
    }

    /** What is counted once, or null. */
    public TextExpression distinct(BoardDefinition definition) throws InvalidDefinitionException {
        String distinct = definition.distinct();
        return distinct == null ? null : text("distinct", distinct);
    }

    /** Who stands on a board, or null for everyone. */
    public ConditionExpression eligible(BoardDefinition definition)
            throws InvalidDefinitionException {
        String eligible = definition.eligible();
        return eligible == null ? null : condition("eligible", eligible);
    }

    /**
     * Compiles the score of a board.
     *
     * @param hasDecimals whether the board may have fractional scores
     * @throws InvalidDefinitionException if it is no expression, not a number, or fractional on a
     *     board without decimals
     */
    public ScoreExpression score(String source, boolean hasDecimals, int decimals)
            throws InvalidDefinitionException {
        CompiledExpression compiled = compile("score", source);
        if (!compiled.kind().isNumber()) {
            throw new InvalidDefinitionException(
                    "score", source, "must be a number, but is of type " + compiled.kind().code());
        }
        if (compiled.kind() == Kind.DECIMAL && !hasDecimals) {
            throw new InvalidDefinitionException(
                    "score", source, "has a fraction: say how many \"decimals\" the board keeps");
        }
        return compiled.asScore(decimals);
    }

    /**
     * Compiles a condition.
     *
     * @param field the field of the definition that it stands in; {@code eligible} is judged on a
     *     player alone
     * @throws InvalidDefinitionException if it is no expression or not true or false
     */
    public ConditionExpression condition(String field, String source)
            throws InvalidDefinitionException {
        CompiledExpression compiled = compile(field, source);
        if (compiled.kind() != Kind.BOOLEAN) {
            throw new InvalidDefinitionException(
                    field,
                    source,
                    "must be true or false, but is of type " + compiled.kind().code());
        }
        return compiled.asCondition();
    }

    /**
     * Compiles what becomes a text, of any type.
     *
     * @param field the field of the definition that it stands in
     * @throws InvalidDefinitionException if it is no expression, or always null
     */
    public TextExpression text(String field, String source) throws InvalidDefinitionException {
        CompiledExpression compiled = compile(field, source);
        if (compiled.kind() == Kind.NULL) {
            throw new InvalidDefinitionException(field, source, "must not be null");
        }
        return compiled.asText();
    }

    private CompiledExpression compile(String field, String source)
            throws InvalidDefinitionException {
        if (source.length() > MAX_LENGTH) {
            throw new InvalidDefinitionException(
                    field,
                    source,
                    "has "
                            + source.length()
                            + " characters, at most "
                            + MAX_LENGTH
                            + " are allowed");
        }
        OperandBuilder operands = new OperandBuilder(field, source, names, !field.equals(ELIGIBLE));
        if (eventFields.indexOf(source) >= 0) {
            return operands.compileName(Names.EVENT + "." + source);
        }
        CelAbstractSyntaxTree parsed = ast(field, source, cel.parse(source));
        operands.check(parsed.getExpr(), parsed.getSource());
        CelAbstractSyntaxTree checked = ast(field, source, cel.check(parsed));
        return operands.compile(checked.getExpr());
    }

    private static CelAbstractSyntaxTree ast(
            String field, String source, CelValidationResult result)
            throws InvalidDefinitionException {
        if (result.hasError() && !result.getErrors().isEmpty()) {
            CelIssue issue = result.getErrors().get(0);
            throw new InvalidDefinitionException(field, source, describe(issue));
        }
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            throw new InvalidDefinitionException(field, source, e.getMessage());
        }
    }

    private static String describe(CelIssue issue) {
        String message = issue.getMessage();
        int candidates = message.indexOf(" (candidates:");
        String text = candidates < 0 ? message : message.substring(0, candidates);
        return at(issue.getSourceLocation()) + text;
    }

    /** Where something is wrong; CEL counts columns from zero. */
    static String at(CelSourceLocation location) {
        return "at line " + location.getLine() + ", column " + (location.getColumn() + 1) + ": ";
    }

    /** The dotted name of an expression that is one, or null. */
    static String nameOf(CelExpr expression) {
        switch (expression.getKind()) {
            case IDENT:
                return expression.ident().name();
            case SELECT:
                if (expression.select().testOnly()) {
                    return null;
                }
                String operand = nameOf(expression.select().operand());
                return operand == null ? null : operand + "." + expression.select().field();
            default:
                return null;
        }
    }
}
