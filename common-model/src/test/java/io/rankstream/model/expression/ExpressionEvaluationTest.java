package io.rankstream.model.expression;

import static io.rankstream.model.expression.ExpressionFixture.EVENT_TIME;
import static io.rankstream.model.expression.ExpressionFixture.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionEvaluationTest {

    @Test
    void takesAPlainFieldExactly() throws Exception {
        long beyondDoubles = (1L << 53) + 1;

        assertThat(fixture().points(beyondDoubles).score("points")).isEqualTo(beyondDoubles);
        assertThat(fixture().points(beyondDoubles).score("event.points")).isEqualTo(beyondDoubles);
        assertThat(fixture().points(beyondDoubles).score("points", 2))
                .isEqualTo(beyondDoubles * 100);
        assertThat(fixture().x(2.5).score("position.x", 1)).isEqualTo(25);
    }

    @Test
    void promotesIntegers_whereADecimalTakesPart() throws Exception {
        String bonus = "event.points * (player.subscription_type == 'Gold' ? 1.1 : 1.0)";

        assertThat(fixture().points(7).row("DE", 1, 0, "Gold").score(bonus, 1)).isEqualTo(77);
        assertThat(fixture().points(7).row("DE", 1, 0, "Free").score(bonus, 1)).isEqualTo(70);
        assertThat(fixture().points(7).score("event.points / 2.0", 1)).isEqualTo(35);
        assertThat(fixture().points(7).score("10.5 - event.points", 1)).isEqualTo(35);
        assertThat(fixture().points(7).score("event.points + param.factor", 1)).isEqualTo(85);
        assertThat(fixture().points(7).score("event.points > 3 ? 2 : 0.5", 1)).isEqualTo(20);
        assertThat(fixture().points(2).score("event.points > 3 ? 2 : 0.5", 1)).isEqualTo(5);
    }

    @Test
    void knowsTheSessionThatEnded() throws Exception {
        ExpressionFixture session = fixture().session(12, 90_000);

        assertThat(session.score("session.count")).isEqualTo(12);
        assertThat(session.score("session.duration / 1000")).isEqualTo(90);
        assertThat(session.score("session.start")).isEqualTo(EVENT_TIME - 90_000);
        assertThat(session.score("event.event_time")).isEqualTo(EVENT_TIME);
        assertThat(session.test("session.count > 10 && event.player_id == 'ada'")).isTrue();
        assertThat(session.isAbsent("session.count * event.points")).isTrue();
        assertThat(session.text("event.event_type")).isNull();
        assertThat(fixture().points(7).isAbsent("session.count")).isTrue();
        assertThat(fixture().test("session.count == null")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "event.player_id, ada",
        "car, kart",
        "event.points, 7",
        "event.points + 1, 8",
        "event.speed, 2.75",
        "event.speed - 2.75, 0.0",
        "(event.speed - 2.75) * -1.0, 0.0",
        "event.speed > 2.0, true",
        "event.car + '/' + string(event.points), kart/7",
        "event.laps == null ? 'none' : 'some', none",
        "event.laps,",
        "event.car + player.country,"
    })
    void hasTextOfEveryType(String expression, String text) throws Exception {
        assertThat(fixture().points(7).speed(2.75).car("kart").text(expression)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "event.points / event.laps, division by zero",
        "event.speed / 0.0, the value is Infinity",
        "(event.speed - 2.75) / 0.0, the value is NaN"
    })
    void hasNoText_whereItFails(String expression, String reason) {
        assertThatThrownBy(() -> fixture().points(7).laps(0).speed(2.75).text(expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessage(reason)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "event.points + 3 * 2, 13",
        "event.points - 10, -3",
        "event.points / 2, 3",
        "-event.points / 2, -3",
        "event.points % 4, 3",
        "-event.points, -7",
        "size(event.car), 4",
        "event.car.size() + 1, 5",
        "int(event.speed), 2",
        "int('42'), 42",
        "int(-1.9), -1",
        "event.event_time, 1700000000000",
        "event.points == null ? 0 : event.points, 7",
        "event.laps == null ? 0 : event.laps, 0",
        "player.level, 1"
    })
    void computesWithIntegers(String expression, long score) throws Exception {
        assertThat(fixture().points(7).speed(2.75).car("kart").score(expression)).isEqualTo(score);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.points < 8",
                "event.points <= 7 && event.points >= 7",
                "event.points > 6.5",
                "event.points == 7.0",
                "7.5 != event.points",
                "event.speed < 3",
                "event.car == 'kart' && event.car < 'lorry'",
                "event.car in ['bike', 'kart']",
                "event.points in [1, 7]",
                "event.points in [7.0]",
                "!(event.points in [])",
                "event.car.startsWith('ka') && event.car.endsWith('rt') && event.car.contains('ar')",
                "event.car.matches('^k.r')",
                "matches(event.car, 'a')",
                "'x' + event.car == 'xkart'",
                "string(event.points) + string(true) + string(1.5) == '7true1.5'",
                "double('2.75') == event.speed",
                "event.pit",
                "event.pit == true && event.pit != false",
                "event.player_id == 'ada'",
                "event.event_type == null",
                "null != event.points",
                "param.on && param.word == 'kart' && param.factor == 1.5 && param.is_bot == null"
            })
    void isTrue(String condition) throws Exception {
        ExpressionFixture fixture = fixture().points(7).speed(2.75).car("kart").pit(true);

        assertThat(fixture.test(condition)).isTrue();
        assertThat(fixture.test("!(" + condition + ")")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.laps < 3",
                "event.laps == 3",
                "event.laps != 3",
                "!(event.laps == 3)",
                "event.laps in [3]",
                "3 in [event.laps]",
                "event.laps == param.is_bot",
                "event.laps + 1 == 1",
                "player.country == 'DE'",
                "player.country != 'DE'",
                "event.car.startsWith('k')",
                "event.pit",
                "!event.pit",
                "event.pit && event.points == 7",
                "event.pit || event.points == 8"
            })
    void isFalse_ifItNeedsAValueThatIsAbsent(String condition) throws Exception {
        assertThat(fixture().points(7).test(condition)).isFalse();
    }

    @Test
    void decidesWithoutAnAbsentValue_whereTheOtherSideDecides() throws Exception {
        assertThat(fixture().points(7).test("event.pit || event.points == 7")).isTrue();
        assertThat(fixture().points(7).test("event.points == 7 || event.pit")).isTrue();
        assertThat(fixture().points(7).test("!(event.pit && event.points == 8)")).isTrue();
        assertThat(fixture().points(7).test("7 in [event.laps, event.points]")).isTrue();
    }

    @Test
    void judgesRacingsBotSwitch() throws Exception {
        String eligible = "param.is_bot == null || player.is_bot == param.is_bot";

        assertThat(fixture().row("DE", 1, 1, "Free").test(eligible)).isTrue();
        assertThat(fixture().test(eligible)).isTrue();
        assertThat(fixture().test("player.is_bot == param.is_bot")).isFalse();
    }

    @Test
    void usesAColumnsDefault_withoutARow() throws Exception {
        assertThat(fixture().test("player.level == 1")).isTrue();
        assertThat(fixture().row().test("player.level == 1")).isFalse();
        assertThat(fixture().row().test("player.level == null")).isTrue();
        assertThat(fixture().test("player.country == null")).isTrue();
    }

    @Test
    void doesNotScore_ifItNeedsAValueThatIsAbsent() throws Exception {
        assertThat(fixture().isAbsent("points")).isTrue();
        assertThat(fixture().points(1).isAbsent("points")).isFalse();
        assertThat(fixture().points(1).isAbsent("event.points * event.laps")).isTrue();
        assertThat(fixture().points(1).isAbsent("event.pit ? event.points : 0")).isTrue();
        assertThat(fixture().points(1).isAbsent("event.points > 0 ? null : 1")).isTrue();
        assertThat(fixture().isAbsent("player.country == 'DE' ? 2 : 1")).isTrue();
        assertThatThrownBy(() -> fixture().score("points"))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("a value it needs is absent");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.points / 0                       | division by zero",
                "event.points % event.laps              | division by zero",
                "event.points * 9223372036854775807     | an integer is beyond 64 bits",
                "event.points + 9223372036854775807     | an integer is beyond 64 bits",
                "-9223372036854775808 - event.points    | an integer is beyond 64 bits",
                "-(-9223372036854775807 - 1)            | an integer is beyond 64 bits",
                "(-9223372036854775807 - 1) / -1        | an integer is beyond 64 bits",
                "9223372036854775807                    | the score is beyond 64 bits",
                "event.points * 1e30                    | the score is beyond 64 bits",
                "event.points / 0.0                     | the score is Infinity",
                "event.laps / 0.0                       | the score is NaN",
                "int(event.points * 1e30)               | a decimal is not an integer of 64 bits",
                "int('seven')                           | a text is not an integer",
                "double('seven')                        | a text is not a number"
            })
    void failsWithAReason(String expression, String reason) throws Exception {
        ExpressionFixture fixture = fixture().points(7).laps(0);

        assertThatThrownBy(() -> fixture.score(expression, 2))
                .isInstanceOfSatisfying(
                        ExpressionException.class,
                        e -> assertThat(e.expression()).isEqualTo(expression))
                .hasMessage(reason);
    }

    @Test
    void failsACondition_unlessTheOtherSideDecides() throws Exception {
        ExpressionFixture fixture = fixture().points(7).laps(0);

        assertThatThrownBy(() -> fixture.test("event.points / event.laps == 1"))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("division by zero");
        assertThatThrownBy(() -> fixture.test("event.points / event.laps == 1 || event.laps == 1"))
                .hasMessage("division by zero");
        assertThat(fixture.test("event.points / event.laps == 1 || event.laps == 0")).isTrue();
        assertThat(fixture.test("event.laps != 0 && event.points / event.laps == 1")).isFalse();
    }

    @Test
    void comparesIntegersWithDecimalsExactly() throws Exception {
        long large = (1L << 53) + 1;

        assertThat(fixture().points(large).test("event.points == 9007199254740992.0")).isFalse();
        assertThat(fixture().points(large).test("event.points > 9007199254740992.0")).isTrue();
        assertThat(fixture().points(Long.MAX_VALUE).test("event.points < 9223372036854775807.0"))
                .isTrue();
        assertThat(fixture().points(Long.MIN_VALUE).test("-9.3e18 < event.points")).isTrue();
        assertThat(fixture().points(0).test("event.points == -0.0")).isTrue();
        assertThat(fixture().points(-3).test("event.points < -2.5 && -3.5 < event.points"))
                .isTrue();
    }

    @Test
    void isNeverEqualToNotANumber() throws Exception {
        ExpressionFixture fixture = fixture().speed(Double.NaN).points(1);

        assertThat(fixture.test("event.speed == event.speed")).isFalse();
        assertThat(fixture.test("event.speed != event.speed")).isTrue();
        assertThat(fixture.test("event.speed < 1.0 || event.points <= event.speed")).isFalse();
        assertThat(fixture.test("event.speed in [0.0] || event.points in [event.speed]")).isFalse();
    }

    @Test
    void evaluatesOnce_ifAskedForAbsenceFirst() throws Exception {
        ExpressionFixture fixture = fixture().points(7);
        ScoreExpression score = fixture.compiler().score("event.points * 2", false, 0);

        EvaluationContext context = fixture.context();
        assertThat(score.isAbsent(context)).isFalse();
        assertThat(score.evaluate(context)).isEqualTo(14);

        context = fixture.points(8).context();
        assertThat(score.evaluate(context)).isEqualTo(16);
    }

    @Test
    void failsAgain_ifAskedAgain() throws Exception {
        ExpressionFixture fixture = fixture().points(7);
        ScoreExpression score = fixture.compiler().score("event.points / 0", false, 0);
        EvaluationContext context = fixture.context();

        assertThatThrownBy(() -> score.isAbsent(context)).hasMessage("division by zero");
        assertThatThrownBy(() -> score.evaluate(context)).hasMessage("division by zero");
    }

    @Test
    void allocatesNothing() throws Exception {
        ExpressionFixture fixture = fixture().points(7).speed(2.5).row("DE", 3, 0, "Gold");
        ScoreExpression plain = fixture.compiler().score("points", false, 0);
        ScoreExpression bonus =
                fixture.compiler()
                        .score(
                                "event.points * (player.subscription_type == 'Gold' ? 1.1 : 1.0)",
                                true,
                                1);
        ConditionExpression filter = fixture.compiler().condition("filter", "event.speed < 400");
        ConditionExpression eligible =
                fixture.compiler()
                        .condition(
                                "eligible",
                                "param.is_bot == null || player.is_bot == param.is_bot");
        EvaluationContext context = fixture.context();
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long expected = 0;
        long sum = 0;
        for (int warmUp = 0; warmUp < 20_000; warmUp++) {
            sum += judge(context, plain, bonus, filter, eligible);
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            sum += judge(context, plain, bonus, filter, eligible);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        expected += 30_000L * 86;

        assertThat(sum).isEqualTo(expected);
        // Asking for the figure allocates a little itself.
        assertThat(allocated).isLessThan(10_000);
    }

    private static long judge(
            EvaluationContext context,
            ScoreExpression plain,
            ScoreExpression bonus,
            ConditionExpression filter,
            ConditionExpression eligible)
            throws ExpressionException {
        return plain.evaluate(context)
                + bonus.evaluate(context)
                + (filter.test(context) ? 1 : 0)
                + (eligible.test(context) ? 1 : 0);
    }

    @Test
    void readsTheTimeOfTheEvent() throws Exception {
        assertThat(fixture().score("event.event_time")).isEqualTo(EVENT_TIME);
    }
}
