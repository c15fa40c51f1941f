package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceNumbersTest {

    private static final long CREATED_AT_SECONDS = 1_795_000_000L;

    private final SequenceNumbers numbers = new SequenceNumbers(CREATED_AT_SECONDS, 1_234_567);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 47, 0xFFFF, 0x10000, 1L << 48, SequenceNumbers.END})
    void findsThePositionAgain(long position) {
        assertThat(numbers.at(position)).matches("\\d{56}");
        assertThat(numbers.position(numbers.at(position))).isEqualTo(position);
    }

    @Test
    void growsWithThePosition() {
        assertThat(new BigInteger(numbers.at(0x10000)))
                .isGreaterThan(new BigInteger(numbers.at(0xFFFF)));
    }

    @Test
    void growsFromShardToShardCreatedLater() {
        SequenceNumbers later = new SequenceNumbers(CREATED_AT_SECONDS + 1, 0);

        assertThat(new BigInteger(later.at(0)))
                .isGreaterThan(new BigInteger(numbers.at(SequenceNumbers.END)));
    }

    @Test
    void refusesNumbersOfOtherShards() {
        String ofOtherShard = new SequenceNumbers(CREATED_AT_SECONDS, 1_234_583).at(5);
        String ofOtherTime = new SequenceNumbers(CREATED_AT_SECONDS - 1, 1_234_567).at(5);

        assertThatThrownBy(() -> numbers.position(ofOtherShard))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> numbers.position(ofOtherTime))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> numbers.position("1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> numbers.position("LATEST"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
