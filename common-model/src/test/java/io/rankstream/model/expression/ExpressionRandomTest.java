package io.rankstream.model.expression;

import static io.rankstream.model.expression.ExpressionFixture.fixture;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.board.InvalidDefinitionException;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the compiler to refusing what it does not take, whatever it is: all else stops the job. */
class ExpressionRandomTest {

    private static final String[] WORDS = {
        "event.points",
        "event.car",
        "event.speed",
        "event.pit",
        "event.laps",
        "player.level",
        "player.country",
        "session.count",
        "param.on",
        "param.word",
        "points",
        "null",
        "true",
        "1",
        "0",
        "-1",
        "9223372036854775807",
        "2.5",
        "1e400",
        "'a'",
        "'('",
        "'a{1000}{2}'",
        "''",
        "[]",
        "{}",
        "x",
        "\\",
        "\"",
        "\u00e9",
        "_+_",
        "@in",
        "",
        "event",
        "event.",
        "1u"
    };

    /** Each {@code #} stands for an expression, and there may be any number of arguments. */
    private static final String[] FORMS = {
        "# + #",
        "# - #",
        "# * #",
        "# / #",
        "# % #",
        "# == #",
        "# != #",
        "# < #",
        "# >= #",
        "# && #",
        "# || #",
        "!#",
        "-#",
        "# ? # : #",
        "(#)",
        "[#, #]",
        "# in [#, #]",
        "# in #",
        "{#: #}",
        "#[#]",
        "#.size()",
        "#.size(#)",
        "size()",
        "size(#)",
        "size(#, #)",
        "#.matches()",
        "#.matches(#)",
        "#.matches(#, #)",
        "matches()",
        "matches(#)",
        "matches(#, #)",
        "#.contains()",
        "#.contains(#)",
        "#.endsWith(#)",
        "int()",
        "int(#)",
        "double(#)",
        "string(#)",
        "has(#)",
        "#.map(x, #)",
        "#.exists(x, #)",
        "# #",
        "#.#"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void refusesOrJudges(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        ExpressionFixture fixture = fixture().points(7).speed(2.75).car("kart").pit(true);
        ExpressionCompiler compiler = fixture.compiler();
        int judged = 0;
        for (int i = 0; i < 4_000; i++) {
            String expression = expression(random, 3);
            try {
                TextExpression text = compiler.text("distinct", expression);
                judged++;
                text.evaluate(fixture.context());
            } catch (InvalidDefinitionException e) {
                assertThat(e.value()).as("seed %d", seed).isEqualTo(expression);
            } catch (ExpressionException e) {
                assertThat(e.expression()).as("seed %d", seed).isEqualTo(expression);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + expression, e);
            }
        }
        assertThat(judged).isGreaterThan(50);
    }

    private static String expression(SplittableRandom random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return WORDS[random.nextInt(WORDS.length)];
        }
        StringBuilder expression = new StringBuilder();
        for (char c : FORMS[random.nextInt(FORMS.length)].toCharArray()) {
            if (c == '#') {
                expression.append(expression(random, depth - 1));
            } else {
                expression.append(c);
            }
        }
        return expression.toString();
    }
}
