package io.rankstream.model.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MurmurTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void isTheHashThatStoredStateHas(long seed) {
        Random random = new Random(seed);
        for (int length = 0; length < 200; length++) {
            for (int i = 0; i < 100; i++) {
                int offset = random.nextInt(20);
                byte[] bytes = new byte[offset + length + random.nextInt(20)];
                random.nextBytes(bytes);
                int hashSeed = random.nextInt();
                long[] expected = MurmurHash3.hash128x64(bytes, offset, length, hashSeed);

                Murmur hash = Murmur.of(bytes, offset, length, hashSeed);

                assertThat(hash.high()).isEqualTo(expected[0]);
                assertThat(hash.low()).isEqualTo(expected[1]);
            }
        }
    }

    @Test
    void takesAllBytes_unlessToldWhich() {
        byte[] bytes = {1, 2, 3};

        assertThat(Murmur.of(bytes, -7).high()).isEqualTo(Murmur.of(bytes, 0, 3, -7).high());
    }
}
