package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.scoring.PlayerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HotPlayersTest {

    private final Map<String, PlayerState> written = new HashMap<>();
    private final List<String> writes = new ArrayList<>();

    private HotPlayers players(int capacity, int mostUnwritten) {
        return new HotPlayers(
                capacity,
                mostUnwritten,
                (playerId, state) -> {
                    written.put(playerId, state);
                    writes.add(playerId);
                });
    }

    private static PlayerState state(long arrivalTimer) {
        PlayerState state = new PlayerState();
        state.setArrivalTimer(arrivalTimer);
        return state;
    }

    @Test
    void writesAPlayerOnceHoweverOftenItChanged() throws Exception {
        HotPlayers players = players(10, 10);
        PlayerState a = state(1);
        players.put("a", a);
        players.put("a", a);

        assertThat(writes).isEmpty();
        players.writeAll();
        players.writeAll();

        assertThat(writes).containsExactly("a");
        assertThat(players.get("a")).isSameAs(a);
    }

    @Test
    void writesWhoLeaves_andNobodyElse() throws Exception {
        HotPlayers players = players(2, 10);
        players.put("a", state(1));
        players.put("b", state(2));
        players.get("a");
        players.put("c", state(3));

        assertThat(writes).containsExactly("b");
        assertThat(players.get("b")).isNull();
        assertThat(players.size()).isEqualTo(2);
    }

    @Test
    void doesNotWriteWhoLeavesUnchanged() throws Exception {
        HotPlayers players = players(1, 10);
        players.put("a", state(1));
        players.writeAll();
        players.put("b", state(2));

        assertThat(writes).containsExactly("a");
    }

    @Test
    void writesTheLongestUnwritten_whenTooManyWait() throws Exception {
        HotPlayers players = players(10, 2);
        players.put("a", state(1));
        players.put("b", state(2));
        players.put("c", state(3));

        assertThat(writes).containsExactly("a");
        assertThat(players.size()).isEqualTo(3);
    }

    @Test
    void neverWritesWhoWasRemoved() throws Exception {
        HotPlayers players = players(10, 10);
        players.put("a", state(1));
        players.remove("a");
        players.writeAll();
        PlayerState again = state(2);
        players.put("a", again);
        players.writeAll();

        assertThat(writes).containsExactly("a");
        assertThat(written).containsEntry("a", again);
    }

    @Test
    void keepsNothingWithoutRoom() throws Exception {
        HotPlayers players = players(0, 10);
        players.put("a", state(1));

        assertThat(writes).containsExactly("a");
        assertThat(players.get("a")).isNull();
    }

    @Test
    void agreesWithAMap_whateverItsSize() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Map<String, PlayerState> expected = new HashMap<>();
            written.clear();
            HotPlayers players = players(random.nextInt(6), 1 + random.nextInt(6));
            for (int step = 0; step < 500; step++) {
                String player = "player-" + random.nextInt(12);
                PlayerState state = players.get(player);
                if (state == null) {
                    state = written.get(player);
                }
                assertThat(state).as("seed %s, step %s", seed, step).isSameAs(expected.get(player));
                if (random.nextInt(10) == 0) {
                    players.remove(player);
                    written.remove(player);
                    expected.remove(player);
                } else {
                    PlayerState kept = state == null ? new PlayerState() : state;
                    players.put(player, kept);
                    expected.put(player, kept);
                }
                if (random.nextInt(40) == 0) {
                    players.writeAll();
                    assertThat(written).isEqualTo(expected);
                }
            }
        }
    }
}
