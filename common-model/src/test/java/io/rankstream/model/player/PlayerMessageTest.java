package io.rankstream.model.player;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlayerMessageTest {

    static Stream<PlayerMessage> messages() {
        return Stream.of(
                PlayerMessage.ban("ada", 1, "a", 2),
                PlayerMessage.ban("ada", 1, "a", 2, 3, 4),
                PlayerMessage.ban("ada", 1, "a", 2, 3, PlayerMessage.FOREVER),
                PlayerMessage.unban("ada", 1, "a", 2),
                PlayerMessage.erase("ada", 1, "a", 2),
                PlayerMessage.retract("ada", 1, "a", 2, "e-1"),
                PlayerMessage.adjust("ada", 1, "a", 2, "points", 3, new BigDecimal("-12.50"), 4),
                PlayerMessage.adjust("ada", 1, "a", 2, "points", 0, BigDecimal.ONE, 4).onTrack(7));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isReadAsItWasWritten(PlayerMessage message) throws Exception {
        PlayerMessage read = read(write(message));

        assertThat(read).usingRecursiveComparison().isEqualTo(message);
    }

    @Test
    void tellsABanOfATimeFromABanOfThePlayer() {
        assertThat(PlayerMessage.ban("ada", 1, "a", 2).isDated()).isFalse();
        assertThat(PlayerMessage.ban("ada", 1, "a", 2, 3, PlayerMessage.FOREVER).isDated())
                .isTrue();
        assertThat(PlayerMessage.ban("ada", 1, "a", 2, PlayerMessage.ALWAYS, 3).isDated()).isTrue();
    }

    @Test
    void refusesTheFormatAndTheKindOfALaterRelease() throws Exception {
        byte[] bytes = write(PlayerMessage.erase("ada", 1, "a", 2));
        byte[] laterKind = Arrays.copyOf(bytes, bytes.length);
        bytes[0] = 9;
        laterKind[1] = 99;

        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 9");
        assertThatThrownBy(() -> read(laterKind))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("99");
    }

    private static byte[] write(PlayerMessage message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static PlayerMessage read(byte[] bytes) throws IOException {
        return PlayerMessage.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
