package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingFolderTest {

    @TempDir private Path parent;

    @Test
    void refusesASecondStartInTheSameClone() throws Exception {
        Path folder = parent.resolve(".rankstream");
        try (WorkingFolder first = WorkingFolder.open(folder)) {
            assertThat(first.run()).startsWithRaw(folder);
            assertThatThrownBy(() -> WorkingFolder.open(folder))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("Ctrl-C");
        }
    }

    @Test
    void leavesNoLockBehind() throws Exception {
        Path folder = parent.resolve(".rankstream");

        WorkingFolder.open(folder).close();

        assertThat(folder).isEmptyDirectory();
        WorkingFolder.open(folder).close();
    }
}
