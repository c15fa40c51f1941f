package io.rankstream.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.testkit.JobJar;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShadedJarIT {

    private static JobJar jar;

    @BeforeAll
    static void open() throws Exception {
        jar = JobJar.open(Path.of(System.getProperty("shaded.jar")));
    }

    @AfterAll
    static void close() {
        jar.close();
    }

    @Test
    void holdsTheJobAndWhatItReadsTheArchiveWith() {
        assertThat(jar.contains("io/rankstream/replay/ReplayJob.class")).isTrue();
        assertThat(jar.contains("io/rankstream/leaderboard/config/LeaderboardConfig.class"))
                .isTrue();
        assertThat(jar.contains("org/apache/parquet/hadoop/ParquetFileReader.class")).isTrue();
        assertThat(jar.contains("org/apache/hadoop/conf/Configuration.class")).isTrue();
    }

    @Test
    void runsOnJava11() throws Exception {
        assertThat(jar.classesAboveJava11()).isEmpty();
    }

    @Test
    void leavesFlinkToTheCluster() {
        // The sink of files counts as a connector, which a cluster need not have.
        assertThat(jar.classesOfFlink())
                .allMatch(name -> name.contains("/api/functions/sink/filesystem/"));
        assertThat(jar.below("org/apache/flink/fs")).isEmpty();
        assertThat(jar.below("org/slf4j")).isEmpty();
        assertThat(jar.below("org/apache/logging")).isEmpty();
    }

    @Test
    void hasNoSignaturesAndNoDuplicates() {
        assertThat(jar.signatureFiles()).isEmpty();
        assertThat(jar.duplicates()).isEmpty();
    }

    @Test
    void startsTheJob() throws Exception {
        assertThat(jar.manifest().getValue("Main-Class"))
                .isEqualTo("io.rankstream.replay.ReplayJob");
    }
}
