package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.model.event.DeadLetter.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;

/** What cannot be used comes out as a dead letter with its reason; its neighbours count. */
@Timeout(120)
class BadInputIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    private static final Map<String, Map<String, String>> PROPERTIES =
            Map.of(
                    "boards",
                    Map.of(
                            "pace",
                            "{\"board\":\"pace\",\"version\":1,\"aggregation\":\"max\","
                                    + "\"score\":\"1000 / event.speed_kmph\"}"));

    /** All records go to one shard, so that neighbours are neighbours. */
    private static final String ONE_SHARD = "k";

    /** What the service takes as one record, the partition key included. */
    private static final int MAX_RECORD_BYTES = 1 << 20;

    private static final String GOOD = "good";
    private static final String ODD = "odd";

    private static RacingGame game;
    private static int goodEvents;
    private static int lateEvents;

    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster cluster) throws Exception {
        game = RacingGame.prepare("bad", PROPERTIES).start(cluster);
        game.putPlayer(GOOD, GOOD, 1, "DE", 0);
        game.putPlayer(ODD, ODD, 1, "DE", 0);
        eventually(
                () -> {
                    assertThat(game.profile(GOOD)).isNotEmpty();
                    assertThat(game.profile(ODD)).isNotEmpty();
                });
    }

    @AfterAll
    static void stop() throws Exception {
        game.end();
    }

    @AfterEach
    void neverRestarts() throws Exception {
        game.assertNeverRestarted();
    }

    /** A record that is unusable as a whole; each character of it is a byte. */
    private record Bad(String name, Reason reason, String field, String value, String latin1) {

        byte[] record() {
            return latin1.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return reason.code() + ": " + name;
        }
    }

    static Stream<Bad> unusableRecords() {
        Instant now = Instant.now();
        String future = "2099-01-01 00:00:00.000";
        String ancient = now.minus(Duration.ofDays(401)).toString();
        String old = now.minus(Duration.ofDays(9)).toString();
        return Stream.of(
                bad("text", Reason.NOT_JSON, null, null, "no json"),
                bad("cut off", Reason.NOT_JSON, null, null, "{\"player_id\":\"a\",\"speed_"),
                bad("nothing", Reason.NOT_JSON, null, null, " "),
                new Bad("not UTF-8", Reason.NOT_JSON, null, null, "{\"\u00c3(\"}"),
                bad("number", Reason.NOT_AN_OBJECT, null, "42", "42"),
                bad(
                        "10,000 arrays",
                        Reason.TOO_DEEP,
                        null,
                        null,
                        "{\"player_id\":\"a\",\"x\":"
                                + "[".repeat(10_000)
                                + "]".repeat(10_000)
                                + "}"),
                bad(
                        "10,000 objects",
                        Reason.TOO_DEEP,
                        null,
                        null,
                        "{\"x\":".repeat(10_000) + "1" + "}".repeat(10_000)),
                bad("no player", Reason.BAD_PLAYER, "player_id", null, "{\"speed_kmph\":1}"),
                bad("empty player", Reason.BAD_PLAYER, "player_id", "", player("\"\"")),
                bad(
                        "long player",
                        Reason.BAD_PLAYER,
                        "player_id",
                        "p".repeat(129),
                        player("\"" + "p".repeat(129) + "\"")),
                bad("player as boolean", Reason.BAD_PLAYER, "player_id", "true", player("true")),
                bad("player as fraction", Reason.BAD_PLAYER, "player_id", "1.5", player("1.5")),
                bad("player as object", Reason.BAD_PLAYER, "player_id", "{", player("{}")),
                bad(
                        "half a character",
                        Reason.BAD_PLAYER,
                        "player_id",
                        null,
                        player("\"a\\ud83d\"")),
                bad("time in words", Reason.BAD_TIME, "event_time", "yesterday", time("yesterday")),
                bad(
                        "day that is none",
                        Reason.BAD_TIME,
                        "event_time",
                        "2026-02-30 00:00:00",
                        time("2026-02-30 00:00:00")),
                bad("NaN", Reason.NOT_FINITE, "speed_kmph", "NaN", speed("NaN")),
                bad("infinity", Reason.NOT_FINITE, "speed_kmph", "-Infinity", speed("-Infinity")),
                bad("beyond 64 bits", Reason.NOT_FINITE, "speed_kmph", "1e400", speed("1e400")),
                bad("word for a number", Reason.BAD_FIELD, "speed_kmph", "fast", speed("\"fast\"")),
                bad("fraction for an int", Reason.BAD_FIELD, "speed_kmph", "1.5", speed("1.5")),
                bad(
                        "a clock in 2099",
                        Reason.FUTURE_TIME,
                        "event_time",
                        Long.toString(Instant.parse("2099-01-01T00:00:00Z").toEpochMilli()),
                        time(future)),
                bad(
                        "400 days ago",
                        Reason.TOO_OLD,
                        "event_time",
                        Long.toString(Instant.parse(ancient).toEpochMilli()),
                        time(ancient)),
                bad(
                        "nine days ago",
                        Reason.BEYOND_HORIZON,
                        "event_time",
                        Long.toString(Instant.parse(old).toEpochMilli()),
                        time(old)));
    }

    private static Bad bad(String name, Reason reason, String field, String value, String record) {
        return new Bad(
                name,
                reason,
                field,
                value,
                new String(record.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    private static String player(String json) {
        return "{\"player_id\":" + json + ",\"speed_kmph\":1,\"distance_meters\":1}";
    }

    private static String time(String text) {
        return "{\"player_id\":\"odd\",\"distance_meters\":1,\"event_time\":\"" + text + "\"}";
    }

    private static String speed(String json) {
        return "{\"player_id\":\"odd\",\"distance_meters\":1,\"speed_kmph\":" + json + "}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableRecords")
    void setsAside(Bad bad) throws Exception {
        JsonNode letter = letter(putBetweenGoodOnes(bad.record()));

        assertThat(letter.path("reason").asText()).isEqualTo(bad.reason().code());
        assertThat(text(letter, "field")).isEqualTo(bad.field());
        if (bad.value() != null) {
            assertThat(text(letter, "value")).isEqualTo(bad.value());
        }
        assertThat(letter.path("record").binaryValue()).isEqualTo(bad.record());
        assertNeighboursCount();
    }

    private static String text(JsonNode letter, String field) {
        return letter.has(field) ? letter.get(field).asText() : null;
    }

    @Test
    void setsAsideARecordOfAMebibyte() throws Exception {
        byte[] record = new byte[MAX_RECORD_BYTES - ONE_SHARD.length()];
        Arrays.fill(record, (byte) 'x');

        JsonNode letter = letter(putBetweenGoodOnes(record));

        assertThat(letter.path("reason").asText()).isEqualTo(Reason.TOO_LARGE.code());
        assertThat(letter.path("value").asText()).isEqualTo(record.length + " bytes");
        // With base64 it would not fit into a record.
        assertThat(letter.path("record_length").asInt()).isEqualTo(record.length);
        byte[] kept = letter.path("record").binaryValue();
        assertThat(kept).hasSizeGreaterThan(700_000).startsWith(record[0]);
        assertThat(kept).isEqualTo(Arrays.copyOf(record, kept.length));
        assertNeighboursCount();
    }

    @Test
    void setsAsideAnUnusableEventAmongOthersOfItsRecord() throws Exception {
        String wrong = "{\"player_id\":\"\",\"distance_meters\":5}";
        String record = "[" + good() + "," + wrong + "," + good() + "]";

        JsonNode letter = letter(putBetweenGoodOnes(record.getBytes(StandardCharsets.UTF_8)));

        assertThat(letter.path("reason").asText()).isEqualTo(Reason.BAD_PLAYER.code());
        assertThat(letter.path("record").binaryValue())
                .isEqualTo(wrong.getBytes(StandardCharsets.UTF_8));
        assertNeighboursCount();
    }

    @Test
    void setsAsideAnEventForTheBoardsThatCannotUseIt() throws Exception {
        byte[] record = RacingGame.event(ODD, 0, 3, Instant.now());

        PutRecordResponse put = putBetweenGoodOnes(record);

        JsonNode letter = letter(put);
        assertThat(letter.path("reason").asText()).isEqualTo(Reason.EXPRESSION_FAILED.code());
        assertThat(letter.path("board").asText()).isEqualTo("pace");
        assertThat(letter.path("field").asText()).isEqualTo("1000 / event.speed_kmph");
        assertThat(letter.path("value").asText()).contains("division by zero");
        assertThat(letter.path("record").binaryValue()).isEqualTo(record);
        assertNeighboursCount();
        assertThat(letters(put)).hasSize(1);
        eventually(() -> assertThat(game.board("top_speed")).containsKey(ODD));
        assertThat(game.board("pace")).containsKey(GOOD).doesNotContainKey(ODD);
    }

    @Test
    void setsAsideAnEventThatIsLateForItsWindows() throws Exception {
        Instant time = Instant.now().minusSeconds(90);
        byte[] record = RacingGame.event(GOOD, 100, 1, time);

        PutRecordResponse put = putBetweenGoodOnes(record);
        goodEvents++;
        lateEvents++;

        eventually(() -> assertThat(letters(put)).hasSize(2));
        assertThat(letters(put))
                .extracting(
                        letter -> letter.path("reason").asText(),
                        letter -> letter.path("board").asText())
                .containsExactlyInAnyOrder(
                        tuple("late", "window_30s_distance"), tuple("late", "window_30s_speed"));
        assertThat(letters(put))
                .allSatisfy(
                        letter -> {
                            assertThat(letter.path("window").asText()).endsWith("Z");
                            assertThat(letter.path("record").binaryValue()).isEqualTo(record);
                        });
        assertNeighboursCount();
    }

    @Test
    void setsAsideAnEventWhoseScoreNoDoubleHolds() throws Exception {
        String whale = "whale";
        game.putPlayer(whale, whale, 1, "DE", 0);
        eventually(() -> assertThat(game.profile(whale)).isNotEmpty());
        long distance = (1L << 53) + 1;
        byte[] record = RacingGame.event(whale, 100, distance, Instant.now());

        PutRecordResponse put = putBetweenGoodOnes(record);

        // The shadow of the first board is called like it.
        eventually(() -> assertThat(letters(put)).hasSize(4));
        assertThat(letters(put))
                .allSatisfy(
                        letter -> {
                            assertThat(letter.path("reason").asText())
                                    .isEqualTo(Reason.SCORE_OUT_OF_RANGE.code());
                            assertThat(letter.path("field").asText()).isEqualTo("score");
                            assertThat(letter.path("value").asLong()).isEqualTo(distance);
                            assertThat(letter.path("record").binaryValue()).isEqualTo(record);
                        })
                .extracting(letter -> letter.path("board").asText())
                .containsExactlyInAnyOrder(
                        "total_distance",
                        "total_distance",
                        "window_30s_distance",
                        "daily_distance");
        assertNeighboursCount();
        eventually(() -> assertThat(game.score("top_speed", whale)).isEqualTo(100));
        assertThat(game.board("total_distance")).doesNotContainKey(whale);
    }

    @Test
    void leavesNoReasonUntested() {
        Set<Reason> whole = unusableRecords().map(Bad::reason).collect(Collectors.toSet());

        assertThat(EnumSet.complementOf(EnumSet.copyOf(whole)))
                .containsExactlyInAnyOrder(
                        Reason.TOO_LARGE,
                        Reason.LATE,
                        Reason.EXPRESSION_FAILED,
                        Reason.SCORE_OUT_OF_RANGE,
                        Reason.DISTINCT_LIMIT,
                        Reason.RETRACTION_TOO_OLD,
                        Reason.BAD_ENVELOPE);
    }

    private static PutRecordResponse putBetweenGoodOnes(byte[] record) {
        game.put("events", ONE_SHARD, good().getBytes(StandardCharsets.UTF_8));
        PutRecordResponse put = game.put("events", ONE_SHARD, record);
        game.put("events", ONE_SHARD, good().getBytes(StandardCharsets.UTF_8));
        return put;
    }

    /** An event of one metre, unlike all others. */
    private static String good() {
        goodEvents++;
        return "{\"player_id\":\"good\",\"event_id\":\"good-%d\",\"speed_kmph\":100,\"distance_meters\":1}"
                .formatted(goodEvents);
    }

    private static void assertNeighboursCount() {
        eventually(
                () -> {
                    assertThat(game.score("total_distance", GOOD)).isEqualTo(goodEvents);
                    assertThat(game.score("top_speed:v2", GOOD)).isEqualTo(100);
                    assertThat(distanceInWindows()).isEqualTo(goodEvents - lateEvents);
                });
    }

    /** No clock of a player closes a window for others. */
    private static double distanceInWindows() {
        return game.redis().keys(game.key("window_30s_distance:*")).stream()
                .map(key -> game.redis().zscore(key, GOOD))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static JsonNode letter(PutRecordResponse put) {
        eventually(() -> assertThat(letters(put)).isNotEmpty());
        JsonNode letter = letters(put).get(0);
        assertThat(letter.path("stream").asText()).isEqualTo("bad-events");
        assertThat(letter.path("shard").asText()).isEqualTo(put.shardId());
        assertThat(letter.path("arrival_time").asLong())
                .isBetween(
                        Instant.now().minusSeconds(60).toEpochMilli(),
                        Instant.now().toEpochMilli());
        return letter;
    }

    private static List<JsonNode> letters(PutRecordResponse put) {
        return game.records("dead-letters").stream()
                .filter(
                        letter ->
                                letter.path("sequence_number")
                                        .asText()
                                        .equals(put.sequenceNumber()))
                .toList();
    }
}
