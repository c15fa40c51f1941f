package io.rankstream.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LiveServersTest {

    @TempDir private Path home;

    @Test
    void stopsWhatRuns_whenTheLastDoesNotStart() throws IOException {
        Set<Long> children = children();
        Set<Thread> threads = lasting();
        // Stands where MariaDB's folder would be made.
        Files.createFile(home.resolve(".rankstream"));

        assertThatThrownBy(() -> LiveServers.start(home)).isInstanceOf(IOException.class);

        assertThat(children()).isSubsetOf(children);
        assertThat(lasting()).isSubsetOf(threads);
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    /** The threads that keep a JVM alive. */
    private static Set<Thread> lasting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }
}
