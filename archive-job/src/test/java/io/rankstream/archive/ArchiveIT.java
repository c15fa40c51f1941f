package io.rankstream.archive;

import static io.rankstream.archive.ArchiveLake.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.archive.HourFolder;
import io.rankstream.flink.archive.HourManifest;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.local.s3.S3Server;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.RowChange;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;

/** The archive job between real streams, a real database and the S3 API. */
@Timeout(180)
class ArchiveIT {

    private static final S3Server S3 = ArchiveLake.startS3();

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    private static final FieldSchema COLUMNS = FieldSchema.parse("alias:string,level:int");

    private static ArchiveLake lake;

    /** The bytes of every record sent, by kind and name. */
    private final Map<ArchiveKind, Map<String, String>> sent = new TreeMap<>();

    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster cluster) throws Exception {
        lake = ArchiveLake.open(S3);
        lake.execute("INSERT INTO players VALUES ('ada', 'Ada', 1), ('bob', 'Bob', 2)");
        lake.start(cluster, 2);
    }

    @AfterAll
    static void end() throws Exception {
        lake.close();
    }

    @Test
    void keepsEveryRecordOnceBitForBit_whileTasksFail(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        Random random = new Random(7);
        Instant now = Instant.now();
        // So that changes of the table are read from the log and not found by the snapshot.
        eventually(() -> assertThat(lake.records(ArchiveKind.DIMENSIONS)).hasSize(2));
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 25; i++) {
                long back = random.nextInt(3) * 3_600_000L;
                putEvent("player-" + i, event("player-" + i, round, now.minusMillis(back)));
            }
            byte[] garbage = new byte[100];
            random.nextBytes(garbage);
            putEvent("garbage", garbage);
            put(ArchiveKind.CONTROL, "control", "any", text("{\"type\":\"x" + round + "\"}"));
            put(ArchiveKind.DEAD_LETTERS, "dead-letters", "s", text("{\"n\":" + round + "}"));
            lake.execute("UPDATE players SET level = " + (10 + round) + " WHERE player_id = 'ada'");
            if (round % 3 == 1) {
                lake.failOnce();
                putEvent("player-0", event("player-0", 1_000 + round, now));
                eventually(() -> assertThat(lake.hasFailed()).isTrue());
            } else {
                int expected = sent.get(ArchiveKind.EVENTS).size();
                eventually(
                        () ->
                                assertThat(lake.records(ArchiveKind.EVENTS).size())
                                        .isGreaterThanOrEqualTo(expected));
            }
        }
        lake.execute("DELETE FROM players WHERE player_id = 'bob'");

        for (ArchiveKind kind : sent.keySet()) {
            eventually(() -> assertThat(archived(kind)).containsAllEntriesOf(sent.get(kind)));
            assertThat(archived(kind)).isEqualTo(sent.get(kind));
        }
        eventually(() -> assertThat(lake.records(ArchiveKind.DIMENSIONS)).hasSize(8));
        assertThat(lake.attempts(cluster)).isEqualTo(2);
        assertRows();
        assertPlaces();
    }

    private static void assertRows() throws IOException {
        List<Long> levels = new ArrayList<>();
        int deleted = 0;
        int snapshots = 0;
        for (ArchivedRecord record : lake.records(ArchiveKind.DIMENSIONS)) {
            DimensionRow row = RowChange.parse(record.bytes(), COLUMNS);
            assertThat(record.source()).isEqualTo("player");
            assertThat(record.partitionKey()).isEqualTo(row.key());
            if (row.isDeleted()) {
                deleted++;
                assertThat(row.key()).isEqualTo("bob");
            } else if (row.isSnapshot()) {
                snapshots++;
                assertThat(record.sequenceNumber()).isEqualTo("snapshot");
            } else {
                levels.add(row.values().integer(1));
                assertThat(record.sequenceNumber()).matches("[^:]+:[0-9]+:[0-9]+");
                assertThat(record.eventTime()).isEqualTo(row.validFrom());
            }
        }
        assertThat(levels).containsExactlyInAnyOrder(10L, 11L, 12L, 13L, 14L);
        assertThat(deleted).isEqualTo(1);
        assertThat(snapshots).isEqualTo(2);
    }

    /** Records lie in the hour of their event time; those without one in that of their arrival. */
    private static void assertPlaces() throws IOException {
        for (HourFolder hour : lake.hours(ArchiveKind.EVENTS)) {
            for (ArchivedRecord record :
                    io.rankstream.flink.testkit.ArchiveFolder.read(hour.files().iterator())) {
                assertThat(record.eventTime())
                        .isBetween(hour.hour().start(), hour.hour().end() - 1);
                if (record.events() == 0) {
                    assertThat(record.partitionKey()).isEqualTo("garbage");
                    assertThat(record.eventTime()).isEqualTo(record.arrivalTime());
                } else {
                    assertThat(record.playerId()).isEqualTo(record.partitionKey());
                }
            }
        }
    }

    @Test
    void tellsApartRecordsThatTravelledAsOne() {
        Instant time = Instant.now().minus(30, ChronoUnit.DAYS);
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parts.add(event("aggregated", i, time));
        }
        String sequence =
                lake.put("events", "aggregated", AggregatedRecord.of("aggregated", parts))
                        .sequenceNumber();

        eventually(
                () -> {
                    Map<Integer, String> found = new TreeMap<>();
                    for (ArchivedRecord record : lake.records(ArchiveKind.EVENTS)) {
                        if (record.sequenceNumber().equals(sequence)) {
                            found.put(
                                    record.subSequence(),
                                    new String(record.bytes(), StandardCharsets.UTF_8));
                        }
                    }
                    assertThat(found).hasSize(5);
                    found.forEach(
                            (place, bytes) ->
                                    assertThat(bytes.getBytes(StandardCharsets.UTF_8))
                                            .isEqualTo(parts.get(place)));
                });
    }

    @Test
    void opensTheManifestOfAnHourAgain_whenAFileComesLate() throws IOException {
        Instant hour = Instant.now().minus(60, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
        lake.put("events", "late", event("late", 1, hour.plusSeconds(1)));
        eventually(() -> assertThat(manifest(hour).records()).isEqualTo(1));
        HourManifest first = manifest(hour);

        lake.put("events", "late", event("late", 2, hour.plusSeconds(3_599)));

        eventually(() -> assertThat(manifest(hour).records()).isEqualTo(2));
        HourManifest second = manifest(hour);
        assertThat(second.files().keySet()).containsAll(first.files().keySet()).hasSize(2);
        assertThat(second.checksum()).isNotEqualTo(first.checksum());
    }

    private static HourManifest manifest(Instant hour) throws IOException {
        for (HourFolder folder : lake.hours(ArchiveKind.EVENTS)) {
            if (folder.hour().start() == hour.toEpochMilli()) {
                return folder.manifest().orElseThrow(() -> new IOException("none yet"));
            }
        }
        throw new IOException("no such hour yet");
    }

    private void putEvent(String player, byte[] record) {
        put(ArchiveKind.EVENTS, "events", player, record);
    }

    private void put(ArchiveKind kind, String stream, String partitionKey, byte[] record) {
        PutRecordResponse put = lake.put(stream, partitionKey, record);
        sent.computeIfAbsent(kind, name -> new TreeMap<>())
                .put(stream + put.shardId() + put.sequenceNumber() + 0, hex(record));
    }

    /** The bytes by name; fails if a name is there twice. */
    private Map<String, String> archived(ArchiveKind kind) throws IOException {
        Map<String, String> archived = new TreeMap<>();
        for (ArchivedRecord record : lake.records(kind)) {
            if (record.partitionKey().equals("aggregated")
                    || record.partitionKey().equals("late")) {
                continue;
            }
            String name =
                    record.source()
                            + record.shard()
                            + record.sequenceNumber()
                            + record.subSequence();
            assertThat(archived.put(name, hex(record.bytes()))).as(name).isNull();
        }
        return archived;
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    private static byte[] event(String player, int points, Instant time) {
        return text(
                "{\"player_id\":\""
                        + player
                        + "\",\"points\":"
                        + points
                        + ",\"event_time\":\""
                        + time
                        + "\"}");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
