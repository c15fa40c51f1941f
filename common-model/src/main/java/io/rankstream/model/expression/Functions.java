package io.rankstream.model.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The functions of expressions, with the names and meaning CEL gives them: CEL's own on the four
 * types there are, and those that promote an integer where a decimal takes part.
 */
final class Functions {

    static final String NOT = "!_";
    static final String NEGATE = "-_";
    static final String AND = "_&&_";
    static final String OR = "_||_";
    static final String CHOOSE = "_?_:_";
    static final String EQUAL = "_==_";
    static final String NOT_EQUAL = "_!=_";
    static final String LESS = "_<_";
    static final String LESS_OR_EQUAL = "_<=_";
    static final String GREATER = "_>_";
    static final String GREATER_OR_EQUAL = "_>=_";
    static final String IN = "@in";
    static final String ADD = "_+_";
    static final String SUBTRACT = "_-_";
    static final String MULTIPLY = "_*_";
    static final String DIVIDE = "_/_";
    static final String MODULO = "_%_";
    static final String SIZE = "size";
    static final String CONTAINS = "contains";
    static final String STARTS_WITH = "startsWith";
    static final String ENDS_WITH = "endsWith";
    static final String MATCHES = "matches";
    static final String TO_INT = "int";
    static final String TO_DECIMAL = "double";
    static final String TO_TEXT = "string";

    private static final CelType INT = SimpleType.INT;
    private static final CelType DECIMAL = SimpleType.DOUBLE;
    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType BOOL = SimpleType.BOOL;
    private static final CelType NULL = SimpleType.NULL_TYPE;

    /** Collects the overloads of one function. */
    private static final class Declaration {

        private final String name;
        private final List<CelOverloadDecl> overloads = new ArrayList<>();

        private Declaration(String name) {
            this.name = name;
        }

        private Declaration of(CelType result, CelType... arguments) {
            overloads.add(CelOverloadDecl.newGlobalOverload(id(false), result, arguments));
            return this;
        }

        private Declaration ofMember(CelType result, CelType... arguments) {
            overloads.add(CelOverloadDecl.newMemberOverload(id(true), result, arguments));
            return this;
        }

        private String id(boolean member) {
            return String.format(
                    Locale.ROOT, "%s/%d%s", name, overloads.size(), member ? "/member" : "");
        }

        /** For each pair of numbers; {@code result} null stands for the wider of the two. */
        private Declaration ofNumbers(CelType result) {
            of(result == null ? INT : result, INT, INT);
            for (CelType[] pair :
                    new CelType[][] {{INT, DECIMAL}, {DECIMAL, INT}, {DECIMAL, DECIMAL}}) {
                of(result == null ? DECIMAL : result, pair);
            }
            return this;
        }

        private CelFunctionDecl declared() {
            return CelFunctionDecl.newFunctionDeclaration(name, overloads);
        }
    }

    private static final Set<String> NAMES =
            declarations().stream().map(CelFunctionDecl::name).collect(Collectors.toSet());

    static boolean isKnown(String function) {
        return NAMES.contains(function);
    }

    static List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        declarations.add(new Declaration(NOT).of(BOOL, BOOL).declared());
        declarations.add(new Declaration(NEGATE).of(INT, INT).of(DECIMAL, DECIMAL).declared());
        for (String name : List.of(AND, OR)) {
            declarations.add(new Declaration(name).of(BOOL, BOOL, BOOL).declared());
        }
        declarations.add(choose());
        for (String name : List.of(EQUAL, NOT_EQUAL)) {
            declarations.add(equality(name));
        }
        for (String name : List.of(LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL)) {
            declarations.add(new Declaration(name).ofNumbers(BOOL).of(BOOL, TEXT, TEXT).declared());
        }
        declarations.add(in());
        declarations.add(new Declaration(ADD).ofNumbers(null).of(TEXT, TEXT, TEXT).declared());
        for (String name : List.of(SUBTRACT, MULTIPLY, DIVIDE)) {
            declarations.add(new Declaration(name).ofNumbers(null).declared());
        }
        declarations.add(new Declaration(MODULO).of(INT, INT, INT).declared());
        declarations.add(new Declaration(SIZE).of(INT, TEXT).ofMember(INT, TEXT).declared());
        for (String name : List.of(CONTAINS, STARTS_WITH, ENDS_WITH)) {
            declarations.add(new Declaration(name).ofMember(BOOL, TEXT, TEXT).declared());
        }
        declarations.add(
                new Declaration(MATCHES)
                        .of(BOOL, TEXT, TEXT)
                        .ofMember(BOOL, TEXT, TEXT)
                        .declared());
        declarations.add(conversion(TO_INT, INT).declared());
        declarations.add(conversion(TO_DECIMAL, DECIMAL).declared());
        declarations.add(conversion(TO_TEXT, TEXT).of(TEXT, BOOL).declared());
        return declarations;
    }

    private static Declaration conversion(String name, CelType result) {
        return new Declaration(name).of(result, INT).of(result, DECIMAL).of(result, TEXT);
    }

    private static CelFunctionDecl choose() {
        Declaration choose = new Declaration(CHOOSE);
        for (CelType type : List.of(INT, DECIMAL, TEXT, BOOL)) {
            choose.of(type, BOOL, type, type);
            choose.of(type, BOOL, type, NULL);
            choose.of(type, BOOL, NULL, type);
        }
        choose.of(DECIMAL, BOOL, INT, DECIMAL);
        choose.of(DECIMAL, BOOL, DECIMAL, INT);
        return choose.declared();
    }

    private static CelFunctionDecl equality(String name) {
        Declaration equality = new Declaration(name).ofNumbers(BOOL);
        for (CelType type : List.of(TEXT, BOOL)) {
            equality.of(BOOL, type, type);
        }
        for (CelType type : List.of(INT, DECIMAL, TEXT, BOOL)) {
            equality.of(BOOL, type, NULL);
            equality.of(BOOL, NULL, type);
        }
        return equality.declared();
    }

    private static CelFunctionDecl in() {
        Declaration in = new Declaration(IN);
        for (CelType type : List.of(INT, DECIMAL, TEXT, BOOL)) {
            in.of(BOOL, type, ListType.create(type));
        }
        in.of(BOOL, INT, ListType.create(DECIMAL));
        in.of(BOOL, DECIMAL, ListType.create(INT));
        return in.declared();
    }

    private Functions() {}
}
