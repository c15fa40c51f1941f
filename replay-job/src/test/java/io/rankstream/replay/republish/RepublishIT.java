package io.rankstream.replay.republish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.flink.testkit.ArchiveFolder;
import io.rankstream.flink.testkit.CollectingSink;
import io.rankstream.flink.testkit.LocalKinesis;
import io.rankstream.flink.testkit.OpenSource;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.flink.testkit.TestSources;
import io.rankstream.leaderboard.LeaderboardPipeline;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.connector.LeaderboardSources;
import io.rankstream.leaderboard.operator.BoardReport;
import io.rankstream.leaderboard.operator.ControlAnswer;
import io.rankstream.leaderboard.operator.ControlRecord;
import io.rankstream.leaderboard.operator.ScoringTypes;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.replay.TestProperties;
import io.rankstream.replay.config.RepublishConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** From an archive through the replay stream to the boards of the leaderboard job. */
@Timeout(120)
class RepublishIT {

    @RegisterExtension static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(4);

    private static final String TOTAL =
            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}";
    private static final String HOURLY =
            "{\"board\":\"hourly\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"window\":{\"type\":\"calendar\",\"unit\":\"hour\"}}";

    private final Instant now = Instant.now();
    private final long thisHour =
            ArchiveHour.of(ArchiveKind.EVENTS, "", now.toEpochMilli()).start();
    private final long missedHour = thisHour - 3 * ArchiveHour.MILLIS;

    @TempDir private Path folder;

    private LocalKinesis kinesis;
    private ArchiveFolder archive;
    private MemoryBoards boards;
    private CollectingSink<ControlAnswer> answers;
    private CollectingSink<DeadLetter> deadLetters;
    private OpenSource<ControlRecord> control;
    private OpenSource<DimensionRow> players;
    private OpenSource<BoardReport> watch;
    private TestProperties properties;
    private JobClient leaderboard;

    @BeforeEach
    void start() throws Exception {
        kinesis = LocalKinesis.start().createStream("events", 2).createStream("replay", 2);
        archive = new ArchiveFolder(folder.toUri().toString());
        boards = new MemoryBoards();
        answers = new CollectingSink<>();
        deadLetters = new CollectingSink<>();
        control = TestSources.open(ScoringTypes.CONTROL_RECORD);
        watch = TestSources.open(BoardReport.TYPE);
        properties =
                new TestProperties()
                        .with("boards", "total", TOTAL)
                        .with("boards", "hourly", HOURLY)
                        .with("events", "discovery_interval", "PT1S");
        LeaderboardConfig config = properties.leaderboard();
        players = TestSources.open(ModelTypes.row(config.scoring().profile().columns()));
    }

    @AfterEach
    void stop() throws Exception {
        if (leaderboard != null) {
            leaderboard.cancel().get();
        }
        control.close();
        players.close();
        watch.close();
        answers.close();
        deadLetters.close();
        boards.close();
        kinesis.close();
    }

    @Test
    void changesNothingOfWhatWasCounted_andCountsWhatWasMissed() throws Exception {
        startLeaderboard();
        for (int i = 0; i < 200; i++) {
            String player = "p" + i % 7;
            // Every other one is recognised by its place in the stream alone.
            String time = i % 2 == 0 ? "" : ",\"event_time\":" + (now.toEpochMilli() - i);
            kinesis.put(
                    "events",
                    player,
                    ("{\"player_id\":\"" + player + "\",\"points\":" + i + time + "}")
                            .getBytes(UTF_8));
        }
        Map<String, Double> counted = sums(0, 200);
        await().until(() -> boards.board("leaderboard:total").equals(counted));
        List<ArchivedRecord> archived = archived("events");
        assertThat(archived).hasSize(200);
        write(archived);
        List<ArchivedRecord> missed = missed(300);
        write(missed);

        republish(thisHour - ArchiveHour.MILLIS, Instant.now(), "max");
        kinesis.put("replay", "any", ReplayEnvelope.of(last(missed)).toJson());
        Map<String, Double> withLast = new TreeMap<>(counted);
        addPoints(withLast, List.of(last(missed)));
        await().until(() -> boards.board("leaderboard:total").equals(withLast));
        assertThat(kinesis.records("replay")).hasSize(201);

        republish(missedHour, Instant.now(), "max");
        Map<String, Double> all = new TreeMap<>(counted);
        addPoints(all, missed);
        await().until(() -> boards.board("leaderboard:total").equals(all));
        assertThat(boards.board(hourly(missedHour))).isEqualTo(addPoints(new TreeMap<>(), missed));
        assertThat(deadLetters.values()).isEmpty();
    }

    @Test
    void keepsTheBoardsExact_whereBothJobsFailInTheMiddle(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        startLeaderboard();
        List<ArchivedRecord> missed = missed(2_100);
        write(missed);

        JobClient replay = submit(missedHour, Instant.now(), "300");
        await().until(() -> !kinesis.records("replay").isEmpty());
        long before = completedCheckpoints(cluster, replay);
        // The second one begins after that: it knows what has been sent.
        await().until(() -> completedCheckpoints(cluster, replay) >= before + 2);
        assertThat(replay.getJobExecutionResult()).isNotDone();
        cluster.terminateTaskManager(0).get();
        cluster.startTaskManager();
        replay.getJobExecutionResult().get();

        Map<String, Double> all = addPoints(new TreeMap<>(), missed);
        await().until(() -> boards.board("leaderboard:total").equals(all));
        assertThat(boards.board(hourly(missedHour))).isEqualTo(all);
        List<ReplayEnvelope> sent = sent();
        assertThat(sent).hasSizeLessThan(2 * missed.size());
        assertThat(firstOf(sent)).isEqualTo(namesByPlayer(missed));
    }

    @Test
    void countsDeadLetters_onceTheyCanBeRead() throws Exception {
        startLeaderboard();
        byte[] event = "{\"player_id\":\"ada\",\"points\":40}".getBytes(UTF_8);
        long then = missedHour + 5_000;
        // As a job wrote it that had declared points as boolean.
        String letter =
                "{\"reason\":\"bad_field\",\"field\":\"points\",\"value\":\"40\",\"stream\":\"events\","
                        + "\"shard\":\"shardId-000000000001\",\"sequence_number\":\"77\",\"arrival_time\":"
                        + then
                        + ",\"record\":\""
                        + Base64.getEncoder().encodeToString(event)
                        + "\"}";
        long written = then + 1_000;
        archive.write(
                ArchiveHour.of(ArchiveKind.DEAD_LETTERS, "", written),
                "a.parquet",
                List.of(
                        new ArchivedRecord(
                                "dead-letters",
                                "shardId-000000000000",
                                "5",
                                0,
                                "any",
                                written,
                                written,
                                written,
                                0,
                                letter.getBytes(UTF_8))));
        properties.with("republish", "kind", "dead-letters");

        republish(missedHour, Instant.now(), "max");
        republish(missedHour, Instant.now(), "max");
        // The record itself, too: it is the same event.
        kinesis.put(
                "replay",
                "any",
                ReplayEnvelope.of(
                                new ArchivedRecord(
                                        "events",
                                        "shardId-000000000001",
                                        "77",
                                        0,
                                        "ada",
                                        then,
                                        then,
                                        then,
                                        1,
                                        event))
                        .toJson());
        kinesis.put("replay", "any", ReplayEnvelope.of(record(1, then)).toJson());

        await().until(() -> boards.board("leaderboard:total").containsKey("p1"));
        assertThat(boards.board(hourly(missedHour))).isEqualTo(Map.of("ada", 40.0, "p1", 1.0));
        assertThat(boards.board("leaderboard:total")).isEqualTo(Map.of("ada", 40.0, "p1", 1.0));
    }

    @Test
    void refusesWhatIsOlderThanTheJobRemembers() throws Exception {
        properties
                .with("scoring", "dedup.horizon", "PT2H")
                .with("scoring", "corrections.horizon", "PT1H");
        startLeaderboard();
        ArchivedRecord young = record(700, now.toEpochMilli() - ArchiveHour.MILLIS);
        ArchivedRecord old = record(7_000, now.toEpochMilli() - 3 * ArchiveHour.MILLIS);

        // Once both shards have moved the clock.
        await().untilAsserted(
                        () -> {
                            for (int i = 0; i < 7; i++) {
                                kinesis.put("events", "p" + i, young.bytes());
                            }
                            kinesis.put(
                                    "replay",
                                    "any",
                                    ReplayEnvelope.of(record(0, old.eventTime())).toJson());
                            assertThat(beyondHorizon()).isNotEmpty();
                        });
        kinesis.put("replay", "any", ReplayEnvelope.of(old).toJson());
        kinesis.put("replay", "any", ReplayEnvelope.of(record(1, young.eventTime())).toJson());

        await().until(() -> boards.board("leaderboard:total").containsKey("p1"));
        await().until(() -> beyondHorizon().contains(old.sequenceNumber()));
        assertThat(boards.board("leaderboard:total")).containsEntry("p0", 700.0);
    }

    private List<String> beyondHorizon() {
        List<String> numbers = new ArrayList<>();
        for (DeadLetter letter : deadLetters.values()) {
            if (letter.reason() == DeadLetter.Reason.BEYOND_HORIZON) {
                numbers.add(letter.origin().sequenceNumber());
            }
        }
        return numbers;
    }

    private void startLeaderboard() throws Exception {
        LeaderboardConfig config = connected().leaderboard();
        StreamExecutionEnvironment env = environment(2);
        LeaderboardPipeline.Sources sources =
                new LeaderboardPipeline.Sources(
                        LeaderboardSources.events(env, config).uid("events"),
                        control.addTo(env, "control").uid("control"),
                        players.addTo(env, "players").uid("players"),
                        watch.addTo(env, "watch").uid("watch-boards"));
        sources.addReplay(LeaderboardSources.replay(env, config).orElseThrow().uid("replay"));
        LeaderboardPipeline.define(
                sources,
                new LeaderboardPipeline.Sinks(
                        boards,
                        Optional.empty(),
                        answers,
                        deadLetters,
                        Optional.empty(),
                        Optional.empty()),
                config);
        leaderboard = env.executeAsync("leaderboard");
    }

    private void republish(long from, Instant until, String speed) throws Exception {
        submit(from, until, speed).getJobExecutionResult().get();
    }

    private JobClient submit(long from, Instant until, String speed) throws Exception {
        TestProperties replay =
                connected()
                        .with("archive", "root", folder.toUri().toString())
                        .with("republish", "from", Instant.ofEpochMilli(from).toString())
                        .with("republish", "until", until.toString())
                        .with("republish", "speed", speed);
        try {
            StreamExecutionEnvironment env = environment(2);
            RepublishPipeline.define(env, RepublishConfig.from(replay.runtime(), Instant.now()));
            return env.executeAsync("republish");
        } finally {
            replay.withoutGroup("archive");
        }
    }

    private TestProperties connected() {
        return properties.with("aws", "endpoint", kinesis.endpoint());
    }

    private static StreamExecutionEnvironment environment(int parallelism) {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.setParallelism(parallelism);
        env.enableCheckpointing(200);
        return env;
    }

    private void write(List<ArchivedRecord> records) throws Exception {
        Map<ArchiveHour, List<ArchivedRecord>> hours = new HashMap<>();
        for (ArchivedRecord record : records) {
            hours.computeIfAbsent(
                            ArchiveHour.of(ArchiveKind.EVENTS, "", record.eventTime()),
                            hour -> new ArrayList<>())
                    .add(record);
        }
        for (Map.Entry<ArchiveHour, List<ArchivedRecord>> hour : hours.entrySet()) {
            List<ArchivedRecord> all = hour.getValue();
            archive.write(hour.getKey(), "part-0.parquet", all.subList(0, all.size() / 2));
            archive.write(hour.getKey(), "part-1.parquet", all.subList(all.size() / 2, all.size()));
        }
    }

    /** What was accepted three hours ago and never came to the job. */
    private List<ArchivedRecord> missed(int count) {
        List<ArchivedRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(i, missedHour + i * 100L));
        }
        return records;
    }

    private static ArchivedRecord record(int number, long time) {
        String player = "p" + number % 7;
        String json =
                "{\"player_id\":\""
                        + player
                        + "\",\"points\":"
                        + number
                        + ",\"event_time\":"
                        + time
                        + "}";
        return new ArchivedRecord(
                "events",
                "shardId-000000000009",
                Integer.toString(1_000 + number),
                0,
                player,
                time + 50,
                time,
                time,
                1,
                json.getBytes(UTF_8));
    }

    private static ArchivedRecord last(List<ArchivedRecord> records) {
        return records.get(records.size() - 1);
    }

    private static Map<String, Double> sums(int from, int until) {
        Map<String, Double> sums = new TreeMap<>();
        for (int i = from; i < until; i++) {
            sums.merge("p" + i % 7, (double) i, Double::sum);
        }
        return sums;
    }

    private static Map<String, Double> addPoints(
            Map<String, Double> sums, List<ArchivedRecord> records) {
        for (ArchivedRecord record : records) {
            double points = Integer.parseInt(record.sequenceNumber()) - 1_000;
            sums.merge(record.partitionKey(), points, Double::sum);
        }
        return sums;
    }

    private static String hourly(long hour) {
        return "leaderboard:hourly:"
                + Instant.ofEpochMilli(hour).toString().substring(0, 13)
                + "+0000";
    }

    private static long completedCheckpoints(MiniCluster cluster, JobClient job) throws Exception {
        return cluster.getExecutionGraph(job.getJobID())
                .get()
                .getCheckpointStatsSnapshot()
                .getCounts()
                .getNumberOfCompletedCheckpoints();
    }

    private static Map<String, List<String>> namesByPlayer(List<ArchivedRecord> records) {
        Map<String, List<String>> names = new TreeMap<>();
        for (ArchivedRecord record : records) {
            names.computeIfAbsent(record.partitionKey(), key -> new ArrayList<>())
                    .add(record.sequenceNumber());
        }
        return names;
    }

    /** By partition key, in the order in which each was sent first. */
    private static Map<String, List<String>> firstOf(List<ReplayEnvelope> sent) {
        Map<String, List<String>> names = new TreeMap<>();
        for (ReplayEnvelope envelope : sent) {
            List<String> ofKey =
                    names.computeIfAbsent(envelope.partitionKey(), key -> new ArrayList<>());
            if (!ofKey.contains(envelope.origin().sequenceNumber())) {
                ofKey.add(envelope.origin().sequenceNumber());
            }
        }
        return names;
    }

    private List<ReplayEnvelope> sent() {
        List<ReplayEnvelope> sent = new ArrayList<>();
        for (Record record : kinesis.records("replay")) {
            ReplayEnvelope envelope = ReplayEnvelope.parse(record.data().asByteArray());
            assertThat(record.partitionKey()).isEqualTo(envelope.partitionKey());
            sent.add(envelope);
        }
        return sent;
    }

    private List<ArchivedRecord> archived(String stream) {
        List<ArchivedRecord> archived = new ArrayList<>();
        for (Shard shard : kinesis.openShards(stream)) {
            String iterator =
                    kinesis.client()
                            .getShardIterator(
                                    request ->
                                            request.streamName(stream)
                                                    .shardId(shard.shardId())
                                                    .shardIteratorType(
                                                            ShardIteratorType.TRIM_HORIZON))
                            .shardIterator();
            for (Record record :
                    kinesis.client()
                            .getRecords(request -> request.shardIterator(iterator))
                            .records()) {
                long arrival = record.approximateArrivalTimestamp().toEpochMilli();
                archived.add(
                        new ArchivedRecord(
                                stream,
                                shard.shardId(),
                                record.sequenceNumber(),
                                0,
                                record.partitionKey(),
                                arrival,
                                arrival,
                                arrival,
                                1,
                                record.data().asByteArray()));
            }
        }
        return archived;
    }
}
