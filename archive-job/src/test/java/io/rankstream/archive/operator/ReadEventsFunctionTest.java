package io.rankstream.archive.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.archive.config.TestArchiveConfig;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.archive.ArchivedRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadEventsFunctionTest {

    /** 2026-11-20T07:30:00Z. */
    private static final long ARRIVAL = 1_795_159_800_000L;

    @TempDir Path folder;

    private OneInputStreamOperatorTestHarness<ArchivedRecord, ArchiveEntry> harness;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void placesARecordAtTheTimeOfItsEarliestEvent() throws Exception {
        open(TestArchiveConfig.minimal());

        ArchivedRecord record =
                read("[{\"player_id\":\"ada\",\"event_type\":\"lap\",\"event_time\":"
                                + (ARRIVAL - 60_000)
                                + "},{\"player_id\":\"bob\",\"event_time\":"
                                + (ARRIVAL - 7_200_000)
                                + "}]")
                        .record();

        assertThat(record.eventTime()).isEqualTo(ARRIVAL - 7_200_000);
        assertThat(record.latestEventTime()).isEqualTo(ARRIVAL - 60_000);
        assertThat(record.events()).isEqualTo(2);
        assertThat(record.playerId()).isEqualTo("ada");
        assertThat(record.eventType()).isEqualTo("lap");
    }

    @Test
    void keepsWhatIsUnusable_atTheTimeOfItsArrival() throws Exception {
        open(TestArchiveConfig.minimal().with("archive", "filter", "event.points > 50"));

        for (String text :
                List.of("{", "{\"points\":1}", "{\"player_id\":\"a\",\"event_time\":1}")) {
            ArchivedRecord record = read(text).record();

            assertThat(record.events()).isZero();
            assertThat(record.eventTime()).isEqualTo(ARRIVAL);
            assertThat(record.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void leavesOutWhatTheFilterDoesNotWant() throws Exception {
        open(TestArchiveConfig.minimal().with("archive", "filter", "event.points > 50"));

        assertThat(read("{\"player_id\":\"ada\",\"points\":51}")).isNotNull();
        assertThat(read("{\"player_id\":\"ada\",\"points\":50}")).isNull();
        assertThat(read("{\"player_id\":\"ada\"}")).isNull();
        assertThat(
                        read(
                                "{\"player_id\":\"ada\",\"points\":1}\n"
                                        + "{\"player_id\":\"ada\",\"points\":60}"))
                .isNotNull();
    }

    @Test
    void keepsWhatTheFilterFailsOn() throws Exception {
        open(TestArchiveConfig.minimal().with("archive", "filter", "10 / event.points > 50"));

        assertThat(read("{\"player_id\":\"ada\",\"points\":0}")).isNotNull();
        assertThat(read("{\"player_id\":\"ada\",\"points\":10}")).isNull();
    }

    @Test
    void partitionsByAField() throws Exception {
        open(TestArchiveConfig.minimal().with("archive", "partition_by", "ticker"));

        assertThat(read("{\"player_id\":\"ada\",\"ticker\":\"A/Z\"}").partition())
                .isEqualTo("ticker=A%2FZ");
        assertThat(read("{\"player_id\":\"ada\"}").partition()).isEqualTo("ticker=~");
        assertThat(read("{").partition()).isEqualTo("ticker=~");
    }

    private void open(TestArchiveConfig config) throws Exception {
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new StreamFlatMap<>(new ReadEventsFunction(config.build(folder))),
                        ModelTypes.ARCHIVED_RECORD.createSerializer(
                                new ExecutionConfig().getSerializerConfig()));
        harness.open();
    }

    /** The entry of a record, or null if it is left out. */
    private ArchiveEntry read(String text) throws Exception {
        harness.getOutput().clear();
        harness.processElement(
                new StreamRecord<>(
                        new ArchivedRecord(
                                "events",
                                "shard",
                                "1",
                                0,
                                "key",
                                ARRIVAL,
                                ARRIVAL,
                                ARRIVAL,
                                0,
                                text.getBytes(StandardCharsets.UTF_8))));
        return harness.extractOutputValues().isEmpty()
                ? null
                : harness.extractOutputValues().get(0);
    }
}
