package io.rankstream.replay.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.local.redis.RedisProcess;
import io.rankstream.model.rebuild.BoardFile;
import io.rankstream.model.rebuild.HeapRebuild;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RebuildPipelineIT {

    @RegisterExtension static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    @TempDir private Path folder;

    @Test
    void writesTheSameBytesAtAnyParallelismAndAsOnTheHeap() throws Exception {
        ArchivedGame game = new ArchivedGame(folder).play(1, 20, 2_000).archive("part-0");
        RebuildPlan plan = RebuildPlan.of(game.runtime());
        assertThat(plan.control().rejected()).isZero();

        byte[] one = rebuild(plan, 1);
        byte[] again = rebuild(plan, 2);

        assertThat(again).isEqualTo(one);
        assertThat(new String(one, StandardCharsets.UTF_8)).isEqualTo(onTheHeap(plan));
        assertThat(new String(one, StandardCharsets.UTF_8))
                .contains("\ntotal\t-\t-\t-\tplayer-0\t")
                .contains("\nhourly\t-\t-\t2026-03-28T11+0000\t")
                .contains("\ndaily\t-\tcountry=DE\t2026-03-28\t")
                .contains("\nrooms\t-\t-\t-\troom-1\t")
                .contains("\ncountries\t-\t-\t-\tDE\t")
                .contains("\nchains\t-\t-\t-\tplayer-0\t")
                .contains("\nlately\t-\t-\t-\tplayer-0\t")
                .doesNotContain("player-1\t");
    }

    @Test
    void swapsTheBoardsIn_whenNobodyWaitsForTheJob() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                RedisClient client =
                        RedisClient.builder().hostAndPort(redis.host(), redis.port()).build()) {
            Path file = folder.resolve("boards");
            ArchivedGame game =
                    new ArchivedGame(folder)
                            .event(0, 1, "ada", "a", 5, "r")
                            .with("redis", "host", redis.host())
                            .with("redis", "port", Integer.toString(redis.port()))
                            .with("rebuild", "output", file.toUri().toString())
                            .with("rebuild", "swap", "true")
                            .archive("part-0");

            RebuildRun.run(detached(), game.runtime(), line -> {});

            await().untilAsserted(
                            () ->
                                    assertThat(client.zscore("leaderboard:total", "ada"))
                                            .isEqualTo(5));
            assertThat(file).content().contains("total\t-\t-\t-\tada\t5");
        }
    }

    /** As on Managed Flink: the job is submitted, and that is all. */
    private static StreamExecutionEnvironment detached() {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        Configuration detached = new Configuration();
        detached.set(DeploymentOptions.ATTACHED, false);
        env.configure(detached);
        return env;
    }

    private byte[] rebuild(RebuildPlan plan, int parallelism) throws Exception {
        Path file = folder.resolve("boards-" + parallelism);
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.setParallelism(parallelism);
        RebuildPipeline.define(env, plan, file.toUri().toString());
        env.execute("rebuild");
        return Files.readAllBytes(file);
    }

    private static String onTheHeap(RebuildPlan plan) throws Exception {
        HeapRebuild heap = new HeapRebuild(plan.newRules(), plan.config().limits());
        plan.read(null, heap::add);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BoardFile.write(heap.boards(plan.scope(), false), plan.scope(), out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
