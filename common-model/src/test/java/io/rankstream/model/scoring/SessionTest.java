package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.player.PlayerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long SECOND = 1_000;
    private static final long GAP = 10 * SECOND;
    private static final long LATENESS = 5 * SECOND;
    private static final long CLOSES_AFTER = 2 * GAP + LATENESS;
    private static final long ANNOUNCED_AFTER =
            ScoringGame.PARKING.plus(ScoringGame.SLACK).toMillis();
    private static final String EVENTS = "leaderboard:events";
    private static final String MINUTE = "leaderboard:minutes:20261120T120000Z";
    private static final String NO_LATENESS = "\"late\":\"reject\"";

    private final ScoringGame game =
            new ScoringGame(
                    ScoringGame.limits()
                            .withCorrections(ScoringGame.CORRECTIONS)
                            .withSessions(Duration.ofMillis(GAP), Duration.ofMillis(LATENESS)));

    SessionTest() {
        game.board(
                1,
                "{\"board\":\"events\",\"version\":1,\"score\":\"session.count\","
                        + "\"aggregation\":\"max\"}");
    }

    private void retract(int number, long arrival) {
        game.send(PlayerMessage.retract("ada", number, "m" + number, arrival, "event-" + number));
    }

    private Map<String, Double> most() {
        return game.board(EVENTS);
    }

    @Test
    void takesAnEventThatComesAsLateAsItMay() {
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "ada", 1, NOON + 1, NOON + 1 + GAP + LATENESS));
        game.send(event(3, "ada", 1, NOON + 2, NOON + 3 + GAP + LATENESS));

        game.arrivalClock(NOON + 1 + CLOSES_AFTER);

        assertThat(most()).containsEntry("ada", 2.0);
        assertThat(game.count(ScoringCount.SESSION_LATE)).isEqualTo(1);
    }

    @Test
    void takesNoEvent_whenOneOfItsTimeWouldHaveEnded() {
        game.arrivalClock(NOON + CLOSES_AFTER);

        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "ada", 1, NOON + 1, NOON));

        assertThat(game.count(ScoringCount.SESSION_LATE)).isEqualTo(1);
    }

    @Test
    void losesAnEventThatIsTakenBack_whileItIsOpen() {
        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.send(named(2, "ada", null, 1, NOON + SECOND, NOON + SECOND));

        retract(2, NOON + CLOSES_AFTER - 1);
        game.arrivalClock(NOON + SECOND + CLOSES_AFTER);

        assertThat(most()).containsEntry("ada", 1.0);
    }

    @Test
    void losesAnEventOnce_howeverOftenItIsTakenBack() {
        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.send(named(2, "ada", null, 1, NOON, NOON));
        game.send(named(3, "ada", null, 1, NOON, NOON));

        retract(2, NOON + SECOND);
        retract(2, NOON + 2 * SECOND);
        game.arrivalClock(NOON + CLOSES_AFTER);

        assertThat(most()).containsEntry("ada", 2.0);
    }

    @Test
    void losesAnEventOfItsBeginning_asLongAsItGoesOn() {
        for (int i = 0; i < 10; i++) {
            long time = NOON + 8L * i * SECOND;
            game.send(named(i, "ada", null, 1, time, time));
        }
        long now = NOON + 72 * SECOND;
        game.arrivalClock(now);

        retract(2, now);
        game.arrivalClock(now + CLOSES_AFTER);

        assertThat(most()).as("two sessions, of 2 and 7").containsEntry("ada", 7.0);
    }

    @Test
    void keepsAnEvent_thatIsTakenBackWhenItIsToBeClosed() {
        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.send(named(2, "ada", null, 1, NOON, NOON));

        retract(2, NOON + CLOSES_AFTER);
        game.arrivalClock(NOON + CLOSES_AFTER);

        assertThat(most()).containsEntry("ada", 2.0);
    }

    @Test
    void keepsItsEvents_whereOneIsTakenBackThatWasTooLateForIt() {
        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.send(named(2, "ada", null, 1, NOON, NOON + GAP + LATENESS + 1));

        retract(2, NOON + GAP + LATENESS + 2);
        game.arrivalClock(NOON + CLOSES_AFTER);

        assertThat(most()).containsEntry("ada", 1.0);
    }

    @Test
    void doesNotBegin_withAnEventThatWasTakenBackBefore() {
        retract(1, NOON);

        game.send(named(1, "ada", null, 1, NOON, NOON));
        game.arrivalClock(NOON + CLOSES_AFTER);

        assertThat(game.boards()).isEmpty();
    }

    @Test
    void staysSmall_howeverLongItLasts() {
        for (int i = 0; i < 3_000; i++) {
            long time = NOON + 5L * i * SECOND;
            game.send(event(i, "ada", 1, time, time));
        }
        long last = NOON + 5L * 2_999 * SECOND;
        int stretches = (int) (ScoringGame.CORRECTIONS.toMillis() / (5 * SECOND)) + 10;

        assertThat(game.bytes()).isLessThan((stretches + 1) * 4 + 2 * 2_048);
        game.arrivalClock(last + CLOSES_AFTER);
        assertThat(most()).containsEntry("ada", 3_000.0);
    }

    @Test
    void fallsApart_whereTheEventBetweenIsTakenBack() {
        for (int i = 0; i < 3; i++) {
            game.send(named(i, "ada", null, 1, NOON + 8L * i * SECOND, NOON + 8L * i * SECOND));
        }

        retract(1, NOON + 17 * SECOND);
        game.arrivalClock(NOON + 16 * SECOND + CLOSES_AFTER);

        assertThat(most()).containsEntry("ada", 1.0);
    }

    @Test
    void fallsApart_asLongAsARetractionIsInTime_howeverFarTheEventsAreAhead() {
        long ahead = ScoringGame.CORRECTIONS.plus(ScoringGame.PARKING).toMillis();
        int events = 0;
        for (long time = NOON; time < NOON + ahead; time += 8 * SECOND) {
            game.send(named(events++, "ada", null, 1, time, time));
        }

        retract(1, NOON + 8 * SECOND + ScoringGame.CORRECTIONS.toMillis());
        game.arrivalClock(NOON + ahead + CLOSES_AFTER);

        assertThat(most()).containsEntry("ada", events - 2.0);
    }

    @Test
    void countsInTheWindowThatItEndsIn_whichIsAnnouncedThen() {
        minutes(NO_LATENESS);
        long end = NOON + 60 * SECOND;
        game.send(event(1, "ada", 1, end - 1, end - 1));

        game.arrivalClock(end + CLOSES_AFTER + ANNOUNCED_AFTER - 1);
        assertThat(game.board(MINUTE)).containsEntry("ada", 1.0);
        assertThat(game.windows()).isEmpty();
        game.arrivalClock(end + CLOSES_AFTER + ANNOUNCED_AFTER);

        assertThat(game.windows().get("minutes:20261120T120000Z").members()).isEqualTo(1);
        assertThat(game.count(ScoringCount.REOPENED)).isZero();
    }

    @Test
    void isNotLate_whereTheBoardMovesWhatIsToTheNextWindow() {
        minutes(NO_LATENESS.replace("reject", "next_window"));
        game.send(event(1, "ada", 1, NOON + 59 * SECOND, NOON + 59 * SECOND));

        game.arrivalClock(NOON + 300 * SECOND);

        assertThat(game.board(MINUTE)).containsEntry("ada", 1.0);
        assertThat(game.count(ScoringCount.REOPENED)).as("the clock passed both").isZero();
    }

    @Test
    void closesNoWindowBeforeItsLateness() {
        minutes("\"allowed_lateness\":\"PT40S\"");

        assertThat(game.rules().track(2).closesAt(NOON))
                .isEqualTo(NOON + 100 * SECOND + ANNOUNCED_AFTER);
        assertThat(game.rules().track(2).closesAfterMillis())
                .isEqualTo(40 * SECOND + ANNOUNCED_AFTER);
    }

    private void minutes(String late) {
        game.board(
                2,
                "{\"board\":\"minutes\",\"version\":1,\"score\":\"session.count\","
                        + "\"aggregation\":\"sum\",\"window\":{\"type\":\"tumbling\",\"size\":\"PT1M\"},"
                        + late
                        + "}");
    }
}
