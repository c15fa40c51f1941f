package io.rankstream.model.expression;

import static io.rankstream.model.expression.ExpressionFixture.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.field.FieldSchema;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionCompilerTest {

    private final ExpressionCompiler compiler;

    ExpressionCompilerTest() throws Exception {
        compiler = fixture().compiler();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event.points + 'a'   | at line 1, column 14: found no matching overload for '_+_' applied to '(int, string)'",
                "event.points *       | at line 1, column 15: mismatched input '<EOF>'",
                "1 + + 'x'            | at line 1, column 5: extraneous input '+'",
                "event.point          | at line 1, column 1: unknown event field 'event.point': known are event.points, event.speed, event.car, event.pit, event.position.x, event.laps, event.player_id, event.event_type, event.event_time",
                "1 + event.position   | at line 1, column 5: unknown event field 'event.position': known are",
                "player.age           | at line 1, column 1: unknown player column 'player.age': known are player.country, player.level, player.is_bot, player.subscription_type",
                "param.bonus          | at line 1, column 1: unknown parameter 'param.bonus': known are param.is_bot, param.factor, param.on, param.word",
                "points * 2           | at line 1, column 1: unknown name 'points': use event.points",
                "room.size            | at line 1, column 1: unknown name 'room.size': use event.<field>, session.<property>, player.<column> or param.<name>",
                "session.length       | at line 1, column 1: unknown property of a session 'session.length': known are session.count, session.duration, session.start",
                "has(event.points) ? 1 : 2       | at line 1, column 4: macros such as has are not allowed: compare with null to see whether a value is there",
                "[1].exists(x, x == 1) ? 1 : 2   | at line 1, column 11: macros such as exists are not allowed",
                "[1].map(x, x)        | at line 1, column 8: macros such as map are not allowed",
                "timestamp(event.car) | at line 1, column 10: unknown function 'timestamp'",
                "1u                   | at line 1, column 1: a literal must be an integer, a decimal, a string, true, false or null",
                "b'a' == b'b' ? 1 : 2 | at line 1, column 1: a literal must be",
                "{'a': 1}             | at line 1, column 1: maps and messages are not allowed",
                "{'a': 1}.a           | at line 1, column 1: a field can be taken of event, session, player and param only",
                "[1, 2]               | at line 1, column 1: a list is only allowed after 'in'",
                "event.car in ['a', 1] ? 1 : 2   | at line 1, column 20: a value of type int is never equal to one of type string",
                "event.car.matches(player.country) ? 1 : 2 | at line 1, column 18: matches needs a literal pattern",
                "matches(event.car, event.car) ? 1 : 2     | at line 1, column 8: matches needs a literal pattern",
                "event.car.matches() ? 1 : 2     | at line 1, column 18: matches needs a literal pattern",
                "matches() ? 1 : 2    | at line 1, column 8: matches needs a literal pattern",
                "matches('a') ? 1 : 2 | at line 1, column 8: found no matching overload for 'matches'",
                "size() ? 1 : 2       | at line 1, column 5: found no matching overload for 'size'",
                "event.car.matches('((a{1000}){1000}){1000}') ? 1 : 2 | at line 1, column 18: the pattern has 1000000000 parts when its repetitions are written out, at most 1000 are allowed",
                "event.car.matches('a{1000}b') ? 1 : 2 | at line 1, column 18: the pattern has 1001 parts",
                "event.car.matches('(') ? 1 : 2  | at line 1, column 18: '(' is not a pattern: missing closing )",
                "event.car            | must be a number, but is of type string",
                "event.pit            | must be a number, but is of type boolean",
                "null                 | must be a number, but is of type null",
                "event.points ? 1 : 2 | at line 1, column 14: found no matching overload for '_?_:_' applied to '(int, int, int)'",
                "event.points == 'a' ? 1 : 2     | at line 1, column 14: found no matching overload for '_==_' applied to '(int, string)'"
            })
    void saysWhatIsWrongAndWhere(String expression, String rule) {
        InvalidDefinitionException e = refusedScore(expression);

        assertThat(e.field()).isEqualTo("score");
        assertThat(e.value()).isEqualTo(expression);
        assertThat(e.rule()).startsWith(rule).doesNotContain("candidates");
    }

    @Test
    void countsLines() {
        assertThat(refusedScore("event.points +\n  event.pointz").rule())
                .startsWith("at line 2, column 3: unknown event field 'event.pointz'");
    }

    @Test
    void refusesAFraction_withoutDecimals() throws Exception {
        for (String fractional : new String[] {"speed", "event.points * 1.5", "1.0"}) {
            assertThatThrownBy(() -> compiler.score(fractional, false, 0))
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessage(
                            "score '"
                                    + fractional
                                    + "': has a fraction: say how many \"decimals\" the board"
                                    + " keeps");
        }

        assertThat(compiler.score("speed", true, 0)).isNotNull();
        assertThat(compiler.score("event.points * 2", false, 0)).isNotNull();
    }

    @Test
    void takesRepetitions_withinTheLimit() throws Exception {
        assertThat(compiler.condition("filter", "event.car.matches('(a{10}){100}')")).isNotNull();
    }

    @Test
    void refusesTextThatIsNeverThere() {
        assertThatThrownBy(() -> compiler.text("distinct", "null"))
                .hasMessage("distinct 'null': must not be null");
    }

    @Test
    void refusesACondition_thatIsNotTrueOrFalse() {
        assertThatThrownBy(() -> compiler.condition("filter", "event.points"))
                .hasMessage("filter 'event.points': must be true or false, but is of type int");
    }

    @Test
    void judgesEligibilityOnThePlayerAlone() throws Exception {
        assertThatThrownBy(() -> compiler.condition("eligible", "event.points > 1"))
                .hasMessage(
                        "eligible 'event.points > 1': at line 1, column 1: 'event.points' is not"
                                + " known here: a player is judged, not one event");
        assertThatThrownBy(() -> compiler.condition("eligible", "pit"))
                .hasMessage(
                        "eligible 'pit': 'event.pit' is not known here: a player is judged, not one"
                                + " event");
        assertThatThrownBy(() -> compiler.condition("eligible", "session.count > 1"))
                .hasMessage(
                        "eligible 'session.count > 1': at line 1, column 1: 'session.count' is not"
                                + " known here: a player is judged, not one event");

        assertThat(compiler.condition("eligible", "player.is_bot == param.is_bot")).isNotNull();
    }

    @Test
    void limitsTheLength() throws Exception {
        String longest = "event.points" + " ".repeat(1_024 - "event.points".length());

        assertThat(compiler.score(longest, false, 0)).isNotNull();
        assertThat(refusedScore(longest + " ").rule())
                .isEqualTo("has 1025 characters, at most 1024 are allowed");
    }

    @Test
    void limitsTheNodes() throws Exception {
        // 'event.points' has two nodes, '+1' two more.
        String most = "event.points" + "+1".repeat(63);

        assertThat(compiler.score(most, false, 0)).isNotNull();
        assertThat(refusedScore(most + "+1").rule())
                .isEqualTo("has 130 nodes, at most 128 are allowed");
    }

    @Test
    void refusesDeepNesting() {
        assertThat(refusedScore("(".repeat(400) + "1" + ")".repeat(400)).rule())
                .isEqualTo("at line 1, column 1: Expression recursion limit exceeded. limit: 250");
    }

    @Test
    void tellsWhatItDependsOn() throws Exception {
        ScoreExpression score =
                compiler.score("event.points * (param.on ? param.factor : 1.0)", true, 1);
        ConditionExpression condition = compiler.condition("filter", "player.level > 3");

        assertThat(score.usesPlayer()).isFalse();
        assertThat(condition.usesPlayer()).isTrue();
        assertThat(score.usesSession()).isFalse();
        assertThat(condition.usesSession()).isFalse();
        assertThat(compiler.score("session.count + 1", false, 0).usesSession()).isTrue();
        assertThat(compiler.condition("filter", "session.duration > 1").usesSession()).isTrue();
        assertThat(compiler.text("distinct", "string(session.start)").usesSession()).isTrue();
        assertThat(compiler.text("distinct", "event.car").usesSession()).isFalse();
        assertThat(compiler.text("distinct", "player.country").usesPlayer()).isTrue();
    }

    @Test
    void knowsNoColumns_withoutADimension() {
        ExpressionCompiler bare = new ExpressionCompiler(FieldSchema.EMPTY, Map.of(), Map.of());

        assertThatThrownBy(() -> bare.condition("filter", "player.level > 1"))
                .hasMessageEndingWith("unknown player column 'player.level': none is declared");
    }

    private InvalidDefinitionException refusedScore(String expression) {
        return catchThrowableOfType(
                InvalidDefinitionException.class, () -> compiler.score(expression, true, 2));
    }
}
