package io.rankstream.model.expression;

import static io.rankstream.model.expression.ExpressionFixture.fixture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where every value is there and no integer is promoted, expressions mean what they do in CEL. */
class CelConformanceTest {

    private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");

    private final CelCompiler compiler =
            CelCompilerFactory.standardCelCompilerBuilder()
                    .addVar("event.points", SimpleType.INT)
                    .addVar("event.laps", SimpleType.INT)
                    .addVar("event.speed", SimpleType.DOUBLE)
                    .addVar("event.position.x", SimpleType.DOUBLE)
                    .addVar("event.car", SimpleType.STRING)
                    .addVar("event.pit", SimpleType.BOOL)
                    .build();

    private final CelRuntime runtime = CelRuntimeFactory.legacyCelRuntimeBuilder().build();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithCel(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 250; i++) {
            String expression = condition(random, 3);
            long points = random.nextLong(7) - 3;
            long laps = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextLong(5) - 2;
            double speed = random.nextInt(-4, 5) / 2.0;
            double x = random.nextInt(8) == 0 ? Double.POSITIVE_INFINITY : random.nextInt(5) - 2.0;
            String car = random.nextBoolean() ? "kart" : "\u00fcber\ud83d\ude97";
            boolean pit = random.nextBoolean();
            ExpressionFixture fixture =
                    fixture().points(points).laps(laps).speed(speed).x(x).car(car).pit(pit);
            Map<String, Object> values =
                    Map.of(
                            "event.points", points,
                            "event.laps", laps,
                            "event.speed", speed,
                            "event.position.x", x,
                            "event.car", car,
                            "event.pit", pit);

            assertThat(ours(fixture, expression))
                    .as("seed %d: %s with %s", seed, expression, values)
                    .isEqualTo(theirs(expression, values));
        }
    }

    private static String ours(ExpressionFixture fixture, String expression) throws Exception {
        try {
            return String.valueOf(fixture.test(expression));
        } catch (ExpressionException e) {
            return "failed";
        }
    }

    private String theirs(String expression, Map<String, Object> values) throws Exception {
        CelAbstractSyntaxTree ast = compiler.compile(expression).getAst();
        try {
            return String.valueOf(runtime.createProgram(ast).eval(values));
        } catch (CelEvaluationException e) {
            return "failed";
        }
    }

    private static String condition(SplittableRandom random, int depth) {
        String comparison = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
        if (depth == 0) {
            return random.nextBoolean() ? "event.pit" : "(event.car == 'kart')";
        }
        int less = depth - 1;
        return switch (random.nextInt(12)) {
            case 0 -> "(" + condition(random, less) + " && " + condition(random, less) + ")";
            case 1 -> "(" + condition(random, less) + " || " + condition(random, less) + ")";
            case 2 -> "!" + condition(random, less);
            case 3, 4 -> "(" + integer(random, less) + comparison + integer(random, less) + ")";
            case 5, 6 -> "(" + decimal(random, less) + comparison + decimal(random, less) + ")";
            case 7 -> "(" + text(random, less) + comparison + text(random, less) + ")";
            case 8 -> "(" + integer(random, less) + " in [" + integer(random, 0) + ", 1, -1])";
            case 9 -> text(random, 0) + ".contains(" + text(random, 0) + ")";
            case 10 -> text(random, less) + ".matches('^k|[a-t]{3}$')";
            default ->
                    "("
                            + condition(random, less)
                            + " ? "
                            + condition(random, less)
                            + " : "
                            + condition(random, less)
                            + ")";
        };
    }

    private static String integer(SplittableRandom random, int depth) {
        if (depth == 0) {
            return List.of("event.points", "event.laps", "2", "0", "-3").get(random.nextInt(5));
        }
        String operator = List.of("+", "-", "*", "/", "%").get(random.nextInt(5));
        return switch (random.nextInt(5)) {
            case 0 -> "int(" + decimal(random, depth - 1) + ")";
            case 1 -> "size(" + text(random, depth - 1) + ")";
            case 2 -> "-(" + integer(random, depth - 1) + ")";
            default ->
                    "(" + integer(random, depth - 1) + operator + integer(random, depth - 1) + ")";
        };
    }

    private static String decimal(SplittableRandom random, int depth) {
        if (depth == 0) {
            return List.of("event.speed", "event.position.x", "0.5", "0.0").get(random.nextInt(4));
        }
        String operator = List.of("+", "-", "*", "/").get(random.nextInt(4));
        return switch (random.nextInt(4)) {
            case 0 -> "double(" + integer(random, depth - 1) + ")";
            case 1 -> "-(" + decimal(random, depth - 1) + ")";
            default ->
                    "(" + decimal(random, depth - 1) + operator + decimal(random, depth - 1) + ")";
        };
    }

    private static String text(SplittableRandom random, int depth) {
        if (depth == 0) {
            return List.of("event.car", "'a'", "'kart'").get(random.nextInt(3));
        }
        return switch (random.nextInt(3)) {
            case 0 -> "(" + text(random, depth - 1) + " + " + text(random, depth - 1) + ")";
            case 1 -> "string(" + integer(random, depth - 1) + ")";
            default -> text(random, depth - 1);
        };
    }
}
