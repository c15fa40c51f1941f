package io.rankstream.leaderboard.operator;

/** All of the same with every player in the keyed state alone. */
class ScorePlayersNoneHotTest extends ScorePlayersOperatorTest {

    @Override
    String hotMemory() {
        return "0 b";
    }
}
