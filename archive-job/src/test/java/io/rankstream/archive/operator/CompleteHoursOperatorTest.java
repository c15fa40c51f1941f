package io.rankstream.archive.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.testkit.ArchiveFolder;
import io.rankstream.flink.testkit.SchemeForTests;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompleteHoursOperatorTest {

    private static final long DELAY = 600_000;

    /** 2026-11-20T07:00:00Z. */
    private static final ArchiveHour HOUR =
            ArchiveHour.of(ArchiveKind.EVENTS, ArchiveHour.NO_PARTITION, 1_795_158_000_000L);

    @TempDir Path folder;

    private ArchiveFolder archive;
    private OneInputStreamOperatorTestHarness<CommittableMessage<FileSinkCommittable>, Void>
            harness;
    private long now;
    private long checkpoint;
    private Step afterListing = () -> {};
    private Step beforeManifest = () -> {};

    @BeforeEach
    void open() throws Exception {
        archive = new ArchiveFolder(folder.toUri().toString());
        harness = newHarness(folder.toUri().toString());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
        SchemeForTests.forget();
    }

    @Test
    void waitsUntilTheHourIsOver() throws Exception {
        commit("a.parquet");
        arriveUntil(HOUR.end() + DELAY - 1);
        passSeconds(2);
        assertThat(manifest()).doesNotExist();

        arriveUntil(HOUR.end() + DELAY);
        passSeconds(1);

        assertThat(manifest()).content().contains("a.parquet");
    }

    @Test
    void waitsForTheFilesOfTheCheckpoint() throws Exception {
        commit("a.parquet");
        harness.processWatermark(new Watermark(HOUR.end() + DELAY));
        passSeconds(2);
        harness.snapshot(++checkpoint, 1);
        passSeconds(2);
        announce(checkpoint, 0, 1, 1);
        passSeconds(2);
        assertThat(manifest()).doesNotExist();

        commit("b.parquet");
        passSeconds(1);

        assertThat(manifest()).content().contains("a.parquet").contains("b.parquet");
    }

    @Test
    void waitsForTheFilesOfEveryTask() throws Exception {
        commit("a.parquet");
        harness.processWatermark(new Watermark(HOUR.end() + DELAY));
        harness.snapshot(++checkpoint, 1);
        announce(checkpoint, 0, 2, 0);
        announce(checkpoint - 1, 1, 2, 0);
        passSeconds(2);
        assertThat(manifest()).doesNotExist();

        // The checkpoint was complete, but the task heard of the next one only.
        announce(checkpoint + 1, 1, 2, 0);
        passSeconds(1);

        assertThat(manifest()).exists();
    }

    @Test
    void opensTheHourAgain_whenAFileComesLate() throws Exception {
        commit("a.parquet");
        arriveUntil(HOUR.end() + DELAY);
        passSeconds(1);

        commit("b.parquet");
        passSeconds(1);

        assertThat(manifest()).content().contains("a.parquet").contains("b.parquet");
    }

    @Test
    void remembersOpenHours() throws Exception {
        commit("a.parquet");
        OperatorSubtaskState state = harness.snapshot(++checkpoint, 1);
        harness.close();
        harness = newHarness(folder.toUri().toString());
        harness.initializeState(state);
        harness.open();

        arriveUntil(HOUR.end() + DELAY);
        passSeconds(1);

        assertThat(manifest()).content().contains("a.parquet");
    }

    @Test
    void triesAgainLater_whileAFileIsUnreadable() throws Exception {
        commit("a.parquet");
        Path foreign = hourFolder().resolve("foreign.parquet");
        Files.writeString(foreign, "not Parquet");
        arriveUntil(HOUR.end() + DELAY);
        passSeconds(1);
        assertThat(manifest()).doesNotExist();

        Files.delete(foreign);
        passSeconds(30);
        assertThat(manifest()).doesNotExist();
        passSeconds(31);

        assertThat(manifest()).content().contains("a.parquet").doesNotContain("foreign");
    }

    @Test
    void leavesAnHourAlone_whileItIsBeingErased() throws Exception {
        commit("a.parquet");
        Path marker = hourFolder().resolve("_ERASING");
        Files.writeString(marker, "a.parquet\n");
        arriveUntil(HOUR.end() + DELAY);
        passSeconds(1);
        assertThat(manifest()).doesNotExist();

        Files.delete(marker);
        passSeconds(61);

        assertThat(manifest()).exists();
    }

    @Test
    void writesTheManifestAgain_afterAnErasureThatSawNone() throws Exception {
        commit("a.parquet");
        beforeManifest = () -> archive.write(HOUR, "a.parquet", List.of(record("a"), record("b")));
        completeInWatchedFolder();
        assertThatThrownBy(this::readAll).hasMessageContaining("in the manifest of its hour");

        passSeconds(61);

        assertThat(readAll()).isEqualTo(2);
    }

    @Test
    void writesTheManifestAgain_afterAnErasureThatKeptTheLength() throws Exception {
        commit("a.parquet");
        Path file = hourFolder().resolve("a.parquet");
        long length = Files.size(file);
        FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1_000);
        beforeManifest =
                () -> {
                    archive.write(HOUR, "a.parquet", List.of(record("b.parquet")));
                    Files.setLastModifiedTime(file, later);
                };
        completeInWatchedFolder();
        assertThat(file).hasSize(length);
        String outdated = Files.readString(manifest());

        passSeconds(61);

        assertThat(manifest()).content().contains("a.parquet").isNotEqualTo(outdated);
    }

    @Test
    void writesTheManifestAgain_afterAnErasureThatIsUnderWay() throws Exception {
        commit("a.parquet");
        Path marker = hourFolder().resolve("_ERASING");
        beforeManifest = () -> Files.writeString(marker, "a.parquet\n");
        completeInWatchedFolder();
        archive.write(HOUR, "a.parquet", List.of(record("a"), record("b")));
        Files.delete(marker);

        passSeconds(61);

        assertThat(readAll()).isEqualTo(2);
    }

    @Test
    void writesTheManifestAgain_afterAnErasureThatDeletedAFile() throws Exception {
        commit("a.parquet");
        commit("b.parquet");
        beforeManifest = () -> Files.delete(hourFolder().resolve("b.parquet"));
        completeInWatchedFolder();
        assertThatThrownBy(this::readAll).hasMessageContaining("lacks b.parquet");

        passSeconds(61);

        assertThat(readAll()).isEqualTo(1);
    }

    @Test
    void triesAgainLater_ifAFileIsDeletedBeforeItIsRead() throws Exception {
        commit("a.parquet");
        commit("b.parquet");
        afterListing = () -> Files.delete(hourFolder().resolve("b.parquet"));
        completeInWatchedFolder();
        assertThat(manifest()).doesNotExist();

        passSeconds(61);

        assertThat(readAll()).isEqualTo(1);
    }

    /** Completes the hour by way of a file system that lets something else happen meanwhile. */
    private void completeInWatchedFolder() throws Exception {
        SchemeForTests.register("watched", Watched::new);
        OperatorSubtaskState state = harness.snapshot(++checkpoint, 1);
        harness.close();
        harness = newHarness("watched://" + folder);
        harness.initializeState(state);
        harness.open();
        arriveUntil(HOUR.end() + DELAY);
        passSeconds(1);
    }

    /** Something that happens while an hour is completed. */
    private interface Step {
        void run() throws IOException;
    }

    private final class Watched extends LocalFileSystem {

        @Override
        public FileStatus[] listStatus(org.apache.flink.core.fs.Path path) throws IOException {
            FileStatus[] listed = super.listStatus(path);
            Step step = afterListing;
            afterListing = () -> {};
            step.run();
            return listed;
        }

        @Override
        public boolean rename(org.apache.flink.core.fs.Path from, org.apache.flink.core.fs.Path to)
                throws IOException {
            Step step = beforeManifest;
            beforeManifest = () -> {};
            step.run();
            return super.rename(from, to);
        }
    }

    private OneInputStreamOperatorTestHarness<CommittableMessage<FileSinkCommittable>, Void>
            newHarness(String root) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new CompleteHoursOperator(root, Duration.ofMillis(DELAY)));
    }

    /** Says that everything has arrived until a time, and is committed. */
    private void arriveUntil(long time) throws Exception {
        harness.processWatermark(new Watermark(time));
        harness.snapshot(++checkpoint, 1);
        announce(checkpoint, 0, 1, 0);
    }

    /** Says, as the sink does, how many files of a checkpoint a task has committed. */
    private void announce(long ofCheckpoint, int task, int tasks, int files) throws Exception {
        harness.processElement(
                new StreamRecord<>(
                        new CommittableSummary<>(task, tasks, ofCheckpoint, files, 0, 0)));
    }

    /** Puts a file where it belongs, and says so as the sink does. */
    private void commit(String name) throws Exception {
        archive.write(HOUR, name, List.of(record(name)));
        harness.processElement(
                new StreamRecord<>(
                        new CommittableWithLineage<>(
                                new FileSinkCommittable(
                                        HOUR.folder(), new org.apache.flink.core.fs.Path("/")),
                                checkpoint,
                                0)));
    }

    private static ArchivedRecord record(String sequenceNumber) {
        return new ArchivedRecord(
                "events",
                "shard",
                sequenceNumber,
                0,
                "",
                HOUR.start(),
                HOUR.start(),
                HOUR.start(),
                0,
                new byte[1]);
    }

    /** How many records a reader finds, who holds the hour to its manifest. */
    private int readAll() throws IOException {
        assertThat(manifest()).exists();
        ArchiveCatalog catalog = ArchiveCatalog.open(folder.toUri().toString());
        return ArchiveFolder.read(catalog.files(ArchiveKind.EVENTS, HOUR.start(), HOUR.end()))
                .size();
    }

    private void passSeconds(int seconds) throws Exception {
        for (int i = 0; i < seconds; i++) {
            now += 1_000;
            harness.setProcessingTime(now);
        }
    }

    private Path hourFolder() {
        return folder.resolve(HOUR.folder());
    }

    private Path manifest() {
        return hourFolder().resolve("_SUCCESS");
    }
}
