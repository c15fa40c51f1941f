package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.player.PlayerMessage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErasureTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final String TOTAL =
            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}";
    private static final String MINUTES =
            "{\"board\":\"minutes\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"retention\":\"P1D\","
                    + "\"window\":{\"type\":\"tumbling\",\"size\":\"PT1M\"}}";
    private static final String SESSIONS =
            "{\"board\":\"sessions\",\"version\":1,\"score\":\"session.count\","
                    + "\"aggregation\":\"sum\"}";

    private ScoringGame game = new ScoringGame();

    private void erase(long arrival) {
        game.send(PlayerMessage.erase("ada", arrival, "m" + arrival, arrival));
    }

    private Map<String, Double> total() {
        return game.board("leaderboard:total");
    }

    private void judgeAgain(int value) {
        game.botSwitch(value, 0);
        game.sweep();
    }

    @Test
    void takesWhatArrivedUntilThen_andKeepsWhatArrivedLater() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "ada", 2, NOON, NOON + 1));

        erase(NOON);

        assertThat(total()).containsEntry("ada", 2.0);
        assertThat(game.deadline()).isGreaterThan(NOON + ScoringGame.CORRECTIONS.toMillis());
        judgeAgain(1);
        assertThat(total()).containsEntry("ada", 2.0);

        game.send(PlayerMessage.ban("ada", 1, "b", NOON + 2, NOON, NOON + 1));
        assertThat(game.boards()).isEmpty();
    }

    @Test
    void keepsAllThatArrivedLater_howeverMuchItIs() {
        game.board(1, TOTAL);
        for (int i = 0; i < 200; i++) {
            game.send(event(i, "ada", 1, NOON, NOON + i));
        }

        erase(NOON + 49);

        assertThat(total()).containsEntry("ada", 150.0);
        assertThat(game.bytes()).isLessThan(3 * 2_048);
        judgeAgain(1);
        assertThat(total()).containsEntry("ada", 150.0);
    }

    @Test
    void takesNothingMore_whereALaterOneWasObeyed() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1, NOON, NOON + 9));
        erase(NOON + 5);
        int written = game.commands().size();

        erase(NOON + 5);
        erase(NOON + 1);

        assertThat(game.commands()).hasSize(written);
        assertThat(total()).containsEntry("ada", 1.0);
    }

    @Test
    void takesAnAdjustmentThatArrivedWithIt() {
        game.board(1, TOTAL);
        erase(NOON);

        adjust(NOON, 3);
        assertThat(game.boards()).isEmpty();
        adjust(NOON + 1, 4);

        assertThat(total()).containsEntry("ada", 4.0);
        assertThat(game.count(ScoringCount.ADJUSTED)).isEqualTo(1);
    }

    private void adjust(long arrival, int amount) {
        game.send(
                PlayerMessage.adjust(
                                "ada",
                                1,
                                "a" + amount,
                                arrival,
                                "total",
                                0,
                                BigDecimal.valueOf(amount),
                                NOON)
                        .onTrack(1));
    }

    @Test
    void takesWhatWaitsForAProfile_unlessItArrivedLater() {
        game.board(1, TOTAL.replace("}", ",\"eligible\":\"player.is_bot == 0\"}"));
        game.wallClock(NOON);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "ada", 2, NOON, NOON + 1));

        erase(NOON);
        game.send(DimensionRow.of("ada", NOON, ScoringGame.row("Ada", "DE", 0)));

        assertThat(total()).containsEntry("ada", 2.0);
    }

    @Test
    void leavesNothingOfWhatWaited() {
        game.board(1, TOTAL.replace("}", ",\"partition_by\":[\"player.country\"]}"));
        game.wallClock(NOON);
        game.send(event(1, "ada", 1, NOON, NOON));

        erase(NOON);

        assertThat(game.boards()).isEmpty();
    }

    @Test
    void takesClosedWindowsForGood() {
        game.board(1, MINUTES);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.arrivalClock(NOON + 10 * MINUTE);
        // The window is read before, to be judged again.
        game.botSwitch(1, 0);
        erase(NOON + 10 * MINUTE);
        game.send(event(2, "ada", 2, NOON + 9 * MINUTE, NOON + 11 * MINUTE));
        game.send(event(3, "ada", 2, NOON + 11 * MINUTE, NOON + 11 * MINUTE));
        game.arrivalClock(NOON + 20 * MINUTE);

        game.send(PlayerMessage.ban("ada", 1, "b", NOON + 20 * MINUTE));
        game.send(PlayerMessage.unban("ada", 2, "c", NOON + 20 * MINUTE));

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:minutes:20261120T121100Z", Map.of("ada", 2.0)));
        assertThat(game.windows().get("minutes:20261120T120000Z").members()).isZero();
    }

    @Test
    void isForgotten_whenNoEventOfBeforeCanComeAnyMore() {
        game.board(1, TOTAL);
        erase(NOON);
        long end = NOON + ScoringGame.HORIZON.toMillis();
        assertThat(game.deadline()).isEqualTo(end);

        game.arrivalClock(end - 1);
        assertThat(game.remembers("ada")).isTrue();
        game.arrivalClock(end);
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void takesOpenSessions_andKeepsTheirLaterEvents() {
        withSessions();
        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.send(named(2, "ada", null, 1, NOON + SECOND, NOON + 2 * SECOND));
        game.send(named(3, "ada", null, 1, NOON + 2 * SECOND, NOON + 3 * SECOND));
        game.send(named(4, "ada", null, 1, NOON + 3 * SECOND, NOON + 3 * SECOND));
        game.send(PlayerMessage.retract("ada", 1, "r", NOON + 3 * SECOND, "event-3"));

        erase(NOON + SECOND);
        adjust(NOON + 4 * SECOND, 4);
        game.arrivalClock(NOON + MINUTE);

        assertThat(game.board("leaderboard:sessions")).containsEntry("ada", 2.0);
    }

    @Test
    void forgetsOpenSessions() {
        withSessions();
        game.send(named(1, "ada", null, 1, NOON, NOON));

        erase(NOON);
        game.arrivalClock(NOON + MINUTE);

        assertThat(game.board("leaderboard:sessions")).isEmpty();
    }

    @Test
    void keepsASessionThatWasClosed_ifItEndedLater() {
        withSessions();
        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.arrivalClock(NOON + MINUTE);
        assertThat(game.board("leaderboard:sessions")).containsEntry("ada", 1.0);

        erase(NOON - SECOND);
        game.arrivalClock(NOON + 2 * MINUTE);

        assertThat(game.board("leaderboard:sessions")).as("once").containsEntry("ada", 1.0);
    }

    @Test
    void keepsTheBeginningOfASessionThatGoesOn_ifItArrivedLater() {
        withSessions();
        for (int i = 0; i < 10; i++) {
            long time = NOON + 8L * i * SECOND;
            game.send(named(i, "ada", null, 1, time, time));
        }
        game.arrivalClock(NOON + 72 * SECOND);

        erase(NOON - SECOND);
        game.arrivalClock(NOON + 5 * MINUTE);

        assertThat(game.board("leaderboard:sessions")).containsEntry("ada", 10.0);
    }

    @Test
    void takesASessionThatWasClosedSince_andKeepsOneOfItsLaterEvents() {
        withSessions();
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "ada", 1, NOON + SECOND, NOON + SECOND));
        game.send(event(3, "ada", 1, NOON + 2 * SECOND, NOON + 2 * SECOND));
        game.arrivalClock(NOON + MINUTE);
        assertThat(game.board("leaderboard:sessions")).containsEntry("ada", 3.0);

        erase(NOON + SECOND);
        assertThat(game.board("leaderboard:sessions")).containsEntry("ada", 1.0);
        judgeAgain(1);
        game.arrivalClock(NOON + 2 * MINUTE);

        assertThat(game.board("leaderboard:sessions")).containsEntry("ada", 1.0);
    }

    @Test
    void takesASessionThatWasClosedSince_ofWhichNothingArrivedLater() {
        withSessions();
        game.send(event(1, "ada", 1, NOON, NOON));
        game.arrivalClock(NOON + MINUTE);

        erase(NOON + SECOND);

        assertThat(game.boards()).isEmpty();
    }

    @Test
    void leavesAnEventInAClosedSession_thatWasTakenBackAfterwards() {
        withSessions();
        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.send(named(2, "ada", null, 1, NOON + SECOND, NOON + SECOND));
        game.send(named(3, "ada", null, 1, NOON + 2 * SECOND, NOON + 2 * SECOND));
        game.send(PlayerMessage.retract("ada", 1, "r", NOON + 3 * SECOND, "event-3"));
        game.arrivalClock(NOON + MINUTE);
        game.send(PlayerMessage.retract("ada", 1, "q", NOON + MINUTE, "event-2"));

        erase(NOON - SECOND);

        assertThat(game.board("leaderboard:sessions")).containsEntry("ada", 2.0);
    }

    private void withSessions() {
        game =
                new ScoringGame(
                        ScoringGame.limits()
                                .withCorrections(ScoringGame.CORRECTIONS)
                                .withSessions(Duration.ofSeconds(10), Duration.ofSeconds(5)));
        game.board(1, TOTAL).board(2, SESSIONS);
    }
}
