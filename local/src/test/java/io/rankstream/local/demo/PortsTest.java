package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.local.process.FreePort;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void takesSixInARowFromABase() {
        assertThat(Ports.from(14567))
                .isEqualTo(new Ports(14567, 14568, 14569, 14570, 14571, 14572));
    }

    @Test
    void refusesABaseWithoutRoomForSix() {
        assertThatThrownBy(() -> Ports.from(65_531)).hasMessageContaining("--port-base 65531");
        assertThatThrownBy(() -> Ports.from(0)).hasMessageContaining("--port-base 0");
    }

    @Test
    void namesEachTakenPortAndTheRemedy() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = listening.getLocalPort();
            Ports ports = ports(taken, FreePort.any(), FreePort.any());

            assertThatThrownBy(() -> Ports.requireFree(ports.ofServers()))
                    .isInstanceOf(SetupException.class)
                    .hasMessageStartingWith("port " + taken + " (Redis) is taken")
                    .hasMessageContaining("--port-base");
        }
    }

    @Test
    void needsFlinksPortsForTheJobsAlone() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = listening.getLocalPort();
            Ports ports = ports(FreePort.any(), taken, FreePort.any());

            assertThatCode(() -> Ports.requireFree(ports.ofServers())).doesNotThrowAnyException();
            assertThatThrownBy(() -> Ports.requireFree(ports.ofJob()))
                    .hasMessageContaining("(Flink) is taken");
            Ports others = ports(FreePort.any(), FreePort.any(), taken);
            assertThatCode(() -> Ports.requireFree(others.ofJob())).doesNotThrowAnyException();
            assertThatThrownBy(() -> Ports.requireFree(others.ofDemo()))
                    .hasMessageContaining("(Flink of the archive job) is taken");
        }
    }

    private static Ports ports(int redis, int flink, int archive) throws Exception {
        return new Ports(FreePort.any(), redis, FreePort.any(), flink, FreePort.any(), archive);
    }

    @Test
    void saysNothingWhenAllAreFree() {
        assertThat(Ports.taken(Ports.DEFAULT.ofDemo(), port -> true)).isEmpty();
        assertThat(Ports.taken(Ports.DEFAULT.ofDemo(), port -> false)).hasSize(6);
    }
}
