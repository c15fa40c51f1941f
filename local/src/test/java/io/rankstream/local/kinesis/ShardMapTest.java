package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShardMapTest {

    private static final long NOW = 1_795_000_000_000L;

    @Test
    void numbersEveryGenerationAboveTheOneBefore() {
        ShardMap shards = new ShardMap(1, NOW, new AtomicLong());

        for (int generation = 0; generation < 40; generation++) {
            Shard lowest = shards.owner(BigInteger.ZERO);
            shards.split(lowest, lowest.range().end().shiftRight(1), NOW);
        }

        assertThat(shards.all())
                .hasSize(81)
                .allSatisfy(
                        child ->
                                assertThat(child.parents())
                                        .allSatisfy(
                                                parent ->
                                                        assertThat(child.startingSequenceNumber())
                                                                .isGreaterThan(
                                                                        parent
                                                                                .endingSequenceNumber())));
    }

    @Test
    void resizesToUniformRanges() {
        ShardMap shards = new ShardMap(4, NOW, new AtomicLong());

        for (int count : new int[] {3, 7, 1, 16, 5}) {
            shards.resize(count, NOW);

            assertThat(shards.open())
                    .extracting(Shard::range)
                    .containsExactlyElementsOf(HashRange.uniform(count));
        }
    }
}
