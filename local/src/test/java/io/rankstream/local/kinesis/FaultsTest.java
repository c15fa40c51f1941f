package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.local.kinesis.Fault.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Injected faults answer what the service answers, and lose nothing that was acknowledged. */
@ParameterizedClass(name = "{0}")
@EnumSource(WireProtocol.class)
class FaultsTest {

    private static final String STREAM = "events";
    private static final String FIRST = "shardId-000000000000";
    private static final String SECOND = "shardId-000000000001";
    private static final String LOWER_HALF = "0";
    private static final String UPPER_HALF = "340282366920938463463374607431768211455";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameter WireProtocol protocol;

    private final AtomicLong aheadMillis = new AtomicLong();
    private KinesisServer server;
    private KinesisClient kinesis;
    private KinesisClient patient;

    @BeforeEach
    void start() throws IOException {
        protocol.select();
        InstantSource clock = () -> Instant.now().plusMillis(aheadMillis.get());
        server =
                KinesisServer.start(
                        KinesisServer.Options.defaults()
                                .withClock(clock)
                                .withTransitionTime(Duration.ZERO),
                        Map.of(STREAM, 2));
        kinesis = client(AwsRetryStrategy.doNotRetry());
        patient = client(AwsRetryStrategy.standardRetryStrategy());
    }

    @AfterEach
    void stop() {
        patient.close();
        kinesis.close();
        server.close();
        WireProtocol.reset();
    }

    @Test
    void throttlesReadsOfOneShard_andTheSameIteratorReadsOnAfterwards() {
        put(LOWER_HALF, "a");
        put(UPPER_HALF, "b");
        String iterator = iterator(FIRST);
        Faults.Injected fault =
                server.faults().inject(Fault.of(Kind.THROTTLE_READS).on(STREAM, FIRST).times(2));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> read(iterator))
                    .isInstanceOfSatisfying(
                            ProvisionedThroughputExceededException.class,
                            e -> {
                                assertThat(e.statusCode()).isEqualTo(400);
                                assertThat(e.awsErrorDetails().errorMessage())
                                        .isEqualTo(rateExceeded(FIRST));
                            });
            assertThat(texts(read(iterator(SECOND)).records())).containsExactly("b");
        }

        assertThat(texts(read(iterator).records())).containsExactly("a");
        assertThat(fault.hits()).isEqualTo(2);
        assertThat(fault.isOver()).isTrue();
        assertThat(server.faults().active()).isEmpty();
    }

    @Test
    void throttlesAPutOfOneRecord_andStoresNothing() {
        server.faults().inject(Fault.of(Kind.THROTTLE_WRITES).on(STREAM).times(1));

        assertThatThrownBy(() -> put(LOWER_HALF, "a"))
                .isInstanceOfSatisfying(
                        ProvisionedThroughputExceededException.class,
                        e ->
                                assertThat(e.awsErrorDetails().errorMessage())
                                        .isEqualTo(rateExceeded(FIRST)));

        assertThat(stored()).isEmpty();
        put(LOWER_HALF, "a");
        assertThat(stored()).containsExactly("a");
    }

    @Test
    void refusesAShareOfTheRecordsOfAPut_andStoresTheOthersInOrder() {
        server.faults().inject(Fault.of(Kind.THROTTLE_WRITES).withShare(0.3, 7));

        PutRecordsResponse response = putBatch("text-", 500);

        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            PutRecordsResultEntry entry = response.records().get(i);
            if (entry.errorCode() == null) {
                assertThat(entry.shardId()).isEqualTo(FIRST);
                assertThat(entry.sequenceNumber()).isNotBlank();
                accepted.add("text-" + i);
            } else {
                assertThat(entry.errorCode()).isEqualTo("ProvisionedThroughputExceededException");
                assertThat(entry.errorMessage()).isEqualTo(rateExceeded(FIRST));
                assertThat(entry.sequenceNumber()).isNull();
                assertThat(entry.shardId()).isNull();
            }
        }
        assertThat(response.failedRecordCount()).isBetween(100, 200);
        assertThat(accepted).hasSize(500 - response.failedRecordCount());
        assertThat(stored()).isEqualTo(accepted);
    }

    @Test
    void failsRecordsOfAPutInternally() {
        server.faults().inject(Fault.of(Kind.FAIL_WRITES).on(STREAM, FIRST).times(3));

        PutRecordsResponse response = putBatch("text-", 4);

        assertThat(response.failedRecordCount()).isEqualTo(3);
        assertThat(response.records().get(0).errorCode()).isEqualTo("InternalFailure");
        assertThat(response.records().get(0).errorMessage()).isEqualTo("Internal service failure.");
        assertThat(stored()).containsExactly("text-3");
    }

    @Test
    void drawsTheSameHitsFromTheSameSeed() {
        List<Boolean> hits = hits(11);

        assertThat(hits(11)).isEqualTo(hits);
        assertThat(hits(12)).isNotEqualTo(hits);
    }

    @Test
    void expiresIterators_andANewOneGoesOnBehindTheLastRecord() {
        String first = put(LOWER_HALF, "a");
        put(LOWER_HALF, "b");
        server.faults().inject(Fault.of(Kind.EXPIRE_ITERATORS).times(1));

        assertThatThrownBy(() -> read(iterator(FIRST)))
                .isInstanceOfSatisfying(
                        ExpiredIteratorException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(400));

        String next =
                kinesis.getShardIterator(
                                r ->
                                        r.streamName(STREAM)
                                                .shardId(FIRST)
                                                .shardIteratorType(
                                                        ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                                .startingSequenceNumber(first))
                        .shardIterator();
        assertThat(texts(read(next).records())).containsExactly("b");
    }

    @Test
    void failsCallsBeforeTheyAreCarriedOut() {
        server.faults().inject(Fault.of(Kind.FAIL_CALLS).onOperation("PutRecord").times(1));

        assertThatThrownBy(() -> put(LOWER_HALF, "a"))
                .isInstanceOfSatisfying(AwsServiceException.class, FaultsTest::isInternalFailure);
        assertThat(stored()).isEmpty();
    }

    @Test
    void isOvercomeByAClientThatRepeatsItsCalls() {
        server.faults().inject(Fault.of(Kind.FAIL_CALLS).times(1));
        server.faults().inject(Fault.of(Kind.THROTTLE_WRITES).times(1));

        patient.putRecord(
                r -> r.streamName(STREAM).partitionKey("k").data(SdkBytes.fromUtf8String("a")));

        assertThat(stored()).containsExactly("a");
    }

    @Test
    void losesAnswersOfCallsThatWereCarriedOut_soThatARepetitionDoubles() {
        server.faults().inject(Fault.of(Kind.LOSE_ANSWERS).onOperation("PutRecord").times(1));

        patient.putRecord(
                r -> r.streamName(STREAM).partitionKey("k").data(SdkBytes.fromUtf8String("a")));

        assertThat(stored()).containsExactly("a", "a");
    }

    @Test
    void delaysCalls() {
        Duration latency = Duration.ofMillis(300);
        server.faults().inject(Fault.latency(latency).onOperation("GetRecords").times(1));
        String iterator = iterator(FIRST);

        long start = System.nanoTime();
        read(iterator);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(latency);
    }

    @Test
    void endsAfterItsDuration() {
        server.faults().inject(Fault.of(Kind.THROTTLE_READS).lasting(Duration.ofMinutes(1)));
        assertThatThrownBy(() -> read(iterator(FIRST)))
                .isInstanceOf(ProvisionedThroughputExceededException.class);

        aheadMillis.addAndGet(Duration.ofMinutes(1).toMillis());

        assertThat(read(iterator(FIRST)).records()).isEmpty();
        assertThat(server.faults().active()).isEmpty();
    }

    @Test
    void losesAndDoublesNothing_whenRefusalsOfAllKindsMeetASplit() {
        server.faults().inject(Fault.of(Kind.THROTTLE_WRITES).withShare(0.3, 1));
        server.faults().inject(Fault.of(Kind.FAIL_WRITES).withShare(0.1, 2));
        server.faults().inject(Fault.of(Kind.THROTTLE_READS).withShare(0.3, 3));
        server.faults().inject(Fault.of(Kind.EXPIRE_ITERATORS).withShare(0.2, 4));
        server.faults().inject(Fault.of(Kind.FAIL_CALLS).withShare(0.1, 5));

        List<String> sent = IntStream.range(0, 2_000).mapToObj(i -> "text-" + i).toList();
        putUntilStored(sent.subList(0, 1_000));
        persist(
                () ->
                        kinesis.splitShard(
                                r ->
                                        r.streamName(STREAM)
                                                .shardToSplit(FIRST)
                                                .newStartingHashKey("1000")));
        putUntilStored(sent.subList(1_000, 2_000));

        assertThat(stored()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(server.faults().active()).hasSize(5).allMatch(fault -> fault.hits() > 0);
        server.faults().clear();
        assertThat(stored()).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void isSwitchedOnAndOffOverHttp() throws Exception {
        JsonNode injected =
                JSON.readTree(
                        send(
                                        "POST",
                                        "/faults",
                                        "{\"kind\":\"throttle_reads\",\"stream\":\"events\","
                                                + "\"shard\":\""
                                                + FIRST
                                                + "\",\"duration\":\"PT1H\",\"seed\":3}")
                                .body());
        assertThatThrownBy(() -> read(iterator(FIRST)))
                .isInstanceOf(ProvisionedThroughputExceededException.class);

        JsonNode listed = JSON.readTree(send("GET", "/faults", "").body());
        assertThat(listed)
                .isEqualTo(
                        JSON.readTree(
                                "[{\"id\":1,\"kind\":\"throttle_reads\",\"stream\":\"events\","
                                        + "\"shard\":\"shardId-000000000000\",\"share\":1.0,"
                                        + "\"duration\":\"PT1H\",\"seed\":3,\"hits\":1}]"));
        assertThat(send("DELETE", "/faults/" + injected.get("id").asLong(), "").statusCode())
                .isEqualTo(200);
        assertThat(read(iterator(FIRST)).records()).isEmpty();
        assertThat(send("DELETE", "/faults/1", "").statusCode()).isEqualTo(404);

        send("POST", "/faults", "{\"kind\":\"latency\",\"latency\":\"PT1M\",\"count\":5}");
        assertThat(server.faults().active()).hasSize(1);
        assertThat(send("DELETE", "/faults", "").body()).isEqualTo("[]\n");
        assertThat(server.faults().active()).isEmpty();
    }

    @Test
    void saysOverHttpWhatAFaultMustLookLike() throws Exception {
        assertThat(refusal("{\"kind\":\"fire\"}")).contains("kind must be one of", "latency");
        assertThat(refusal("{\"kind\":\"latency\"}")).contains("latency must be above zero");
        assertThat(refusal("{\"kind\":\"throttle_reads\",\"share\":2}")).contains("share must be");
        assertThat(refusal("{\"kind\":\"throttle_reads\",\"often\":2}"))
                .contains("unknown field often");
        assertThat(refusal("{\"kind\":\"throttle_reads\",\"duration\":\"soon\"}"))
                .contains("cannot be parsed");
        assertThat(refusal("{")).contains("not JSON");
        assertThat(post("text/plain", "{\"kind\":\"throttle_reads\"}").statusCode()).isEqualTo(415);
        assertThat(server.faults().active()).isEmpty();
    }

    @Test
    void refusesFaultsThatCannotHit() {
        Fault calls = Fault.of(Kind.FAIL_CALLS);
        Fault reads = Fault.of(Kind.THROTTLE_READS);

        assertThatIllegalArgumentException().isThrownBy(() -> calls.on(STREAM));
        assertThatIllegalArgumentException().isThrownBy(() -> reads.onOperation("GetRecords"));
        assertThatIllegalArgumentException().isThrownBy(() -> reads.withShare(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> reads.times(0));
        assertThatIllegalArgumentException().isThrownBy(() -> reads.lasting(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.latency(Duration.ofHours(1)));
    }

    private KinesisClient client(RetryStrategy retries) {
        return KinesisClient.builder()
                .region(Region.US_EAST_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .overrideConfiguration(config -> config.retryStrategy(retries))
                .endpointOverride(server.endpoint())
                .build();
    }

    private static void isInternalFailure(AwsServiceException e) {
        assertThat(e.statusCode()).isEqualTo(500);
        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InternalFailure");
        assertThat(e.requestId()).isNotBlank();
    }

    private static String rateExceeded(String shard) {
        return "Rate exceeded for shard " + shard + " in stream events under account 000000000000.";
    }

    private String put(String hashKey, String text) {
        return kinesis.putRecord(
                        r ->
                                r.streamName(STREAM)
                                        .partitionKey("k")
                                        .explicitHashKey(hashKey)
                                        .data(SdkBytes.fromUtf8String(text)))
                .sequenceNumber();
    }

    private PutRecordsResponse putBatch(String prefix, int size) {
        return kinesis.putRecords(
                r ->
                        r.streamName(STREAM)
                                .records(
                                        IntStream.range(0, size)
                                                .mapToObj(i -> entry(LOWER_HALF, prefix + i))
                                                .toList()));
    }

    /** As a careful producer does: repeats exactly the refused records. */
    private void putUntilStored(List<String> texts) {
        for (int from = 0; from < texts.size(); from += 250) {
            List<String> left = texts.subList(from, from + 250);
            while (!left.isEmpty()) {
                List<String> batch = left;
                List<PutRecordsResultEntry> results =
                        persist(
                                        () ->
                                                kinesis.putRecords(
                                                        r ->
                                                                r.streamName(STREAM)
                                                                        .records(entries(batch))))
                                .records();
                left =
                        IntStream.range(0, batch.size())
                                .filter(i -> results.get(i).errorCode() != null)
                                .mapToObj(batch::get)
                                .toList();
            }
        }
    }

    private static List<PutRecordsRequestEntry> entries(List<String> texts) {
        return texts.stream()
                .map(text -> entry(text.hashCode() % 2 == 0 ? LOWER_HALF : UPPER_HALF, text))
                .toList();
    }

    private static PutRecordsRequestEntry entry(String hashKey, String text) {
        return PutRecordsRequestEntry.builder()
                .partitionKey("k")
                .explicitHashKey(hashKey)
                .data(SdkBytes.fromUtf8String(text))
                .build();
    }

    private List<Boolean> hits(long seed) {
        Faults.Injected fault =
                server.faults().inject(Fault.of(Kind.THROTTLE_WRITES).withShare(0.5, seed));
        List<Boolean> hits =
                putBatch("text-", 100).records().stream().map(r -> r.errorCode() != null).toList();
        fault.end();
        return hits;
    }

    private String iterator(String shard) {
        return kinesis.getShardIterator(
                        r ->
                                r.streamName(STREAM)
                                        .shardId(shard)
                                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
    }

    private GetRecordsResponse read(String iterator) {
        return kinesis.getRecords(r -> r.shardIterator(iterator).limit(100));
    }

    /** What all shards hold, read by a client that repeats what is refused. */
    private List<String> stored() {
        List<String> texts = new ArrayList<>();
        for (var shard : persist(() -> kinesis.listShards(r -> r.streamName(STREAM))).shards()) {
            String iterator = persist(() -> iterator(shard.shardId()));
            boolean more = true;
            while (more) {
                String current = iterator;
                GetRecordsResponse response = persist(() -> read(current));
                texts.addAll(texts(response.records()));
                iterator = response.nextShardIterator();
                more = iterator != null && response.millisBehindLatest() > 0;
            }
        }
        return texts;
    }

    private static List<String> texts(List<Record> records) {
        return records.stream().map(taken -> taken.data().asUtf8String()).toList();
    }

    private static <T> T persist(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (AwsServiceException e) {
                // The faults of these tests are all of the kind that a repetition overcomes.
                assertThat(e.awsErrorDetails().errorCode())
                        .isIn(
                                "ProvisionedThroughputExceededException",
                                "ExpiredIteratorException",
                                "InternalFailure");
            }
        }
    }

    private String refusal(String body) throws Exception {
        HttpResponse<String> response = send("POST", "/faults", body);
        assertThat(response.statusCode()).isEqualTo(400);
        return JSON.readTree(response.body()).get("message").asText();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(method, path, "application/json", body);
    }

    private HttpResponse<String> post(String contentType, String body) throws Exception {
        return send("POST", "/faults", contentType, body);
    }

    private HttpResponse<String> send(String method, String path, String contentType, String body)
            throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.endpoint() + path))
                                .header("Content-Type", contentType)
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
