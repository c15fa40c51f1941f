package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.leaderboard.RacingGame.Sent;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job that is stopped and goes on, with more tasks or fewer, has lost and repeated nothing. */
@Timeout(180)
class RestoreIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(3);

    private static final int PLAYERS = 40;
    private static final String BANNED = player(7);

    /** Its members are scored by another operator, with state of its own. */
    private static final String COUNTRIES =
            "{\"board\":\"countries\",\"version\":1,\"score\":\"distance_meters\","
                    + "\"aggregation\":\"sum\",\"member\":\"player.country\"}";

    private static final List<String> UIDS =
            List.of(
                    "board-notices",
                    "group-board-notices",
                    "board-updates",
                    "combine-contributions",
                    "control",
                    "control-status",
                    "control-without-time",
                    "dead-letters",
                    "events",
                    "keep-clock-running",
                    "losses-to-all",
                    "messages-by-player",
                    "players",
                    "players-without-time",
                    "probes-by-member",
                    "publish-results",
                    "results",
                    "rows-by-player",
                    "rows-to-all",
                    "score-groups",
                    "score-players",
                    "split-records",
                    "track-boards",
                    "updates-to-all",
                    "validate-control",
                    "watch-answers",
                    "watch-boards",
                    "watch-without-time",
                    "write-boards",
                    "write-group-boards",
                    "write-meta");

    private RacingGame game;

    /** What the boards must show: every event once. */
    private final Map<String, Double> distances = new HashMap<>();

    private final Map<String, Double> counts = new HashMap<>();
    private final List<byte[]> sent = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        if (game != null) {
            game.end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "exactly-once"})
    void goesOnAfterSavepointsWithMoreTasksAndWithFewer(
            String delivery, @InjectMiniCluster MiniCluster cluster) throws Exception {
        game =
                RacingGame.prepare(
                                "savepoints_" + delivery.replace('-', '_'),
                                Map.of(
                                        "redis",
                                        Map.of("delivery", delivery),
                                        "boards",
                                        Map.of("countries", COUNTRIES)))
                        .start(cluster, 1, new Configuration());
        playAndControl();
        assertCountries();
        String savepoint = stopWithSavepoint();
        assertUids(savepoint);

        playOnAndRepeat();
        game.start(cluster, 3, restoreFrom(savepoint));
        assertNothingLostOrRepeated();
        assertCountries();
        savepoint = stopWithSavepoint();

        playOnAndRepeat();
        game.start(cluster, 1, restoreFrom(savepoint));
        assertNothingLostOrRepeated();
        takeTheBanBack();
        assertCountries();
    }

    private String stopWithSavepoint() throws Exception {
        return game.job()
                .stopWithSavepoint(
                        false, game.folder().toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
    }

    @Test
    void goesOnAfterACheckpointWithFewerTasks(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        Configuration retained = new Configuration();
        retained.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        game = RacingGame.prepare("checkpoint", Map.of());
        retained.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, game.folder().toUri().toString());
        game.start(cluster, 3, retained);
        playAndControl();
        // One that has the board: an older one would judge these events before the board again.
        cluster.triggerCheckpoint(game.job().getJobID()).get();
        // What Redis shows of it, the checkpoint may not have.
        playOnAndRepeat();
        game.cancel();

        game.start(cluster, 1, restoreFrom(checkpoints().get(0).toUri().toString()));

        assertNothingLostOrRepeated();
        takeTheBanBack();
    }

    /** Everything in a savepoint is found again by a uid that is never to change. */
    private static void assertUids(String savepoint) throws IOException {
        Map<OperatorID, String> uids = new HashMap<>();
        UIDS.forEach(uid -> uids.put(operatorId(uid), uid));
        Path metadata = Path.of(URI.create(savepoint)).resolve("_metadata");
        try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
            Set<String> found =
                    Checkpoints.loadCheckpointMetadata(
                                    in, RestoreIT.class.getClassLoader(), savepoint)
                            .getOperatorStates()
                            .stream()
                            .map(state -> uids.get(state.getOperatorID()))
                            .collect(Collectors.toSet());
            assertThat(found).isEqualTo(Set.copyOf(UIDS));
        }
    }

    /** As Flink makes one of a uid. */
    private static OperatorID operatorId(String uid) {
        byte[] bytes = uid.getBytes(StandardCharsets.UTF_8);
        long[] hash = MurmurHash3.hash128x64(bytes, 0, bytes.length, 0);
        return new OperatorID(
                ByteBuffer.allocate(2 * Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(hash[0])
                        .putLong(hash[1])
                        .array());
    }

    private void playAndControl() throws Exception {
        game.awaitPlayersAreFollowed();
        for (int i = 0; i < PLAYERS; i++) {
            game.putPlayer(player(i), player(i), 1, country(player(i)), i % 4 == 0 ? 1 : 0);
        }
        eventually(() -> assertThat(game.profile(player(PLAYERS - 1))).isNotEmpty());
        Sent board =
                game.send(
                        "board.put",
                        message ->
                                message.put("board", "laps")
                                        .put("version", 1)
                                        .put("aggregation", "count")
                                        .put("effective_from", "2026-01-01T00:00:00Z"));
        assertThat(game.answer(board).path("status").asText()).isEqualTo("applied");
        eventually(() -> assertThat(game.meta("laps")).containsEntry("version", "1"));
        play(5);
        game.answer(game.sendBotSwitch(0, Instant.now()));
        game.answer(game.send("player.ban", message -> message.put("player_id", BANNED)));
        assertBoards();
    }

    /** New events, a change of the table, and copies of events that were counted long before. */
    private void playOnAndRepeat() throws Exception {
        play(3);
        game.putEvents(sent.subList(0, 4 * PLAYERS));
        game.putPlayer(player(0), player(0), 1, "DE", 0);
    }

    private void assertNothingLostOrRepeated() throws Exception {
        assertBoards(player(0));
        game.putEvents(sent.subList(4 * PLAYERS, 8 * PLAYERS));
        play(2);
        assertBoards(player(0));
        game.assertNeverRestarted();
    }

    private void takeTheBanBack() {
        game.send("player.unban", message -> message.put("player_id", BANNED));
        eventually(() -> assertThat(game.board("total_distance")).isEqualTo(distances));
    }

    private void play(int laps) {
        for (int lap = 0; lap < laps; lap++) {
            Instant time = Instant.now();
            List<byte[]> events = new ArrayList<>();
            for (int i = 0; i < PLAYERS; i++) {
                int number = sent.size() + i;
                events.add(RacingGame.event(player(i), 100 + i, number, time));
                distances.merge(player(i), (double) number, Double::sum);
                counts.merge(player(i), 1.0, Double::sum);
            }
            game.putEvents(events);
            sent.addAll(events);
        }
    }

    /**
     * @param noBotAnyMore whose row has changed
     */
    private void assertBoards(String... noBotAnyMore) {
        Map<String, Double> live = new HashMap<>(distances);
        live.remove(BANNED);
        Map<String, Double> laps = new HashMap<>(counts);
        laps.remove(BANNED);
        Map<String, Double> people = new HashMap<>(live);
        for (int i = 0; i < PLAYERS; i += 4) {
            if (!List.of(noBotAnyMore).contains(player(i))) {
                people.remove(player(i));
            }
        }
        eventually(
                () -> {
                    assertThat(game.board("total_distance")).isEqualTo(live);
                    assertThat(game.board("laps")).isEqualTo(laps);
                    assertThat(game.board("total_distance:v2")).isEqualTo(people);
                });
    }

    /** Whoever stands on the board of the players counts for the country. */
    private void assertCountries() {
        eventually(
                () -> {
                    Map<String, Double> countries = new HashMap<>();
                    game.board("total_distance")
                            .forEach(
                                    (player, distance) ->
                                            countries.merge(
                                                    country(player), distance, Double::sum));
                    assertThat(game.board("countries")).isEqualTo(countries);
                });
    }

    private static String country(String player) {
        return Integer.parseInt(player.substring("player-".length())) % 2 == 0 ? "DE" : "FR";
    }

    private static String player(int number) {
        return "player-" + number;
    }

    private static Configuration restoreFrom(String path) {
        Configuration configuration = new Configuration();
        configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path);
        return configuration;
    }

    /** The completed ones, the newest first. */
    private List<Path> checkpoints() {
        try (Stream<Path> files = Files.walk(game.folder())) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(Path::getParent)
                    .sorted((a, b) -> Integer.compare(number(b), number(a)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
    }
}
