package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.local.demo.StandingsCheck.Comparison;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StandingsCheckTest {

    private static final String KEY = "leaderboard:window_30s_distance:20261120T100000Z";

    private static final Map<String, Map<String, Double>> TRUTH =
            Map.of(KEY, Map.of("ada", 7.0, "bob", 9.0, "cyd", 7.0));

    @Test
    void isEqual_whereTheBestAreFirst_andEqualScoresAsInRedis() {
        assertThat(compare(table("bob 9.0", "cyd 7.0", "ada 7.0")))
                .isEqualTo(new Comparison(1, 3, List.of()));
    }

    @Test
    void namesTheFirstRankThatDiffers() {
        assertThat(compare(table("bob 9.0", "ada 7.0", "cyd 7.0")).differences())
                .containsExactly(KEY + ": 3 ranks of 3, and rank 2 is ada 7.0, must be cyd 7.0");
        assertThat(compare(table("bob 9.0")).differences())
                .containsExactly(KEY + ": 1 ranks of 3, and rank 2 is null, must be cyd 7.0");
        assertThat(compare(table("bob 9.0", "cyd 7.0", "ada 7.0", "dan 1.0")).differences())
                .containsExactly(KEY + ": 4 ranks of 3, and rank 4 is dan 1.0, must be null");
    }

    @Test
    void seesAWindowThatIsMissing_andOneThatMustNotBeThere() {
        assertThat(
                        StandingsCheck.compare(new TreeSet<>(TRUTH.keySet()), TRUTH, Map.of())
                                .differences())
                .hasSize(1);
        assertThat(
                        StandingsCheck.compare(
                                        new TreeSet<>(TRUTH.keySet()),
                                        Map.of(),
                                        Map.of(KEY, table("bob 9.0")))
                                .differences())
                .hasSize(1);
    }

    private static Comparison compare(SortedMap<Long, String> table) {
        return StandingsCheck.compare(new TreeSet<>(TRUTH.keySet()), TRUTH, Map.of(KEY, table));
    }

    private static SortedMap<Long, String> table(String... places) {
        SortedMap<Long, String> ranks = new TreeMap<>();
        for (String place : places) {
            ranks.put(ranks.size() + 1L, place);
        }
        return ranks;
    }
}
