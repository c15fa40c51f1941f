package io.rankstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo as {@code ./rankstream demo} starts it: the shaded jars in Flink JVMs of their own under
 * a load with everything that goes wrong in the field, a {@code kill -9} of each job included;
 * every board and the archive compared with the known truth, and the archive used as after a loss.
 */
class DemoIT {

    @TempDir private Path folder;

    @Test
    @Timeout(480)
    void showsWhatItMustAfterACrashAndLeavesNothingBehind() throws Exception {
        try (LocalCommand demo =
                LocalCommand.start(
                        folder,
                        "demo",
                        "--seconds",
                        "30",
                        "--rate",
                        "1500",
                        "--verify",
                        "--drill",
                        "--kill-archive-after",
                        "8",
                        "--kill-job-after",
                        "15",
                        "--kill-replay-after",
                        "1")) {
            demo.awaitEnd(Duration.ofSeconds(460));

            String printed = demo.printed();
            assertThat(demo.exitValue()).as(printed).isZero();
            assertThat(printed)
                    .contains(
                            "equal: every board, every final window and the archive are what they"
                                    + " must be",
                            "each once, bit for bit",
                            "each adds up to its score",
                            "byte for byte equal",
                            "the job died (signal 9); it is started again",
                            "the replay is complete",
                            "kill -9 ");
            assertThat(printed).containsPattern("job [0-9]+ died \\(signal 9\\); started again");
            // Kinesis and S3 are in the demo's own JVM; Redis, MariaDB and the jobs, twice, are
            // others.
            assertThat(demo.processes()).isGreaterThanOrEqualTo(7);
            await().atMost(Duration.ofSeconds(15)).until(demo::isGone);
            assertThat(demo.runFolder()).doesNotExist();
        }
    }
}
