package io.rankstream.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.testkit.JobJarRules;
import org.junit.jupiter.api.Test;

class ShadedJarIT extends JobJarRules {

    ShadedJarIT() {
        super("io.rankstream.leaderboard.LeaderboardJob");
    }

    @Test
    void holdsItsLibraries() {
        assertThat(jar.contains("io/rankstream/model/command/KeyGrammar.class")).isTrue();
        assertThat(jar.contains("redis/clients/jedis/RedisClient.class")).isTrue();
        assertThat(jar.contains("dev/cel/runtime/CelRuntime.class")).isTrue();
    }

    @Test
    void leavesFlinkToTheCluster() {
        assertThat(jar.classesOfFlink()).isEmpty();
        assertThat(jar.below("org/apache/hadoop")).isEmpty();
    }
}
