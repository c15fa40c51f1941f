package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationTest {

    private static final Map<String, Map<String, Double>> BOARDS =
            Map.of("leaderboard:total_distance", Map.of("player-1", 39.0));

    @Test
    void fails_whenBoardsDiffer() {
        assertThat(outcome(Map.of(), Verification.End.SETTLED).failure()).hasValue("different");
        assertThat(outcome(BOARDS, Verification.End.SETTLED).failure()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SETTLED")
    void fails_whenTheJobHasNotCaughtUp_evenIfBoardsAreEqual(Verification.End end) {
        assertThat(outcome(BOARDS, end).failure())
                .hasValueSatisfying(failure -> assertThat(failure).startsWith("not caught up: "));
    }

    @Test
    void saysWhyTheJobIsDown() {
        Verification.Outcome outcome =
                new Verification.Outcome(
                        compare(BOARDS), Verification.End.JOB_FAILED, Optional.of("no memory"));

        assertThat(outcome.failure()).hasValue("not caught up: no memory");
    }

    private static Verification.Outcome outcome(
            Map<String, Map<String, Double>> actual, Verification.End end) {
        return new Verification.Outcome(compare(actual), end, Optional.empty());
    }

    private static BoardComparison compare(Map<String, Map<String, Double>> actual) {
        return BoardComparison.of(BOARDS, actual, Set.of(), key -> false);
    }
}
