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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrectionsTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final String TOTAL =
            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}";
    private static final String DOUBLED =
            "{\"board\":\"total\",\"version\":2,\"score\":\"event.points *"
                    + " 2\",\"aggregation\":\"sum\"}";
    private static final String BEST =
            "{\"board\":\"best\",\"version\":1,\"score\":\"points\",\"aggregation\":\"max\"}";
    private static final String WINDOW =
            "{\"board\":\"window\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"},\"retention\":\"P1D\"}";

    private final ScoringGame game = new ScoringGame();

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 40, 100})
    void judgesAgain_whatARuleOfItsTimeWouldHaveJudged(int events) {
        game.board(1, TOTAL);
        for (int i = 0; i < events; i++) {
            game.send(event(i, "ada", 1, NOON + i, NOON + i));
            game.writeAndRead();
        }
        int before = events / 2;

        game.board(1, 0, false, false, List.of(TOTAL, DOUBLED), List.of(NOON, NOON + before));
        game.sweep();

        assertThat(game.board("leaderboard:total"))
                .containsEntry("ada", (double) before + 2 * (events - before));
    }

    @Test
    void keepsWhatHasLeftTheHorizon_whenTheRestIsJudgedAgain() {
        game.board(1, TOTAL).board(2, BEST);
        game.send(event(1, "ada", 5, NOON, NOON));
        game.arrivalClock(NOON + 2 * HOUR);
        game.send(event(2, "ada", 3, NOON + 2 * HOUR, NOON + 2 * HOUR));

        game.board(1, 0, false, false, List.of(TOTAL, DOUBLED), List.of(0L, 1L));
        game.sweep();

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 11.0);
        assertThat(game.board("leaderboard:best")).containsEntry("ada", 5.0);
    }

    @Test
    void judgesAgain_whatIsJustWithinTheHorizonOfItsArrival() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1, NOON - HOUR, NOON));
        game.send(event(2, "ada", 10, NOON - HOUR - 1, NOON));

        game.board(1, 0, false, false, List.of(TOTAL, DOUBLED), List.of(0L, 1L));
        game.sweep();

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 12.0);
    }

    @Test
    void judgesAgainByARowThatComesLater() {
        game.board(
                1,
                "{\"board\":\"local\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                        + "\"filter\":\"player.country == 'DE'\"}");
        game.send(DimensionRow.snapshot("ada", row("Ada", "FR", 0)));
        game.send(event(1, "ada", 5, NOON, NOON));
        game.send(event(2, "ada", 7, NOON + MINUTE, NOON + MINUTE));
        assertThat(game.board("leaderboard:local")).isEmpty();

        game.send(DimensionRow.of("ada", NOON + 1, row("Ada", "DE", 0)));

        assertThat(game.board("leaderboard:local")).containsEntry("ada", 7.0);
    }

    @Test
    void takesAnEventBack_whetherTheRetractionCameAfterOrBefore() {
        game.board(1, TOTAL).board(2, BEST);
        game.send(named(1, "ada", null, 5, NOON, NOON));
        game.send(named(2, "ada", null, 3, NOON, NOON));
        game.send(PlayerMessage.retract("ada", 1, "m1", NOON + MINUTE, "event-1"));
        game.send(PlayerMessage.retract("bob", 1, "m2", NOON + MINUTE, "event-3"));
        game.send(named(3, "bob", null, 9, NOON, NOON + 2 * MINUTE));

        assertThat(game.boards())
                .isEqualTo(
                        Map.of(
                                "leaderboard:total", Map.of("ada", 3.0),
                                "leaderboard:best", Map.of("ada", 3.0)));
        assertThat(game.deadLetters()).isEmpty();
    }

    @Test
    void refusesToTakeBack_whatIsBeyondTheHorizon() {
        game.board(1, TOTAL);
        game.send(named(1, "ada", null, 5, NOON, NOON));

        game.send(PlayerMessage.retract("ada", 1, "m1", NOON + HOUR + 1, "event-1"));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 5.0);
        assertThat(game.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> assertThat(letter.reason()).isEqualTo(Reason.RETRACTION_TOO_OLD));
    }

    @Test
    void saysNothing_whereWhatIsTakenBackAgainWasTakenBackInTime() {
        game.board(1, TOTAL);
        game.send(named(1, "ada", null, 5, NOON, NOON));
        game.send(PlayerMessage.retract("ada", 1, "m1", NOON + HOUR, "event-1"));
        game.arrivalClock(NOON + 2 * HOUR);

        game.send(PlayerMessage.retract("ada", 1, "m2", NOON + 2 * HOUR, "event-1"));
        game.send(PlayerMessage.retract("ada", 1, "m3", NOON + HOUR, "event-1"));

        assertThat(game.boards()).isEmpty();
        assertThat(game.deadLetters()).isEmpty();
        assertThat(game.count(ScoringCount.RETRACTION_TOO_OLD)).isZero();
    }

    @Test
    void refusesToTakeBackAgain_whatCameAfterwardsAndIsBeyondTheHorizon() {
        game.board(1, TOTAL);
        game.send(PlayerMessage.retract("ada", 1, "m1", NOON, "event-1"));
        long time = NOON - HOUR - MINUTE;
        game.send(named(1, "ada", null, 5, time, NOON - 2 * MINUTE));
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 5.0);

        game.send(PlayerMessage.retract("ada", 1, "m2", NOON + 1, "event-1"));

        assertThat(game.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(Reason.RETRACTION_TOO_OLD);
    }

    @Test
    void countsNothingOfTheTimeOfABan_untilItIsTakenBack() {
        game.board(1, TOTAL);
        for (int i = 0; i < 5; i++) {
            game.send(event(i, "ada", 1L << i, NOON + i, NOON + i));
        }

        game.send(PlayerMessage.ban("ada", 1, "m1", NOON + MINUTE, NOON + 1, NOON + 3));
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 25.0);

        game.send(PlayerMessage.ban("ada", 2, "m2", NOON + MINUTE));
        assertThat(game.boards()).isEmpty();

        game.send(PlayerMessage.unban("ada", 3, "m3", NOON + MINUTE));
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 31.0);
    }

    @Test
    void adjustsAScoreOnce() {
        game.board(1, WINDOW);
        game.send(event(1, "ada", 5, NOON, NOON));
        PlayerMessage adjustment =
                PlayerMessage.adjust(
                                "ada",
                                1,
                                "m1",
                                NOON + MINUTE,
                                "window",
                                0,
                                new BigDecimal("-2"),
                                NOON)
                        .onTrack(1);

        game.send(adjustment);
        game.send(adjustment);

        assertThat(game.board("leaderboard:window:20261120T120000Z")).containsEntry("ada", 3.0);
    }

    private void adjust(String id, int amount, long time) {
        game.send(
                PlayerMessage.adjust(
                                "ada",
                                1,
                                id,
                                NOON + MINUTE,
                                "total",
                                0,
                                BigDecimal.valueOf(amount),
                                time)
                        .onTrack(1));
    }

    @Test
    void adjustsNothing_whereTheBoardWasNotThere() {
        game.board(1, 0, false, false, List.of(TOTAL), List.of(NOON));

        adjust("m1", 5, NOON - 1);
        assertThat(game.boards()).isEmpty();
        adjust("m2", 3, NOON);

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 3.0);
    }

    @Test
    void adjustsNothing_betweenSeasons() {
        game.board(
                1,
                TOTAL.replace(
                        "}",
                        ",\"window\":{\"type\":\"season\",\"seasons\":[{\"name\":\"one\","
                                + "\"start\":\"2026-11-20T12:00:00Z\","
                                + "\"end\":\"2026-11-30T12:00:00Z\"}]}}"));

        adjust("m1", 5, NOON - 1);
        adjust("m2", 3, NOON);

        assertThat(game.board("leaderboard:total:one")).containsEntry("ada", 3.0);
        assertThat(game.count(ScoringCount.NO_SEASON)).isEqualTo(1);
    }

    @Test
    void adjustsNothing_whereThePlayerDidNotStandOnTheBoardThen() {
        String eligible = TOTAL.replace("}", ",\"eligible\":\"player.is_bot == 0\"}");
        game.board(1, eligible.replace("}", ",\"profile\":\"as_of_event\"}"));
        game.board(2, eligible.replace("total", "now"));
        game.send(DimensionRow.of("ada", NOON - 5_000, row("Ada", "FR", 1)));
        game.send(DimensionRow.of("ada", NOON, row("Ada", "FR", 0)));

        adjust("m1", 5, NOON - 1);
        adjust("m2", 3, NOON);

        assertThat(game.boards()).isEqualTo(Map.of("leaderboard:total", Map.of("ada", 3.0)));
        assertThat(game.count(ScoringCount.NOT_ELIGIBLE)).isEqualTo(1);
    }

    @Test
    void adjustsAllTheSame_wherePlayersAreJudgedAsTheyAreNow() {
        game.board(1, TOTAL.replace("}", ",\"eligible\":\"player.is_bot == 0\"}"));
        game.send(DimensionRow.of("ada", NOON - 5_000, row("Ada", "FR", 1)));
        game.send(DimensionRow.of("ada", NOON, row("Ada", "FR", 0)));

        adjust("m1", 5, NOON - 1);

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 5.0);
    }

    @Test
    void erasesAPlayer_whoseOldEventsCountNoMore() {
        game.board(1, TOTAL).board(2, WINDOW);
        game.send(DimensionRow.snapshot("ada", row("Ada", "FR", 0)));
        game.send(event(1, "ada", 5, NOON, NOON));
        game.arrivalClock(NOON + 10 * MINUTE);

        game.send(PlayerMessage.erase("ada", 1, "m1", NOON + 10 * MINUTE));
        game.send(event(1, "ada", 5, NOON, NOON));
        assertThat(game.boards()).isEmpty();
        assertThat(game.profiles().get("ada")).isEmpty();
        assertThat(game.windows().get("window:20261120T120000Z").members).isZero();

        game.send(event(2, "ada", 1, NOON + 11 * MINUTE, NOON + 11 * MINUTE));
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 1.0);

        game.arrivalClock(NOON + Duration.ofDays(60).toMillis());
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 1.0);
    }

    @Test
    void announcesAClosedWindowAgain_whenItIsCorrected() {
        game.board(1, WINDOW);
        game.send(named(1, "ada", null, 5, NOON, NOON));
        game.send(named(2, "ada", null, 3, NOON, NOON));
        game.arrivalClock(NOON + 10 * MINUTE);

        game.send(PlayerMessage.retract("ada", 1, "m1", NOON + 20 * MINUTE, "event-1"));

        assertThat(game.board("leaderboard:window:20261120T120000Z")).containsEntry("ada", 3.0);
        assertThat(game.windows().get("window:20261120T120000Z").checksum)
                .isEqualTo(WindowChecksum.of("", "ada", 3.0));
    }

    @Test
    void forgetsTheLog_onceTheHorizonHasPassed() {
        game.board(1, WINDOW);
        for (int i = 0; i < 200; i++) {
            game.send(named(i, "ada", null, 5, NOON + i, NOON + i));
        }
        game.send(PlayerMessage.retract("ada", 1, "m1", NOON, "event-900"));

        game.arrivalClock(NOON + Duration.ofDays(10).toMillis());

        assertThat(game.remembers("ada")).isFalse();
    }
}
