package io.rankstream.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.reference.BoardReference.Now;
import io.rankstream.model.reference.BoardReference.Result;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Input.Row;
import io.rankstream.model.reference.ModelHarness.DeadEvent;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference against cases that were worked out by hand. */
class BoardReferenceTest {

    private static final long NOON = at("2026-11-20T12:00:00Z");
    private static final Settings SETTINGS =
            new Settings(
                    172_800_000,
                    3_600_000,
                    Settings.UNLIMITED,
                    30_000,
                    2_000,
                    5_184_000_000L,
                    0,
                    0);

    private final List<Input> inputs = new ArrayList<>();

    @Test
    void sumsWhatCountsOnce() {
        event("ada", 3, NOON, NOON);
        event("bob", 4, NOON, NOON);
        Event first = (Event) inputs.get(0);
        inputs.add(new Event(2, NOON + 5, "ada", first.time(), first.eventId(), 0, first.fields()));

        assertThat(boards(board()))
                .isEqualTo(Map.of("leaderboard:total", Map.of("ada", 3.0, "bob", 4.0)));
    }

    @Test
    void countsALateEventInTheWindowOfItsArrival() {
        BoardSpec board = board();
        board.window = WindowSpec.tumbling(60_000);
        board.allowedLateness = 15_000L;
        board.late = "next_window";
        event("ada", 3, NOON, NOON + 75_000);
        event("ada", 4, NOON, NOON + 75_001);

        assertThat(boards(board))
                .isEqualTo(
                        Map.of(
                                "leaderboard:total:20261120T120000Z",
                                Map.of("ada", 3.0),
                                "leaderboard:total:20261120T120100Z",
                                Map.of("ada", 4.0)));
    }

    @Test
    void takesALateEventAsADeadLetter() {
        BoardSpec board = board();
        board.window = WindowSpec.tumbling(60_000);
        event("ada", 3, NOON, NOON + 60_001);

        assertThat(boards(board)).isEmpty();
        assertThat(new BoardReference(SETTINGS, List.of(board), inputs).deadEvents())
                .containsExactly(new DeadEvent(0, "total", "late"));
    }

    @Test
    void putsTheEarlierOfTwoEqualScoresFirst() {
        BoardSpec board = board();
        board.window = WindowSpec.tumbling(60_000);
        board.ties = "first_to_reach";
        board.scoreMin = BigDecimal.ZERO;
        board.scoreMax = BigDecimal.valueOf(100);
        board.tieResolution = 1_000L;
        event("ada", 3, NOON + 10_000, NOON + 10_000);
        event("bob", 3, NOON + 59_999, NOON + 59_999);

        assertThat(board.tieBits()).isEqualTo(6);
        assertThat(boards(board).get("leaderboard:total:20261120T120000Z"))
                .isEqualTo(Map.of("ada", 3.0 * 64 + 63 - 10, "bob", 3.0 * 64 + 63 - 59));
    }

    @Test
    void movesAMemberWithTheNewestRow() {
        BoardSpec board = board();
        board.partitionBy = List.of("player.country");
        row("ada", NOON, Map.of("country", "U K"));
        event("ada", 3, NOON, NOON);
        row("ada", NOON + 9_000, Map.of("country", "DE"));
        event("bob", 1, NOON, NOON);

        assertThat(boards(board))
                .isEqualTo(
                        Map.of(
                                "leaderboard:total:country=DE",
                                Map.of("ada", 3.0),
                                "leaderboard:total:country=~",
                                Map.of("bob", 1.0)));

        board.profile = "as_of_event";
        assertThat(boards(board))
                .isEqualTo(
                        Map.of(
                                "leaderboard:total:country=U%20K",
                                Map.of("ada", 3.0),
                                "leaderboard:total:country=~",
                                Map.of("bob", 1.0)));
    }

    @Test
    void withdrawsAPlayerFromATeam() {
        BoardSpec board = board();
        board.member = Expression.Name.of("player.team");
        row("ada", NOON, Map.of("team", "red"));
        row("bob", NOON, Map.of("team", "red"));
        event("ada", 3, NOON, NOON);
        event("bob", 4, NOON, NOON);
        message(NOON + 1_000, new Message.PlayerBan("ada", null, null));

        assertThat(boards(board)).isEqualTo(Map.of("leaderboard:total", Map.of("red", 4.0)));
    }

    @Test
    void doesNotCountWhatWasRetractedBannedOrErased() {
        event("ada", 1, NOON, NOON);
        event("ada", 2, NOON + 1_000, NOON + 1_000);
        event("bob", 4, NOON, NOON);
        event("bob", 8, NOON + 60_000, NOON + 60_000);
        event("eve", 16, NOON, NOON);
        event("eve", 32, NOON, NOON + 90_000);
        message(NOON + 70_000, new Message.EventRetract("ada", "e1"));
        message(NOON + 70_000, new Message.PlayerBan("bob", NOON - 60_000, NOON + 60_000));
        message(NOON + 70_000, new Message.PlayerErase("eve"));

        assertThat(boards(board()))
                .isEqualTo(
                        Map.of("leaderboard:total", Map.of("ada", 1.0, "bob", 8.0, "eve", 32.0)));
    }

    @Test
    void judgesByTheRuleOfTheEventTime() {
        BoardSpec second = board();
        second.version = 2;
        second.score = new Expression.Literal(100L);
        second.effectiveFrom = NOON - 7_200_000;
        event("ada", 1, NOON - 3_600_001 + 60_000, NOON);
        event("ada", 2, NOON - 3_600_000 + 60_000, NOON);
        message(NOON + 60_000, new Message.BoardPut(second));

        assertThat(boards(board())).isEqualTo(Map.of("leaderboard:total", Map.of("ada", 101.0)));
    }

    @Test
    void promotesAShadow() {
        BoardSpec shadow = board();
        shadow.version = 2;
        shadow.mode = "shadow";
        shadow.aggregation = "max";
        shadow.effectiveFrom = NOON;
        event("ada", 1, NOON, NOON);
        event("ada", 2, NOON, NOON);
        message(NOON, new Message.BoardPut(shadow));
        message(NOON + 1, new Message.BoardPromote("total", 2, true));

        assertThat(boards(board()))
                .isEqualTo(
                        Map.of(
                                "leaderboard:total",
                                Map.of("ada", 2.0),
                                "leaderboard:total:v1",
                                Map.of("ada", 3.0)));
    }

    @Test
    void keepsTheSlicesOfARollingWindow() {
        BoardSpec board = board();
        board.window = WindowSpec.rolling(60_000, 10_000);
        event("ada", 1, NOON - 50_001, NOON);
        event("ada", 2, NOON - 50_000, NOON);
        event("ada", 4, NOON + 9_999, NOON);
        event("ada", 8, NOON + 10_000, NOON);

        BoardReference reference = new BoardReference(SETTINGS, List.of(board), inputs);
        assertThat(reference.result(new Now(NOON + 9_999, NOON)).boards())
                .isEqualTo(Map.of("leaderboard:total", Map.of("ada", 6.0)));
    }

    @Test
    void scoresSessions() {
        Settings settings =
                new Settings(
                        172_800_000,
                        3_600_000,
                        Settings.UNLIMITED,
                        30_000,
                        2_000,
                        5_184_000_000L,
                        10_000,
                        0);
        BoardSpec board = board();
        board.score = Expression.Name.of("session.duration");
        event("ada", 1, NOON, NOON);
        event("ada", 1, NOON + 10_000, NOON + 10_000);
        event("ada", 1, NOON + 20_001, NOON + 20_001);
        event("ada", 1, NOON + 25_000, NOON + 25_000);

        BoardReference reference = new BoardReference(settings, List.of(board), inputs);
        assertThat(reference.result(new Now(NOON + 44_999, NOON + 44_999)).boards())
                .isEqualTo(Map.of("leaderboard:total", Map.of("ada", 10_000.0)));
        assertThat(reference.result(new Now(NOON + 45_000, NOON + 45_000)).boards())
                .isEqualTo(Map.of("leaderboard:total", Map.of("ada", 14_999.0)));
    }

    @Test
    void namesTheHoursOfTheDayTheClocksGoBack() {
        WindowSpec hours = WindowSpec.calendar("hour", "Europe/Berlin", DayOfWeek.MONDAY);

        assertThat(window(hours, "2026-10-25T00:30:00Z"))
                .isEqualTo("2026-10-25T02+0200 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z");
        assertThat(window(hours, "2026-10-25T01:00:00Z"))
                .isEqualTo("2026-10-25T02+0100 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z");
    }

    @Test
    void cutsTheHourInWhichTheClocksChangeByHalfAnHour() {
        WindowSpec hours = WindowSpec.calendar("hour", "Australia/Lord_Howe", DayOfWeek.MONDAY);

        assertThat(window(hours, "2026-04-04T14:59:59Z"))
                .isEqualTo("2026-04-05T01+1100 2026-04-04T14:00:00Z 2026-04-04T15:00:00Z");
        assertThat(window(hours, "2026-04-04T15:00:00Z"))
                .isEqualTo("2026-04-05T01+1030 2026-04-04T15:00:00Z 2026-04-04T15:30:00Z");
        assertThat(window(hours, "2026-10-03T15:30:00Z"))
                .isEqualTo("2026-10-04T02+1100 2026-10-03T15:30:00Z 2026-10-03T16:00:00Z");
    }

    @Test
    void namesWeeksByTheirYear() {
        assertThat(window(week(DayOfWeek.MONDAY), "2027-01-02T00:00:00Z"))
                .isEqualTo("2026-W53 2026-12-28T00:00:00Z 2027-01-04T00:00:00Z");
        assertThat(window(week(DayOfWeek.SUNDAY), "2027-01-02T00:00:00Z"))
                .isEqualTo("2026-W52 2026-12-27T00:00:00Z 2027-01-03T00:00:00Z");
    }

    private static WindowSpec week(DayOfWeek first) {
        return WindowSpec.calendar("week", "UTC", first);
    }

    private static String window(WindowSpec windows, String time) {
        WindowSpec.Window window = windows.at(at(time), Map.of());
        return window.label()
                + " "
                + Instant.ofEpochMilli(window.start())
                + " "
                + Instant.ofEpochMilli(window.end());
    }

    private static BoardSpec board() {
        BoardSpec board = new BoardSpec();
        board.board = "total";
        board.score = Expression.Name.of("points");
        return board;
    }

    private void event(String player, long points, long time, long arrival) {
        int number = inputs.size();
        inputs.add(
                new Event(
                        number,
                        arrival,
                        player,
                        time,
                        "e" + number,
                        number,
                        Map.of("points", points)));
    }

    private void row(String player, long validFrom, Map<String, Object> columns) {
        inputs.add(new Row(inputs.size(), validFrom, player, validFrom, columns));
    }

    private void message(long arrival, Message message) {
        int number = inputs.size();
        inputs.add(new Control(number, arrival, "m" + number, arrival, message));
    }

    private Map<String, Map<String, Double>> boards(BoardSpec board) {
        long now = NOON + 3_600_000;
        Result result =
                new BoardReference(SETTINGS, List.of(board), inputs).result(new Now(now, now));
        return result.boards();
    }

    private static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
