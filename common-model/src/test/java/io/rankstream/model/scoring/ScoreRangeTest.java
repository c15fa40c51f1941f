package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.player.PlayerMessage;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums beyond 64 bits stop nobody: they are off the board, and come back once they are smaller. */
class ScoreRangeTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long HUGE = Long.MAX_VALUE - 50;

    private final ScoringGame game = new ScoringGame();

    private static String board(String fields) {
        return "{\"board\":\"b\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"%s}"
                .formatted(fields.replace('\'', '"'));
    }

    @Test
    void areRefused_andLeaveTheLogLikeAnythingElse() {
        game.board(1, board(""));
        game.send(event(0, "ada", 7, NOON, NOON));
        game.send(named(1, "ada", null, HUGE, NOON, NOON));
        game.send(named(2, "ada", null, HUGE, NOON, NOON));
        for (int i = 3; i < 50; i++) {
            game.send(event(i, "ada", 0, NOON + i * MINUTE, NOON + i * MINUTE));
        }
        assertThat(game.boards()).isEmpty();
        assertThat(game.deadLetters())
                .extracting(DeadLetter::reason)
                .containsOnly(Reason.SCORE_OUT_OF_RANGE);

        game.arrivalClock(NOON + 100 * MINUTE);
        game.send(event(50, "ada", -HUGE, NOON + 100 * MINUTE, NOON + 100 * MINUTE));

        assertThat(game.board("leaderboard:b")).containsEntry("ada", 7.0);
    }

    @Test
    void areOffARollingBoard_untilTheirSlicesHaveLeft() {
        game.board(1, board(",'window':{'type':'rolling','size':'PT3M','slide':'PT1M'}"));
        game.arrivalClock(NOON);
        game.send(event(1, "ada", HUGE, NOON, NOON));
        game.send(event(2, "ada", HUGE, NOON - MINUTE, NOON));
        game.arrivalClock(NOON + MINUTE);
        game.send(event(3, "ada", 5 - HUGE, NOON + MINUTE, NOON + MINUTE));
        assertThat(game.boards()).isEmpty();
        assertThat(game.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(
                        Reason.SCORE_OUT_OF_RANGE,
                        Reason.SCORE_OUT_OF_RANGE,
                        Reason.SCORE_OUT_OF_RANGE);

        game.arrivalClock(NOON + 2 * MINUTE);
        game.send(event(4, "ada", HUGE, NOON + 2 * MINUTE, NOON + 2 * MINUTE));
        assertThat(game.boards()).isEmpty();
        game.arrivalClock(NOON + 3 * MINUTE);

        assertThat(game.board("leaderboard:b")).containsEntry("ada", 5.0);
    }

    /** Groups that add differences up, and groups that know what each player contributes. */
    private static final String ADDED = "'ties':'shared'";

    private static final String KEPT =
            "'ties':'first_to_reach','score_min':0,'score_max':1000,'tie_resolution':'PT1S',"
                    + "'window':{'type':'tumbling','size':'P1D'}";

    private static String rooms(String fields) {
        return board(",'member':'event.room'," + fields);
    }

    /** The points of each room, without what ranks those of equal points. */
    private Map<String, Long> points(String definition) throws Exception {
        int tieBits = BoardDefinition.parse(definition).tieBits();
        Map<String, Long> points = new TreeMap<>();
        for (Map<String, Double> board : game.boards().values()) {
            board.forEach((room, score) -> points.put(room, score.longValue() >> tieBits));
        }
        return points;
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDED, KEPT})
    void ofGroupsAreOffTheBoard_untilTheyAreSmaller(String fields) throws Exception {
        String definition = rooms(fields);
        game.board(1, definition);
        game.send(named(0, "ada", "red", 5, NOON, NOON));
        for (int i = 1; i <= 5; i++) {
            game.send(named(i, "player-" + i, "red", HUGE, NOON, NOON));
            assertThat(points(definition)).isEmpty();
        }
        for (int i = 1; i <= 2; i++) {
            game.send(PlayerMessage.retract("player-" + i, 1, "m" + i, NOON + 1, "event-" + i));
            assertThat(points(definition)).isEmpty();
        }
        for (int i = 6; i <= 8; i++) {
            game.send(named(i, "player-" + i, "red", -HUGE, NOON, NOON));
        }

        assertThat(points(definition)).isEqualTo(Map.of("red", 5L));
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDED, KEPT})
    void moveTheirGroup_howeverFar(String fields) throws Exception {
        String definition = rooms(fields);
        game.board(1, definition);
        game.send(named(1, "ada", "red", HUGE, NOON, NOON));
        game.send(named(2, "ada", "red", -HUGE, NOON + 1, NOON + 1));
        game.send(named(3, "ada", "red", -HUGE, NOON + 2, NOON + 2));
        game.send(named(4, "bob", "red", 5 - HUGE, NOON + 2, NOON + 2));
        assertThat(points(definition)).isEmpty();

        game.send(PlayerMessage.ban("ada", 1, "m", NOON + 3, NOON + 1, NOON + 3));

        assertThat(points(definition)).isEqualTo(Map.of("red", 5L));
    }

    @Test
    void moveTheAverageOfTheirGroup_howeverFar() {
        game.board(1, rooms("'decimals':0").replace("sum", "avg"));
        for (int i = 1; i <= 3; i++) {
            game.send(named(i, "ada", "red", i == 1 ? HUGE : -HUGE, NOON + i, NOON + i));
        }
        game.send(named(4, "bob", "red", 6 - HUGE, NOON + 2, NOON + 2));

        game.send(PlayerMessage.ban("ada", 1, "m", NOON + 3, NOON + 2, NOON + 4));

        assertThat(game.board("leaderboard:b")).containsEntry("red", 3.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDED, KEPT})
    void ofAPlayerAreNotCountedInAGroup_whereTheyCannotBeTakenBack(String fields) throws Exception {
        String definition = rooms(fields);
        game.board(1, definition);
        game.send(named(1, "ada", "red", 5, NOON, NOON));
        game.send(named(2, "bob", "red", Long.MIN_VALUE, NOON, NOON));

        assertThat(points(definition)).isEqualTo(Map.of("red", 5L));
        assertThat(game.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(Reason.SCORE_OUT_OF_RANGE);
        game.send(named(3, "bob", "red", -(Long.MIN_VALUE + 1), NOON, NOON));
        assertThat(points(definition)).isEqualTo(Map.of("red", 4L));
    }
}
