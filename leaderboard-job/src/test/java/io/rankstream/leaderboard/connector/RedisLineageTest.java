package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisLineageTest {

    @Test
    void readsTheMarkThatItWrites() {
        RedisLineage mark = RedisLineage.of(RedisLineage.newLineage(), 42);

        assertThat(RedisLineage.parse(mark.toString())).isEqualTo(mark);
        assertThat(mark.toString()).matches("[0-9a-f]{32}:42");
        assertThat(RedisLineage.parse(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "1a2b", "1a2b:", "1a2b:x", "12"})
    void takesWhatItDidNotWriteForALineageThatNobodyHas(String mark) {
        RedisLineage parsed = RedisLineage.parse(mark);

        assertThat(parsed.lineage()).isEmpty();
        assertThat(parsed.isOf(RedisLineage.newLineage())).isFalse();
    }
}
