package io.rankstream.local.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {

    @TempDir private Path folder;

    @Test
    void findsNothingBeforeTheFirstCheckpoint() throws Exception {
        assertThat(new CheckpointFolder(folder.resolve("missing")).newest()).isEmpty();
        assertThat(new CheckpointFolder(folder).newest()).isEmpty();
    }

    @Test
    void choosesTheHighestNumber_asANumber() throws Exception {
        completed("run/chk-9");
        Path newest = completed("run/chk-10");

        assertThat(new CheckpointFolder(folder).newest()).contains(newest);
    }

    @Test
    void passesOverACheckpointThatWasNotCompleted() throws Exception {
        Path completed = completed("run/chk-4");
        Files.createDirectories(folder.resolve("run/chk-5"));

        assertThat(new CheckpointFolder(folder).newest()).contains(completed);
    }

    @Test
    void comparesTheCheckpointsOfAllRuns() throws Exception {
        completed("a/chk-7");
        Path newest = completed("b/chk-8");
        Files.createDirectories(folder.resolve("b/shared"));

        assertThat(new CheckpointFolder(folder).newest()).contains(newest);
    }

    @Test
    void choosesTheLaterOfTwoRunsThatWroteTheSameNumber() throws Exception {
        Path earlier = completed("a/chk-3");
        Path later = completed("b/chk-3");
        touch(earlier, "2026-11-20T12:00:00Z");
        touch(later, "2026-11-20T12:00:05Z");

        assertThat(new CheckpointFolder(folder).newest()).contains(later);
        touch(earlier, "2026-11-20T12:00:10Z");

        assertThat(new CheckpointFolder(folder).newest()).contains(earlier);
    }

    @Test
    void canBeNeitherReadNorWritten_untilItsOutageIsOver() throws Exception {
        Path newest = completed("checkpoints/run/chk-1");
        Path path = folder.resolve("checkpoints");
        CheckpointFolder checkpoints = new CheckpointFolder(path);

        CheckpointFolder.Outage outage = checkpoints.breakDown();

        assertThatThrownBy(checkpoints::newest).isInstanceOf(IOException.class);
        assertThat(Files.exists(newest)).isFalse();
        assertThatThrownBy(() -> Files.createDirectories(path.resolve("run/chk-2")))
                .isInstanceOf(IOException.class);
        outage.close();
        assertThat(checkpoints.newest()).contains(newest);
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(path));
    }

    private Path completed(String name) throws Exception {
        Path checkpoint = Files.createDirectories(folder.resolve(name));
        Files.createFile(checkpoint.resolve("_metadata"));
        return checkpoint;
    }

    private static void touch(Path checkpoint, String time) throws Exception {
        Files.setLastModifiedTime(
                checkpoint.resolve("_metadata"), FileTime.from(Instant.parse(time)));
    }
}
