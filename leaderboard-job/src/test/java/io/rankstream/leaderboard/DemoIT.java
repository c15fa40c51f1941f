package io.rankstream.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo as {@code ./rankstream demo} starts it: the shaded jar in a Flink JVM of its own under a
 * load with everything that goes wrong in the field, one {@code kill -9} included, and every board
 * compared with the known truth.
 */
class DemoIT {

    @TempDir private Path folder;

    @Test
    @Timeout(360)
    void showsWhatItMustAfterACrashAndLeavesNothingBehind() throws Exception {
        try (LocalCommand demo =
                LocalCommand.start(
                        folder, "demo", "--seconds", "30", "--verify", "--kill-job-after", "15")) {
            demo.awaitEnd(Duration.ofSeconds(340));

            String printed = demo.printed();
            assertThat(demo.exitValue()).as(printed).isZero();
            assertThat(printed)
                    .contains(
                            "equal: every board and every final window shows what it must",
                            "kill -9 ");
            assertThat(printed).containsPattern("job [0-9]+ died \\(signal 9\\); started again");
            // Kinesis is in the demo's own JVM; Redis, MariaDB and the job, twice, are others.
            assertThat(demo.processes()).isGreaterThanOrEqualTo(5);
            await().atMost(Duration.ofSeconds(15)).until(demo::isGone);
            assertThat(demo.runFolder()).doesNotExist();
        }
    }
}
