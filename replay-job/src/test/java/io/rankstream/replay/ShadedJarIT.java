package io.rankstream.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.testkit.JobJarRules;
import org.junit.jupiter.api.Test;

class ShadedJarIT extends JobJarRules {

    ShadedJarIT() {
        super("io.rankstream.replay.ReplayJob");
    }

    @Test
    void holdsTheLeaderboardAndWhatItReadsTheArchiveWith() {
        assertThat(jar.contains("io/rankstream/leaderboard/config/LeaderboardConfig.class"))
                .isTrue();
        assertThat(jar.contains("org/apache/parquet/hadoop/ParquetFileReader.class")).isTrue();
        assertThat(jar.contains("org/apache/hadoop/conf/Configuration.class")).isTrue();
    }

    @Test
    void leavesFlinkToTheCluster() {
        // The sink of files counts as a connector, which a cluster need not have.
        assertThat(jar.classesOfFlink())
                .allMatch(name -> name.contains("/api/functions/sink/filesystem/"));
    }
}
