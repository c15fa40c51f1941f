package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
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

            assertThat(ports.taken())
                    .singleElement()
                    .asString()
                    .contains("port " + taken + " (Redis) is taken", "--port-base");
        }
    }

    @Test
    void saysNothingWhenAllAreFree() {
        assertThat(Ports.DEFAULT.taken(port -> true)).isEmpty();
        assertThat(Ports.DEFAULT.taken(port -> false)).hasSize(4);
    }
}
