package io.rankstream.archive.erase;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.archive.config.TestArchiveConfig;
import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.testkit.ArchiveFolder;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.event.RecordOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EraseMainTest {

    /** 2026-11-20T07:00:00Z. */
    private static final long SEVEN = 1_795_158_000_000L;

    @TempDir Path folder;

    private ArchiveFolder archive;
    private Path properties;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() throws IOException {
        Path root = Files.createDirectories(folder.resolve("archive"));
        archive = new ArchiveFolder(root.toUri().toString());
        properties =
                TestArchiveConfig.minimal()
                        .with("archive", "root", root.toUri().toString())
                        .write(folder);
    }

    @Test
    void leavesNothingOfThePlayer() throws IOException {
        write(ArchiveKind.EVENTS, 0, "a", event("ada"), event("bob"), event("ada2"));
        write(ArchiveKind.EVENTS, 0, "b", event("ada"), event("ada"));
        write(ArchiveKind.EVENTS, 1, "c", event("bob"));
        write(ArchiveKind.EVENTS, 1, "d", event("bob") + "\n{\"player_id\":\"ada\" broken");
        write(ArchiveKind.DEAD_LETTERS, 0, "e", letter(event("ada")), letter(event("bob")));
        write(ArchiveKind.CONTROL, 0, "f", "{\"type\":\"player.erase\",\"player_id\":\"ada\"}");
        writeRow("ada");
        writeRow("bob");

        assertThat(run("ada")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.EVENTS))
                .containsExactlyInAnyOrder(event("bob"), event("ada2"), event("bob"), event("bob"));
        assertThat(texts(ArchiveKind.DEAD_LETTERS)).containsExactly(letter(event("bob")));
        assertThat(texts(ArchiveKind.DIMENSIONS)).containsExactly("row of bob");
        assertThat(texts(ArchiveKind.CONTROL)).hasSize(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("events: 3 of 7 records removed, 1 changed, 3 files written again")
                .contains("dimensions: 1 of 2 records removed")
                .contains("dead-letters: 1 of 2 records removed");
    }

    @Test
    void keepsTheOtherEventsOfARecord() throws IOException {
        write(
                ArchiveKind.EVENTS,
                0,
                "a",
                "[" + event("bob") + " , " + event("ada") + "," + event("eve") + "]");

        assertThat(run("ada")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.EVENTS)).containsExactly(event("bob") + "\n" + event("eve"));
        ArchivedRecord record = records(ArchiveKind.EVENTS).get(0);
        assertThat(record.events()).isEqualTo(2);
        assertThat(record.playerId()).isEqualTo("bob");
        assertThat(record.sequenceNumber()).isEqualTo("a0");
    }

    @Test
    void forgetsThePartitionKeyOfARecordThatIsKept() throws IOException {
        archive.write(
                hour(ArchiveKind.EVENTS, 0),
                "a.parquet",
                List.of(
                        record(
                                "events",
                                "a0",
                                "ada",
                                0,
                                "[" + event("bob") + "," + event("ada") + "]"),
                        record("events", "a1", "ada", 0, event("bob")),
                        record("unknown", "a2", "ada", 0, event("bob")),
                        record("events", "a3", "bob", 0, event("bob"))));

        assertThat(run("ada")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.EVENTS)).containsOnly(event("bob")).hasSize(4);
        assertThat(records(ArchiveKind.EVENTS))
                .extracting(ArchivedRecord::partitionKey)
                .containsExactly("", "", "", "bob");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("events: 0 of 4 records removed, 3 changed, 1 files written again");
    }

    @Test
    void leavesOtherFilesAsTheyAre() throws IOException {
        write(ArchiveKind.EVENTS, 0, "a", event("ada"), event("bob"));
        Path other = write(ArchiveKind.EVENTS, 0, "b", event("bob"), event("7"));
        byte[] before = Files.readAllBytes(other);

        assertThat(run("ada")).isEqualTo(EraseMain.DONE);

        assertThat(Files.readAllBytes(other)).isEqualTo(before);
    }

    @Test
    void findsAPlayerWhoseIdIsANumber() throws IOException {
        write(
                ArchiveKind.EVENTS,
                0,
                "a",
                "{\"player_id\":42,\"points\":1}",
                "{\"player_id\":\"42\",\"points\":1}",
                "{\"player_id\":142,\"points\":42}",
                "{\"player_id\":42,\"points\":\"x\"}");

        assertThat(run("42")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.EVENTS)).containsExactly("{\"player_id\":142,\"points\":42}");
    }

    @Test
    void findsAPlayerInDeadLetters_howeverTheIdIsWritten() throws IOException {
        String time = "\",\"event_time\":\"2026-11-20 07:00:00\"}";
        String other = letter("{\"player_id\":\"Jos" + time);
        write(
                ArchiveKind.DEAD_LETTERS,
                0,
                "a",
                letter("{\"player_id\":\"Jos\\u00e9/1" + time),
                letter("{\"player_id\":\"José\\/1" + time),
                other);

        assertThat(run("José/1")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.DEAD_LETTERS)).containsExactly(other);
    }

    @Test
    void findsAPlayerInWhatCannotBeRead_howeverTheIdIsWritten() throws IOException {
        String inTenYears = "\",\"event_time\":\"2036-11-20 07:00:00\"}";
        String other = letter("{\"player_id\":\"x\\u00e9\\n/\\\"" + inTenYears);
        write(
                ArchiveKind.DEAD_LETTERS,
                0,
                "a",
                letter("{\"player_id\":\"\\u00E9\\n/\\\"" + inTenYears),
                letter("{\"player_id\":\"é\\u000a\\/\\u0022\" broken"),
                letter("{\"player_id\":\"é\\n/\\u00"),
                other);
        write(
                ArchiveKind.EVENTS,
                0,
                "b",
                event("bob") + "\n{\"player_id\":\"\\u00e9\\n/\\\"\",\"points\":\"x\"}");

        assertThat(run("é\n/\"")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.DEAD_LETTERS))
                .containsExactly(letter("{\"player_id\":\"é\\n/\\u00"), other);
        assertThat(texts(ArchiveKind.EVENTS)).containsExactly(event("bob"));
    }

    @Test
    void keepsDeadLettersOfOthers_thatHoldTheDigitsOfAnIdElsewhere() throws IOException {
        String[] others = {
            letter("x").replace("\"eA==\"", "\"/42/\""),
            letter(Reason.BAD_TIME, "event_time", "42", "{\"player_id\":\"bob\"}"),
            letter("{\"player_id\":\"bob\",\"points\":42}"),
            letter("{\"player_id\":\"bob\"}")
                    .replace("\"sequence_number\":\"1\"", "\"sequence_number\":\"42\""),
            letter("{\"player_id\":\"bob\"}")
                    .replace("\"record\"", "\"event_index\":42,\"record\""),
            letter("{\"player_id\":\"bob\"}").replace("" + SEVEN, "42"),
        };
        write(ArchiveKind.DEAD_LETTERS, 0, "a", others);
        write(
                ArchiveKind.DEAD_LETTERS,
                0,
                "b",
                letter("{\"player_id\":42,\"points\":1}"),
                letter("{\"player_id\":42 broken"),
                letter(Reason.BAD_PLAYER, "player_id", "42", "{}"),
                letter("{\"player_id\":\"bob\"}") + " {\"player_id\":42}",
                "{\"reason\":\"unknown\",\"player_id\":42}");

        assertThat(run("42")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.DEAD_LETTERS)).containsExactly(others);
    }

    @Test
    void findsAPlayerInBadEnvelopes() throws IOException {
        String[] others = {
            badEnvelope(envelope("other", "key", event("bob"))),
            badEnvelope(envelope("other", "key", event("bob")).replace("\"stream\"", "\"x\"")),
            badEnvelope("{\"record\":\"?\"}"),
        };
        write(ArchiveKind.DEAD_LETTERS, 0, "a", others);
        write(
                ArchiveKind.DEAD_LETTERS,
                0,
                "b",
                badEnvelope(envelope("other", "key", event("ada"))),
                badEnvelope(envelope("events", "key", event("ada"))),
                badEnvelope(envelope("other", "ada", event("bob"))),
                badEnvelope(envelope("other", "key", event("ada")).replace("\"stream\"", "\"x\"")),
                badEnvelope(
                        envelope("other", "key", event("bob"))
                                + envelope("other", "key", event("ada"))
                                + " broken"),
                badEnvelope(event("ada")));

        assertThat(run("ada")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.DEAD_LETTERS)).containsExactly(others);
    }

    @Test
    void keepsBadEnvelopesOfOthers_thatHoldTheDigitsOfAnIdElsewhere() throws IOException {
        // The id that names the record holds /1/.
        String other = badEnvelope(envelope("other", "key", "{\"player_id\":\"bob\"}"));
        write(
                ArchiveKind.DEAD_LETTERS,
                0,
                "a",
                other,
                badEnvelope(envelope("other", "key", "{\"player_id\":1}")));

        assertThat(run("1")).isEqualTo(EraseMain.DONE);

        assertThat(texts(ArchiveKind.DEAD_LETTERS)).containsExactly(other);
    }

    @Test
    void keepsManifestsRight() throws IOException {
        ArchiveHour hour = hour(ArchiveKind.EVENTS, 0);
        write(ArchiveKind.EVENTS, 0, "a", event("ada"), event("bob"));
        write(ArchiveKind.EVENTS, 0, "b", event("ada"));
        archive.complete(hour);
        write(ArchiveKind.EVENTS, 1, "c", event("ada"), event("bob"));

        assertThat(run("ada")).isEqualTo(EraseMain.DONE);

        ArchiveCatalog catalog = catalog();
        assertThat(ArchiveFolder.read(catalog.files(ArchiveKind.EVENTS, 0, Long.MAX_VALUE)))
                .hasSize(2);
        assertThat(catalog.counts().open()).isEqualTo(1);
        assertThat(catalog.counts().unlistedFiles()).isZero();
        assertThat(catalog.counts().erasing()).isZero();
    }

    @Test
    void completesAnErasureThatWasInterrupted() throws IOException {
        ArchiveHour hour = hour(ArchiveKind.EVENTS, 0);
        write(ArchiveKind.EVENTS, 0, "a", event("ada"), event("bob"));
        write(ArchiveKind.EVENTS, 0, "b", event("ada"), event("eve"));
        archive.complete(hour);
        // As it is left when the first of the two files was replaced.
        write(ArchiveKind.EVENTS, 0, "a", event("bob"));
        Path marker = folder.resolve("archive").resolve(hour.folder()).resolve("_ERASING");
        Files.writeString(marker, "a.parquet\nb.parquet\n");
        ArchiveCatalog interrupted = catalog();
        assertThat(ArchiveFolder.read(interrupted.files(ArchiveKind.EVENTS, 0, Long.MAX_VALUE)))
                .hasSize(3);
        assertThat(interrupted.counts().erasing()).isEqualTo(1);

        assertThat(run("ada")).isEqualTo(EraseMain.DONE);

        assertThat(marker).doesNotExist();
        assertThat(texts(ArchiveKind.EVENTS)).containsExactly(event("bob"), event("eve"));
    }

    @Test
    void stopsAtAFileThatCannotBeRead_namingIt() throws IOException {
        Path file = write(ArchiveKind.EVENTS, 0, "a", event("ada"));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));

        assertThat(run("ada")).isEqualTo(EraseMain.FAILED);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("a.parquet is truncated or not Parquet (100 bytes)");
    }

    @Test
    void doesNotStartWithoutAnArchive() throws IOException {
        String root = folder.resolve("nowhere").toUri().toString();
        properties = TestArchiveConfig.minimal().with("archive", "root", root).write(folder);

        assertThat(run("ada")).isEqualTo(EraseMain.NOT_STARTED);

        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("erase-archive: there is no archive at " + root);
    }

    @Test
    void saysHowItIsUsed() {
        assertThat(
                        EraseMain.run(
                                new String[] {"--player", "ada"},
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8)))
                .isEqualTo(EraseMain.NOT_STARTED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("use --properties <file.json>[,<file.json>...] --player <id>");
    }

    private int run(String player) {
        return EraseMain.run(
                new String[] {"--properties", properties.toString(), "--player", player},
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private Path write(ArchiveKind kind, int hour, String name, String... texts)
            throws IOException {
        List<ArchivedRecord> records = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            records.add(record("events", name + i, "key", hour, texts[i]));
        }
        return Path.of(
                archive.write(hour(kind, hour), name + ".parquet", records).toUri().getPath());
    }

    private void writeRow(String player) throws IOException {
        archive.write(
                hour(ArchiveKind.DIMENSIONS, 0),
                player + ".parquet",
                List.of(record("player", "snapshot", player, 0, "row of " + player)));
    }

    private static ArchivedRecord record(
            String source, String sequence, String partitionKey, int hour, String text) {
        long time = SEVEN + hour * ArchiveHour.MILLIS;
        return new ArchivedRecord(
                source,
                "shard",
                sequence,
                0,
                partitionKey,
                time,
                time,
                time,
                1,
                text.getBytes(StandardCharsets.UTF_8));
    }

    private static ArchiveHour hour(ArchiveKind kind, int hour) {
        return ArchiveHour.of(kind, ArchiveHour.NO_PARTITION, SEVEN + hour * ArchiveHour.MILLIS);
    }

    private static String event(String player) {
        return "{\"player_id\":\"" + player + "\",\"points\":1}";
    }

    private static String badEnvelope(String record) {
        return letter(Reason.BAD_ENVELOPE, "stream", "other", record);
    }

    private static String envelope(String stream, String partitionKey, String event) {
        ArchivedRecord record = record(stream, "1", partitionKey, 0, event);
        return new String(ReplayEnvelope.of(record).toJson(), StandardCharsets.UTF_8);
    }

    private static String letter(String event) {
        return letter(Reason.LATE, null, null, event);
    }

    private static String letter(Reason reason, String field, String value, String event) {
        return new String(
                DeadLetter.ofRecord(
                                reason,
                                field,
                                value,
                                new RecordOrigin("events", "shard", "1"),
                                SEVEN,
                                event.getBytes(StandardCharsets.UTF_8))
                        .toJson(),
                StandardCharsets.UTF_8);
    }

    private ArchiveCatalog catalog() throws IOException {
        return ArchiveCatalog.open(folder.resolve("archive").toUri().toString());
    }

    private List<ArchivedRecord> records(ArchiveKind kind) throws IOException {
        return ArchiveFolder.read(catalog().files(kind, 0, Long.MAX_VALUE));
    }

    private List<String> texts(ArchiveKind kind) throws IOException {
        return records(kind).stream()
                .map(record -> new String(record.bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}
