package io.rankstream.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownBoardsTest {

    private static final RacingPlan PLAN = RacingPlan.usual(7, 4_000, 100);

    private final RacingRecords records = new RacingRecords(PLAN);

    @Test
    void makesTheSameRecordsFromTheSameSeed() {
        RacingRecords again = new RacingRecords(PLAN);

        for (int i = 0; i < records.size(); i++) {
            assertThat(again.bytes(i)).isEqualTo(records.bytes(i));
        }
        assertThat(records.copies()).isBetween(100, 300);
    }

    @Test
    void keepsThePlayersOfAShardInIt() {
        int first = records.shard(RacingRecords.MARKERS, 4);
        String player = records.player(RacingRecords.MARKERS);

        for (int i = 0; i < records.size(); i++) {
            if (records.player(i).equals(player)) {
                assertThat(records.shard(i, 4)).isEqualTo(first);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 64})
    void makesSetsOfDifferentBoards(int count) {
        assertThat(Boards.of(count)).hasSize(count).extracting(Board::name).doesNotHaveDuplicates();
    }

    @Test
    void acceptsTheScoresThatAreTrue() {
        KnownBoards known = new KnownBoards(records, Boards.of(4));
        ScoreLog log = logOf(known);

        assertThat(known.requireEqual(List.of(log))).isGreaterThan(300);
    }

    @Test
    void refusesAScoreThatIsOneTooHigh() {
        KnownBoards known = new KnownBoards(records, Boards.of(4));
        ScoreLog log = logOf(known);
        log.put(log.ordinal("leaderboard:distance_all_time"), ScoreLog.hash("player-1"), 1);

        assertThatThrownBy(() -> known.requireEqual(List.of(log)))
                .isInstanceOf(InexactRunException.class)
                .hasMessageContaining("player-1");
    }

    @Test
    void refusesAMemberTooMany() {
        KnownBoards known = new KnownBoards(records, Boards.of(1));
        ScoreLog log = logOf(known);
        log.put(log.ordinal("leaderboard:distance_all_time"), ScoreLog.hash("nobody"), 1);

        assertThatThrownBy(() -> known.requireEqual(List.of(log)))
                .isInstanceOf(InexactRunException.class)
                .hasMessageContaining("members");
    }

    @Test
    void refusesABoardThatIsMissing() {
        KnownBoards known = new KnownBoards(records, Boards.of(4));

        assertThatThrownBy(() -> known.requireEqual(List.of(new ScoreLog(1))))
                .isInstanceOf(InexactRunException.class);
    }

    private static ScoreLog logOf(KnownBoards known) {
        ScoreLog log = new ScoreLog(1);
        for (Board board : known.boards()) {
            Map<String, Map<String, Double>> scores = known.scores(board);
            scores.forEach(
                    (key, members) ->
                            members.forEach(
                                    (member, score) ->
                                            log.put(
                                                    log.ordinal(key),
                                                    ScoreLog.hash(member),
                                                    score)));
        }
        return log;
    }
}
