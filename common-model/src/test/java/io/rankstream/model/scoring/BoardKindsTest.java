package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static io.rankstream.model.scoring.ScoringGame.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.PlayerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardKindsTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;

    private ScoringGame game = new ScoringGame();

    private static String board(String name, String fields) {
        return "{\"board\":\"%s\",\"version\":1,%s}".formatted(name, fields.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"last  | 3", "first | 5", "max   | 8", "min   | 3", "sum   | 16"})
    void foldsWhateverTheOrderOfArrival(String aggregation, double expected) {
        game.board(1, board("b", "'score':'points','aggregation':'" + aggregation + "'"));

        game.send(event(2, "ada", 8, NOON + 1, NOON + 9));
        game.send(event(3, "ada", 3, NOON + 2, NOON + 9));
        game.send(event(1, "ada", 5, NOON, NOON + 9));

        assertThat(game.board("leaderboard:b")).containsEntry("ada", expected);
    }

    @Test
    void countsDifferentValuesOnce() {
        game.board(1, board("rooms", "'aggregation':'count_distinct','distinct':'event.room'"));

        game.send(named(1, "ada", "red", 1, NOON, NOON));
        game.send(named(2, "ada", "blue", 1, NOON, NOON));
        game.send(named(3, "ada", "red", 1, NOON, NOON));
        game.send(named(4, "ada", null, 1, NOON, NOON));
        assertThat(game.board("leaderboard:rooms")).containsEntry("ada", 2.0);

        game.send(PlayerMessage.retract("ada", 1, "m", NOON, "event-2"));
        assertThat(game.board("leaderboard:rooms")).containsEntry("ada", 1.0);
    }

    @Test
    void saysWhenThereAreTooManyDifferentValues() {
        game =
                new ScoringGame(
                        new ScoringLimits(
                                        ScoringGame.HORIZON,
                                        ScoringGame.PARKING,
                                        10,
                                        ScoringGame.SLACK,
                                        ScoringGame.ERASE_AFTER)
                                .withMaxDistinct(2));
        game.board(1, board("rooms", "'aggregation':'count_distinct','distinct':'event.room'"));

        for (int i = 0; i < 4; i++) {
            game.send(named(i, "ada", "room" + i % 3, 1, NOON, NOON));
        }

        assertThat(game.board("leaderboard:rooms")).containsEntry("ada", 2.0);
        assertThat(game.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(Reason.DISTINCT_LIMIT));
    }

    @Test
    void movesARollingWindowOn() {
        game.board(
                1,
                board(
                        "hot",
                        "'score':'points','aggregation':'sum',"
                                + "'window':{'type':'rolling','size':'PT3M','slide':'PT1M'}"));
        game.arrivalClock(NOON);
        game.send(event(1, "ada", 1, NOON - MINUTE, NOON));
        game.send(event(2, "ada", 2, NOON, NOON));
        game.send(event(3, "ada", 4, NOON + MINUTE, NOON));
        assertThat(game.board("leaderboard:hot")).containsEntry("ada", 3.0);

        game.arrivalClock(NOON + MINUTE);
        assertThat(game.board("leaderboard:hot")).containsEntry("ada", 7.0);
        game.arrivalClock(NOON + 2 * MINUTE);
        assertThat(game.board("leaderboard:hot")).containsEntry("ada", 6.0);
        game.arrivalClock(NOON + 4 * MINUTE - 1);
        assertThat(game.board("leaderboard:hot")).containsEntry("ada", 4.0);
        game.arrivalClock(NOON + 4 * MINUTE);
        assertThat(game.boards()).isEmpty();
    }

    @Test
    void countsNothingBetweenSeasons() {
        game.board(
                1,
                board(
                        "season",
                        "'score':'points','aggregation':'sum','window':{'type':'season','seasons':["
                                + "{'name':'autumn','start':'2026-11-01T00:00:00Z',"
                                + "'end':'2026-11-20T12:00:00Z'},"
                                + "{'name':'winter','start':'2026-11-20T12:00:01Z',"
                                + "'end':'2026-12-20T12:00:00Z'}]}"));

        game.send(event(1, "ada", 1, NOON - 1, NOON - 1));
        game.send(event(2, "ada", 2, NOON, NOON));
        game.send(event(3, "ada", 4, NOON + 1_000, NOON + 1_000));

        assertThat(game.boards())
                .isEqualTo(
                        Map.of(
                                "leaderboard:season:autumn", Map.of("ada", 1.0),
                                "leaderboard:season:winter", Map.of("ada", 4.0)));
        assertThat(game.count(ScoringCount.NO_SEASON)).isEqualTo(1);
    }

    @Test
    void countsALateEventInTheWindowOfItsArrival() {
        game.board(
                1,
                board(
                        "w",
                        "'score':'points','aggregation':'sum','late':'next_window',"
                                + "'window':{'type':'tumbling','size':'PT1M'}"));

        game.send(event(1, "ada", 1, NOON, NOON + MINUTE));
        game.send(event(2, "ada", 2, NOON, NOON + MINUTE + 1));

        assertThat(game.boards())
                .isEqualTo(
                        Map.of(
                                "leaderboard:w:20261120T120000Z", Map.of("ada", 1.0),
                                "leaderboard:w:20261120T120100Z", Map.of("ada", 2.0)));
    }

    @Test
    void putsWhoReachedTheScoreFirstFirst() {
        game.board(
                1,
                board(
                        "race",
                        "'score':'points','aggregation':'sum','ties':'first_to_reach',"
                                + "'score_min':0,'score_max':1000,'tie_resolution':'PT1S',"
                                + "'window':{'type':'calendar','unit':'day'}"));

        game.send(event(1, "ada", 5, NOON + 2_000, NOON + 2_000));
        game.send(event(2, "bob", 5, NOON + 1_000, NOON + 3_000));
        game.send(event(3, "cyd", 4, NOON, NOON));

        Map<String, Double> race = game.board("leaderboard:race:2026-11-20");
        assertThat(race.get("bob")).isGreaterThan(race.get("ada"));
        assertThat(race.get("ada")).isGreaterThan(race.get("cyd"));
        assertThat((long) (race.get("ada") / (1 << 17))).isEqualTo(5);
    }

    @Test
    void leavesContributionsWhereTheProfileOfTheirTimePutThem() {
        game.board(
                1,
                board(
                        "c",
                        "'score':'points','aggregation':'sum','profile':'as_of_event',"
                                + "'eligible':'player.is_bot == 0',"
                                + "'partition_by':['player.country']"));
        game.send(DimensionRow.of("ada", NOON - 5, row("Ada", "FR", 0)));
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(DimensionRow.of("ada", NOON + 5, row("Ada", "DE", 0)));
        game.send(event(2, "ada", 2, NOON + 6, NOON + 6));
        game.send(DimensionRow.of("ada", NOON + 9, row("Ada", "DE", 1)));
        game.send(event(3, "ada", 4, NOON + 9, NOON + 9));

        assertThat(game.boards())
                .isEqualTo(
                        Map.of(
                                "leaderboard:c:country=FR", Map.of("ada", 1.0),
                                "leaderboard:c:country=DE", Map.of("ada", 2.0)));
    }

    @ParameterizedTest
    @CsvSource({"sum, 12, 7, 2", "max, 5, 5, 2", "avg, 4, 3.5, 2", "count, 3, 2, 1"})
    void gathersThePlayersOfACountry_andLetsEachGo(
            String aggregation, double all, double without, double moved) {
        String score = aggregation.equals("count") ? "" : "'score':'points',";
        game.board(
                1,
                board(
                        "countries",
                        score
                                + "'decimals':1,'aggregation':'"
                                + aggregation
                                + "','member':'player.country'"));
        game.send(DimensionRow.snapshot("ada", row("Ada", "FR", 0)));
        game.send(DimensionRow.snapshot("bob", row("Bob", "FR", 0)));
        game.send(DimensionRow.snapshot("cyd", row("Cyd", "FR", 0)));
        game.send(event(1, "ada", 5, NOON, NOON));
        game.send(event(2, "bob", 5, NOON, NOON));
        game.send(event(3, "cyd", 2, NOON, NOON));
        assertThat(game.boards()).isEqualTo(Map.of("leaderboard:countries", Map.of("FR", all)));

        game.send(PlayerMessage.ban("ada", 1, "m", NOON));
        assertThat(game.board("leaderboard:countries")).containsEntry("FR", without);

        game.send(DimensionRow.of("bob", NOON + 1, row("Bob", "DE", 0)));
        assertThat(game.board("leaderboard:countries"))
                .containsEntry("FR", moved)
                .containsKey("DE");
    }

    @Test
    void countsThePlayersOfARoom() {
        game.board(
                1,
                board(
                        "popular",
                        "'aggregation':'count_distinct','distinct':'event.player_id',"
                                + "'member':'event.room',"
                                + "'window':{'type':'tumbling','size':'PT1M'}"));
        game.send(named(1, "ada", "red", 1, NOON, NOON));
        game.send(named(2, "ada", "red", 1, NOON, NOON));
        game.send(named(3, "bob", "red", 1, NOON, NOON));
        game.send(named(4, "bob", "blue", 1, NOON, NOON));
        game.send(named(5, "bob", null, 1, NOON, NOON));
        assertThat(game.boards())
                .isEqualTo(
                        Map.of(
                                "leaderboard:popular:20261120T120000Z",
                                Map.of("red", 2.0, "blue", 1.0)));

        game.send(PlayerMessage.retract("bob", 1, "m", NOON + MINUTE, "event-3"));
        assertThat(game.board("leaderboard:popular:20261120T120000Z")).containsEntry("red", 1.0);

        game.arrivalClock(NOON + 10 * MINUTE);
        assertThat(game.windows().get("popular:20261120T120000Z").members).isEqualTo(2);
    }

    @Test
    void countsForNobody_whereAMemberHasNoName() {
        game.board(
                1,
                board(
                        "rooms",
                        "'score':'points','aggregation':'sum','member':'event.room',"
                                + "'profile':'as_of_event','partition_by':['player.country']"));
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));

        game.send(named(1, "ada", "", 1, NOON, NOON));
        game.send(named(2, "ada", "red", 2, NOON, NOON));

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:rooms:country=DE", Map.of("red", 2.0)));
    }

    @Test
    void putsRightWhatRedisHoldsOtherwise() {
        game.board(1, board("total", "'score':'points','aggregation':'sum'"));
        game.board(
                2,
                board(
                        "rooms",
                        "'score':'points','aggregation':'sum','member':'event.room',"
                                + "'window':{'type':'calendar','unit':'week'}"));
        game.send(named(1, "ada", "red", 5, NOON, NOON));
        int before = game.commands().size();

        game.send(new BoardProbe("total", 0, "", null, "ada", 5));
        game.send(new BoardProbe("rooms", 0, "", "2026-W47", "red", 5));
        assertThat(game.commands()).hasSize(before);

        game.send(new BoardProbe("total", 0, "", null, "ada", 6));
        game.send(new BoardProbe("rooms", 0, "", "2026-W47", "red", 6));
        game.send(new BoardProbe("total", 0, "", null, "bob", 6));
        game.send(new BoardProbe("rooms", 0, "", "2026-W47", "blue", 6));
        assertThat(game.commands().subList(before, game.commands().size()))
                .extracting(command -> command.getClass().getSimpleName())
                .containsExactly("PutScore", "PutScore", "RemoveMember", "RemoveMember");
        assertThat(game.count(ScoringCount.AUDIT_REPAIRS)).isEqualTo(4);
    }

    @Test
    void endsTheGroupsOfADeletedBoard() {
        String definition =
                board("countries", "'score':'points','aggregation':'max','member':'event.room'");
        game.board(1, definition);
        game.send(named(1, "ada", "red", 1, NOON, NOON));

        game.board(1, 0, false, true, List.of(definition), List.of(Long.MIN_VALUE));
        game.sweep();

        assertThat(game.boards()).isEmpty();
    }

    @Test
    void scoresSessions() {
        game =
                new ScoringGame(
                        new ScoringLimits(
                                        ScoringGame.HORIZON,
                                        ScoringGame.PARKING,
                                        10,
                                        ScoringGame.SLACK,
                                        ScoringGame.ERASE_AFTER)
                                .withCorrections(Duration.ofHours(1))
                                .withSessions(Duration.ofSeconds(10), Duration.ofSeconds(5)));
        game.board(1, board("long", "'score':'session.duration','aggregation':'max'"));
        game.board(2, board("all", "'aggregation':'count'"));
        game.send(event(1, "ada", 1, NOON, NOON));
        game.send(event(2, "ada", 1, NOON + 10_000, NOON + 10_000));
        game.send(event(3, "ada", 1, NOON + 20_001, NOON + 20_001));

        game.arrivalClock(NOON + 10_000 + 25_000 - 1);
        assertThat(game.board("leaderboard:long")).isEmpty();
        game.arrivalClock(NOON + 10_000 + 25_000);
        assertThat(game.board("leaderboard:long")).containsEntry("ada", 10_000.0);
        assertThat(game.board("leaderboard:all")).containsEntry("ada", 3.0);
    }

    @Test
    void capsWhatOneEventScores() {
        game.board(1, board("b", "'score':'points','aggregation':'sum','caps':{'per_event':10}"));

        game.send(event(1, "ada", 500, NOON, NOON));
        game.send(event(2, "ada", 7, NOON, NOON));

        assertThat(game.board("leaderboard:b")).containsEntry("ada", 17.0);
    }
}
