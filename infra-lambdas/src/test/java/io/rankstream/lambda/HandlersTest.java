package io.rankstream.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.lambda.ResultsExecutor.Outcome;
import io.rankstream.local.kinesis.KinesisServer;
import io.rankstream.local.redis.RedisProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

@Timeout(60)
class HandlersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAM = "results";
    private static final String STREAM_ARN =
            "arn:aws:kinesis:eu-west-1:000000000000:stream/" + STREAM;

    private static RedisProcess redis;
    private static KinesisServer server;
    private static KinesisClient kinesis;

    private UnifiedJedis client;

    @BeforeAll
    static void startServers() throws IOException {
        redis = RedisProcess.start();
        server =
                KinesisServer.start(
                        KinesisServer.Options.defaults()
                                .withRegion("eu-west-1")
                                .withAccount("000000000000"),
                        Map.of(STREAM, 1));
        kinesis =
                KinesisClient.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.EU_WEST_1)
                        .httpClient(UrlConnectionHttpClient.create())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("any", "any")))
                        .build();
    }

    @AfterAll
    static void stopServers() {
        kinesis.close();
        server.close();
        redis.close();
    }

    @BeforeEach
    void connect() {
        client = RedisClient.builder().hostAndPort(redis.host(), redis.port()).build();
    }

    @AfterEach
    void disconnect() {
        client.flushAll();
        client.close();
    }

    private ResultsExecutor executor() {
        return new ResultsExecutor(
                client, "", "", Duration.ofDays(30), () -> Results.EPOCH / 1_000);
    }

    @Test
    void namesOnlyTheFailedRecordsOfABatch() throws Exception {
        ObjectNode event = JSON.createObjectNode();
        ArrayNode records = event.putArray("Records");
        add(records, "101", Results.put("leaderboard:laps", "p1", 1, Results.EPOCH));
        add(records, "102", Results.text("?"));
        add(records, "103", Results.put("leaderboard:laps", "p2", 2, Results.EPOCH + 1));

        JsonNode answer = call(new ResultsHandler(this::executor), event);

        assertThat(answer)
                .isEqualTo(JSON.readTree("{\"batchItemFailures\":[{\"itemIdentifier\":\"102\"}]}"));
        assertThat(client.zrange("leaderboard:laps", 0, -1)).containsExactly("p1", "p2");
    }

    private static void add(ArrayNode records, String number, byte[] data) {
        ObjectNode kinesisPart = records.addObject().putObject("kinesis");
        kinesisPart.put("sequenceNumber", number).put("data", data);
    }

    @Test
    void makesUpForBatches_readingThemFromTheStreamAgain() throws Exception {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            byte[] record = Results.put("leaderboard:laps", "p" + i, i, Results.EPOCH + i);
            numbers.add(
                    kinesis.putRecord(
                                    request ->
                                            request.streamName(STREAM)
                                                    .partitionKey("k")
                                                    .data(SdkBytes.fromByteArray(record)))
                            .sequenceNumber());
        }
        ObjectNode event = JSON.createObjectNode();
        ArrayNode messages = event.putArray("Records");
        message(messages, "first", numbers.get(1), numbers.get(3));
        message(messages, "gone", "1", "2");
        messages.addObject().put("messageId", "odd").put("body", "{}");

        JsonNode answer = call(new RedriveHandler(this::executor, kinesis), event);

        assertThat(client.zrange("leaderboard:laps", 0, -1)).containsExactly("p1", "p2", "p3");
        assertThat(answer.findValuesAsText("itemIdentifier")).containsExactly("gone", "odd");
    }

    private static void message(ArrayNode messages, String id, String first, String last)
            throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("KinesisBatchInfo")
                .put("shardId", "shardId-000000000000")
                .put("startSequenceNumber", first)
                .put("endSequenceNumber", last)
                .put("streamArn", STREAM_ARN);
        messages.addObject().put("messageId", id).put("body", JSON.writeValueAsString(body));
    }

    @Test
    void reportsMetricsInTheFormOfCloudWatch() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new ResultsMetrics(JSON, "results", new PrintStream(out, true, StandardCharsets.UTF_8))
                .report(new Outcome(Set.of("1"), 5, 4, 3, 2), 1_763_596_800_000L);

        JsonNode line = JSON.readTree(out.toByteArray());
        JsonNode directive = line.at("/_aws/CloudWatchMetrics/0");
        assertThat(directive.path("Namespace").asText()).isEqualTo("Rankstream/Results");
        assertThat(directive.at("/Dimensions/0/0").asText()).isEqualTo("FunctionName");
        assertThat(directive.path("Metrics").findValuesAsText("Name"))
                .allSatisfy(name -> assertThat(line.path(name).isIntegralNumber()).isTrue())
                .hasSize(5);
        assertThat(line.path("expiredChanges").asInt()).isEqualTo(3);
    }

    @Test
    void answersWithTheCohortOfAPlayer() throws Exception {
        JsonNode first = enrich("{\"player_id\":\"player-17\",\"experiment\":\"rules\"}", 200);
        JsonNode again = enrich("{\"experiment\":\"rules\",\"player_id\":\"player-17\"}", 200);
        JsonNode other = enrich("{\"player_id\":\"player-17\",\"experiment\":\"colors\"}", 200);

        assertThat(first).isEqualTo(again);
        assertThat(first.path("cohort").asInt()).isBetween(0, 99);
        assertThat(other.path("cohort")).isNotEqualTo(first.path("cohort"));
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        assertThat(enrich("{\"player_id\":17}", 400))
                .isEqualTo(
                        JSON.readTree(
                                "{\"field\":\"player_id\",\"value\":17,"
                                        + "\"rule\":\"must be a text of 1 to 128 characters\"}"));
        assertThat(enrich("{", 400).path("field").asText()).isEqualTo("body");
    }

    private static JsonNode enrich(String body, int status) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("httpMethod", "POST").put("body", body);
        JsonNode response = call(new EnrichmentHandler(), request);
        assertThat(response.path("statusCode").asInt()).isEqualTo(status);
        return JSON.readTree(response.path("body").asText());
    }

    private static JsonNode call(RequestStreamHandler handler, JsonNode event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(JSON.writeValueAsBytes(event)), out, new LambdaContext());
        return JSON.readTree(out.toByteArray());
    }
}
