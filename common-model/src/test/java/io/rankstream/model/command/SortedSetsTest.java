package io.rankstream.model.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortedSetsTest {

    @Test
    void comparesMembersByTheirBytes() {
        assertThat(SortedSets.compareMembers("a", "b")).isNegative();
        assertThat(SortedSets.compareMembers("ab", "a")).isPositive();
        assertThat(SortedSets.compareMembers("\u00e9", "\u00e9")).isZero();
        assertThat(SortedSets.compareMembers("z", "\u00e9")).isNegative();
        // As chars the first of a pair would come before this one.
        assertThat(SortedSets.compareMembers("\uff5e", "\ud83d\ude00")).isNegative();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "-3, -3",
        "2.5, 2.5",
        "0.1, 0.1",
        "9007199254740991, 9007199254740991",
        "1e18, 1000000000000000000",
        "1e19, 1.0E19"
    })
    void writesScores(double score, String text) {
        assertThat(SortedSets.text(score)).isEqualTo(text);
    }
}
