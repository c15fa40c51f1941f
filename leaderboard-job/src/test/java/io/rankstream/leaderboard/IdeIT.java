package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.local.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The job's {@code main} as an IDE runs it: a JVM with all dependencies on its class path, the
 * options that the documentation names, and the cluster that Flink embeds.
 */
class IdeIT {

    private static final List<String> OPENED =
            List.of("java.util", "java.lang", "java.util.concurrent", "java.time", "java.net");

    @Test
    @Timeout(120)
    void scoresEvents() throws Exception {
        RacingGame game = RacingGame.prepare("ide", Map.of());
        game.putPlayer("ada", "Ada", 3, "DE", 0);
        game.putEvent("ada", 120, 40, Instant.now());
        try (ChildProcess job = ChildProcess.start(launch(game))) {
            eventually(
                    () -> {
                        assertThat(job.isAlive()).as(job.lastLogLines()).isTrue();
                        assertThat(game.board("total_distance")).isEqualTo(Map.of("ada", 40.0));
                        assertThat(game.board("top_speed:v2")).isEqualTo(Map.of("ada", 120.0));
                        assertThat(game.profile("ada")).containsEntry("alias", "Ada");
                        assertThat(game.meta("top_speed")).containsEntry("version", "1");
                    });
            game.putEvent("ada", 110, 2, Instant.now());
            eventually(() -> assertThat(game.score("total_distance", "ada")).isEqualTo(42));
        } finally {
            game.end();
        }
    }

    private static ChildProcess.Launch launch(RacingGame game) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED.forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.add("-Xmx1g");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(LeaderboardJob.class.getName());
        command.addAll(List.of(game.arguments()));
        return new ChildProcess.Launch(
                "ide",
                command,
                Map.of(),
                game.folder(),
                game.folder().resolve("job.log"),
                game.folder().resolve("job.pid"),
                Duration.ofSeconds(10));
    }
}
