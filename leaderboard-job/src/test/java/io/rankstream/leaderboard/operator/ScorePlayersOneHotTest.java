package io.rankstream.leaderboard.operator;

/** All of the same with room for one player on the heap: everybody comes and goes. */
class ScorePlayersOneHotTest extends ScorePlayersOperatorTest {

    @Override
    String hotMemory() {
        return "1 b";
    }
}
