package io.rankstream.leaderboard.operator;

/** All of the same with room for one small player on the heap: everybody comes and goes. */
class ScorePlayersOneHotTest extends ScorePlayersOperatorTest {

    @Override
    String hotMemory() {
        return "600 b";
    }
}
