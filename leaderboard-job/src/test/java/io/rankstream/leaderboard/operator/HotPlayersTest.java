package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.scoring.PlayerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HotPlayersTest {

    /** What a player takes that is asleep. */
    private static final long EACH = PackedPlayers.room(1) + HotPlayers.HEAP_BYTES;

    /** What one takes besides that is awake. */
    private static final long AWAKE = new PlayerState().heapBytes();

    private static final int AWAKE_PART = 16;

    /** What a state holds; packing writes it, so that nothing needs to be done with the state. */
    private final IdentityHashMap<PlayerState, Integer> contents = new IdentityHashMap<>();

    private final Map<String, Integer> written = new HashMap<>();
    private final Map<String, Long> deadlines = new HashMap<>();
    private final List<String> writes = new ArrayList<>();
    private int packed;

    private final HotPlayers.Backing backing =
            new HotPlayers.Backing() {

                @Override
                public void pack(PlayerState state, PackedOutput out) {
                    out.writeUnsigned(contents.get(state));
                    out.write(new byte[contents.get(state) % 700], 0, contents.get(state) % 700);
                    packed++;
                }

                @Override
                public PlayerState unpack(PackedInput in) throws IOException {
                    return state((int) in.readUnsigned());
                }

                @Override
                public void write(HotPlayers.Player player, PackedOutput bytes) throws IOException {
                    written.put(player.id(), bytes.toInput().readCount());
                    deadlines.put(player.id(), player.deadline());
                    writes.add(player.id());
                }
            };

    private PlayerState state(int content) {
        PlayerState state = new PlayerState();
        contents.put(state, content);
        return state;
    }

    /** With room for so many that are asleep, and for a deadline of each. */
    private HotPlayers players(int capacity, int mostUnwritten) {
        return new HotPlayers(capacity * (EACH + 200), mostUnwritten, backing);
    }

    private HotPlayers.Player change(HotPlayers players, String playerId) throws Exception {
        return change(players, playerId, HotPlayers.NEVER);
    }

    private HotPlayers.Player change(HotPlayers players, String playerId, long deadline)
            throws Exception {
        HotPlayers.Player player = players.get(playerId);
        if (player == null) {
            player = players.add(playerId, state(1));
        }
        players.changed(player, deadline);
        return player;
    }

    @Test
    void writesAPlayerOnceHoweverOftenItChanged() throws Exception {
        HotPlayers players = players(10, 10);
        HotPlayers.Player a = change(players, "a");
        change(players, "a");

        assertThat(writes).isEmpty();
        players.writeAll();
        players.writeAll();

        assertThat(writes).containsExactly("a");
        assertThat(players.get("a")).isSameAs(a);
    }

    @Test
    void writesWhoLeaves_andNobodyElse() throws Exception {
        HotPlayers players = players(2, 10);
        change(players, "a");
        change(players, "b");
        players.get("a");
        change(players, "c");

        assertThat(writes).containsExactly("b");
        assertThat(players.get("b")).isNull();
        assertThat(players.size()).isEqualTo(2);
        assertThat(players.bytes()).isEqualTo(2 * EACH);
    }

    @Test
    void packsWhoWasNotAskedForLately_andNobodyElse() throws Exception {
        HotPlayers players = new HotPlayers(AWAKE_PART * 2 * AWAKE, 10, backing);
        PlayerState a = change(players, "a").state();
        PlayerState b = change(players, "b").state();
        change(players, "a");
        long before = players.bytes();
        change(players, "c");

        assertThat(packed).isEqualTo(1);
        assertThat(players.bytes() - before).isEqualTo(EACH);
        assertThat(players.get("a").state()).isSameAs(a);
        assertThat(players.get("b").state()).isNotSameAs(b);
        assertThat(contents.get(players.get("b").state())).isEqualTo(1);
        assertThat(writes).isEmpty();
    }

    @Test
    void doesNotPackAgainWhoDidNotChange() throws Exception {
        HotPlayers players = players(10, 10);
        change(players, "a");
        players.writeAll();
        players.get("a");
        players.writeAll();

        assertThat(packed).isEqualTo(1);
    }

    @Test
    void doesNotWriteWhoLeavesUnchanged() throws Exception {
        HotPlayers players = players(1, 10);
        change(players, "a");
        players.writeAll();
        change(players, "b");

        assertThat(writes).containsExactly("a");
    }

    @Test
    void writesTheLongestUnwritten_whenTooManyWait() throws Exception {
        HotPlayers players = players(10, 2);
        change(players, "a");
        change(players, "b");
        change(players, "c");

        assertThat(writes).containsExactly("a");
        assertThat(players.size()).isEqualTo(3);
    }

    @Test
    void letsWhoKeepsChangingWait() throws Exception {
        HotPlayers players = players(10, 2);
        change(players, "a");
        change(players, "b");
        change(players, "a");
        change(players, "c");
        change(players, "d");

        assertThat(writes).containsExactly("b", "c");
    }

    @Test
    void writesSomeAhead_whoHaveWaitedLongest() throws Exception {
        HotPlayers players = players(100, 100);
        for (int i = 0; i < 64; i++) {
            change(players, "player-" + i);
        }
        change(players, "player-0");
        players.writeAhead();
        players.writeAhead();

        assertThat(writes).containsExactly("player-1", "player-2");
        players.writeAll();
        assertThat(writes).hasSize(64).doesNotHaveDuplicates();
    }

    @Test
    void writesAgainWhoseTimersChanged_withoutPackingAgain() throws Exception {
        HotPlayers players = players(10, 10);
        HotPlayers.Player a = change(players, "a");
        players.writeAll();
        players.rewrite(a);
        players.rewrite(a);
        players.writeAll();

        assertThat(writes).containsExactly("a", "a");
        assertThat(packed).isEqualTo(1);
    }

    @Test
    void neverWritesWhoWasRemoved() throws Exception {
        HotPlayers players = players(10, 10);
        players.remove(change(players, "a", 5));
        players.writeAll();
        change(players, "a");
        players.writeAll();

        assertThat(writes).containsExactly("a");
        assertThat(players.takeDue(10)).isNull();
    }

    @Test
    void keepsNothingWithoutRoom() throws Exception {
        HotPlayers players = players(0, 10);
        change(players, "a", 7);

        assertThat(writes).containsExactly("a");
        assertThat(deadlines).containsEntry("a", 7L);
        assertThat(players.get("a")).isNull();
    }

    @Test
    void givesOutWhatIsDue_onceAndInOrder() throws Exception {
        HotPlayers players = players(10, 10);
        change(players, "a", 30);
        change(players, "b", 20);
        change(players, "c", 20);
        change(players, "d", 10);
        change(players, "b", 40);

        List<String> due = new ArrayList<>();
        for (HotPlayers.Player next = players.takeDue(30);
                next != null;
                next = players.takeDue(30)) {
            due.add(next.id());
        }

        assertThat(due).containsExactly("d", "c", "a");
        assertThat(players.get("b").deadline()).isEqualTo(40);
    }

    @Test
    void countsWhatEachDeadlineTakes_once() throws Exception {
        HotPlayers players = players(10, 10);
        change(players, "a");
        change(players, "b");
        long without = players.bytes();
        change(players, "a", 30);
        long each = players.bytes() - without;
        assertThat(each).isBetween(100L, 300L);

        change(players, "b", 30);
        assertThat(players.bytes()).isEqualTo(without + each);
        change(players, "b", 40);
        assertThat(players.bytes()).isEqualTo(without + 2 * each);

        players.takeDue(30);
        change(players, "b");
        assertThat(players.bytes()).isEqualTo(without);
    }

    @Test
    void handsTheDeadlineOver_toWhomItIsWritten() throws Exception {
        HotPlayers players = players(1, 10);
        change(players, "a", 30);
        change(players, "b", 20);

        assertThat(deadlines).containsExactly(Map.entry("a", 30L));
        assertThat(players.takeDue(30).id()).isEqualTo("b");
        assertThat(players.takeDue(30)).isNull();
    }

    @Test
    void agreesWithAMap_whateverItsSize() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Map<String, Integer> expected = new HashMap<>();
            Map<String, Long> expectedDeadlines = new HashMap<>();
            written.clear();
            deadlines.clear();
            HotPlayers players =
                    new HotPlayers(
                            random.nextBoolean() ? 0 : random.nextInt((int) (200 * EACH)),
                            1 + random.nextInt(6),
                            backing);
            for (int step = 0; step < 500; step++) {
                if (random.nextInt(8) == 0) {
                    players.lookAhead(inputs(random));
                    players.lookAheadDue(random.nextInt(5));
                }
                String id = "player-" + random.nextInt(12);
                HotPlayers.Player player = players.get(id);
                if (player == null && written.containsKey(id)) {
                    player = players.add(id, state(written.get(id)));
                }
                assertThat(player == null ? null : contents.get(player.state()))
                        .as("seed %s, step %s", seed, step)
                        .isEqualTo(expected.get(id));
                if (player != null && random.nextInt(10) == 0) {
                    players.remove(player);
                    written.remove(id);
                    deadlines.remove(id);
                    expected.remove(id);
                    expectedDeadlines.remove(id);
                } else {
                    HotPlayers.Player kept = player == null ? players.add(id, state(0)) : player;
                    contents.put(kept.state(), random.nextInt(100_000));
                    expected.put(id, contents.get(kept.state()));
                    long deadline = random.nextInt(4) == 0 ? HotPlayers.NEVER : random.nextInt(5);
                    players.changed(kept, deadline);
                    expectedDeadlines.put(id, deadline);
                }
                if (random.nextInt(40) == 0) {
                    players.writeAll();
                    assertThat(written).isEqualTo(expected);
                    assertThat(deadlines).isEqualTo(expectedDeadlines);
                }
            }
        }
    }

    /** Some of players who are there, and some of others; the same one twice among them. */
    private static List<PlayerInput> inputs(Random random) {
        List<PlayerInput> inputs = new ArrayList<>();
        for (int i = random.nextInt(HotPlayers.TOGETHER + 1); i > 0; i--) {
            inputs.add(PlayerMessage.ban("player-" + random.nextInt(16), 0, "m", 0));
        }
        return inputs;
    }
}
