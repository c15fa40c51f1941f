package io.rankstream.local.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The answers are those of Flink 1.20.1, shortened. */
class JobMetricsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SHARD =
            "Source__Events.KinesisConsumer.stream.events.shardId.shardId-00000000000";

    @Test
    void readsTheStateOfTheJobStartedLast() throws Exception {
        JsonNode answer =
                json(
                        """
                        {"jobs":[
                          {"jid":"1ba958983b070eda1c262139e3e8ef55","name":"toy",
                           "start-time":1795230556127,"state":"FAILED",
                           "tasks":{"running":0,"total":3}},
                          {"jid":"6422f4ba040fdbb5dbafc3ef151d58c8","name":"toy",
                           "start-time":1795230646425,"state":"RUNNING",
                           "tasks":{"running":2,"initializing":1,"total":3}}]}
                        """);

        assertThat(JobOverview.parse(answer))
                .contains(new JobOverview("6422f4ba040fdbb5dbafc3ef151d58c8", "RUNNING", 2, 3));
        assertThat(JobOverview.parse(json("{\"jobs\":[]}"))).isEmpty();
    }

    @Test
    void countsAJobAsRunningOnceAllItsTasksAre() {
        assertThat(new JobOverview("id", "RUNNING", 2, 3).isRunning()).isFalse();
        assertThat(new JobOverview("id", "RUNNING", 3, 3).isRunning()).isTrue();
        assertThat(new JobOverview("id", "RESTARTING", 3, 3).isRunning()).isFalse();
        assertThat(new JobOverview("id", "RUNNING", 0, 0).isRunning()).isFalse();
    }

    @Test
    void addsUpTheCountersOfAllVertices() throws Exception {
        JobMetrics metrics =
                new JobMetrics.Builder()
                        .add(
                                json(
                                        """
                                        [{"id":"Source__Player_rows.numRecordsOut","sum":500.0,"max":500.0},
                                         {"id":"Dead_letters__Writer.numRecordsIn","sum":2.0,"max":2.0}]
                                        """))
                        .add(
                                json(
                                        """
                                        [{"id":"Score_players.kinesisanalytics.lateEvents","sum":994.0,"max":600.0},
                                         {"id":"Score_players.kinesisanalytics.Program.duplicateEvents","sum":7.0,"max":7.0},
                                         {"id":"Dead_letters__Writer.numRecordsIn","sum":3.0,"max":3.0},
                                         {"id":"Score_players.kinesisanalytics.scoredEvents","sum":9939.0,"max":5000.0}]
                                        """))
                        .build();

        assertThat(metrics.rows()).isEqualTo(500);
        assertThat(metrics.late()).isEqualTo(994);
        assertThat(metrics.duplicates()).isEqualTo(7);
        assertThat(metrics.deadLetters()).isEqualTo(5);
        assertThat(metrics.scored()).isEqualTo(9_939);
    }

    @Test
    void takesTheLagOfTheShardFurthestBehind() throws Exception {
        assertThat(lag(0, 1_250)).hasValue(1_250);
        assertThat(lag(0, 0)).hasValue(0);
    }

    @Test
    void knowsNoLag_whileAShardHasNotBeenRead() throws Exception {
        assertThat(lag(0, -1)).isEmpty();
        assertThat(JobMetrics.NONE.lagMillis(Set.of())).isEmpty();
    }

    @Test
    void readsTheNewestCheckpoint() throws Exception {
        JobMetrics metrics =
                new JobMetrics.Builder()
                        .checkpoints(
                                json(
                                        """
                                        {"counts":{"restored":0,"total":7,"in_progress":1,"completed":6,"failed":1},
                                         "latest":{"completed":{"className":"completed","id":6,"status":"COMPLETED",
                                           "trigger_timestamp":1795230657387,"latest_ack_timestamp":1795230657410,
                                           "external_path":"file:/cp/6422f4ba/chk-6","discarded":false},
                                          "savepoint":null,"failed":null,"restored":null}}
                                        """))
                        .build();

        assertThat(metrics.completedCheckpoints()).isEqualTo(6);
        assertThat(metrics.failedCheckpoints()).isEqualTo(1);
        assertThat(metrics.lastCheckpoint()).isEqualTo(Instant.ofEpochMilli(1_795_230_657_410L));
    }

    @Test
    void readsOnlyWhatItIsMadeOf() {
        assertThat(JobMetrics.isRead(SHARD + "0.millisBehindLatest")).isTrue();
        assertThat(JobMetrics.isRead("Score_players.kinesisanalytics.scoredEvents")).isTrue();
        assertThat(JobMetrics.isRead("Score_players.numRecordsIn")).isFalse();
        assertThat(JobMetrics.isRead("Drop.lateEvents")).isFalse();
        assertThat(JobMetrics.isRead("Score_players.kinesisanalytics.unknownPlayers")).isFalse();
    }

    @Test
    void leavesOutTheShardsThatAreClosed() throws Exception {
        JobMetrics metrics = metrics(0, -1);
        String unread =
                metrics.lagsMillis().entrySet().stream()
                        .filter(lag -> lag.getValue() < 0)
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();

        assertThat(unread).matches("events/shardId-0*1");
        assertThat(metrics.lagMillis(Set.of(unread))).hasValue(0);
        assertThat(metrics.lagMillis(metrics.lagsMillis().keySet())).isEmpty();
    }

    private static OptionalLong lag(long first, long second) throws Exception {
        return metrics(first, second).lagMillis(Set.of());
    }

    private static JobMetrics metrics(long first, long second) throws Exception {
        return new JobMetrics.Builder()
                .add(
                        json(
                                "[{\"id\":\"%s0.millisBehindLatest\",\"sum\":%d,\"max\":%d},"
                                                .formatted(SHARD, first, first)
                                        + "{\"id\":\"%s1.millisBehindLatest\",\"sum\":%d,\"max\":%d}]"
                                                .formatted(SHARD, second, second)))
                .build();
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }
}
