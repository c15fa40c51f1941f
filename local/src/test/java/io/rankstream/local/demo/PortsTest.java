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
    void takesFourInARowFromABase() {
        assertThat(Ports.from(14567)).isEqualTo(new Ports(14567, 14568, 14569, 14570));
    }

    @Test
    void refusesABaseWithoutRoomForFour() {
        assertThatThrownBy(() -> Ports.from(65_533)).hasMessageContaining("--port-base 65533");
        assertThatThrownBy(() -> Ports.from(0)).hasMessageContaining("--port-base 0");
    }

    @Test
    void namesEachTakenPortAndTheRemedy() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = listening.getLocalPort();
            Ports ports = new Ports(FreePort.any(), taken, FreePort.any(), FreePort.any());

            assertThatThrownBy(() -> Ports.requireFree(ports.ofServers()))
                    .isInstanceOf(SetupException.class)
                    .hasMessageStartingWith("port " + taken + " (Redis) is taken")
                    .hasMessageContaining("--port-base");
        }
    }

    @Test
    void needsFlinksPortForTheJobAlone() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = listening.getLocalPort();
            Ports ports = new Ports(FreePort.any(), FreePort.any(), FreePort.any(), taken);

            assertThatCode(() -> Ports.requireFree(ports.ofServers())).doesNotThrowAnyException();
            assertThatThrownBy(() -> Ports.requireFree(ports.ofDemo()))
                    .hasMessageContaining("(Flink) is taken");
        }
    }

    @Test
    void saysNothingWhenAllAreFree() {
        assertThat(Ports.taken(Ports.DEFAULT.ofDemo(), port -> true)).isEmpty();
        assertThat(Ports.taken(Ports.DEFAULT.ofDemo(), port -> false)).hasSize(4);
    }
}
