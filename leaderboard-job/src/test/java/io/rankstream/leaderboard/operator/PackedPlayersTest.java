package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedPlayersTest {

    private final PackedPlayers packed = new PackedPlayers();

    private int put(int before, byte... bytes) {
        return packed.put(new PackedOutput(bytes, bytes.length), before);
    }

    private byte[] read(int first, int length) throws Exception {
        byte[] bytes = new byte[length];
        PackedInput in = packed.read(first, length, new PackedOutput(0));
        assertThat(in.available()).isEqualTo(length);
        assertThat(in.readNBytes(bytes, 0, length)).isEqualTo(length);
        return bytes;
    }

    @Test
    void takesRoomInWholeCells() {
        assertThat(PackedPlayers.room(0)).isZero();
        assertThat(PackedPlayers.room(1)).isEqualTo(256);
        assertThat(PackedPlayers.room(252)).isEqualTo(256);
        assertThat(PackedPlayers.room(253)).isEqualTo(512);
    }

    @Test
    void usesCellsAgain() {
        int first = put(PackedPlayers.NONE, new byte[600]);
        int other = put(PackedPlayers.NONE, new byte[1]);
        packed.free(first);

        int again = put(PackedPlayers.NONE, new byte[600]);

        assertThat(again).isLessThan(other);
        assertThat(put(PackedPlayers.NONE, new byte[1])).isEqualTo(other + 1);
    }

    @Test
    void keepsWhatIsShorterInTheSameCells_andGivesTheOthersBack() throws Exception {
        int first = put(PackedPlayers.NONE, new byte[600]);

        assertThat(put(first, (byte) 1, (byte) 2)).isEqualTo(first);

        assertThat(read(first, 2)).containsExactly(1, 2);
        assertThat(put(PackedPlayers.NONE, new byte[500])).isLessThan(3);
    }

    @Test
    void keepsManyApart() throws Exception {
        Random random = new Random(1);
        Map<Integer, byte[]> expected = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 3_000 : 300)];
            random.nextBytes(bytes);
            int before = random.nextInt(2_000);
            if (!expected.containsKey(before)) {
                expected.put(put(PackedPlayers.NONE, bytes), bytes);
            } else if (random.nextInt(3) == 0) {
                packed.free(before);
                expected.remove(before);
            } else {
                assertThat(put(before, bytes)).isEqualTo(before);
                expected.put(before, bytes);
            }
        }

        assertThat(expected).hasSizeGreaterThan(1_000);
        for (Map.Entry<Integer, byte[]> one : expected.entrySet()) {
            byte[] bytes = one.getValue();
            assertThat(read(one.getKey(), bytes.length)).isEqualTo(bytes);
            PackedOutput copy = new PackedOutput(0);
            packed.copy(one.getKey(), bytes.length, copy);
            assertThat(copy.toBytes()).isEqualTo(bytes);
            packed.look(one.getKey(), bytes.length);
        }
    }
}
