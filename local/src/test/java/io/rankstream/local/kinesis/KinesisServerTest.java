package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the server promises beyond the API, and what only a clock of one's own can show. */
class KinesisServerTest {

    private static final String SHARD = "shardId-000000000000";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SettableClock clock = new SettableClock();

    @Test
    void answersAHealthCheck() throws Exception {
        try (KinesisServer server = KinesisServer.start()) {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(server.endpoint().resolve("/")).build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void listensOnTheLoopbackAddressOnly() throws Exception {
        try (KinesisServer server = KinesisServer.start()) {
            assertThat(server.endpoint().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void hasItsStreamsActiveBeforeItListens() throws Exception {
        KinesisServer.Options slow =
                KinesisServer.Options.defaults().withTransitionTime(Duration.ofDays(1));
        try (KinesisServer server = KinesisServer.start(slow, Map.of("events", 4))) {
            JsonNode summary =
                    call(server, "DescribeStreamSummary", "{\"StreamName\":\"events\"}")
                            .get("StreamDescriptionSummary");

            assertThat(summary.get("StreamStatus").asText()).isEqualTo("ACTIVE");
            assertThat(summary.get("OpenShardCount").asInt()).isEqualTo(4);
        }
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (KinesisServer first = KinesisServer.start()) {
            int port = first.endpoint().getPort();

            assertThatThrownBy(
                            () ->
                                    KinesisServer.start(
                                            KinesisServer.Options.defaults().withPort(port)))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("Port " + port + " of 127.0.0.1 is taken");
        }
    }

    @Test
    void namesErrorsInTheHeaderAndTheBody() throws Exception {
        try (KinesisServer server = KinesisServer.start()) {
            HttpResponse<String> response =
                    send(server, "DescribeStream", "{\"StreamName\":\"absent\"}");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.headers().firstValue("x-amzn-ErrorType"))
                    .contains("ResourceNotFoundException");
            assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
            assertThat(JSON.readTree(response.body()))
                    .isEqualTo(
                            JSON.createObjectNode()
                                    .put("__type", "ResourceNotFoundException")
                                    .put(
                                            "message",
                                            "Stream absent under account 000000000000 not"
                                                    + " found."));
        }
    }

    @Test
    void refusesCallsItDoesNotKnowOrCannotRead() throws Exception {
        try (KinesisServer server = KinesisServer.start()) {
            assertThat(error(server, "NoSuchCall", "{}")).isEqualTo("UnknownOperationException");
            assertThat(error(server, "ListStreams", "{")).isEqualTo("SerializationException");
            assertThat(error(server, "ListStreams", "{\"Limit\":\"many\"}"))
                    .isEqualTo("SerializationException");
            assertThat(error(server, "ListShards", "{\"ShardFilter\":{\"Timestamp\":\"today\"}}"))
                    .isEqualTo("SerializationException");
            assertThat(error(server, "SubscribeToShard", "{}"))
                    .isEqualTo("InvalidArgumentException");
        }
    }

    @Test
    void isCreatingAndUpdatingForTheTransitionTime() throws Exception {
        Duration transition = Duration.ofSeconds(30);
        try (KinesisServer server =
                KinesisServer.start(settable().withTransitionTime(transition))) {
            call(server, "CreateStream", "{\"StreamName\":\"events\",\"ShardCount\":1}");
            assertThat(status(server)).isEqualTo("CREATING");
            assertThat(error(server, "PutRecord", record("x")))
                    .isEqualTo("ResourceNotFoundException");
            assertThat(error(server, "ListShards", "{\"StreamName\":\"events\"}"))
                    .isEqualTo("ResourceInUseException");

            clock.advance(transition);
            assertThat(status(server)).isEqualTo("ACTIVE");
            split(server, SHARD, "1000");
            assertThat(status(server)).isEqualTo("UPDATING");
            call(server, "PutRecord", record("x"));
            assertThat(error(server, "SplitShard", splitOf("shardId-000000000001", "10")))
                    .isEqualTo("ResourceInUseException");

            clock.advance(transition);
            assertThat(status(server)).isEqualTo("ACTIVE");
        }
    }

    @Test
    void isBehindWhileRecordsAreLeft_evenThoseOfThisMillisecond() throws Exception {
        try (KinesisServer server = KinesisServer.start(settable(), Map.of("events", 1))) {
            call(server, "PutRecord", record("a"));
            call(server, "PutRecord", record("b"));

            JsonNode first =
                    call(
                            server,
                            "GetRecords",
                            "{\"Limit\":1,\"ShardIterator\":\"" + iterator(server, SHARD) + "\"}");
            JsonNode second =
                    call(
                            server,
                            "GetRecords",
                            "{\"ShardIterator\":" + first.get("NextShardIterator") + "}");

            assertThat(first.get("MillisBehindLatest").asLong()).isEqualTo(1);
            assertThat(second.get("MillisBehindLatest").asLong()).isZero();
        }
    }

    @Test
    void expiresIteratorsAfterFiveMinutes() throws Exception {
        try (KinesisServer server = KinesisServer.start(settable(), Map.of("events", 1))) {
            String iterator = iterator(server, SHARD);

            clock.advance(Duration.ofMinutes(5));
            assertThat(read(server, iterator)).isEmpty();

            clock.advance(Duration.ofMillis(1));
            assertThat(error(server, "GetRecords", "{\"ShardIterator\":\"" + iterator + "\"}"))
                    .isEqualTo("ExpiredIteratorException");
        }
    }

    @Test
    void expiresPageTokensAfterFiveMinutes() throws Exception {
        try (KinesisServer server = KinesisServer.start(settable(), Map.of("events", 2))) {
            String token =
                    call(server, "ListShards", "{\"StreamName\":\"events\",\"MaxResults\":1}")
                            .get("NextToken")
                            .asText();

            clock.advance(Duration.ofMinutes(5).plusMillis(1));

            assertThat(error(server, "ListShards", "{\"NextToken\":\"" + token + "\"}"))
                    .isEqualTo("ExpiredNextTokenException");
        }
    }

    @Test
    void trimsWhatIsOlderThanTheRetention() throws Exception {
        try (KinesisServer server = KinesisServer.start(settable(), Map.of("events", 1))) {
            call(server, "PutRecord", record("old"));
            clock.advance(Duration.ofHours(12));
            call(server, "PutRecord", record("young"));

            clock.advance(Duration.ofHours(12).plusMillis(1));

            assertThat(read(server, iterator(server, SHARD))).containsExactly("young");
        }
    }

    @Test
    void movesAReaderOfTrimmedRecordsToTheTrimHorizon() throws Exception {
        try (KinesisServer server = KinesisServer.start(settable(), Map.of("events", 1))) {
            String sequenceNumber =
                    call(server, "PutRecord", record("old")).get("SequenceNumber").asText();
            clock.advance(Duration.ofHours(12));
            call(server, "PutRecord", record("young"));
            clock.advance(Duration.ofHours(12).plusMillis(1));

            String iterator =
                    call(
                                    server,
                                    "GetShardIterator",
                                    "{\"StreamName\":\"events\",\"ShardId\":\""
                                            + SHARD
                                            + "\",\"ShardIteratorType\":\"AT_SEQUENCE_NUMBER\","
                                            + "\"StartingSequenceNumber\":\""
                                            + sequenceNumber
                                            + "\"}")
                            .get("ShardIterator")
                            .asText();

            assertThat(read(server, iterator)).containsExactly("young");
        }
    }

    @Test
    void forgetsAClosedShardAfterTheRetention() throws Exception {
        KinesisServer.Options options = settable().withTransitionTime(Duration.ZERO);
        try (KinesisServer server = KinesisServer.start(options, Map.of("events", 1))) {
            split(server, SHARD, "1000");
            assertThat(shardIds(server)).hasSize(3).contains(SHARD);

            clock.advance(Duration.ofHours(24).plusMillis(1));

            assertThat(shardIds(server)).hasSize(2).doesNotContain(SHARD);
        }
    }

    @Test
    void neverLetsArrivalTimesGoBackwards() throws Exception {
        KinesisServer.Options options = settable().withTransitionTime(Duration.ZERO);
        try (KinesisServer server = KinesisServer.start(options, Map.of("events", 1))) {
            call(server, "PutRecord", record("first"));
            split(server, SHARD, "1000");
            clock.advance(Duration.ofSeconds(-10));
            String child = call(server, "PutRecord", record("second")).get("ShardId").asText();

            assertThat(child).isNotEqualTo(SHARD);
            assertThat(arrivals(server, child)).isEqualTo(arrivals(server, SHARD));
        }
    }

    @Test
    void dropsTheOldestOfTheFullestShardBeyondTheBudget() throws Exception {
        KinesisServer.Options small = KinesisServer.Options.defaults().withMaxRetainedBytes(50_000);
        try (KinesisServer server = KinesisServer.start(small, Map.of("events", 1, "control", 1))) {
            call(server, "PutRecord", record("control", "kept"));
            for (int i = 0; i < 200; i++) {
                call(server, "PutRecord", record("events", i + "x".repeat(1_000)));
            }

            List<String> left = read(server, iterator(server, SHARD));
            assertThat(left).hasSizeBetween(35, 50).last().isEqualTo("199" + "x".repeat(1_000));
            assertThat(read(server, iterator(server, "control", SHARD))).containsExactly("kept");
        }
    }

    @Test
    void enforcesTheWritesOfAShardOnDemand() throws Exception {
        KinesisServer.Options options = settable().withShardLimitsEnforced(true);
        try (KinesisServer server = KinesisServer.start(options, Map.of("events", 1))) {
            int failed = 0;
            for (int put = 0; put < 3; put++) {
                failed += call(server, "PutRecords", records(400)).get("FailedRecordCount").asInt();
            }
            assertThat(failed).isEqualTo(200);
            assertThat(error(server, "PutRecord", record("x")))
                    .isEqualTo("ProvisionedThroughputExceededException");

            clock.advance(Duration.ofSeconds(1));
            call(server, "PutRecord", record("x"));
        }
    }

    @Test
    void enforcesTheReadsOfAShardOnDemand() throws Exception {
        KinesisServer.Options options = settable().withShardLimitsEnforced(true);
        try (KinesisServer server = KinesisServer.start(options, Map.of("events", 1))) {
            String iterator = iterator(server, SHARD);
            for (int i = 0; i < 5; i++) {
                read(server, iterator);
            }

            assertThat(error(server, "GetRecords", "{\"ShardIterator\":\"" + iterator + "\"}"))
                    .isEqualTo("ProvisionedThroughputExceededException");

            clock.advance(Duration.ofSeconds(1));
            assertThat(read(server, iterator)).isEmpty();
        }
    }

    @Test
    void namesItsRegionAndAccount() throws Exception {
        KinesisServer.Options options =
                KinesisServer.Options.defaults()
                        .withRegion("eu-central-1")
                        .withAccount("123456789012");
        try (KinesisServer server = KinesisServer.start(options, Map.of("events", 1))) {
            String arn = "arn:aws:kinesis:eu-central-1:123456789012:stream/events";

            assertThat(
                            call(server, "DescribeStreamSummary", "{\"StreamARN\":\"" + arn + "\"}")
                                    .at("/StreamDescriptionSummary/StreamARN")
                                    .asText())
                    .isEqualTo(arn);
            assertThat(
                            error(
                                    server,
                                    "DescribeStreamSummary",
                                    "{\"StreamARN\":\"" + arn.replace("1234", "4321") + "\"}"))
                    .isEqualTo("ResourceNotFoundException");
        }
    }

    private KinesisServer.Options settable() {
        return KinesisServer.Options.defaults().withClock(clock);
    }

    private JsonNode call(KinesisServer server, String operation, String body) throws Exception {
        HttpResponse<String> response = send(server, operation, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private String error(KinesisServer server, String operation, String body) throws Exception {
        HttpResponse<String> response = send(server, operation, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        return JSON.readTree(response.body()).get("__type").asText();
    }

    private HttpResponse<String> send(KinesisServer server, String operation, String body)
            throws IOException, InterruptedException {
        URI endpoint = server.endpoint();
        return http.send(
                HttpRequest.newBuilder(endpoint)
                        .header("Content-Type", "application/x-amz-json-1.1")
                        .header("X-Amz-Target", "Kinesis_20131202." + operation)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String status(KinesisServer server) throws Exception {
        return call(server, "DescribeStreamSummary", "{\"StreamName\":\"events\"}")
                .at("/StreamDescriptionSummary/StreamStatus")
                .asText();
    }

    private List<String> shardIds(KinesisServer server) throws Exception {
        List<String> ids = new ArrayList<>();
        call(server, "ListShards", "{\"StreamName\":\"events\"}")
                .get("Shards")
                .forEach(shard -> ids.add(shard.get("ShardId").asText()));
        return ids;
    }

    private String iterator(KinesisServer server, String shard) throws Exception {
        return iterator(server, "events", shard);
    }

    private String iterator(KinesisServer server, String stream, String shard) throws Exception {
        return call(
                        server,
                        "GetShardIterator",
                        "{\"StreamName\":\""
                                + stream
                                + "\",\"ShardId\":\""
                                + shard
                                + "\",\"ShardIteratorType\":\"TRIM_HORIZON\"}")
                .get("ShardIterator")
                .asText();
    }

    private List<String> read(KinesisServer server, String iterator) throws Exception {
        List<String> texts = new ArrayList<>();
        for (JsonNode taken :
                call(server, "GetRecords", "{\"ShardIterator\":\"" + iterator + "\"}")
                        .get("Records")) {
            texts.add(new String(taken.get("Data").binaryValue(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private List<Double> arrivals(KinesisServer server, String shard) throws Exception {
        List<Double> arrivals = new ArrayList<>();
        String body = "{\"ShardIterator\":\"" + iterator(server, shard) + "\"}";
        for (JsonNode taken : call(server, "GetRecords", body).get("Records")) {
            arrivals.add(taken.get("ApproximateArrivalTimestamp").asDouble());
        }
        return arrivals;
    }

    private void split(KinesisServer server, String shard, String key) throws Exception {
        HttpResponse<String> response = send(server, "SplitShard", splitOf(shard, key));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static String splitOf(String shard, String key) {
        return "{\"StreamName\":\"events\",\"ShardToSplit\":\""
                + shard
                + "\",\"NewStartingHashKey\":\""
                + key
                + "\"}";
    }

    private static String record(String text) {
        return record("events", text);
    }

    private static String record(String stream, String text) {
        return "{\"StreamName\":\"" + stream + "\"," + entry(text) + "}";
    }

    private static String records(int count) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add("{" + entry("text-" + i) + "}");
        }
        return "{\"StreamName\":\"events\",\"Records\":[" + String.join(",", entries) + "]}";
    }

    private static String entry(String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return "\"PartitionKey\":\"k\",\"Data\":\"" + data + "\"";
    }

    /** A clock that stands still until the test moves it. */
    private static final class SettableClock implements InstantSource {

        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void advance(Duration duration) {
            now = now.plus(duration);
        }
    }
}
