package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static io.rankstream.model.scoring.ScoringGame.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.PlayerMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written again, whatever is believed to be published, and what is put right. */
class RepairTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final String TOTAL = board("total", "'aggregation':'sum'");
    private static final String MINUTES =
            board(
                    "minutes",
                    "'aggregation':'sum','retention':'P1D',"
                            + "'window':{'type':'tumbling','size':'PT1M'}");
    private static final String ROLLING =
            board(
                    "rolling",
                    "'aggregation':'sum',"
                            + "'window':{'type':'rolling','size':'PT3M','slide':'PT1M'}");
    private static final String BY_COUNTRY =
            board("by_country", "'aggregation':'sum','partition_by':['player.country']");
    private static final String BY_ROOM =
            board("by_room", "'aggregation':'sum','partition_by':['event.room']");
    private static final String THEN =
            board(
                    "then",
                    "'aggregation':'sum','partition_by':['player.country'],"
                            + "'profile':'as_of_event','retention':'P1D',"
                            + "'window':{'type':'tumbling','size':'PT1M'}");

    private final ScoringGame game = new ScoringGame();
    private int seen;

    private static String board(String name, String fields) {
        return "{\"board\":\"%s\",\"version\":1,\"score\":\"points\",%s}"
                .formatted(name, fields.replace('\'', '"'));
    }

    /** What was written since the last look. */
    private List<String> written() {
        List<String> written = new ArrayList<>();
        for (BoardCommand command : game.commands().subList(seen, game.commands().size())) {
            if (command instanceof PutScore put) {
                written.add(
                        "%s %s %s%s%s"
                                .formatted(
                                        put.address(),
                                        put.member(),
                                        put.score(),
                                        put.exclusive() ? " only here" : "",
                                        put.assertion() ? " again" : ""));
            } else if (command instanceof RemoveMember remove) {
                written.add(
                        "%s %s removed%s"
                                .formatted(
                                        remove.address(),
                                        remove.member(),
                                        remove.everywhere() ? " everywhere" : ""));
            } else if (command instanceof PutProfile put) {
                written.add("profile of " + put.playerId());
            }
        }
        seen = game.commands().size();
        return written;
    }

    private void pause(int id, String definition) {
        game.board(id, 0, true, false, List.of(definition), List.of(Long.MIN_VALUE));
    }

    private void end(int id, String definition) {
        game.board(id, 0, false, true, List.of(definition), List.of(Long.MIN_VALUE));
    }

    @Test
    void writesOneBoardAgain() {
        game.board(1, TOTAL).board(2, MINUTES);
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));
        game.send(event(2, "bob", 5, NOON, NOON));
        written();

        game.reassert(1);

        assertThat(written())
                .containsExactly(
                        "leaderboard:total ada 7.0 again", "leaderboard:total bob 5.0 again");
    }

    @Test
    void writesEverythingAgain_closedWindowsAndProfilesToo() {
        game.board(1, TOTAL).board(2, MINUTES).board(3, ROLLING).board(4, BY_COUNTRY);
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.arrivalClock(NOON);
        game.send(event(1, "ada", 7, NOON - 5 * MINUTE, NOON - 5 * MINUTE));
        game.send(event(2, "ada", 1, NOON - MINUTE, NOON));
        game.send(event(3, "ada", 2, NOON, NOON));
        written();

        game.reassert(0);

        assertThat(written())
                .containsExactlyInAnyOrder(
                        "leaderboard:total ada 10.0 again",
                        "leaderboard:minutes:20261120T115500Z ada 7.0 again",
                        "leaderboard:minutes:20261120T115900Z ada 1.0 again",
                        "leaderboard:minutes:20261120T120000Z ada 2.0 again",
                        "leaderboard:rolling ada 3.0 again",
                        "leaderboard:by_country:country=DE ada 10.0 only here again",
                        "profile of ada");
    }

    @Test
    void doesNotWriteWhatIsPausedOrEnded() {
        game.board(1, TOTAL).board(2, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        pause(1, TOTAL);
        end(2, MINUTES);
        game.sweep();
        written();

        game.reassert(0);

        assertThat(written()).isEmpty();
    }

    @Test
    void takesOffWhatLeftARollingBoardWhileItWasPaused() {
        game.board(1, ROLLING);
        game.arrivalClock(NOON);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(NOON + MINUTE);
        assertThat(written()).isNotEmpty();
        pause(1, ROLLING);
        game.arrivalClock(NOON + 10 * MINUTE);
        game.board(1, ROLLING);

        game.reassert(0);

        assertThat(written()).containsExactly("leaderboard:rolling ada removed");
    }

    @Test
    void remembersWhereAClosedValueMoved_whenItIsWrittenAgain() {
        String teams = MINUTES.replace("points\",", "points\",\"member\":\"player.country\",");
        String nobody = teams.replace("points\",", "points\",\"eligible\":\"1 > 2\",");
        long closed = NOON + 10 * MINUTE;
        game.board(
                1,
                0,
                false,
                false,
                List.of(teams, nobody, teams),
                List.of(Long.MIN_VALUE, closed + MINUTE, closed + 2 * MINUTE));
        game.wallClock(closed);
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(closed);

        // Time brings a rule into force, and nobody has been told.
        game.wallClock(closed + MINUTE);
        game.reassert(1);
        assertThat(game.boards()).isEmpty();
        game.changeRules();
        game.sweep();
        game.wallClock(closed + 2 * MINUTE);
        game.changeRules();
        game.sweep();

        assertThat(game.boards())
                .isEqualTo(Map.of("leaderboard:minutes:20261120T120000Z", Map.of("DE", 7.0)));
    }

    @Test
    void removesAPlayerEverywhere_whileItIsNotKnownWhatIsPublished() {
        game.board(1, BY_COUNTRY).board(2, TOTAL);
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));
        game.reassert(true);
        written();

        game.send(PlayerMessage.ban("ada", 1, "m", NOON));

        assertThat(written())
                .contains(
                        "leaderboard:by_country:country=DE ada removed everywhere",
                        "leaderboard:total ada removed");
    }

    @Test
    void leavesAPlayerInEveryPartition_thatTheEventsPlacedItIn() {
        game.board(1, BY_ROOM);
        game.send(named(1, "ada", "red", 7, NOON, NOON));
        game.send(named(2, "ada", "blue", 5, NOON, NOON));
        written();

        game.reassert(1);
        assertThat(written())
                .containsExactlyInAnyOrder(
                        "leaderboard:by_room:room=red ada 7.0 again",
                        "leaderboard:by_room:room=blue ada 5.0 again");

        game.reassert(true);
        game.send(named(3, "ada", "red", 1, NOON, NOON));
        game.send(PlayerMessage.retract("ada", 1, "m", NOON, "event-2"));
        assertThat(written())
                .containsExactly(
                        "leaderboard:by_room:room=red ada 8.0",
                        "leaderboard:by_room:room=red ada 8.0",
                        "leaderboard:by_room:room=blue ada removed");

        // It may still be where an earlier attempt has put it.
        game.changeRules();
        game.sweep();
        assertThat(written())
                .containsExactlyInAnyOrder(
                        "leaderboard:by_room:room=red ada 8.0",
                        "leaderboard:by_room:room=blue ada removed");
    }

    @Test
    void writesAProfileAgain_whileItIsNotKnownWhatIsPublished() {
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        assertThat(written()).containsExactly("profile of ada");
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        assertThat(written()).isEmpty();
        game.reassert(true);

        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));

        assertThat(written()).containsExactly("profile of ada");
    }

    @Test
    void putsRightWhatASetHoldsOtherwise() {
        game.board(1, MINUTES);
        game.send(event(1, "ada", 7, NOON, NOON));
        game.arrivalClock(NOON + 10 * MINUTE);
        game.send(event(2, "ada", 2, NOON + 9 * MINUTE, NOON + 9 * MINUTE));
        written();

        game.send(new BoardProbe("minutes", 0, "", "20261120T120000Z", "ada", 7));
        assertThat(written()).isEmpty();
        game.send(new BoardProbe("minutes", 0, "", "20261120T120000Z", "ada", 6));
        game.send(new BoardProbe("minutes", 0, "", "20261120T120900Z", "ada", 6));
        game.send(new BoardProbe("minutes", 0, "", "20261120T120500Z", "ada", 6));

        assertThat(written())
                .containsExactly(
                        "leaderboard:minutes:20261120T120000Z ada 7.0 again",
                        "leaderboard:minutes:20261120T120900Z ada 2.0 again",
                        "leaderboard:minutes:20261120T120500Z ada removed");
        assertThat(game.count(ScoringCount.AUDIT_PROBES)).isEqualTo(4);
        assertThat(game.count(ScoringCount.AUDIT_REPAIRS)).isEqualTo(3);
    }

    @Test
    void takesAPlayerOutOfThePartitionOfAnother() {
        game.board(1, BY_COUNTRY);
        game.send(DimensionRow.snapshot("ada", row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));
        written();

        game.send(new BoardProbe("by_country", 0, "country=FR", null, "ada", 7));
        game.send(new BoardProbe("by_country", 0, "country=DE", null, "ada", 7));

        assertThat(written()).containsExactly("leaderboard:by_country:country=FR ada removed");
    }

    @Test
    void putsRightAValue_thatTheEventsPlaced() {
        game.board(1, TOTAL).board(2, THEN);
        game.send(DimensionRow.of("ada", NOON - 5, row("Ada", "DE", 0)));
        game.send(event(1, "ada", 7, NOON, NOON));
        game.send(DimensionRow.of("ada", NOON + 5, row("Ada", "FR", 0)));
        game.send(event(2, "ada", 3, NOON + 6, NOON + 6));
        game.send(event(3, "ada", 1, NOON + MINUTE, NOON + MINUTE));
        probeThen();

        game.arrivalClock(NOON + 10 * MINUTE);
        probeThen();
    }

    private void probeThen() {
        written();
        game.send(new BoardProbe("then", 0, "country=DE", "20261120T120000Z", "ada", 7));
        assertThat(written()).isEmpty();
        game.send(new BoardProbe("then", 0, "country=FR", "20261120T120000Z", "ada", 7));
        game.send(new BoardProbe("then", 0, "country=DE", "20261120T120100Z", "ada", 7));
        assertThat(written())
                .containsExactly(
                        "leaderboard:then:country=FR:20261120T120000Z ada 3.0 again",
                        "leaderboard:then:country=DE:20261120T120100Z ada removed");
    }

    @Test
    void asksNothingOfABoardThatIsNotThere_orPaused_orOfNoWindow() {
        game.board(1, MINUTES).board(2, TOTAL);
        game.send(event(1, "ada", 7, NOON, NOON));
        pause(2, TOTAL);
        game.sweep();
        written();

        game.send(new BoardProbe("other", 0, "", null, "ada", 6));
        game.send(new BoardProbe("minutes", 3, "", "20261120T120000Z", "ada", 6));
        game.send(new BoardProbe("minutes", 0, "", "20261120T120030Z", "ada", 6));
        game.send(new BoardProbe("total", 0, "", null, "ada", 6));

        assertThat(written()).isEmpty();
        assertThat(game.count(ScoringCount.AUDIT_PROBES)).isZero();
    }

    @Test
    void leavesWhatCountedInASeasonThatIsGoneWhereItIs() {
        ScoringGame late = new ScoringGame(ScoringGame.limits());
        String winter =
                "{'name':'winter','start':'2026-11-20T11:30:00Z','end':'2026-11-20T12:30:00Z'}";
        late.board(1, cup("11:30", winter));
        late.send(event(1, "ada", 7, NOON, NOON + MINUTE));
        Map<String, Map<String, Double>> before = Map.copyOf(late.boards());
        int commands = late.commands().size();

        late.board(1, cup("12:30"));
        late.reassert(true);
        late.sweep();
        late.reassert(0);

        assertThat(before).containsOnlyKeys("leaderboard:cup:winter");
        assertThat(late.boards()).isEqualTo(before);
        assertThat(late.commands()).hasSize(commands);
    }

    private static String cup(String end, String... others) {
        String autumn =
                "{'name':'autumn','start':'2026-11-20T09:00:00Z','end':'2026-11-20T%s:00Z'}"
                        .formatted(end);
        List<String> seasons = new ArrayList<>(List.of(autumn));
        seasons.addAll(List.of(others));
        return board(
                "cup",
                "'aggregation':'sum','window':{'type':'season','seasons':[%s]}"
                        .formatted(String.join(",", seasons)));
    }

    @Test
    void movesNothing_whereAnEventIsUnnamed() {
        game.board(1, board("rooms", "'aggregation':'sum','member':'event.room'"));

        game.send(named(1, "ada", null, 5, NOON, NOON));

        assertThat(written()).isEmpty();
        assertThat(game.count(ScoringCount.NO_MEMBER)).isEqualTo(1);
    }
}
