package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.player.PlayerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlayerScoringTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final String TOTAL =
            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}";
    private static final String HUMANS =
            "{\"board\":\"humans\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\",\"eligible\":\"player.is_bot == 0\"}";
    private static final String BY_COUNTRY =
            "{\"board\":\"by_country\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\",\"partition_by\":[\"player.country\"]}";
    private static final String WINDOW =
            "{\"board\":\"window\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"},\"allowed_lateness\":\"PT15S\",\"retention\":\"PT1H\"}";

    private final ScoringGame game = new ScoringGame();

    @Test
    void publishesTheSum() {
        game.board(1, TOTAL);

        game.send(event(1, "ada", 30, NOON, NOON));
        game.send(event(2, "ada", 12, NOON, NOON));
        game.send(event(3, "bob", 5, NOON, NOON));

        assertThat(game.board("leaderboard:total")).isEqualTo(Map.of("ada", 42.0, "bob", 5.0));
    }

    @Test
    void countsACopyOnce() {
        game.board(1, TOTAL);

        game.send(event(1, "ada", 30, NOON, NOON));
        game.send(event(1, "ada", 30, NOON, NOON + 9_000));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 30.0);
        assertThat(game.count(ScoringCount.DUPLICATES)).isEqualTo(1);
    }

    @Test
    void setsAnEventBeyondTheHorizonAside() {
        game.board(1, TOTAL);
        long horizon = ScoringGame.HORIZON.toMillis();

        game.send(event(1, "ada", 1, NOON - horizon, NOON));
        game.send(event(2, "ada", 2, NOON - horizon - 1, NOON));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 1.0);
        assertThat(game.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.reason()).isEqualTo(Reason.BEYOND_HORIZON);
                            assertThat(letter.bytes()).containsExactly(2);
                        });
    }

    @Test
    void judgesLatenessByTheArrivalOfTheRecord_notByTheClock() {
        game.board(1, WINDOW);
        long end = NOON + 30_000;
        game.arrivalClock(end + 600_000);

        game.send(event(1, "ada", 1, NOON, end + 15_000));
        game.send(event(2, "ada", 2, NOON, end + 15_001));

        assertThat(game.board("leaderboard:window:20261120T120000Z")).containsEntry("ada", 1.0);
        assertThat(game.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.reason()).isEqualTo(Reason.LATE);
                            assertThat(letter.board()).isEqualTo("window");
                            assertThat(letter.window()).isEqualTo("20261120T120000Z");
                        });
    }

    @Test
    void reopensAWindow_whereTheClockWasAhead() {
        game.board(1, WINDOW);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.arrivalClock(NOON + 600_000);

        game.send(event(2, "ada", 2, NOON + 1, NOON + 2));

        assertThat(game.board("leaderboard:window:20261120T120000Z")).containsEntry("ada", 3.0);
        assertThat(game.count(ScoringCount.REOPENED)).isEqualTo(1);
        assertThat(game.windows().get("window:20261120T120000Z").members).isEqualTo(1);
        assertThat(game.windows().get("window:20261120T120000Z").checksum)
                .isEqualTo(WindowChecksum.of("", "ada", 3.0));
    }

    @Test
    void knowsAReplayedEventAgain_asLongAsItsIdIsKept() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.arrivalClock(NOON + ScoringGame.HORIZON.plusMinutes(30).toMillis());

        game.send(event(1, "ada", 1, NOON, NOON));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 1.0);
        assertThat(game.count(ScoringCount.DUPLICATES)).isEqualTo(1);
        assertThat(game.deadLetters()).isEmpty();
    }

    @Test
    void refusesAReplayedEvent_whoseIdMayBeForgotten() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.arrivalClock(NOON + ScoringGame.HORIZON.plusHours(2).toMillis());

        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "ada", 5, NOON, NOON));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 1.0);
        assertThat(game.deadLetters())
                .extracting(letter -> letter.reason())
                .containsExactly(Reason.BEYOND_HORIZON, Reason.BEYOND_HORIZON);
    }

    @Test
    void refusesAReplayedEvent_ofAPlayerOfWhomNothingIsLeft() {
        game.board(1, WINDOW);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.arrivalClock(NOON + ScoringGame.HORIZON.plusHours(2).toMillis());
        assertThat(game.remembers("ada")).isFalse();

        game.send(event(1, "ada", 1, NOON, NOON));

        assertThat(game.remembers("ada")).isFalse();
        assertThat(game.count(ScoringCount.BEYOND_HORIZON)).isEqualTo(1);
    }

    @Test
    void announcesAWindowOnceEverythingInTimeHasCome() {
        game.board(1, WINDOW);
        game.send(event(1, "ada", 1, NOON, NOON));
        long announced = NOON + 30_000 + 15_000 + 30_000 + 2_000;

        game.arrivalClock(announced - 1);
        assertThat(game.windows()).isEmpty();

        game.arrivalClock(announced);
        assertThat(game.windows().get("window:20261120T120000Z").members).isEqualTo(1);
    }

    @Test
    void hidesABannedPlayerFromClosedWindowsToo_andBringsThePlayerBack() {
        game.board(1, WINDOW).board(2, TOTAL);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(NOON + 600_000);

        game.send(PlayerMessage.ban("ada", 1, "a", NOON));
        assertThat(game.boards()).isEmpty();
        assertThat(game.windows().get("window:20261120T120000Z").members).isZero();

        game.send(PlayerMessage.unban("ada", 2, "b", NOON));
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 7.0);
        assertThat(game.board("leaderboard:window:20261120T120000Z")).containsEntry("ada", 7.0);
        assertThat(game.windows().get("window:20261120T120000Z").members).isEqualTo(1);
    }

    @Test
    void obeysTheMessageThatWasIssuedLast_notTheOneThatCameLast() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 7, NOON, NOON));

        game.send(PlayerMessage.unban("ada", 2, "b", NOON));
        game.send(PlayerMessage.ban("ada", 1, "a", NOON));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 7.0);
    }

    @Test
    void scoresABannedPlayerAllTheSame() {
        game.board(1, TOTAL);
        game.send(PlayerMessage.ban("ada", 1, "a", NOON));
        game.send(event(1, "ada", 7, NOON, NOON));
        assertThat(game.boards()).isEmpty();

        game.send(PlayerMessage.unban("ada", 2, "b", NOON));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 7.0);
    }

    @Test
    void parksAnEventUntilTheProfileComes() {
        game.board(1, HUMANS);
        game.wallClock(NOON);
        game.send(event(1, "ada", 7, NOON, NOON));
        assertThat(game.boards()).isEmpty();
        assertThat(game.count(ScoringCount.PARKED)).isEqualTo(1);

        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));

        assertThat(game.board("leaderboard:humans")).containsEntry("ada", 7.0);
        assertThat(game.count(ScoringCount.UNKNOWN_PLAYER)).isZero();
    }

    @Test
    void doesNotParkAnEvent_whereTheBroadcastKnowsThePlayer() {
        game.board(1, HUMANS);
        game.broadcast(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));

        game.send(event(1, "ada", 7, NOON, NOON));

        assertThat(game.board("leaderboard:humans")).containsEntry("ada", 7.0);
        assertThat(game.count(ScoringCount.PARKED)).isZero();
    }

    @Test
    void movesWhatWasScoredBefore_whereTheBroadcastKnowsThePlayerFirst() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.board(2, WINDOW.replace("allowed", "partition_by\":[\"player.country\"],\"allowed"));
        game.sweep();
        game.broadcast(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));

        game.send(event(2, "ada", 1, NOON + 30_000, NOON + 30_000));

        assertThat(game.boards())
                .isEqualTo(
                        Map.of(
                                "leaderboard:total", Map.of("ada", 8.0),
                                "leaderboard:window:country=DE:20261120T120000Z",
                                        Map.of("ada", 7.0),
                                "leaderboard:window:country=DE:20261120T120030Z",
                                        Map.of("ada", 1.0)));
        assertThat(game.profiles()).containsEntry("ada", Map.of("alias", "Ada"));
    }

    @Test
    void scoresWithoutAProfile_onceTheWaitIsOver_andWaitsNoMore() {
        game.board(1, BY_COUNTRY).board(2, HUMANS);
        game.wallClock(NOON);
        game.send(event(1, "ada", 7, NOON, NOON));

        game.wallClock(NOON + ScoringGame.PARKING.toMillis() - 1);
        assertThat(game.boards()).isEmpty();

        game.wallClock(NOON + ScoringGame.PARKING.toMillis());
        game.send(event(2, "ada", 1, NOON, NOON));
        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:by_country:country=~", Map.of("ada", 8.0)));
        assertThat(game.count(ScoringCount.PARKED)).isEqualTo(1);
        assertThat(game.count(ScoringCount.UNKNOWN_PLAYER)).isEqualTo(2);

        game.send(DimensionRow.of("ada", NOON, row("Ada", "DE", 0)));
        assertThat(game.boards())
                .isEqualTo(
                        Map.of(
                                "leaderboard:by_country:country=DE", Map.of("ada", 8.0),
                                "leaderboard:humans", Map.of("ada", 8.0)));
    }

    @Test
    void parksABoundedNumberOfEvents_andLosesNone() {
        game.board(1, BY_COUNTRY);
        game.wallClock(NOON);

        for (int i = 0; i <= ScoringGame.MAX_PARKED; i++) {
            game.send(event(i, "ada", 1, NOON, NOON));
        }

        assertThat(game.board("leaderboard:by_country:country=~"))
                .containsEntry("ada", ScoringGame.MAX_PARKED + 1.0);
    }

    @Test
    void movesTheWholeValue_whereThePartitionChanges() {
        game.board(1, BY_COUNTRY);
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));

        game.send(DimensionRow.of("ada", NOON, row("Ada", "FR", 0)));

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:by_country:country=FR", Map.of("ada", 7.0)));
    }

    @Test
    void encodesAPartitionValue() {
        game.board(1, BY_COUNTRY);
        game.send(DimensionRow.snapshot("ada", row("Ada", "D:E,ü~", 0)));

        game.send(event(1, "ada", 7, NOON, NOON));

        assertThat(game.boards()).containsKey("leaderboard:by_country:country=D%3AE%2C%C3%BC%7E");
    }

    @Test
    void hidesADeletedPlayer_andErasesThePlayerInTheEnd() {
        game.board(1, TOTAL);
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));

        game.send(DimensionRow.deleted("ada", NOON));
        assertThat(game.boards()).isEmpty();
        assertThat(game.profiles()).containsEntry("ada", Map.of());

        game.arrivalClock(NOON + ScoringGame.HORIZON.plusHours(2).toMillis());
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void erasesNobodyElse_howeverFarTheClockGoes() throws Exception {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 7, NOON, NOON));

        game.arrivalClock(Long.MAX_VALUE);

        assertThat(game.remembers("ada")).isTrue();
    }

    @Test
    void bringsADeletedPlayerBack_whoseRowReturns() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.send(DimensionRow.deleted("ada", NOON));

        game.send(DimensionRow.of("ada", NOON + 5_000, row("Ada", "DE", 0)));
        game.arrivalClock(NOON + ScoringGame.ERASE_AFTER.toMillis() + 5_000);

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 7.0);
    }

    @Test
    void publishesDisplayColumnsWhenTheyChange() {
        game.board(1, TOTAL);

        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        assertThat(game.commands()).hasSize(1);

        game.send(DimensionRow.of("ada", NOON, row("Countess", "DE", 0)));
        assertThat(game.profiles()).containsEntry("ada", Map.of("alias", "Countess"));
    }

    @Test
    void followsTheBotSwitch() {
        game.board(
                1,
                "{\"board\":\"switch\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                        + "\"eligible\":\"param.is_bot == null || player.is_bot == param.is_bot\"}");
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(DimensionRow.snapshot("bot", row("Bot", "DE", 1)));
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "bot", 2, NOON, NOON));
        assertThat(game.board("leaderboard:switch")).containsOnlyKeys("ada", "bot");

        game.wallClock(NOON);
        game.botSwitch(0, NOON);
        game.sweep();
        assertThat(game.board("leaderboard:switch")).containsOnlyKeys("ada");

        game.botSwitch(1, NOON + 5_000);
        game.sweep();
        assertThat(game.board("leaderboard:switch")).containsOnlyKeys("ada", "bot");

        game.wallClock(NOON + 5_000);
        game.changeRules();
        game.sweep();
        assertThat(game.board("leaderboard:switch")).containsOnlyKeys("bot");
    }

    @Test
    void judgesAnEventByTheRuleOfItsTime() {
        game.board(
                1,
                0,
                false,
                false,
                List.of(
                        TOTAL,
                        "{\"board\":\"total\",\"version\":2,\"score\":\"points\",\"aggregation\":\"sum\",\"filter\":\"event.points > 10\"}"),
                List.of(Long.MIN_VALUE, NOON));

        game.send(event(1, "ada", 1, NOON - 1, NOON + 1));
        game.send(event(2, "ada", 2, NOON, NOON));
        game.send(event(3, "ada", 40, NOON, NOON));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 41.0);
        assertThat(game.count(ScoringCount.FILTERED)).isEqualTo(1);
    }

    @Test
    void doesNotScoreBeforeABoardIsThere() {
        game.board(1, 0, false, false, List.of(TOTAL), List.of(NOON));

        game.send(event(1, "ada", 1, NOON - 1, NOON));

        assertThat(game.boards()).isEmpty();
    }

    @Test
    void scoresAPausedBoard_andPublishesItWhenItResumes() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.board(1, 0, true, false, List.of(TOTAL), List.of(Long.MIN_VALUE));
        game.send(event(2, "ada", 2, NOON, NOON));
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 1.0);

        game.board(1, TOTAL);
        game.sweep();

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 3.0);
    }

    @Test
    void withdrawsADeletedBoard_andKeepsOneOfTheSameNameThatFollows() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "bob", 2, NOON, NOON));
        game.board(1, 0, false, true, List.of(TOTAL), List.of(Long.MIN_VALUE));
        game.board(2, 0, false, false, List.of(TOTAL), List.of(NOON + 1));

        game.send(event(3, "ada", 30, NOON + 1, NOON + 1));
        game.sweep();

        assertThat(game.board("leaderboard:total")).isEqualTo(Map.of("ada", 30.0));
    }

    @Test
    void scoresAShadowOnItsOwnKey() {
        game.board(1, 2, false, false, List.of(TOTAL), List.of(Long.MIN_VALUE));

        game.send(event(1, "ada", 1, NOON, NOON));

        assertThat(game.boards()).containsOnlyKeys("leaderboard:total:v2");
    }

    @Test
    void leavesABoardUnscored_whoseFieldIsAbsent() {
        game.board(1, TOTAL);
        FieldValues nothing = new FieldValues(ScoringGame.FIELDS);

        game.send(event(1, "ada", nothing, NOON, NOON));

        assertThat(game.boards()).isEmpty();
        assertThat(game.count(ScoringCount.UNSCORED)).isEqualTo(1);
        assertThat(game.deadLetters()).isEmpty();
    }

    @Test
    void reportsAnExpressionThatFails_andScoresTheOtherBoards() {
        game.board(
                        1,
                        "{\"board\":\"ratio\",\"version\":1,\"score\":\"100 / event.points\",\"aggregation\":\"sum\"}")
                .board(2, TOTAL);

        game.send(event(1, "ada", 0, NOON, NOON));
        game.send(event(2, "ada", 50, NOON, NOON));

        assertThat(game.board("leaderboard:ratio")).containsEntry("ada", 2.0);
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 50.0);
        assertThat(game.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.reason()).isEqualTo(Reason.EXPRESSION_FAILED);
                            assertThat(letter.board()).isEqualTo("ratio");
                            assertThat(letter.field()).isEqualTo("100 / event.points");
                        });
    }

    @Test
    void reportsASumThatLeaves64Bits_andKeepsWhatItHad() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1, NOON, NOON));

        game.send(event(2, "ada", Long.MAX_VALUE, NOON, NOON));

        assertThat(game.board("leaderboard:total")).containsEntry("ada", 1.0);
        assertThat(game.deadLetters())
                .extracting(letter -> letter.reason())
                .containsExactly(Reason.SCORE_OUT_OF_RANGE);
    }

    @Test
    void reportsAScoreThatIsNoExactDouble_insteadOfRoundingIt() {
        game.board(1, TOTAL);
        game.send(event(1, "ada", 1L << 53, NOON, NOON));
        assertThat(game.board("leaderboard:total")).containsEntry("ada", 0x1p53);

        game.send(event(2, "ada", 1, NOON, NOON));

        assertThat(game.board("leaderboard:total")).isEmpty();
        assertThat(game.count(ScoringCount.SCORE_OUT_OF_RANGE)).isEqualTo(1);
    }

    @Test
    void writesNothing_whereNothingChanges() {
        game.board(
                1,
                "{\"board\":\"best\",\"version\":1,\"score\":\"points\",\"aggregation\":\"max\"}");
        game.send(event(1, "ada", 9, NOON, NOON));

        game.send(event(2, "ada", 3, NOON, NOON));

        assertThat(game.commands()).hasSize(1);
    }

    @Test
    void writesEverythingItTouches_whileItReasserts() {
        game.board(1, BY_COUNTRY).board(2, HUMANS);
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 1)));
        game.send(event(1, "ada", 9, NOON, NOON));
        game.commands().clear();

        game.reassert(true);
        game.send(event(2, "ada", 0, NOON, NOON));

        assertThat(game.commands())
                .satisfiesExactlyInAnyOrder(
                        command ->
                                assertThat(command)
                                        .isInstanceOfSatisfying(
                                                PutScore.class,
                                                put -> assertThat(put.exclusive()).isTrue()),
                        command ->
                                assertThat(command)
                                        .isInstanceOfSatisfying(
                                                RemoveMember.class,
                                                remove ->
                                                        assertThat(remove.board())
                                                                .isEqualTo("humans")));
    }

    @Test
    void forgetsAClosedWindowAfterItsRetention() {
        game.board(1, WINDOW);
        game.send(event(1, "ada", 1, NOON, NOON));
        long closes =
                NOON + 30_000 + 15_000 + ScoringGame.PARKING.plus(ScoringGame.SLACK).toMillis();
        long expires = closes + Duration.ofHours(1).toMillis();

        game.arrivalClock(expires);
        game.send(event(2, "ada", 2, NOON, NOON));

        assertThat(game.deadLetters())
                .extracting(letter -> letter.reason())
                .containsExactly(Reason.LATE);
        game.arrivalClock(NOON + ScoringGame.HORIZON.toMillis() + Duration.ofHours(2).toMillis());
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void takesTheLaterArrivalForTheNewerRow_evenIfAServersClockWentBack() {
        game.board(1, BY_COUNTRY);
        game.send(DimensionRow.of("ada", NOON, row("Ada", "DE", 0)));
        game.send(event(1, "ada", 1, NOON, NOON));

        game.send(DimensionRow.of("ada", NOON - 60_000, row("Ada", "FR", 0)));

        assertThat(game.boards()).containsOnlyKeys("leaderboard:by_country:country=FR");
    }
}
