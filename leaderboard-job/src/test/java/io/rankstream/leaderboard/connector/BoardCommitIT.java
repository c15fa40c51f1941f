package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.BoardWriterFactory;
import io.rankstream.leaderboard.operator.CommitBoardsOperator;
import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.local.redis.RedisProcess;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** Crashes the task between any two commands that it sends, and looks at what readers see. */
class BoardCommitIT {

    private static final int MEMBERS = 12;
    private static final int CHECKPOINTS = 3;
    private static final String LINEAGE = "l1";

    private static RedisProcess redis;
    private static RedisClient client;

    /** How many commands of a commit are executed before the next crash. */
    private static int left;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RedisProcess.start();
        client = RedisClient.create(redis.host(), redis.port());
    }

    @AfterAll
    static void stopRedis() {
        client.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        client.flushAll();
    }

    @Test
    void showsCommittedStatesOnlyWhereverItCrashes() throws Exception {
        int crashes = 0;
        for (int at = 0; at < MEMBERS * CHECKPOINTS; at++) {
            for (int crashed = 1; crashed <= CHECKPOINTS; crashed++) {
                client.flushAll();
                crashes += runWithCrash(crashed, at) ? 1 : 0;
            }
        }
        assertThat(crashes).isGreaterThan(20);
    }

    /** Moves every member on in each checkpoint, half of them to another partition. */
    private boolean runWithCrash(int crashedCheckpoint, int commands) throws Exception {
        Map<String, Double> seen = new HashMap<>();
        boolean crashed = false;
        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> task = started(null);
        for (int checkpoint = 1; checkpoint <= CHECKPOINTS; checkpoint++) {
            for (int i = 0; i < MEMBERS; i++) {
                for (BoardCommand command : move("p" + i, i, checkpoint)) {
                    task.processElement(new StreamRecord<>(command));
                }
            }
            OperatorSubtaskState state = task.snapshot(checkpoint, 0);
            look(seen, checkpoint - 1, checkpoint);
            left = checkpoint == crashedCheckpoint ? commands : Integer.MAX_VALUE;
            try {
                task.notifyOfCompletedCheckpoint(checkpoint);
                task.notifyOfCompletedCheckpoint(checkpoint);
            } catch (Crash e) {
                crashed = true;
                look(seen, checkpoint - 1, checkpoint);
                task.close();
                left = commands / 2;
                try {
                    started(state).close();
                } catch (Crash again) {
                    look(seen, checkpoint - 1, checkpoint);
                }
                left = Integer.MAX_VALUE;
                task = started(state);
            }
            look(seen, checkpoint, checkpoint);
        }
        task.close();
        return crashed;
    }

    private static List<BoardCommand> move(String member, int i, int checkpoint) {
        List<BoardCommand> commands = new ArrayList<>();
        double value = checkpoint * 10.0;
        commands.add(new PutScore(all(), member, value, false, 0, 0));
        String here = i % 2 == 0 || checkpoint % 2 == 0 ? "country=DE" : "country=FR";
        String there = here.equals("country=DE") ? "country=FR" : "country=DE";
        commands.add(new RemoveMember(partition(there), member, false, 0, 0));
        commands.add(new PutScore(partition(here), member, value, false, 0, 0));
        return commands;
    }

    /** Every value is of one of the checkpoints, none goes back, and nobody is missing. */
    private static void look(Map<String, Double> seen, int from, int to) {
        Map<String, Double> all = scores("leaderboard:daily");
        Map<String, Double> parts = new TreeMap<>(scores("leaderboard:daily:country=FR"));
        scores("leaderboard:daily:country=DE").forEach((m, s) -> parts.merge(m, s, Math::max));
        for (int i = 0; i < MEMBERS; i++) {
            String member = "p" + i;
            if (from > 0) {
                assertThat(all).containsKey(member);
                assertThat(parts).containsKey(member);
            }
            check(seen, "all " + member, all.get(member), from, to);
            check(seen, "part " + member, parts.get(member), from, to);
        }
    }

    private static void check(
            Map<String, Double> seen, String what, Double score, int from, int to) {
        if (score == null) {
            assertThat(seen).doesNotContainKey(what);
            return;
        }
        assertThat(score).as(what).isBetween(from * 10.0, to * 10.0);
        assertThat(score % 10).isZero();
        assertThat(score).as(what).isGreaterThanOrEqualTo(seen.getOrDefault(what, 0.0));
        seen.put(what, score);
    }

    @Test
    void leavesAChunkAloneThatALaterCheckpointHasCommitted() throws Exception {
        try (BoardWriter writer = new JedisBoardWriter(config(), metrics(), () -> 0)) {
            writer.commit(List.of(put("ada", 2)), mark(LINEAGE, 0, 2));
            writer.commit(List.of(put("ada", 1)), mark(LINEAGE, 0, 1));
            assertThat(scores("leaderboard:daily")).containsEntry("ada", 2.0);

            writer.commit(List.of(put("ada", 3)), mark("l2", 0, 1));
            assertThat(scores("leaderboard:daily")).containsEntry("ada", 3.0);

            writer.commit(List.of(put("bob", 4)), mark("l2", 1, 1));
            assertThat(scores("leaderboard:daily")).containsEntry("bob", 4.0);
        }
    }

    @Test
    void letsTheMarksGoWithTheSet() throws Exception {
        long expireAt = System.currentTimeMillis() + 60_000;
        BoardAddress window = new BoardAddress("daily", 0, "", "2026-11-20", expireAt);
        try (BoardWriter writer = new JedisBoardWriter(config(), metrics(), () -> 0)) {
            writer.commit(
                    List.of(new PutScore(window, "ada", 1, false, 0, 0)), mark(LINEAGE, 0, 1));
        }
        String companion = "{leaderboard:daily:2026-11-20}:commit";
        assertThat(client.hvals(companion)).containsExactly("l1:1");
        assertThat(client.pexpireTime(companion)).isEqualTo(expireAt);
    }

    private static CommitMark mark(String lineage, int task, long checkpoint) {
        return new CommitMark(lineage, "write-boards", task, checkpoint);
    }

    private static OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> started(
            OperatorSubtaskState state) throws Exception {
        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> task =
                new OneInputStreamOperatorTestHarness<>(
                        new CommitBoardsOperator(new Crashing(), LINEAGE, "write-boards"));
        task.getStreamConfig().setCheckpointingEnabled(true);
        task.setup(ModelTypes.BOARD_COMMAND.createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            task.initializeState(state);
        }
        task.open();
        return task;
    }

    private static PutScore put(String member, double score) {
        return new PutScore(all(), member, score, false, 0, 0);
    }

    private static BoardAddress all() {
        return new BoardAddress("daily", BoardAddress.LIVE, "", null, BoardAddress.NEVER);
    }

    private static BoardAddress partition(String partition) {
        return new BoardAddress("daily", BoardAddress.LIVE, partition, null, BoardAddress.NEVER);
    }

    private static Map<String, Double> scores(String key) {
        Map<String, Double> scores = new HashMap<>();
        client.zrangeWithScores(key, 0, -1)
                .forEach(tuple -> scores.put(tuple.getElement(), tuple.getScore()));
        return scores;
    }

    private static RedisConfig config() {
        return RedisConfig.at(redis.host(), redis.port()).build();
    }

    private static WriterMetrics metrics() {
        return new WriterMetrics(new SimpleCounter(), new SimpleCounter());
    }

    /** The end of a task. */
    private static final class Crash extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** Opens writers that get through a number of commands and then end the task. */
    private static final class Crashing implements BoardWriterFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public BoardWriter open(WriterMetrics metrics) {
            return new JedisBoardWriter(
                    config(),
                    metrics,
                    System::currentTimeMillis,
                    () ->
                            new SteppingRedis(
                                    RedisClients.open(config()),
                                    () -> {
                                        if (left-- <= 0) {
                                            throw new Crash();
                                        }
                                    }));
        }
    }
}
