package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoardComparisonTest {

    private static final String TOTAL = "leaderboard:total_distance";
    private static final Map<String, Map<String, Double>> EXPECTED =
            Map.of(TOTAL, Map.of("player-1", 39.0, "player-2", 12.5));

    @Test
    void findsEqualBoardsEqual() {
        BoardComparison comparison = compare(EXPECTED, EXPECTED);

        assertThat(comparison.isEqual()).isTrue();
        assertThat(comparison.report())
                .anySatisfy(line -> assertThat(line).matches(" +total_distance +1 +2 +equal"));
    }

    @Test
    void findsAMissingKey() {
        assertDifference(
                compare(EXPECTED, Map.of()), TOTAL + ": missing in Redis, must have 2 members");
    }

    @Test
    void findsAKeyTooMany() {
        assertDifference(
                compare(Map.of(), EXPECTED),
                TOTAL + ": in Redis with 2 members, but must not exist");
    }

    @Test
    void findsAMissingMember() {
        assertDifference(
                compare(EXPECTED, Map.of(TOTAL, Map.of("player-2", 12.5))),
                TOTAL + " player-1: missing in Redis, must have 39");
    }

    @Test
    void findsAMemberTooMany() {
        assertDifference(
                compare(Map.of(TOTAL, Map.of("player-2", 12.5)), EXPECTED),
                TOTAL + " player-1: in Redis with 39, but must not be there");
    }

    @Test
    void findsAWrongScore() {
        assertDifference(
                compare(EXPECTED, Map.of(TOTAL, Map.of("player-1", 39.0, "player-2", 12.25))),
                TOTAL + " player-2: 12.25 in Redis, must be 12.5");
    }

    @Test
    void addsUpTheWindowsOfABoardAndKeepsItsShadowApart() {
        Map<String, Map<String, Double>> boards =
                Map.of(
                        "leaderboard:w:20261120T000000Z", Map.of("a", 1.0),
                        "leaderboard:w:20261120T000030Z", Map.of("a", 1.0, "b", 2.0),
                        "leaderboard:w:v2:20261120T000030Z", Map.of("b", 2.0));

        assertThat(compare(boards, boards).results())
                .containsExactly(
                        new BoardComparison.Result("w", 2, 3, 0, List.of()),
                        new BoardComparison.Result("w:v2", 1, 1, 0, List.of()));
    }

    @Test
    void countsAllDifferencesAndShowsTheFirst() {
        Map<String, Double> members = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            members.put("player-" + i, 1.0);
        }

        BoardComparison.Result result =
                compare(Map.of(TOTAL, members), Map.of(TOTAL, Map.of())).results().get(0);

        assertThat(result.differences()).isEqualTo(100);
        assertThat(result.shown()).hasSize(5);
    }

    @Test
    void leavesKeysOutOnBothSides() {
        BoardComparison comparison =
                BoardComparison.of(
                        Map.of("leaderboard:old:a", Map.of("x", 1.0)),
                        Map.of("leaderboard:old:b", Map.of("x", 1.0)),
                        Set.of(),
                        key -> key.startsWith("leaderboard:old"));

        assertThat(comparison.isEqual()).isTrue();
        assertThat(comparison.results()).isEmpty();
    }

    @Test
    void namesBoardsThatHaveNoKey() {
        BoardComparison comparison =
                BoardComparison.of(Map.of(), Map.of(), Set.of("quiet"), key -> false);

        assertThat(comparison.results())
                .containsExactly(new BoardComparison.Result("quiet", 0, 0, 0, List.of()));
    }

    private static BoardComparison compare(
            Map<String, Map<String, Double>> expected, Map<String, Map<String, Double>> actual) {
        return BoardComparison.of(expected, actual, Set.of(), key -> false);
    }

    private static void assertDifference(BoardComparison comparison, String difference) {
        assertThat(comparison.isEqual()).isFalse();
        assertThat(comparison.results())
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.differences()).isEqualTo(1);
                            assertThat(result.shown()).containsExactly(difference);
                        });
        assertThat(comparison.report()).contains("      " + difference);
    }
}
