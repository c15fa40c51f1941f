package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * What the tests of the conformance suite share: the endpoint, a client, streams of their own.
 *
 * <p>The endpoint is a server in this process, or the one that the system property {@code
 * kinesis.endpoint} names (region: {@code kinesis.region}): a URL; {@code kinesis-local}, which is
 * installed and started; or {@code aws}, the real service, with its usual credentials. A call that
 * such a server lacks skips the test.
 */
@Timeout(120)
@ParameterizedClass(name = "{0}")
@EnumSource(WireProtocol.class)
abstract class KinesisConformance {

    private static final String ENDPOINT = System.getProperty("kinesis.endpoint", "");
    private static final String REGION = System.getProperty("kinesis.region", "us-east-1");
    static final String KINESIS_LOCAL = "kinesis-local";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How servers name a call that they do not have. */
    private static final List<String> LACKING =
            List.of(
                    "UnknownOperationException",
                    "UnknownOperation",
                    "InvalidAction",
                    "NotImplemented",
                    "NotImplementedException");

    @Parameter WireProtocol protocol;

    private KinesisServer embedded;
    private final List<String> created = new ArrayList<>();

    KinesisClient kinesis;
    String lastContentType;

    @BeforeEach
    void connect() throws IOException, InterruptedException {
        protocol.select();
        KinesisClientBuilder builder =
                KinesisClient.builder()
                        .region(Region.of(REGION))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .overrideConfiguration(
                                config ->
                                        config.addExecutionInterceptor(new ContentTypeRecorder()));
        if (ENDPOINT.equals("aws")) {
            builder.credentialsProvider(DefaultCredentialsProvider.builder().build());
        } else {
            builder.credentialsProvider(
                            StaticCredentialsProvider.create(
                                    AwsBasicCredentials.create("local", "local")))
                    .endpointOverride(endpoint());
        }
        kinesis = builder.build();
    }

    @AfterEach
    void disconnect() {
        if (kinesis != null) {
            created.forEach(
                    stream ->
                            kinesis.deleteStream(
                                    request ->
                                            request.streamName(stream)
                                                    .enforceConsumerDeletion(true)));
            kinesis.close();
        }
        if (embedded != null) {
            embedded.close();
        }
        WireProtocol.reset();
    }

    /** The name of a new active stream. */
    final String newStream(int shards) {
        String name = newName();
        kinesis.createStream(request -> request.streamName(name).shardCount(shards));
        created.add(name);
        awaitActive(name);
        return name;
    }

    static String newName() {
        return "conformance-" + UUID.randomUUID();
    }

    final void deletesAfterwards(String stream) {
        created.add(stream);
    }

    final void awaitActive(String stream) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(ENDPOINT.equals("aws") ? 200 : 5))
                .until(() -> status(stream) == StreamStatus.ACTIVE);
    }

    final StreamStatus status(String stream) {
        return kinesis.describeStream(request -> request.streamName(stream))
                .streamDescription()
                .streamStatus();
    }

    final String arn(String stream) {
        return kinesis.describeStream(request -> request.streamName(stream))
                .streamDescription()
                .streamARN();
    }

    final List<Shard> shards(String stream) {
        return kinesis.listShards(request -> request.streamName(stream)).shards();
    }

    final List<Shard> openShards(String stream) {
        return shards(stream).stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    final String put(String stream, String key, String text) {
        return kinesis.putRecord(
                        request ->
                                request.streamName(stream)
                                        .partitionKey(key)
                                        .data(SdkBytes.fromUtf8String(text)))
                .sequenceNumber();
    }

    final String iterator(String stream, String shard, ShardIteratorType type) {
        return kinesis.getShardIterator(
                        request ->
                                request.streamName(stream).shardId(shard).shardIteratorType(type))
                .shardIterator();
    }

    final GetRecordsResponse read(String iterator) {
        return kinesis.getRecords(request -> request.shardIterator(iterator));
    }

    /** The records of a shard from an iterator until its end, or until nothing is behind. */
    final List<Record> drain(String iterator) {
        List<Record> records = new ArrayList<>();
        String next = iterator;
        while (next != null) {
            GetRecordsResponse response = read(next);
            records.addAll(response.records());
            next = response.nextShardIterator();
            if (response.millisBehindLatest() == 0 && response.records().isEmpty()) {
                break;
            }
        }
        return records;
    }

    /** All records of a stream by shard id, in the order of the shards. */
    final Map<String, List<Record>> drainAll(String stream) {
        Map<String, List<Record>> records = new LinkedHashMap<>();
        for (Shard shard : shards(stream)) {
            records.put(
                    shard.shardId(),
                    drain(iterator(stream, shard.shardId(), ShardIteratorType.TRIM_HORIZON)));
        }
        return records;
    }

    static List<String> texts(List<Record> records) {
        return records.stream().map(taken -> taken.data().asUtf8String()).toList();
    }

    static BigInteger sequence(Record taken) {
        return new BigInteger(taken.sequenceNumber());
    }

    /** Makes a call that another server may lack; then the test is skipped, and says why. */
    final <T> T supported(Callable<T> call) throws Exception {
        try {
            return call.call();
        } catch (AwsServiceException e) {
            String error = String.valueOf(e.awsErrorDetails().errorCode());
            if (isExternal() && (LACKING.contains(error) || e.statusCode() == 501)) {
                Assumptions.abort(ENDPOINT + " lacks this call: " + e.getMessage());
            }
            throw e;
        }
    }

    /** A member of an answer that another server may lack; then the test is skipped. */
    static <T> T supported(String member, T value) {
        if (isExternal() && value == null) {
            Assumptions.abort(ENDPOINT + " does not answer with " + member);
        }
        assertThat(value).as(member).isNotNull();
        return value;
    }

    /** Asserts that a call fails with an error of the API and HTTP status 400. */
    static AbstractThrowableAssert<?, ?> assertRefused(String errorName, ThrowingCallable call) {
        return assertRefusedAsOneOf(List.of(errorName), call);
    }

    /** For refusals that the API's reference leaves to several errors. */
    static AbstractThrowableAssert<?, ?> assertRefusedAsOneOf(
            List<String> errorNames, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> {
                            assertThat(e.awsErrorDetails().errorCode()).isIn(errorNames);
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.requestId()).isNotBlank();
                        });
    }

    private URI endpoint() throws IOException, InterruptedException {
        if (ENDPOINT.equals(KINESIS_LOCAL)) {
            return KinesisLocal.endpoint();
        }
        if (isExternal()) {
            return URI.create(ENDPOINT);
        }
        embedded = KinesisServer.start();
        return embedded.endpoint();
    }

    private static boolean isExternal() {
        return !ENDPOINT.isEmpty();
    }

    /** Notes what the SDK really sent, so that a protocol switch without effect is noticed. */
    private final class ContentTypeRecorder implements ExecutionInterceptor {

        @Override
        public void beforeTransmission(
                Context.BeforeTransmission context, ExecutionAttributes attributes) {
            lastContentType =
                    context.httpRequest().firstMatchingHeader("Content-Type").orElse("none");
        }
    }
}
