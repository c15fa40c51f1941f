package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.player.PlayerMessage;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rows do to their player, and what waits for them. */
class RowsTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final String NOW =
            "{\"board\":\"now\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"partition_by\":[\"player.country\"]}";
    private static final String THEN =
            NOW.replace("now", "then").replace("}", ",\"profile\":\"as_of_event\"}");

    private final ScoringGame game = new ScoringGame();

    private void row(long validFrom, String country) {
        game.send(DimensionRow.of("ada", validFrom, ScoringGame.row("Ada", country, 0)));
    }

    private Map<String, Double> then(String country) {
        return game.board("leaderboard:then:country=" + country);
    }

    @Test
    void judgeTheEventsFromTheirTimeOn() {
        game.board(1, THEN);
        row(NOON, "DE");
        row(NOON + 10 * SECOND, "FR");

        game.send(event(1, "ada", 1, NOON + 9 * SECOND, NOON + MINUTE));
        game.send(event(2, "ada", 2, NOON + 10 * SECOND, NOON + MINUTE));

        assertThat(then("DE")).containsEntry("ada", 1.0);
        assertThat(then("FR")).containsEntry("ada", 2.0);
    }

    @Test
    void replaceOneOfTheSameSecond() {
        game.board(1, THEN);
        game.send(event(1, "ada", 1, NOON, NOON));
        row(NOON, "DE");
        row(NOON, "FR");

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:then:country=FR", Map.of("ada", 1.0)));
    }

    @Test
    void areKeptOnce_whereTheyAreOfTheSameSecond() {
        row(NOON, "DE");
        int bytes = game.bytes();

        row(NOON, "FR");

        assertThat(game.bytes()).isEqualTo(bytes);
    }

    @Test
    void changeNothing_whereTheySayNothingNew() {
        game.board(1, THEN);
        row(NOON, "DE");
        game.send(event(1, "ada", 1, NOON + SECOND, NOON + SECOND));
        int written = game.commands().size();
        int bytes = game.bytes();

        row(NOON, "DE");
        row(NOON + 5 * SECOND, "DE");
        game.send(DimensionRow.snapshot("ada", ScoringGame.row("Ada", "DE", 0)));

        assertThat(game.commands()).hasSize(written);
        assertThat(game.count(ScoringCount.REJUDGED)).isZero();
        assertThat(game.bytes()).isEqualTo(bytes);
    }

    @Test
    void holdForLonger_whereTheSameIsSaidOfAnEarlierTime() {
        game.board(1, THEN);
        row(NOON, "DE");
        game.send(event(1, "ada", 1, NOON - SECOND, NOON));
        assertThat(then("~")).containsEntry("ada", 1.0);

        row(NOON - SECOND, "DE");

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:then:country=DE", Map.of("ada", 1.0)));
    }

    @Test
    void keepTheirTime_whereASnapshotSaysOtherwise() {
        game.board(1, THEN).board(2, NOW);
        row(NOON, "DE");
        game.send(event(1, "ada", 1, NOON - SECOND, NOON));
        game.send(event(2, "ada", 2, NOON, NOON));

        game.send(DimensionRow.snapshot("ada", ScoringGame.row("Ada", "FR", 0)));
        assertThat(then("~")).containsEntry("ada", 1.0);
        assertThat(then("FR")).containsEntry("ada", 2.0);
        assertThat(game.board("leaderboard:now:country=FR")).containsEntry("ada", 3.0);

        row(NOON, "IT");
        assertThat(then("IT")).containsEntry("ada", 2.0);
        assertThat(game.board("leaderboard:now:country=IT")).containsEntry("ada", 3.0);
    }

    @Test
    void comeBackWithASnapshot_afterTheyWereDeleted() {
        game.board(1, NOW);
        row(NOON, "DE");
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(DimensionRow.deleted("ada", NOON + SECOND));
        assertThat(game.boards()).isEmpty();

        game.send(DimensionRow.snapshot("ada", ScoringGame.row("Ada", "DE", 0)));

        assertThat(game.board("leaderboard:now:country=DE")).containsEntry("ada", 1.0);
    }

    @Test
    void doNotJudgeAgain_whereNoBoardAsksForThemByTheTimeOfEvents() {
        game.board(1, NOW);
        row(NOON, "DE");
        game.send(event(1, "ada", 1, NOON + MINUTE, NOON + MINUTE));

        row(NOON + SECOND, "FR");

        assertThat(game.count(ScoringCount.REJUDGED)).isZero();
        assertThat(game.board("leaderboard:now:country=FR")).containsEntry("ada", 1.0);
    }

    @Test
    void eraseADeletedPlayer_afterTheLastDeletion() {
        game.board(1, NOW);
        row(NOON, "DE");
        game.send(DimensionRow.deleted("ada", NOON + SECOND));
        game.send(DimensionRow.deleted("ada", NOON + MINUTE));
        long erased = NOON + MINUTE + ScoringGame.HORIZON.toMillis();
        assertThat(game.deadline()).isEqualTo(erased);

        game.arrivalClock(erased - 1);
        assertThat(game.remembers("ada")).isTrue();
        game.arrivalClock(erased);
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void leaveNoRetractionBehind_whenTheirPlayerIsErased() {
        game.board(1, NOW);
        game.send(DimensionRow.deleted("ada", NOON));
        game.send(PlayerMessage.retract("ada", 1, "m", NOON + MINUTE, "event-1"));

        game.arrivalClock(NOON + ScoringGame.HORIZON.toMillis());

        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void areKept_asLongAsAnEventInTheLogMayBeJudgedByThem() {
        game.board(1, THEN);
        for (int i = 0; i < 40; i++) {
            row(NOON + i * SECOND, "C" + i);
        }

        game.send(event(1, "ada", 1, NOON + 3 * SECOND, NOON + MINUTE));

        assertThat(then("C3")).containsEntry("ada", 1.0);
    }

    @Test
    void areForgotten_whereNoEventInTheLogIsJudgedByThem() {
        game.board(1, THEN);
        for (int i = 0; i < 40; i++) {
            row(NOON + i * HOUR, "C" + i);
        }
        int forty = game.bytes();
        for (int i = 40; i < 80; i++) {
            row(NOON + i * HOUR, "C" + i);
        }

        assertThat(game.bytes()).isEqualTo(forty);
        game.send(event(1, "ada", 1, NOON + 64 * HOUR, NOON + 80 * HOUR));
        assertThat(then("C64")).as("the sixteenth").containsEntry("ada", 1.0);
        game.send(event(2, "ada", 1, NOON + 63 * HOUR, NOON + 80 * HOUR));
        assertThat(then("~")).containsEntry("ada", 1.0);
    }

    @Test
    void areForgotten_whereTheNextIsAsOldAsTheLog() {
        game.board(1, THEN);
        row(NOON - HOUR, "first");
        row(NOON, "second");
        for (int i = 1; i < 15; i++) {
            row(NOON + i * MINUTE, "C" + i);
        }
        row(NOON + HOUR - SECOND, "last but one");
        game.send(event(1, "ada", 1, NOON - 1, NOON + 3 * HOUR));
        assertThat(then("first")).containsEntry("ada", 1.0);

        row(NOON + HOUR, "last");
        game.send(event(2, "ada", 1, NOON - 1, NOON + 3 * HOUR));

        assertThat(then("~")).containsEntry("ada", 1.0);
    }

    @Test
    void releaseWhatWaited_whereTheBroadcastHasThem() {
        game.board(1, NOW);
        game.wallClock(NOON);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.broadcast(DimensionRow.snapshot("ada", ScoringGame.row("Ada", "DE", 0)));

        game.send(event(2, "ada", 2, NOON, NOON));

        assertThat(game.board("leaderboard:now:country=DE")).containsEntry("ada", 3.0);
    }

    @Test
    void leaveADeadLetterOfWhatWaited_ifItCannotBeReadAnyMore() {
        game.board(1, NOW);
        game.wallClock(NOON);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.spoil(
                DeadLetter.ofEvent(Reason.BAD_TIME, "time", "x", event(2, "ada", 2, NOON, NOON)));

        row(NOON, "DE");

        assertThat(game.board("leaderboard:now:country=DE")).containsEntry("ada", 1.0);
        assertThat(game.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.field()).isEqualTo("time"));
    }

    @Test
    void areWaitedFor_fromTheFirstEventOn() {
        game.board(1, NOW);
        game.wallClock(NOON);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.wallClock(NOON + ScoringGame.PARKING.toMillis() - 1);
        game.send(event(2, "ada", 2, NOON, NOON));
        assertThat(game.boards()).isEmpty();

        game.wallClock(NOON + ScoringGame.PARKING.toMillis());

        assertThat(game.board("leaderboard:now:country=~")).containsEntry("ada", 3.0);
    }

    @Test
    void areNotWaitedForAgain_untilTheyComeAndGo() {
        game.board(1, NOW);
        game.wallClock(NOON);
        game.send(event(1, "ada", 1, NOON, NOON));
        game.wallClock(NOON + ScoringGame.PARKING.toMillis());

        game.send(event(2, "ada", 2, NOON, NOON));

        assertThat(game.count(ScoringCount.PARKED)).isEqualTo(1);
        assertThat(game.count(ScoringCount.UNKNOWN_PLAYER)).isEqualTo(2);
    }

    @Test
    void doNotKeepAnEventFromBeingTakenBack_thatWaitsForThem() {
        game.board(1, NOW);
        game.wallClock(NOON);
        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.send(named(2, "ada", null, 2, NOON, NOON));

        game.send(PlayerMessage.retract("ada", 1, "m", NOON, "event-1"));
        row(NOON, "DE");

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:now:country=DE", Map.of("ada", 2.0)));
        assertThat(game.deadLetters()).isEmpty();
    }

    @Test
    void areStillWaitedFor_whereAnotherEventIsTakenBack() {
        game.board(1, NOW);
        game.wallClock(NOON);
        game.send(named(1, "ada", null, 1, NOON, NOON));

        game.send(PlayerMessage.retract("ada", 1, "m", NOON, "event-9"));

        assertThat(game.boards()).isEmpty();
        assertThat(game.count(ScoringCount.UNKNOWN_PLAYER)).isZero();
    }

    @Test
    void showAProfileAgain_afterAnErasure() {
        game.send(DimensionRow.of("ada", NOON, ScoringGame.row("Ada", "DE", 0)));
        game.send(PlayerMessage.erase("ada", 1, "m", NOON));
        assertThat(game.profiles().get("ada")).isEmpty();

        game.send(DimensionRow.of("ada", NOON, ScoringGame.row("Ada", "DE", 0)));

        assertThat(game.profiles().get("ada")).containsEntry("alias", "Ada");
    }
}
