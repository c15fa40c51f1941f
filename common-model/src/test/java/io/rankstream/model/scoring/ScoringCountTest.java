package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static io.rankstream.model.scoring.ScoringGame.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.player.PlayerMessage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What does not count is counted, once, however often it is judged again. */
class ScoringCountTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;

    private ScoringGame game = new ScoringGame();

    private void board(String fields) {
        game.board(1, "{\"board\":\"b\",\"version\":1,%s}".formatted(fields.replace('\'', '"')));
    }

    /** Judges everything again, for a parameter that no rule asks for. */
    private void judgeAgain() {
        int before = game.count(ScoringCount.REJUDGED);
        game.botSwitch(0, NOON - MINUTE);
        game.sweep();
        assertThat(game.count(ScoringCount.REJUDGED)).isEqualTo(before + 1);
    }

    private void counts(ScoringCount what, int times) {
        assertThat(game.count(what)).isEqualTo(times);
        List<DeadLetter> letters = List.copyOf(game.deadLetters());
        judgeAgain();
        assertThat(game.count(what)).as("judged again").isEqualTo(times);
        assertThat(game.deadLetters()).as("judged again").isEqualTo(letters);
    }

    private static void is(DeadLetter letter, Reason reason, String field) {
        assertThat(letter.reason()).isEqualTo(reason);
        assertThat(letter.field()).isEqualTo(field);
    }

    @Test
    void anEvent() {
        board("'aggregation':'count'");

        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(1, "ada", 1, NOON, NOON));

        counts(ScoringCount.EVENTS, 1);
    }

    @Test
    void oneThatTheFilterTurnsAway() {
        board("'aggregation':'count','filter':'event.points > 3'");

        game.send(event(1, "ada", 1, NOON, NOON));

        counts(ScoringCount.FILTERED, 1);
    }

    @Test
    void oneWithoutAValue() {
        board("'aggregation':'sum','score':'weight','decimals':1");

        game.send(event(1, "ada", 1, NOON, NOON));

        counts(ScoringCount.UNSCORED, 1);
    }

    @Test
    void oneOfAPlayerWhoDidNotStandOnTheBoard() {
        board("'aggregation':'count','profile':'as_of_event','eligible':'player.is_bot == 0'");
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 1)));

        game.send(event(1, "ada", 1, NOON, NOON));

        counts(ScoringCount.NOT_ELIGIBLE, 1);
    }

    @Test
    void oneThatNamesNoMember() {
        board("'aggregation':'count','member':'event.room'");

        game.send(named(1, "ada", null, 1, NOON, NOON));

        counts(ScoringCount.NO_MEMBER, 1);
    }

    @Test
    void oneBetweenSeasons() {
        board(
                "'aggregation':'count','window':{'type':'season','seasons':["
                        + "{'name':'autumn','start':'2026-11-01T00:00:00Z',"
                        + "'end':'2026-11-20T12:00:00Z'}]}");

        game.send(event(1, "ada", 1, NOON, NOON));

        counts(ScoringCount.NO_SEASON, 1);
    }

    @Test
    void oneThatComesTooLateForItsWindow() {
        board("'aggregation':'count','window':{'type':'tumbling','size':'PT1M'}");

        game.send(event(1, "ada", 1, NOON, NOON + MINUTE + 1));

        counts(ScoringCount.LATE, 1);
        is(game.deadLetters().get(0), Reason.LATE, "event_time");
    }

    @Test
    void oneOnWhichAnExpressionFails() {
        board("'aggregation':'sum','score':'100 / event.points'");

        game.send(event(1, "ada", 0, NOON, NOON));

        counts(ScoringCount.EXPRESSION_FAILED, 1);
        assertThat(game.deadLetters()).hasSize(1);
        assertThat(game.boards()).isEmpty();
    }

    @Test
    void oneThatMakesASumLeave64Bits() {
        board("'aggregation':'sum','score':'points'");
        game.send(event(1, "ada", 1, NOON, NOON));

        game.send(event(2, "ada", Long.MAX_VALUE, NOON, NOON));

        counts(ScoringCount.SCORE_OUT_OF_RANGE, 1);
        is(game.deadLetters().get(0), Reason.SCORE_OUT_OF_RANGE, "score");
    }

    @Test
    void oneWhoseScoreIsNoExactDouble() {
        board("'aggregation':'sum','score':'points'");

        game.send(event(1, "ada", (1L << 53) + 1, NOON, NOON));

        assertThat(game.count(ScoringCount.SCORE_OUT_OF_RANGE)).isEqualTo(1);
        assertThat(game.deadLetters()).hasSize(1);
        is(game.deadLetters().get(0), Reason.SCORE_OUT_OF_RANGE, "score");
    }

    @Test
    void oneValueTooMany() {
        game =
                new ScoringGame(
                        ScoringGame.limits()
                                .withCorrections(ScoringGame.CORRECTIONS)
                                .withMaxDistinct(1));
        board("'aggregation':'count_distinct','distinct':'event.room'");

        game.send(named(1, "ada", "red", 1, NOON, NOON));
        game.send(named(2, "ada", "blue", 1, NOON, NOON));

        counts(ScoringCount.DISTINCT_LIMIT, 1);
        is(game.deadLetters().get(0), Reason.DISTINCT_LIMIT, "distinct");
    }

    @Test
    void oneThatReopensAWindow() {
        board(
                "'aggregation':'count','retention':'P1D',"
                        + "'window':{'type':'tumbling','size':'PT1M'}");
        game.send(event(1, "ada", 1, NOON, NOON));
        assertThat(game.count(ScoringCount.REOPENED)).isZero();
        game.arrivalClock(NOON + 10 * MINUTE);
        assertThat(game.count(ScoringCount.CLOSED)).isEqualTo(1);

        game.send(event(2, "ada", 1, NOON, NOON));

        counts(ScoringCount.REOPENED, 1);
    }

    @Test
    void oneOfABan() {
        board("'aggregation':'count'");
        game.send(PlayerMessage.ban("ada", 1, "m", NOON, NOON - MINUTE, NOON + MINUTE));

        game.send(event(1, "ada", 1, NOON, NOON));

        counts(ScoringCount.BANNED, 1);
        assertThat(game.boards()).isEmpty();
    }

    @Test
    void oneThatIsTakenBackBeforeItComes() {
        board("'aggregation':'count'");
        game.send(PlayerMessage.retract("ada", 1, "m", NOON, "event-1"));

        game.send(named(1, "ada", null, 1, NOON, NOON));

        counts(ScoringCount.RETRACTED, 1);
        assertThat(game.boards()).isEmpty();
    }

    @Test
    void aRetractionOfWhatIsTooOld() {
        board("'aggregation':'count'");
        game.send(named(1, "ada", null, 1, NOON, NOON));

        game.send(
                PlayerMessage.retract(
                        "ada", 1, "m", NOON + Duration.ofHours(3).toMillis(), "event-1"));

        assertThat(game.count(ScoringCount.RETRACTION_TOO_OLD)).isEqualTo(1);
        is(game.deadLetters().get(0), Reason.RETRACTION_TOO_OLD, "event_id");
    }

    @Test
    void anAdjustment() {
        board("'aggregation':'sum','score':'points'");

        for (int i = 0; i < 2; i++) {
            game.send(
                    PlayerMessage.adjust("ada", 1, "m", NOON, "b", 0, new BigDecimal("3"), NOON)
                            .onTrack(1));
        }

        counts(ScoringCount.ADJUSTED, 1);
    }

    @Test
    void anAdjustmentOfAWindowThatIsForgotten() {
        board(
                "'aggregation':'sum','score':'points','retention':'PT1S',"
                        + "'window':{'type':'tumbling','size':'PT30S'}");
        long later = NOON + Duration.ofMinutes(10).toMillis();
        game.arrivalClock(later);

        game.send(
                PlayerMessage.adjust("ada", 1, "m", later, "b", 0, new BigDecimal("3"), NOON)
                        .onTrack(1));

        counts(ScoringCount.LATE, 1);
        assertThat(game.boards()).isEmpty();
        assertThat(game.deadLetters()).isEmpty();
    }

    @Test
    void oneOfBeforeAnErasure() {
        board("'aggregation':'count'");
        game.send(PlayerMessage.erase("ada", 1, "m", NOON));

        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "ada", 1, NOON, NOON + 1));

        counts(ScoringCount.ERASED_EVENTS, 1);
        assertThat(game.board("leaderboard:b")).containsEntry("ada", 1.0);
    }

    @Test
    void oneThatComesTooLateForItsSession() {
        game =
                new ScoringGame(
                        ScoringGame.limits()
                                .withCorrections(ScoringGame.CORRECTIONS)
                                .withSessions(Duration.ofSeconds(10), Duration.ofSeconds(5)));
        board("'aggregation':'max','score':'session.count'");

        game.send(event(1, "ada", 1, NOON, NOON + 15_000));
        game.send(event(2, "ada", 1, NOON, NOON + 15_001));
        assertThat(game.count(ScoringCount.SESSION_LATE)).isEqualTo(1);

        game.arrivalClock(NOON + 25_000);
        assertThat(game.board("leaderboard:b")).containsEntry("ada", 1.0);
        game.send(event(3, "ada", 1, NOON, NOON + 15_000));

        counts(ScoringCount.SESSION_LATE, 2);
    }

    @Test
    void aBoardWhoseEligibilityFails() {
        board("'aggregation':'count','eligible':'100 / player.is_bot > 3'");
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));

        game.send(event(1, "ada", 1, NOON, NOON));

        assertThat(game.count(ScoringCount.EXPRESSION_FAILED)).isEqualTo(1);
        assertThat(game.boards()).isEmpty();
    }
}
