package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static io.rankstream.model.scoring.ScoringGame.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.player.PlayerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of windows that are over, and of slices that have left theirs. */
class ClosedWindowTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long CLOSES =
            NOON + MINUTE + ScoringGame.PARKING.plus(ScoringGame.SLACK).toMillis();
    private static final String KEY = "leaderboard:b:20261120T120000Z";
    private static final String MINUTES =
            board(1, ",'retention':'PT2H','window':{'type':'tumbling','size':'PT1M'}");
    private static final String ROLLING =
            board(1, ",'window':{'type':'rolling','size':'PT3M','slide':'PT1M'}");

    private ScoringGame game = new ScoringGame();

    private static String board(int version, String fields) {
        return "{\"board\":\"b\",\"version\":%d,\"score\":\"points\",\"aggregation\":\"sum\"%s}"
                .formatted(version, fields.replace('\'', '"'));
    }

    private void rules(boolean paused, boolean ended, String... definitions) {
        List<Long> from =
                definitions.length == 1
                        ? List.of(Long.MIN_VALUE)
                        : List.of(Long.MIN_VALUE, NOON - HOUR);
        game.board(1, 0, paused, ended, List.of(definitions), from);
        game.sweep();
    }

    private long members() {
        return game.windows().get("b:20261120T120000Z").members();
    }

    private long checksum() {
        return game.windows().get("b:20261120T120000Z").checksum();
    }

    @Test
    void areClosedAtOnce_whereTheirTimeHasCome() {
        game = new ScoringGame(ScoringGame.limits());
        game.board(1, MINUTES);
        game.arrivalClock(CLOSES);

        game.send(event(1, "ada", 7, NOON, NOON + 1));

        assertThat(members()).isEqualTo(1);
        long expires = CLOSES + 2 * HOUR;
        assertThat(game.deadline())
                .as("forgotten with those of the same five minutes")
                .isBetween(expires, expires + 5 * MINUTE);
        leavesNothing();
    }

    @Test
    void stayOpenUntilThen() {
        game.board(1, MINUTES);
        game.arrivalClock(CLOSES - 1);

        game.send(event(1, "ada", 7, NOON, NOON));

        assertThat(game.windows()).isEmpty();
        assertThat(game.deadline()).isEqualTo(CLOSES);
    }

    @Test
    void takeNoMore_onceTheyAreForgotten() {
        game.board(1, MINUTES);
        game.arrivalClock(CLOSES + 2 * HOUR);

        game.send(event(1, "ada", 7, NOON, NOON));

        assertThat(game.boards()).isEmpty();
        assertThat(game.count(ScoringCount.LATE)).isEqualTo(1);
    }

    @Test
    void takeWhatALaterRuleAllows_besideWhatTheyHave() {
        rules(false, false, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(CLOSES);
        rules(
                false,
                false,
                MINUTES,
                MINUTES.replace("\"version\":1", "\"version\":2,\"allowed_lateness\":\"PT1H\""));

        game.send(event(2, "ada", 2, NOON, NOON + 30 * MINUTE));

        assertThat(game.board(KEY)).containsEntry("ada", 9.0);
        assertThat(checksum()).as("open again").isEqualTo(WindowChecksum.of("", "ada", 7));
        game.arrivalClock(CLOSES + HOUR);
        assertThat(members()).isEqualTo(1);
        assertThat(checksum()).isEqualTo(WindowChecksum.of("", "ada", 9));
    }

    @Test
    void takeWhatALaterRuleAllows_besideWhatHasLeftTheLog() {
        rules(false, false, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(NOON + 70 * MINUTE);
        rules(
                false,
                false,
                MINUTES,
                MINUTES.replace("\"version\":1", "\"version\":2,\"allowed_lateness\":\"PT110M\""));

        game.send(event(2, "ada", 2, NOON, NOON + 71 * MINUTE));

        assertThat(game.board(KEY)).containsEntry("ada", 9.0);
    }

    @Test
    void areClosedWithTheNextEvent_whereNobodyWantsFinalScores() {
        game.sayFinalScores(false);
        game.board(1, MINUTES);
        game.arrivalClock(NOON);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(CLOSES);
        assertThat(members()).isEqualTo(1);
        assertThat(game.count(ScoringCount.CLOSED)).isZero();

        game.send(event(2, "ada", 2, NOON, NOON + 1));

        assertThat(game.count(ScoringCount.CLOSED)).isEqualTo(1);
        assertThat(game.count(ScoringCount.REOPENED)).isEqualTo(1);
        assertThat(checksum()).isEqualTo(WindowChecksum.of("", "ada", 9));
        assertThat(game.finals()).isEmpty();
        leavesNothing();
    }

    @Test
    void leaveNothing_whereNobodyWantsFinalScoresAndNothingElseComes() {
        game.sayFinalScores(false);
        game.board(1, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));

        leavesNothing();

        assertThat(members()).isEqualTo(1);
    }

    @Test
    void rollOn_whereNobodyWantsFinalScores() {
        game.sayFinalScores(false);
        game.board(1, ROLLING);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(NOON);
        assertThat(game.boards()).isNotEmpty();

        game.arrivalClock(NOON + 4 * MINUTE);

        assertThat(game.boards()).isEmpty();
    }

    @Test
    void areJudgedAgain_withWhatReopenedThem() {
        rules(false, false, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(CLOSES);
        game.send(event(2, "ada", 2, NOON, NOON));
        for (int i = 0; i < 40; i++) {
            game.send(event(10 + i, "ada", 0, NOON + 5 * MINUTE, NOON + 5 * MINUTE));
        }

        doubled();
        assertThat(game.board(KEY)).containsEntry("ada", 18.0);
        game.botSwitch(1, NOON - HOUR);
        game.sweep();
        assertThat(game.board(KEY)).as("and again").containsEntry("ada", 18.0);
    }

    private void doubled() {
        rules(
                false,
                false,
                MINUTES,
                MINUTES.replace("\"version\":1", "\"version\":2")
                        .replace("\"points\"", "\"event.points * 2\""));
    }

    @Test
    void areJudgedAgain_thoughTheirEventsWereStoredWhileTheyWereOpen() {
        rules(false, false, MINUTES);
        for (int i = 0; i < 70; i++) {
            game.send(event(i, "ada", 1, NOON, NOON));
        }
        game.arrivalClock(CLOSES);

        doubled();

        assertThat(game.board(KEY)).containsEntry("ada", 140.0);
    }

    @Test
    void areHiddenAndShownAgain_whereNothingOfThemIsInTheLog() {
        game = new ScoringGame(ScoringGame.limits());
        game.board(1, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON + 1));
        game.arrivalClock(CLOSES);
        assertThat(members()).isEqualTo(1);

        for (long i = 0; i < 4; i++) {
            game.send(PlayerMessage.ban("ada", 2 * i, "m", NOON));
            assertThat(game.boards()).isEmpty();
            assertThat(members()).isZero();
            game.send(PlayerMessage.unban("ada", 2 * i + 1, "m", NOON));
            assertThat(game.board(KEY)).containsEntry("ada", 7.0);
            assertThat(members()).isEqualTo(1);
        }
    }

    @Test
    void moveWithTheirPlayer() {
        game.board(1, MINUTES.replace("}}", "},\"partition_by\":[\"player.country\"]}"));
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(CLOSES);

        game.send(DimensionRow.of("ada", CLOSES, row("Ada", "FR", 0)));
        game.send(DimensionRow.of("ada", CLOSES + 1_000, row("Ada", "IT", 0)));

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:b:country=IT:20261120T120000Z", Map.of("ada", 7.0)));
        assertThat(members()).isEqualTo(1);
    }

    @Test
    void areAnnounced_whenTheBoardResumes() {
        rules(false, false, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        rules(true, false, MINUTES);
        game.arrivalClock(CLOSES);
        assertThat(game.windows()).isEmpty();

        rules(false, false, MINUTES);
        assertThat(members()).isEqualTo(1);
        game.botSwitch(1, 0);
        game.sweep();

        assertThat(members()).isEqualTo(1);
    }

    @Test
    void areNotWrittenAgain_whereASweepChangesNothing() {
        rules(false, false, MINUTES);
        for (int i = 0; i < 5; i++) {
            game.send(event(i, "ada", 7, NOON + i * MINUTE, NOON + i * MINUTE));
        }
        game.arrivalClock(NOON + 3 * HOUR / 2);
        int written = game.closedWindowsWritten();

        game.changeRules();
        game.sweep();
        rules(true, false, MINUTES);

        assertThat(game.closedWindowsWritten()).isEqualTo(written);
    }

    @Test
    void goWithTheirBoard() {
        rules(false, false, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(CLOSES);

        rules(false, true, MINUTES);

        assertThat(game.boards()).isEmpty();
        assertThat(members()).isZero();
        game.arrivalClock(NOON + ScoringGame.HORIZON.plusHours(2).toMillis());
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void leaveNothing_whereTheirBoardOfAllTimeHasEnded() {
        rules(false, false, board(1, ""));
        game.send(event(1, "ada", 7, NOON, NOON));

        rules(false, true, board(1, ""));

        game.arrivalClock(NOON + ScoringGame.HORIZON.plusHours(2).toMillis());
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void areLookedForOnlyWhereTheyMayBe() {
        game.board(1, MINUTES).board(2, board(1, "").replace("\"b\"", "\"total\""));
        game.arrivalClock(NOON);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.send(event(2, "ada", 7, NOON + MINUTE, NOON + MINUTE));
        assertThat(game.accesses()).as("none is closed").isZero();
        game.arrivalClock(CLOSES);
        int accesses = game.accesses();

        game.send(event(3, "ada", 7, NOON + 2 * MINUTE, NOON + 2 * MINUTE));
        game.send(event(4, "ada", 7, NOON + 2 * MINUTE, NOON + 2 * MINUTE));
        game.send(event(5, "bob", 7, CLOSES - MINUTE / 2, CLOSES));

        assertThat(game.accesses()).isEqualTo(accesses);
    }

    @Test
    void doEverythingWhenItIsDue() {
        game.board(1, MINUTES);
        game.send(DimensionRow.of("ada", NOON, row("Ada", "DE", 0)));
        game.send(named(1, "ada", null, 7, NOON, NOON));
        game.send(PlayerMessage.retract("ada", 1, "m", NOON + HOUR, "event-2"));
        game.send(PlayerMessage.erase("ada", 2, "m", NOON - HOUR));
        game.send(DimensionRow.deleted("ada", NOON + MINUTE));

        leavesNothing();
    }

    /** A deadline that is still the same when it has been met fails. */
    private void leavesNothing() {
        while (game.deadline() != Long.MAX_VALUE) {
            game.arrivalClock(game.deadline());
        }
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void forgetARetraction_whenItsEventCanComeNoMore() {
        game.send(PlayerMessage.retract("ada", 1, "m", NOON, "event-1"));
        assertThat(game.deadline())
                .isEqualTo(NOON + ScoringGame.HORIZON.plus(ScoringGame.CORRECTIONS).toMillis());

        leavesNothing();
    }

    @Test
    void leaveTheirSetToTheBoardThatFollows() {
        rules(false, false, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(CLOSES);
        rules(false, true, MINUTES);
        game.board(2, MINUTES.replace("points\"", "event.points * 3\""));
        game.send(event(2, "ada", 1, NOON, NOON));
        assertThat(game.board(KEY)).containsEntry("ada", 24.0);

        game.changeRules();
        game.sweep();

        assertThat(game.board(KEY)).containsEntry("ada", 24.0);
    }

    @Test
    void sayWhereTheirMembersStand() {
        game.board(1, MINUTES.replace("}}", "},\"partition_by\":[\"player.country\"]}"));
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));
        assertThat(game.finals()).isEmpty();
        game.arrivalClock(CLOSES);
        assertThat(game.finals())
                .isEqualTo(Map.of("leaderboard:b:country=DE:20261120T120000Z ada", 7L));

        game.send(event(2, "ada", 1, NOON, NOON));
        game.send(event(3, "ada", 0, NOON, NOON));
        game.send(DimensionRow.of("ada", CLOSES, row("Ada", "FR", 0)));
        assertThat(game.finals())
                .isEqualTo(Map.of("leaderboard:b:country=FR:20261120T120000Z ada", 8L));

        game.send(PlayerMessage.ban("ada", 1, "m", NOON));
        assertThat(game.finals()).isEmpty();
        game.send(PlayerMessage.unban("ada", 2, "m", NOON));
        assertThat(game.finals()).hasSize(1);

        game.send(PlayerMessage.erase("ada", 3, "m", CLOSES));
        assertThat(game.finals()).isEmpty();
    }

    @Test
    void standAsTheyAre_whereTheirBoardEnds() {
        rules(false, false, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(CLOSES);

        rules(false, true, MINUTES);

        assertThat(game.finals()).isEqualTo(Map.of(KEY + " ada", 7L));
    }

    @Test
    void takeNothingButTheirOwn_withThem() {
        ScoringGame other = new ScoringGame();
        for (ScoringGame one : List.of(game, other)) {
            one.board(2, ROLLING.replace("\"b\"", "\"longer\"").replace("PT3M", "PT9M"));
            one.board(one == game ? 1 : 3, one == game ? ROLLING : MINUTES);
            one.arrivalClock(NOON);
        }
        other.board(3, 0, false, true, List.of(MINUTES), List.of(Long.MIN_VALUE));
        other.changeRules();
        game.changeRules();
        game.changeRules();
        for (ScoringGame one : List.of(game, other)) {
            one.send(event(1, "ada", 7, NOON, NOON));
            one.arrivalClock(NOON + 3 * MINUTE);
        }

        assertThat(game.bytes()).isEqualTo(other.bytes());
    }

    @Test
    void rollOn_untilNothingIsLeft() {
        game.board(1, ROLLING);
        game.arrivalClock(NOON);
        game.send(event(1, "ada", 7, NOON, NOON));
        assertThat(game.deadline()).as("leaves").isEqualTo(NOON + 3 * MINUTE);
        game.send(event(2, "ada", 1, NOON - MINUTE, NOON));
        assertThat(game.board("leaderboard:b")).containsEntry("ada", 8.0);

        game.arrivalClock(NOON + 2 * MINUTE);
        assertThat(game.board("leaderboard:b")).containsEntry("ada", 7.0);
        game.arrivalClock(NOON + 3 * MINUTE);
        assertThat(game.boards()).isEmpty();

        game.arrivalClock(NOON + ScoringGame.HORIZON.plusHours(2).toMillis());
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void keepASliceOut_thatIsStillToCome() {
        game.board(1, ROLLING);
        game.arrivalClock(NOON);

        game.send(event(1, "ada", 7, NOON + MINUTE, NOON));

        assertThat(game.boards()).isEmpty();
        assertThat(game.deadline()).as("enters").isEqualTo(NOON + MINUTE);
    }

    @Test
    void keepASliceOut_thatHasLeft() {
        game.board(1, ROLLING);
        game.arrivalClock(NOON);

        game.send(event(1, "ada", 7, NOON - 3 * MINUTE, NOON));

        assertThat(game.boards()).isEmpty();
        assertThat(game.deadline())
                .as("nothing but the log")
                .isGreaterThanOrEqualTo(NOON - 3 * MINUTE + ScoringGame.CORRECTIONS.toMillis());
    }

    @Test
    void leaveRollingOnesWhereTheyAre_whenTheInputEnds() {
        game.board(1, ROLLING);
        game.arrivalClock(NOON);
        game.send(event(1, "ada", 7, NOON, NOON));

        game.arrivalClock(Long.MAX_VALUE);
        game.changeRules();
        game.sweep();

        assertThat(game.board("leaderboard:b")).containsEntry("ada", 7.0);
    }

    @Test
    void carryTheTimeOfTheirCause() {
        rules(false, false, MINUTES);
        game.send(event(1, "ada", 7, NOON + 5, NOON + 6));
        assertThat(last().eventTime()).isEqualTo(NOON + 5);

        game.wallClock(NOON + 9);
        game.reassert(1);

        assertThat(last().eventTime()).isEqualTo(NOON + 9);
    }

    private PutScore last() {
        return (PutScore) game.commands().get(game.commands().size() - 1);
    }

    @Test
    void doNotKnowOfTheLog_whatHasLeftIt() {
        game.board(1, board(1, ""));
        for (int i = 0; i < 300; i++) {
            long time = NOON + i * 10_000L;
            game.send(event(i, "ada", 1, time, time));
        }

        int ids = (SeenIds.MOST_HELD + 3 * 6) * 20;
        assertThat(game.bytes()).isLessThan(2 * 2_048 + ids);
        game.arrivalClock(NOON + Duration.ofHours(30).toMillis());
        assertThat(game.bytes()).isLessThan(500 + ids);
        assertThat(game.board("leaderboard:b")).containsEntry("ada", 300.0);
    }
}
