package io.rankstream.datagen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.rankstream.datagen.ControlMessage.Action;
import io.rankstream.datagen.ControlMessage.Ban;
import io.rankstream.datagen.ControlMessage.BotSwitch;
import io.rankstream.datagen.ControlMessage.PutBoard;
import io.rankstream.datagen.ControlMessage.Unban;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownTruthTest {

    /** The start of a window of 30 seconds. */
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static final String TOTAL = "leaderboard:total_distance";
    private static final String TOTAL_V2 = "leaderboard:total_distance:v2";
    private static final String TOP = "leaderboard:top_speed";
    private static final String TOP_V2 = "leaderboard:top_speed:v2";
    private static final String WINDOW = "leaderboard:window_30s_distance:20261120T120000Z";
    private static final String WINDOW_SPEED = "leaderboard:window_30s_speed:20261120T120000Z";
    private static final String DAY_UNKNOWN = "leaderboard:daily_distance:country=~:2026-11-20";

    private final List<ArrivedRecord> records = new ArrayList<>();
    private final PlayersTable players = new PlayersTable();
    private final List<ControlMessage> controls = new ArrayList<>();

    @Test
    void sumsDistancesAndTakesTheHighestSpeed() {
        arrives("ada", 200, 30, NOON);
        arrives("ada", 180, 12, NOON.plusSeconds(1));
        arrives("bob", 300, 5, NOON);

        assertThat(board(TOTAL)).containsOnly(entry("ada", 42.0), entry("bob", 5.0));
        assertThat(board(TOP)).containsOnly(entry("ada", 200.0), entry("bob", 300.0));
    }

    @Test
    void takesARuleFromItsMillisecondOn() throws Exception {
        Instant within = NOON.plusNanos(833_333_333);
        PutBoard slow = new PutBoard("total_distance", 2, within, 300);
        controls.add(new ControlMessage("id", NOON, slow));
        arrives("ada", 310, 1, NOON.plusMillis(832));
        arrives("ada", 310, 2, NOON.plusMillis(833));
        arrives("ada", 310, 4, NOON.plusMillis(834));

        assertThat(board(TOTAL)).containsOnly(entry("ada", 1.0));
        assertThat(new String(controls.get(0).json(), StandardCharsets.UTF_8))
                .contains("\"effective_from\":\"2026-11-20T12:00:00.833Z\"");
    }

    @Test
    void roundsTheAverageOfAWindowHalfToEven() {
        for (int speed : new int[] {200, 200, 200, 200, 200, 200, 200, 201}) {
            arrives("ada", speed, 1, NOON.plusMillis(records.size()));
        }

        assertThat(board(WINDOW_SPEED)).containsOnly(entry("ada", 200.12));
    }

    @Test
    void partsWindowsAtTheirStart() {
        arrives("ada", 200, 7, NOON.minusMillis(1));
        arrives("ada", 200, 10, NOON);
        arrives("ada", 200, 20, NOON.plusMillis(29_999));
        arrives("ada", 200, 40, NOON.plusSeconds(30));

        assertThat(board(WINDOW)).containsOnly(entry("ada", 30.0));
        assertThat(board("leaderboard:window_30s_distance:20261120T115930Z"))
                .containsOnly(entry("ada", 7.0));
        assertThat(board("leaderboard:window_30s_distance:20261120T120030Z"))
                .containsOnly(entry("ada", 40.0));
    }

    @Test
    void countsByteIdenticalRecordsOnce() {
        arrives("ada", 200, 30, NOON);
        arrives("ada", 200, 30, NOON, NOON.plusSeconds(9));

        assertThat(board(TOTAL)).containsOnly(entry("ada", 30.0));
        assertThat(truth().counts()).containsEntry("counted", 1L).containsEntry("duplicate", 1L);
    }

    @Test
    void countsEventsThatDifferInOneByteTwice() {
        arrives("ada", 200, 30, NOON);
        arrives("ada", 200, 30, NOON.plusMillis(1));

        assertThat(board(TOTAL)).containsOnly(entry("ada", 60.0));
    }

    @Test
    void keepsAnEventInItsWindow_whenACopyComesTooLate() {
        arrives("ada", 200, 30, NOON);
        arrives("ada", 200, 30, NOON, NOON.plusSeconds(60));

        assertThat(board(WINDOW)).containsOnly(entry("ada", 30.0));
        assertThat(truth().counts()).doesNotContainKey("late_for_window_30s");
    }

    @Test
    void letsTheFirstCopyDecide_whenCopiesAreReadInAnotherOrder() {
        arrives("ada", 200, 30, NOON, NOON.plusSeconds(60));
        arrives("ada", 200, 30, NOON);

        assertThat(board(WINDOW)).containsOnly(entry("ada", 30.0));
    }

    @Test
    void saysSo_whenCopiesInTwoShardsDisagreeAboutAWindow() {
        byte[] data = json("ada", 200, 30, NOON);
        records.add(new ArrivedRecord("parent", "1", NOON, data));
        records.add(new ArrivedRecord("child", "1", NOON.plusSeconds(60), data));

        assertThat(truth().counts()).containsEntry("undecided_copy", 1L);
    }

    @ParameterizedTest
    @CsvSource({"PT44.999S, true", "PT45S, true", "PT45.001S, false"})
    void acceptsEventsInAWindowUntilItsLatenessEnds(Duration age, boolean counted) {
        arrives("ada", 200, 30, NOON, NOON.plus(age));

        assertThat(truth().boards().containsKey(WINDOW)).isEqualTo(counted);
        assertThat(truth().boards().containsKey(WINDOW_SPEED)).isEqualTo(counted);
        assertThat(board(TOTAL)).containsOnly(entry("ada", 30.0));
    }

    @ParameterizedTest
    @CsvSource({"2026-11-21T00:10:00Z, true", "2026-11-21T00:10:00.001Z, false"})
    void acceptsEventsInADayUntilItsLatenessEnds(Instant arrival, boolean counted) {
        arrives("ada", 200, 30, NOON, arrival);

        assertThat(truth().boards().containsKey(DAY_UNKNOWN)).isEqualTo(counted);
        assertThat(board(TOTAL)).containsOnly(entry("ada", 30.0));
    }

    @ParameterizedTest
    @CsvSource({
        "P8D, counted",
        "P8DT0.001S, beyond_horizon",
        "P400D, beyond_horizon",
        "P400DT0.001S, too_old",
        "PT-5M, counted",
        "PT-5M-0.001S, future_time"
    })
    void countsNoEventThatIsTooFarFromItsArrival(Duration age, String reason) {
        arrives("ada", 200, 30, NOON, NOON.plus(age));

        assertThat(truth().counts()).containsEntry(reason, 1L);
        assertThat(truth().boards().containsKey(TOTAL)).isEqualTo(reason.equals("counted"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not_json | {\"player_id\":\"ada\",\"spe",
                "not_an_object | 42",
                "bad_player | {\"speed_kmph\":1,\"distance_meters\":1,\"event_time\":\"2026-11-20 12:00:00\"}",
                "bad_player | {\"player_id\":\"\",\"speed_kmph\":1,\"distance_meters\":1,\"event_time\":\"2026-11-20 12:00:00\"}",
                "bad_time | {\"player_id\":\"ada\",\"speed_kmph\":1,\"distance_meters\":1,\"event_time\":\"noon\"}",
                "not_finite | {\"player_id\":\"ada\",\"speed_kmph\":NaN,\"distance_meters\":1,\"event_time\":\"2026-11-20 12:00:00\"}",
                "bad_field | {\"player_id\":\"ada\",\"speed_kmph\":\"fast\",\"distance_meters\":1,\"event_time\":\"2026-11-20 12:00:00\"}"
            })
    void countsNothingOfARecordThatCannotBeRead(String reason, String text) {
        records.add(new ArrivedRecord("shard", "1", NOON, text.getBytes(StandardCharsets.UTF_8)));

        assertThat(truth().counts()).containsOnly(entry(reason, 1L));
        assertThat(truth().boards()).isEmpty();
    }

    @Test
    void showsAPlayerWithoutARowUnderAnUnknownCountry() {
        arrives("ada", 200, 30, NOON);

        assertThat(board(DAY_UNKNOWN)).containsOnly(entry("ada", 30.0));
        assertThat(board(TOTAL_V2)).containsOnly(entry("ada", 30.0));
    }

    @Test
    void movesADayToTheCountryOfTheNewestRow() {
        arrives("ada", 200, 30, NOON);
        row("ada", "DE", 0);
        row("ada", "FR", 0);

        assertThat(truth().boards())
                .containsEntry(
                        "leaderboard:daily_distance:country=FR:2026-11-20",
                        new TreeMap<>(Map.of("ada", 30.0)))
                .doesNotContainKeys(
                        DAY_UNKNOWN, "leaderboard:daily_distance:country=DE:2026-11-20");
    }

    @Test
    void encodesACountryThatIsNoPlainText() {
        arrives("ada", 200, 30, NOON);
        row("ada", "\u00d6 ", 0);

        assertThat(truth().boards())
                .containsKey("leaderboard:daily_distance:country=%C3%96%20:2026-11-20");
    }

    @Test
    void hidesAPlayerWhoseRowWasDeletedEverywhere() {
        arrives("ada", 200, 30, NOON);
        row("ada", "DE", 0);
        players.apply(new RowChange.Delete("ada"));

        assertThat(truth().boards()).isEmpty();
    }

    @Test
    void showsAPlayerAgain_whenTheRowComesBack() {
        arrives("ada", 200, 30, NOON);
        row("ada", "DE", 0);
        players.apply(new RowChange.Delete("ada"));
        row("ada", "DE", 0);

        assertThat(board(TOTAL)).containsOnly(entry("ada", 30.0));
    }

    @Test
    void hidesABannedPlayerEverywhereUntilUnbanned() {
        arrives("ada", 200, 30, NOON);
        arrives("bob", 200, 30, NOON);
        control(1, new Ban("ada"));
        control(1, new Ban("bob"));
        control(2, new Unban("bob"));

        assertThat(truth().boards().values())
                .allSatisfy(board -> assertThat(board).containsOnlyKeys("bob"));
    }

    @Test
    void ordersControlMessagesByTheTimeTheyWereIssuedAt() {
        arrives("ada", 200, 30, NOON);
        control(2, new Unban("ada"));
        control(1, new Ban("ada"));

        assertThat(board(TOTAL)).containsKey("ada");
    }

    @Test
    void shadowsFollowTheBotSwitchInForce() {
        arrives("human", 200, 1, NOON);
        arrives("bot", 201, 2, NOON);
        arrives("rowless", 202, 4, NOON);
        row("human", "DE", 0);
        row("bot", "DE", 1);

        control(1, new BotSwitch(OptionalInt.of(0)));
        assertThat(board(TOTAL_V2)).containsOnly(entry("human", 1.0));
        assertThat(board(TOP_V2)).containsOnly(entry("human", 200.0));
        assertThat(board(TOTAL)).containsOnlyKeys("human", "bot", "rowless");

        control(2, new BotSwitch(OptionalInt.of(1)));
        assertThat(board(TOTAL_V2)).containsOnly(entry("bot", 2.0));

        control(3, new BotSwitch(OptionalInt.empty()));
        assertThat(board(TOTAL_V2)).containsOnlyKeys("human", "bot", "rowless");
    }

    @Test
    void judgesEachEventByTheVersionInForceAtItsOwnTime() {
        arrives("ada", 340, 1, NOON.minusMillis(1));
        arrives("ada", 340, 2, NOON);
        arrives("ada", 299, 4, NOON);
        arrives("ada", 340, 8, NOON.minusSeconds(2), NOON.plusSeconds(20));
        control(1, new PutBoard("daily_distance", 2, NOON, 300));

        assertThat(board(DAY_UNKNOWN)).containsOnly(entry("ada", 13.0));
        assertThat(board(TOTAL)).containsOnly(entry("ada", 15.0));
    }

    @Test
    void comesBackFromItsFile(@TempDir Path directory) throws Exception {
        arrives("player \uD83C\uDFCE \"1\"", 200, 30, NOON);
        arrives("ada", 200, 30, NOON);
        KnownTruth truth = truth();

        truth.writeTo(directory.resolve("truth.json"));

        assertThat(directory.resolve("truth.json")).content().contains("\"ada\" : 30.0");
        assertThat(KnownTruth.readFrom(directory.resolve("truth.json"))).isEqualTo(truth);
    }

    private KnownTruth truth() {
        return KnownTruth.of(records, players, controls);
    }

    private Map<String, Double> board(String key) {
        assertThat(truth().boards()).containsKey(key);
        return truth().boards().get(key);
    }

    private void arrives(String player, int speed, int distance, Instant eventTime) {
        arrives(player, speed, distance, eventTime, eventTime);
    }

    private void arrives(
            String player, int speed, int distance, Instant eventTime, Instant arrival) {
        records.add(
                new ArrivedRecord("shard", "1", arrival, json(player, speed, distance, eventTime)));
    }

    private static byte[] json(String player, int speed, int distance, Instant eventTime) {
        return RacingEvents.json(
                        RacingEvents.quoted(player),
                        Integer.toString(speed),
                        distance,
                        RacingEvents.quoted(RacingEvents.time(eventTime)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void row(String player, String country, int isBot) {
        players.apply(new RowChange.Put(player, new PlayerRow("alias", 1, country, isBot, "Free")));
    }

    private void control(int second, Action action) {
        controls.add(new ControlMessage("id-" + (9 - second), NOON.plusSeconds(second), action));
    }
}
