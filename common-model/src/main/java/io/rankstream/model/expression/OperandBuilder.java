package io.rankstream.model.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.expression.Computations.Operation;
import io.rankstream.model.expression.Conditions.Relation;
import io.rankstream.model.expression.Conditions.TextRelation;
import io.rankstream.model.expression.Operand.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns one type-checked syntax tree into operands, and refuses what goes beyond the limits. */
final class OperandBuilder {

    private static final Map<String, Relation> RELATIONS =
            Map.of(
                    Functions.EQUAL, Relation.EQUAL,
                    Functions.NOT_EQUAL, Relation.NOT_EQUAL,
                    Functions.LESS, Relation.LESS,
                    Functions.LESS_OR_EQUAL, Relation.LESS_OR_EQUAL,
                    Functions.GREATER, Relation.GREATER,
                    Functions.GREATER_OR_EQUAL, Relation.GREATER_OR_EQUAL);

    private static final Map<String, Operation> OPERATIONS =
            Map.of(
                    Functions.ADD, Operation.ADD,
                    Functions.SUBTRACT, Operation.SUBTRACT,
                    Functions.MULTIPLY, Operation.MULTIPLY,
                    Functions.DIVIDE, Operation.DIVIDE,
                    Functions.MODULO, Operation.MODULO);

    private static final Map<String, TextRelation> TEXT_RELATIONS =
            Map.of(
                    Functions.CONTAINS, TextRelation.CONTAINS,
                    Functions.STARTS_WITH, TextRelation.STARTS_WITH,
                    Functions.ENDS_WITH, TextRelation.ENDS_WITH);

    private static final Set<String> MACROS =
            Set.of("has", "all", "exists", "exists_one", "filter", "map");

    /** Each part takes memory in each task, and time for each character that is matched. */
    private static final int MAX_PATTERN_SIZE = 1_000;

    private final String field;
    private final String source;
    private final Names names;
    private final boolean judgesEvent;
    private boolean usesPlayer;
    private boolean usesSession;
    private int nodes;
    private CelSource positions;

    /**
     * @param judgesEvent whether there is one event that is judged
     */
    OperandBuilder(String field, String source, Names names, boolean judgesEvent) {
        this.field = field;
        this.source = source;
        this.names = names;
        this.judgesEvent = judgesEvent;
    }

    /**
     * Refuses a parsed tree that is too large, or has macros, names or literals that are not there.
     */
    void check(CelExpr expression, CelSource celSource) throws InvalidDefinitionException {
        positions = celSource;
        nodes = 0;
        countNodes(expression);
        if (nodes > ExpressionCompiler.MAX_NODES) {
            throw invalid(
                    "has "
                            + nodes
                            + " nodes, at most "
                            + ExpressionCompiler.MAX_NODES
                            + " are allowed");
        }
        checkNode(expression);
    }

    private void countNodes(CelExpr expression) {
        nodes++;
        switch (expression.getKind()) {
            case SELECT:
                countNodes(expression.select().operand());
                break;
            case CALL:
                expression.call().target().ifPresent(this::countNodes);
                expression.call().args().forEach(this::countNodes);
                break;
            case LIST:
                expression.list().elements().forEach(this::countNodes);
                break;
            default:
                break;
        }
    }

    private void checkNode(CelExpr expression) throws InvalidDefinitionException {
        switch (expression.getKind()) {
            case CONSTANT:
                checkConstant(expression);
                break;
            case IDENT:
            case SELECT:
                checkName(expression);
                break;
            case CALL:
                checkCall(expression);
                break;
            case LIST:
                for (CelExpr element : expression.list().elements()) {
                    checkNode(element);
                }
                break;
            case COMPREHENSION:
                throw invalidAt(expression, "comprehensions are not allowed");
            default:
                throw invalidAt(expression, "maps and messages are not allowed");
        }
    }

    private void checkConstant(CelExpr expression) throws InvalidDefinitionException {
        switch (expression.constant().getKind()) {
            case BOOLEAN_VALUE:
            case INT64_VALUE:
            case DOUBLE_VALUE:
            case STRING_VALUE:
            case NULL_VALUE:
                break;
            default:
                throw invalidAt(
                        expression,
                        "a literal must be an integer, a decimal, a string, true, false or null");
        }
    }

    private void checkName(CelExpr expression) throws InvalidDefinitionException {
        String name = ExpressionCompiler.nameOf(expression);
        if (name == null) {
            throw invalidAt(
                    expression, "a field can be taken of event, session, player and param only");
        }
        if (!names.contains(name)) {
            throw invalidAt(expression, names.unknown(name));
        }
        if (!judgesEvent
                && (name.startsWith(Names.EVENT + ".") || name.startsWith(Names.SESSION + "."))) {
            throw invalidAt(
                    expression,
                    "'" + name + "' is not known here: a player is judged, not one event");
        }
    }

    private void checkCall(CelExpr expression) throws InvalidDefinitionException {
        CelCall call = expression.call();
        if (MACROS.contains(call.function())) {
            throw invalidAt(
                    expression,
                    "macros such as "
                            + call.function()
                            + " are not allowed: compare with null to see whether a value is there");
        }
        if (!Functions.isKnown(call.function())) {
            throw invalidAt(expression, "unknown function '" + call.function() + "'");
        }
        if (call.function().equals(Functions.MATCHES)) {
            checkPattern(expression);
        }
        if (call.target().isPresent()) {
            checkNode(call.target().get());
        }
        for (CelExpr argument : call.args()) {
            checkNode(argument);
        }
    }

    private void checkPattern(CelExpr matches) throws InvalidDefinitionException {
        List<CelExpr> arguments = matches.call().args();
        CelExpr pattern = arguments.isEmpty() ? null : arguments.get(arguments.size() - 1);
        if (pattern == null || !isText(pattern)) {
            throw invalidAt(matches, "matches needs a literal pattern");
        }
        long size = PatternSize.of(pattern.constant().stringValue());
        if (size > MAX_PATTERN_SIZE) {
            throw invalidAt(
                    matches,
                    "the pattern has "
                            + size
                            + " parts when its repetitions are written out, at most "
                            + MAX_PATTERN_SIZE
                            + " are allowed");
        }
    }

    private static boolean isText(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }

    /** Compiles one name. */
    CompiledExpression compileName(String name) throws InvalidDefinitionException {
        if (!judgesEvent) {
            throw invalid("'" + name + "' is not known here: a player is judged, not one event");
        }
        return new CompiledExpression(source, variable(name), usesPlayer, usesSession);
    }

    /** Compiles a tree that was checked, here and by CEL. */
    CompiledExpression compile(CelExpr expression) throws InvalidDefinitionException {
        return new CompiledExpression(source, operand(expression), usesPlayer, usesSession);
    }

    private Operand operand(CelExpr expression) throws InvalidDefinitionException {
        switch (expression.getKind()) {
            case CONSTANT:
                return constant(expression.constant());
            case IDENT:
            case SELECT:
                return variable(ExpressionCompiler.nameOf(expression));
            case CALL:
                return call(expression);
            default:
                throw invalidAt(expression, "a list is only allowed after 'in'");
        }
    }

    private static Operand constant(CelConstant constant) {
        switch (constant.getKind()) {
            case BOOLEAN_VALUE:
                return Variables.Constant.of(constant.booleanValue());
            case INT64_VALUE:
                return Variables.Constant.of(constant.int64Value());
            case DOUBLE_VALUE:
                return Variables.Constant.of(constant.doubleValue());
            case STRING_VALUE:
                return Variables.Constant.of(constant.stringValue());
            default:
                return Variables.Constant.ofNull();
        }
    }

    private Operand variable(String name) {
        if (name.startsWith(Names.PLAYER + ".")) {
            usesPlayer = true;
        }
        if (name.startsWith(Names.SESSION + ".")) {
            usesSession = true;
        }
        return names.operand(name);
    }

    private Operand call(CelExpr expression) throws InvalidDefinitionException {
        CelCall call = expression.call();
        if (call.function().equals(Functions.IN)) {
            return in(call);
        }
        List<Operand> operands = new ArrayList<>();
        if (call.target().isPresent()) {
            operands.add(operand(call.target().get()));
        }
        for (CelExpr argument : call.args()) {
            operands.add(operand(argument));
        }
        Operand first = operands.get(0);
        Operand second = operands.size() > 1 ? operands.get(1) : null;
        Relation relation = RELATIONS.get(call.function());
        if (relation != null) {
            return comparison(relation, first, second);
        }
        Operation operation = OPERATIONS.get(call.function());
        if (operation != null) {
            return computation(operation, first, second);
        }
        TextRelation textRelation = TEXT_RELATIONS.get(call.function());
        if (textRelation != null) {
            return new Conditions.TextTest(textRelation, first, second);
        }
        switch (call.function()) {
            case Functions.NOT:
                return new Conditions.Not(first);
            case Functions.NEGATE:
                return new Computations.Negation(first);
            case Functions.AND:
                return new Conditions.Junction(false, first, second);
            case Functions.OR:
                return new Conditions.Junction(true, first, second);
            case Functions.CHOOSE:
                return choice(first, second, operands.get(2));
            case Functions.MATCHES:
                return matches(expression, first, second);
            case Functions.SIZE:
                return new Computations.Size(first);
            case Functions.TO_INT:
                return new Computations.ToInt(first);
            case Functions.TO_DECIMAL:
                return new Computations.ToDecimal(first);
            case Functions.TO_TEXT:
                return new Computations.ToText(first);
            default:
                throw invalidAt(
                        expression, "the function " + call.function() + " is not supported");
        }
    }

    private Operand in(CelCall call) throws InvalidDefinitionException {
        CelExpr list = call.args().get(1);
        if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
            throw invalidAt(list, "'in' needs a list such as ['DE', 'FR']");
        }
        Operand sought = operand(call.args().get(0));
        List<Operand> elements = new ArrayList<>();
        for (CelExpr expression : list.list().elements()) {
            Operand element = operand(expression);
            boolean numbers = sought.kind().isNumber() && element.kind().isNumber();
            if (!numbers && element.kind() != sought.kind()) {
                throw invalidAt(
                        expression,
                        "a value of type "
                                + element.kind().code()
                                + " is never equal to one of type "
                                + sought.kind().code());
            }
            elements.add(element);
        }
        return new Conditions.In(sought, elements);
    }

    private static Operand comparison(Relation relation, Operand left, Operand right) {
        boolean negated = relation == Relation.NOT_EQUAL;
        if (right.kind() == Kind.NULL) {
            return new Conditions.IsNull(left, negated);
        }
        if (left.kind() == Kind.NULL) {
            return new Conditions.IsNull(right, negated);
        }
        return new Conditions.Comparison(relation, left, right);
    }

    private static Operand computation(Operation operation, Operand left, Operand right) {
        if (left.kind() == Kind.STRING) {
            return new Computations.Concatenation(left, right);
        }
        return left.kind() == Kind.INT && right.kind() == Kind.INT
                ? new Computations.IntArithmetic(operation, left, right)
                : new Computations.DecimalArithmetic(operation, left, right);
    }

    private static Operand choice(Operand condition, Operand yes, Operand no) {
        Kind kind = yes.kind() == Kind.NULL ? no.kind() : yes.kind();
        boolean promoted = kind == Kind.INT && no.kind() == Kind.DECIMAL;
        return new Computations.Choice(promoted ? Kind.DECIMAL : kind, condition, yes, no);
    }

    private Operand matches(CelExpr expression, Operand text, Operand pattern)
            throws InvalidDefinitionException {
        try {
            return new Conditions.Matches(text, Pattern.compile(pattern.text));
        } catch (PatternSyntaxException e) {
            throw invalidAt(
                    expression, "'" + pattern.text + "' is not a pattern: " + e.getDescription());
        }
    }

    private InvalidDefinitionException invalid(String rule) {
        return new InvalidDefinitionException(field, source, rule);
    }

    private InvalidDefinitionException invalidAt(CelExpr expression, String rule) {
        Integer offset = positions.getPositionsMap().get(leftmost(expression).id());
        if (offset == null) {
            return invalid(rule);
        }
        return positions
                .getOffsetLocation(offset)
                .map(location -> invalid(ExpressionCompiler.at(location) + rule))
                .orElseGet(() -> invalid(rule));
    }

    /** CEL places a selection at its dot; people look for where the name starts. */
    private static CelExpr leftmost(CelExpr expression) {
        CelExpr left = expression;
        while (left.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            left = left.select().operand();
        }
        return left;
    }
}
