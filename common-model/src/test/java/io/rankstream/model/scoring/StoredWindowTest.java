package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.player.PlayerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What becomes of windows that are over, of a player who has more of them than the hot state holds:
 * one point in the first minute, two in the second, and so on.
 */
class StoredWindowTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long FORGETTING = 5 * MINUTE;
    private static final long RETENTION = Duration.ofHours(2).toMillis();
    private static final int MANY = 60;
    private static final int HELD = 48;
    private static final String MINUTES =
            "{\"board\":\"b\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"retention\":\"PT2H\",\"window\":{\"type\":\"tumbling\",\"size\":\"PT1M\"}}";

    private ScoringGame game = new ScoringGame(ScoringGame.limits());
    private int sequence;
    private int messages;

    private static String key(int minute) {
        return "leaderboard:b:20261120T12%02d00Z".formatted(minute);
    }

    private static long start(int minute) {
        return NOON + minute * MINUTE;
    }

    private static long closes(int minute) {
        return start(minute + 1) + ScoringGame.PARKING.plus(ScoringGame.SLACK).toMillis();
    }

    /** With those that expire within the same five minutes. */
    private static long forgotten(int minute) {
        long expires = closes(minute) + RETENTION;
        return expires - expires % FORGETTING + FORGETTING;
    }

    private void rules(boolean paused, boolean ended) {
        game.board(1, 0, paused, ended, List.of(MINUTES), List.of(Long.MIN_VALUE));
        game.sweep();
    }

    private void send(long points, int minute) {
        long time = start(minute);
        game.send(event(sequence++, "ada", points, time, time + 1));
    }

    private void play() {
        for (int minute = 0; minute < MANY; minute++) {
            game.arrivalClock(start(minute));
            send(minute + 1, minute);
        }
        game.arrivalClock(closes(MANY - 1));
    }

    /** What stands on the boards once the windows from one on are hidden. */
    private static Map<String, Map<String, Double>> played(int minutes) {
        Map<String, Map<String, Double>> boards = new TreeMap<>();
        for (int minute = 0; minute < minutes; minute++) {
            boards.put(key(minute), Map.of("ada", minute + 1.0));
        }
        return boards;
    }

    private void ban() {
        game.send(PlayerMessage.ban("ada", ++messages, "m", NOON));
    }

    private void unban() {
        game.send(PlayerMessage.unban("ada", ++messages, "m", NOON));
    }

    private void assertMembers(int minutes, int members) {
        for (int minute = 0; minute < minutes; minute++) {
            String window = "b:20261120T12%02d00Z".formatted(minute);
            assertThat(game.windows().get(window).members()).as(window).isEqualTo(members);
        }
    }

    private void leavesNothing() {
        while (game.deadline() != Long.MAX_VALUE) {
            game.arrivalClock(game.deadline());
        }
        assertThat(game.remembers("ada")).isFalse();
    }

    @Test
    void areWrittenBesideTheHotState_theOldestFirst() {
        rules(false, false);
        play();

        assertThat(game.closedWindowsWritten()).isEqualTo(MANY - HELD);
        assertMembers(MANY, 1);
    }

    @Test
    void areHiddenAndShownAgain() {
        rules(false, false);
        play();

        for (int i = 0; i < 3; i++) {
            ban();
            assertThat(game.boards()).isEmpty();
            assertMembers(MANY, 0);
            unban();
            assertThat(game.boards()).isEqualTo(played(MANY));
            assertMembers(MANY, 1);
        }
    }

    @Test
    void countWhatAReplayBrings_whereverTheyAre() {
        rules(false, false);
        play();

        for (int i = 0; i < 2; i++) {
            send(100, 3);
            send(100, MANY - 3);
        }

        assertThat(game.board(key(3))).containsEntry("ada", 204.0);
        assertThat(game.board(key(MANY - 3))).containsEntry("ada", MANY - 2 + 200.0);
        ban();
        assertThat(game.boards()).isEmpty();
        assertMembers(MANY, 0);
        unban();
        assertThat(game.board(key(3))).containsEntry("ada", 204.0);
        assertMembers(MANY, 1);
    }

    @Test
    void areLookedForOnlyWhereTheyMayBe() {
        rules(false, false);
        play();
        int accesses = game.accesses();

        send(1, MANY + 1);
        send(1, MANY + 2);
        send(1, MANY - 1);

        assertThat(game.accesses()).isEqualTo(accesses);
    }

    @Test
    void areLookedForInTheHotStateAlone_untilOneIsWritten() {
        rules(false, false);
        send(1, 0);
        game.arrivalClock(closes(0));
        int accesses = game.accesses();

        send(1, 0);
        game.send(event(sequence++, "ada", 1, start(-1), start(0)));

        assertThat(game.accesses()).isEqualTo(accesses);
    }

    @Test
    void areForgottenSomeAtATime() {
        rules(false, false);
        play();

        // The last of those that expire within the same five minutes.
        for (int minute : new int[] {3, 8, 13, 53}) {
            game.arrivalClock(forgotten(minute));

            assertThat(game.deadline()).isEqualTo(forgotten(minute + 1));
            ban();
            assertThat(game.boards()).as("known no more").isEqualTo(played(minute + 1));
            unban();
            assertThat(game.boards()).isEqualTo(played(MANY));
        }
        game.arrivalClock(forgotten(MANY - 1));
        assertThat(game.deadline()).isGreaterThan(forgotten(MANY));
    }

    @Test
    void areForgotten_thoughNothingElseHappens() {
        rules(false, false);
        play();
        int bytes = game.bytes();

        game.arrivalClock(forgotten(MANY - HELD + 26));
        assertThat(game.bytes()).as("half of what was held").isLessThan(bytes - HELD / 2 * 7);

        game.arrivalClock(forgotten(MANY - 1));
        assertThat(game.deadline()).isGreaterThan(forgotten(MANY));
        leavesNothing();
    }

    @Test
    void stay_whereTheyCloseWhenOthersAreForgotten() {
        rules(false, false);
        int later = 130;
        send(1, 0);
        send(7, later);

        game.arrivalClock(closes(later));

        assertThat(game.deadline()).isEqualTo(forgotten(later));
        ban();
        assertThat(game.boards()).as("known no more").isEqualTo(played(1));
    }

    @Test
    void areNotWrittenAgain_whereASweepChangesNothing() {
        rules(false, false);
        play();
        int written = game.closedWindowsWritten();

        game.changeRules();
        game.sweep();
        rules(true, false);
        game.changeRules();
        game.sweep();

        assertThat(game.closedWindowsWritten()).isEqualTo(written);
    }

    @Test
    void goWithTheirBoard() {
        rules(false, false);
        play();

        rules(false, true);
        game.changeRules();
        game.sweep();

        assertThat(game.boards()).isEmpty();
        assertMembers(MANY, 0);
        assertThat(game.bytes()).as("without them").isLessThan(2_500);
        leavesNothing();
    }

    @Test
    void areErasedForGood() {
        game = new ScoringGame();
        rules(false, false);
        play();

        game.send(PlayerMessage.erase("ada", ++messages, "m", closes(MANY - 1)));
        assertThat(game.boards()).isEmpty();
        assertMembers(MANY, 0);
        send(5, MANY + 1);
        game.arrivalClock(closes(MANY + 1));
        ban();
        unban();

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:b:20261120T130100Z", Map.of("ada", 5.0)));
        assertMembers(MANY, 0);
    }

    @Test
    void leaveNothing_whereTheyAreErased() {
        game = new ScoringGame();
        rules(false, false);
        play();

        game.send(PlayerMessage.erase("ada", ++messages, "m", closes(MANY - 1)));

        leavesNothing();
    }

    @Test
    void areJudgedAgain_andKeepWhatHasLeftTheLog() {
        game = new ScoringGame();
        rules(false, false);
        play();

        judgeAgain(2);
        assertThat(game.board(key(0))).containsEntry("ada", 2.0);
        assertThat(game.board(key(MANY - 1))).containsEntry("ada", 2.0 * MANY);
        assertMembers(MANY, 1);

        game.arrivalClock(start(110));
        judgeAgain(3);
        assertThat(game.board(key(0))).as("left the log").containsEntry("ada", 2.0);
        assertThat(game.board(key(MANY - 1))).containsEntry("ada", 3.0 * MANY);
        leavesNothing();
    }

    private void judgeAgain(int factor) {
        game.board(
                1,
                0,
                false,
                false,
                List.of(
                        MINUTES,
                        MINUTES.replace("\"version\":1", "\"version\":" + factor)
                                .replace("\"points\"", "\"event.points * " + factor + "\"")),
                List.of(Long.MIN_VALUE, NOON));
        game.sweep();
    }

    @Test
    void areWrittenBesideTheHotState_whereTheyAreLarge() {
        game.board(
                1,
                MINUTES.replace("\"sum\"", "\"count_distinct\",\"distinct\":\"event.room\"")
                        .replace("\"score\":\"points\",", ""));
        int rooms = 100;
        for (int room = 0; room < rooms; room++) {
            game.send(named(sequence++, "ada", "room-" + room, 1, start(0), start(0)));
        }
        int bytes = game.bytes();

        game.arrivalClock(closes(0));
        assertThat(game.closedWindowsWritten()).isEqualTo(1);
        assertThat(game.bytes()).isLessThan(bytes - rooms * Long.BYTES);
        game.send(named(sequence++, "ada", "one more", 1, start(0), start(0)));

        assertThat(game.board(key(0))).containsEntry("ada", rooms + 1.0);
        leavesNothing();
    }
}
