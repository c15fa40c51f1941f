package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.local.process.FreePort;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocalServersTest {

    /** Takes no new folder, not even from root. */
    private static final Path READ_ONLY = Path.of("/proc");

    @Test
    void stopsAServerThatCannotBeMadeReady() throws Exception {
        int port = FreePort.any();
        Ports ports = new Ports(0, 0, 0, 0, port, 0);

        assertThatThrownBy(() -> LocalServers.startS3(ports, READ_ONLY))
                .hasStackTraceContaining("/proc/rankstream");

        assertThat(FreePort.isFree(port)).isTrue();
    }
}
