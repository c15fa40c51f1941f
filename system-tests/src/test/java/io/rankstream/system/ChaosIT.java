package io.rankstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short form of {@code ./rankstream chaos}: the faults that lose most, under the shaded jar, in
 * both modes of delivery at once, with room for few players on the heap.
 */
class ChaosIT {

    private static final String KINDS =
            "task-fails,job-killed,redis-emptied,mirror-restarted,shard-split";

    @TempDir private Path folder;

    @Test
    @Timeout(240)
    void showsWhatItMustInBothModesAfterEveryFault() throws Exception {
        try (LocalCommand chaos =
                LocalCommand.start(
                        folder,
                        "chaos",
                        "--faults",
                        "5",
                        "--kinds",
                        KINDS,
                        "--rate",
                        "300",
                        "--hot-memory",
                        "20kb")) {
            chaos.awaitEnd(Duration.ofSeconds(230));

            String printed = chaos.printed();
            assertThat(chaos.exitValue()).as(printed).isZero();
            assertThat(printed)
                    .contains(KINDS.split(","))
                    .contains(
                            "redis (latest):",
                            "redis-mirror (exactly-once):",
                            "no score ever fell",
                            "equal: after 5 faults every board shows what it must, in both modes");
        }
    }
}
