package io.rankstream.replay.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.local.redis.RedisProcess;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.rebuild.HeapRebuild;
import io.rankstream.model.rebuild.RebuiltBoards;
import io.rankstream.model.scoring.Explanation;
import io.rankstream.replay.rebuild.ArchivedGame;
import io.rankstream.replay.rebuild.RebuildPlan;
import io.rankstream.replay.rebuild.RebuildRun;
import io.rankstream.replay.verify.ArchiveVerification.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ArchiveVerificationIT {

    @TempDir private Path folder;

    private RedisProcess redis;
    private RedisClient client;
    private ArchivedGame game;
    private final List<String> report = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.start();
        client = RedisClient.builder().hostAndPort(redis.host(), redis.port()).build();
        game =
                new ArchivedGame(folder)
                        .with("redis", "host", redis.host())
                        .with("redis", "port", Integer.toString(redis.port()))
                        .with("rebuild", "verify.pause", "PT0.05S")
                        .with("rebuild", "as-of", ArchivedGame.START.plusSeconds(20_000).toString())
                        .with("rebuild", "output", folder.resolve("boards").toUri().toString())
                        .with("rebuild", "swap", "true");
    }

    @AfterEach
    void stop() {
        client.close();
        redis.close();
    }

    private Outcome verify() throws Exception {
        report.clear();
        return ArchiveVerification.run(game.runtime(), report::add);
    }

    private void rebuild() throws Exception {
        RebuildRun.run(game.runtime(), line -> {});
    }

    @Test
    void findsBoardsEqualThatWereRebuiltIntoAnEmptyRedis() throws Exception {
        game.play(1, 20, 1_000).archive("part-0");
        assertThat(verify()).isEqualTo(Outcome.DIFFERENT);

        rebuild();

        assertThat(verify()).as("%s", report).isEqualTo(Outcome.EQUAL);
        assertThat(client.hget("{leaderboard:total}:meta", "version")).isEqualTo("2");
        assertThat(client.smembers("rankstream:boards")).contains("total", "hourly");
        assertThat(client.pexpireTime("leaderboard:hourly:2026-03-28T11+0000")).isPositive();
        assertThat(client.pexpireTime("leaderboard:total")).isEqualTo(-1);
        assertThat(client.zcard("leaderboard:top")).isEqualTo(5);
        assertThat(client.hget("{leaderboard:top}:commit", "floor")).isNotNull();
        assertThat(client.keys("*:next")).isEmpty();
    }

    @Test
    void replacesWhatIsWrongAndTakesAwayWhatIsForeign() throws Exception {
        game.play(1, 20, 1_000).archive("part-0");
        rebuild();
        client.zadd("leaderboard:total", 1, "nobody");
        client.zadd("leaderboard:hourly:2026-03-27T11+0000", 1, "player-0");
        client.hset(
                "{leaderboard:hourly}:meta", "key:leaderboard:hourly:2026-03-27T11+0000", "0,2");
        assertThat(verify()).isEqualTo(Outcome.DIFFERENT);
        assertThat(report)
                .anyMatch(
                        line -> line.contains("leaderboard:total nobody: 1 in Redis, not rebuilt"))
                .anyMatch(
                        line -> line.contains("2026-03-27T11") && line.contains("(final window)"));

        rebuild();

        assertThat(verify()).as("%s", report).isEqualTo(Outcome.EQUAL);
        assertThat(client.exists("leaderboard:hourly:2026-03-27T11+0000")).isFalse();
    }

    @Test
    void namesTheMemberThatIsMissingOrHasAnotherScore() throws Exception {
        game.play(1, 20, 1_000).archive("part-0");
        rebuild();
        client.zrem("leaderboard:total", "player-0");
        client.zincrby("leaderboard:countries", 1, "DE");

        assertThat(verify()).isEqualTo(Outcome.DIFFERENT);

        assertThat(report)
                .anyMatch(line -> line.contains("leaderboard:total player-0: not in Redis"))
                .anyMatch(line -> line.contains("leaderboard:countries DE:"))
                .anyMatch(line -> line.contains(" top ") && line.endsWith("equal"))
                .endsWith("different");
    }

    @Test
    void listsApartWhatWasTooOldToCountLive() throws Exception {
        long tenDays = Duration.ofDays(10).toMillis();
        game.with("rebuild", "as-of", ArchivedGame.START.plus(Duration.ofDays(11)).toString());
        game.event(0, 1, "ada", "a", 5, "r")
                .event(10, tenDays, "ada", "b", 7, "r")
                .archive("part-0");
        rebuild();
        assertThat(verify()).as("%s", report).isEqualTo(Outcome.EQUAL);

        // As the live job has it, which did not count the second event.
        client.zadd("leaderboard:total", 5, "ada");
        client.zadd("leaderboard:top", 5, "ada");

        assertThat(verify()).as("%s", report).isEqualTo(Outcome.EQUAL_BUT_FOR_LISTED);
        assertThat(report).anyMatch(line -> line.contains("beyond_horizon: 1 members"));
    }

    @Test
    void explainsAHundredScoresByWhatAddsUpToThem() throws Exception {
        game.play(5, 20, 1_500).archive("part-0");
        RebuildPlan plan = RebuildPlan.of(game.runtime());
        HeapRebuild heap = new HeapRebuild(plan.newRules(), plan.config().limits());
        plan.read(null, heap::add);
        RebuiltBoards boards = heap.boards(plan.scope(), false);
        List<BoardAddress> addresses = new ArrayList<>(boards.all().keySet());
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            BoardAddress address = addresses.get(random.nextInt(addresses.size()));
            SortedMap<String, Double> members = boards.members(address);
            String member = new ArrayList<>(members.keySet()).get(random.nextInt(members.size()));

            Explanation explanation =
                    heap.explain(
                                    plan.newRules()
                                            .activeTrack(address.board(), address.shadowVersion()),
                                    address.window(),
                                    address.partition(),
                                    member,
                                    plan.scope().asOf())
                            .orElseThrow();

            assertThat(explanation.redisScore()).isEqualTo(members.get(member));
            List<Explanation.Step> steps = explanation.steps();
            assertThat(steps.get(steps.size() - 1).running()).isEqualTo(explanation.score());
        }
    }

    @Test
    void checksAsManyScoresAsAreAskedFor() throws Exception {
        game.play(5, 20, 300).archive("part-0");

        assertThat(ScoreExplanation.sample(game.runtime(), 30, report::add)).isEqualTo(30);

        assertThat(report).hasSize(30).allMatch(line -> line.startsWith("  leaderboard:"));
    }

    @Test
    void leavesOutWhatWasTooOldToCountLiveIfAsked() throws Exception {
        long tenDays = Duration.ofDays(10).toMillis();
        game.with("rebuild", "as-of", ArchivedGame.START.plus(Duration.ofDays(11)).toString())
                .with("rebuild", "as-live", "true")
                .event(0, 1, "ada", "a", 5, "r")
                .event(10, tenDays, "ada", "b", 7, "r")
                .archive("part-0");

        rebuild();

        assertThat(client.zscore("leaderboard:total", "ada")).isEqualTo(5);
        assertThat(verify()).as("%s", report).isEqualTo(Outcome.EQUAL_BUT_FOR_LISTED);
    }

    @Test
    void explainsAMemberFromTheArchive() throws Exception {
        game.play(5, 20, 1_500)
                .with("rebuild", "explain.board", "total")
                .with("rebuild", "explain.member", "player-4")
                .archive("part-0");

        Explanation explanation = ScoreExplanation.of(game.runtime()).orElseThrow();

        assertThat(explanation.steps())
                .anyMatch(
                        step ->
                                step.kind().equals("adjustment")
                                        && step.value().longValue() == 1_000)
                .anyMatch(step -> step.ruleVersion() == 1)
                .anyMatch(step -> step.ruleVersion() == 2);
        assertThat(explanation.toJson())
                .contains("\"rule_version\":2")
                .contains("\"member\":\"player-4\"");
        assertThat(explanation.toLines().get(0)).startsWith("leaderboard:total  player-4  score ");
    }

    @Test
    void hasNothingToExplainForWhoIsNotOnTheBoard() throws Exception {
        game.play(5, 20, 100)
                .with("rebuild", "explain.board", "total")
                .with("rebuild", "explain.member", "player-1")
                .archive("part-0");
        assertThat(ScoreExplanation.of(game.runtime())).isEmpty();

        game.with("rebuild", "explain.board", "nothing");
        assertThatThrownBy(() -> ScoreExplanation.of(game.runtime()))
                .hasMessageContaining("board: 'nothing' is not known");

        game.with("rebuild", "explain.board", "total")
                .with("rebuild", "explain.window", "2026-03-28");
        assertThatThrownBy(() -> ScoreExplanation.of(game.runtime()))
                .hasMessageContaining("window: '2026-03-28' is none of board 'total'");
    }

    @Test
    void stopsWhenThereAreMoreEventsThanItMayHold() throws Exception {
        game.play(1, 5, 100).with("rebuild", "heap.max-events", "50").archive("part-0");

        assertThatThrownBy(this::verify)
                .hasMessageContaining("rebuild.heap.max-events")
                .hasMessageContaining("more than 50");
    }
}
