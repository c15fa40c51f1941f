package io.rankstream.flink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.deadletter.DeadLetterSerializationSchema;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.flink.testkit.CollectingSink;
import io.rankstream.flink.testkit.LocalKinesis;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.flink.testkit.TestSources;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.RecordOrigin;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;

class KinesisIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    /** Two looks for new shards a second, so that a test sees a split soon. */
    private static final ReadingPace PACE =
            new ReadingPace(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMinutes(5));

    private static LocalKinesis kinesis;

    private final CollectingSink<String> seen = new CollectingSink<>();
    private JobClient job;

    @TempDir private Path folder;

    @BeforeAll
    static void startServer() throws IOException {
        kinesis = LocalKinesis.start();
    }

    @AfterAll
    static void stopServer() {
        kinesis.close();
    }

    @AfterEach
    void stop() throws Exception {
        if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
            job.cancel().get();
        }
        seen.close();
    }

    @Test
    void writesEveryElementWithItsPartitionKey() throws Exception {
        kinesis.createStream("written", 2);
        List<String> texts = texts("text", 2_000);
        StreamExecutionEnvironment env = JobEnvironment.strict();
        TestSources.bounded(env, Types.STRING, texts)
                .uid("texts")
                .sinkTo(
                        new KinesisSinks(kinesis.connection())
                                .to("written", new SimpleStringSchema(), text -> "key of " + text))
                .uid("written");

        env.execute();

        assertThat(kinesis.records("written"))
                .extracting(record -> record.partitionKey())
                .containsOnlyOnceElementsOf(texts.stream().map(text -> "key of " + text).toList());
        assertThat(kinesis.texts("written")).containsExactlyInAnyOrderElementsOf(texts);
    }

    @Test
    void writesDeadLetters() throws Exception {
        kinesis.createStream("dead-letters", 2);
        DeadLetter letter =
                DeadLetter.ofRecord(
                        DeadLetter.Reason.NOT_JSON,
                        null,
                        null,
                        new RecordOrigin("events", "shardId-000000000003", "42"),
                        7,
                        new byte[] {'{'});
        StreamExecutionEnvironment env = JobEnvironment.strict();
        TestSources.bounded(env, ModelTypes.DEAD_LETTER, List.of(letter))
                .uid("letters")
                .sinkTo(
                        new KinesisSinks(kinesis.connection())
                                .to(
                                        "dead-letters",
                                        new DeadLetterSerializationSchema(),
                                        DeadLetterSerializationSchema::partitionKey))
                .uid("dead-letters");

        env.execute();

        assertThat(kinesis.records("dead-letters"))
                .extracting(Record::partitionKey, record -> record.data().asUtf8String())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "shardId-000000000003",
                                new String(letter.toJson(), StandardCharsets.UTF_8)));
    }

    @Test
    void readsEveryRecordOnce_whileShardsAreSplitAndMerged() throws Exception {
        kinesis.createStream("resharded", 2);
        put("resharded", "before", 500);
        start("resharded", StartPosition.TRIM_HORIZON);
        awaitSeen(500);

        Shard first = kinesis.openShards("resharded").get(0);
        kinesis.client()
                .splitShard(
                        request ->
                                request.streamName("resharded")
                                        .shardToSplit(first.shardId())
                                        .newStartingHashKey(middle(first)));
        put("resharded", "split", 500);
        awaitSeen(1_000);

        List<Shard> open = new ArrayList<>(kinesis.openShards("resharded"));
        open.sort(
                (one, other) ->
                        new BigInteger(one.hashKeyRange().startingHashKey())
                                .compareTo(new BigInteger(other.hashKeyRange().startingHashKey())));
        kinesis.client()
                .mergeShards(
                        request ->
                                request.streamName("resharded")
                                        .shardToMerge(open.get(0).shardId())
                                        .adjacentShardToMerge(open.get(1).shardId()));
        put("resharded", "merged", 500);
        awaitSeen(1_500);

        assertThat(seen.values()).doesNotHaveDuplicates();
    }

    @Test
    void goesOnAfterASavepointWhereItStopped() throws Exception {
        kinesis.createStream("resumed", 2);
        put("resumed", "first", 300);
        start("resumed", StartPosition.TRIM_HORIZON);
        awaitSeen(300);
        String savepoint =
                job.stopWithSavepoint(
                                false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                        .get();
        put("resumed", "second", 300);

        Configuration restore = new Configuration();
        restore.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        start("resumed", StartPosition.TRIM_HORIZON, restore);

        awaitSeen(600);
        put("resumed", "third", 1);
        awaitSeen(601);
        assertThat(seen.values()).doesNotHaveDuplicates();
    }

    @Test
    void startsAtAnInstant() throws Exception {
        kinesis.createStream("dated", 1);
        put("dated", "old", 3);
        Instant last = kinesis.records("dated").get(2).approximateArrivalTimestamp().plusMillis(1);
        await().until(() -> Instant.now().isAfter(last));
        put("dated", "new", 1);

        start("dated", StartPosition.at(last));

        awaitSeen(1);
        assertThat(seen.values()).containsExactly("new-0");
    }

    @Test
    void startsAtWhatArrivesFromNowOn() throws Exception {
        kinesis.createStream("live", 1);
        put("live", "old", 3);
        start("live", StartPosition.LATEST);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            put("live", "new", 1);
                            assertThat(seen.values()).isNotEmpty();
                        });

        assertThat(seen.values()).containsOnly("new-0");
    }

    @Test
    void followsTheSlowestShard() throws Exception {
        kinesis.createStream("timed", 2);
        List<Shard> shards = kinesis.openShards("timed");
        kinesis.putInto(shards.get(0), "timed", "1000");
        kinesis.putInto(shards.get(1), "timed", "5000");
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.setParallelism(1);
        new KinesisSources(env, kinesis.connection())
                .readWithTime(
                        List.of("timed"),
                        new TextSchema(),
                        Long::parseLong,
                        StartPosition.TRIM_HORIZON,
                        PACE)
                .uid("events")
                .transform("Report", Types.STRING, new ReportWatermarks())
                .uid("report")
                .sinkTo(seen)
                .uid("seen");
        job = env.executeAsync();

        awaitLastSeen("watermark 999");
        kinesis.putInto(shards.get(1), "timed", "9000");
        kinesis.putInto(shards.get(0), "timed", "3000");
        awaitLastSeen("watermark 2999");
        kinesis.putInto(shards.get(0), "timed", "20000");
        awaitLastSeen("watermark 8999");
        assertThat(seen.values()).contains("1000 at 1000", "9000 at 9000");
    }

    private void awaitLastSeen(String last) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(seen.values()).endsWith(last));
    }

    private void awaitSeen(int count) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(seen.values()).hasSize(count));
    }

    private void start(String stream, StartPosition position) throws Exception {
        start(stream, position, new Configuration());
    }

    private void start(String stream, StartPosition position, Configuration restore)
            throws Exception {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.configure(restore);
        env.setParallelism(2);
        new KinesisSources(env, kinesis.connection())
                .read(List.of(stream), new TextSchema(), position, PACE)
                .uid("texts")
                .sinkTo(seen)
                .uid("seen");
        job = env.executeAsync();
    }

    private static void put(String stream, String prefix, int count) {
        for (String text : texts(prefix, count)) {
            kinesis.put(stream, text, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> texts(String prefix, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(prefix + "-" + i);
        }
        return texts;
    }

    private static String middle(Shard shard) {
        BigInteger start = new BigInteger(shard.hashKeyRange().startingHashKey());
        BigInteger end = new BigInteger(shard.hashKeyRange().endingHashKey());
        return start.add(end).shiftRight(1).toString();
    }

    /** Reads a record as a text. */
    private static final class TextSchema implements KinesisDeserializationSchema<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String deserialize(
                byte[] bytes,
                String partitionKey,
                String sequenceNumber,
                long arrivalTime,
                String stream,
                String shard) {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    /** Reports records with their timestamps, and watermarks. */
    private static final class ReportWatermarks extends AbstractStreamOperator<String>
            implements OneInputStreamOperator<String, String> {

        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(StreamRecord<String> element) {
            output.collect(
                    new StreamRecord<>(element.getValue() + " at " + element.getTimestamp()));
        }

        @Override
        public void processWatermark(Watermark mark) {
            output.collect(new StreamRecord<>("watermark " + mark.getTimestamp()));
        }
    }
}
