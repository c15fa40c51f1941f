package io.rankstream.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.lambda.ResultsExecutor.Delivery;
import io.rankstream.lambda.ResultsExecutor.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.UnifiedJedis;

/** What holds on one Redis and on a cluster alike. */
@Timeout(120)
abstract class ResultsExecutorContract {

    private static final long NOW = Results.EPOCH / 1_000 + Duration.ofHours(1).toMillis();
    private static final Duration RETENTION = Duration.ofDays(30);
    private static final String LIVE = "leaderboard:laps";
    private static final String META = "{leaderboard:laps}:meta";

    private long now = NOW;
    private int delivered;

    abstract UnifiedJedis client();

    private Outcome execute(byte[]... records) {
        List<Delivery> batch = new ArrayList<>();
        for (byte[] record : records) {
            batch.add(new Delivery("s" + delivered++, record));
        }
        return executor().execute(batch);
    }

    private ResultsExecutor executor() {
        return new ResultsExecutor(client(), "", "mirror:", RETENTION, () -> now);
    }

    private Map<String, Double> board(String key) {
        Map<String, Double> members = new TreeMap<>();
        client().zrangeWithScores("mirror:" + key, 0, -1)
                .forEach(entry -> members.put(entry.getElement(), entry.getScore()));
        return members;
    }

    private static long at(long n) {
        return Results.EPOCH + n;
    }

    @Test
    void appliesOnlyWhatIsNewer() {
        execute(Results.put(LIVE, "p1", 20, at(2)));

        Outcome outcome = execute(Results.put(LIVE, "p1", 10, at(1)));

        assertThat(board(LIVE)).containsExactly(Map.entry("p1", 20.0));
        assertThat(outcome.superseded()).isEqualTo(1);
        assertThat(outcome.applied()).isZero();
    }

    @Test
    void changesNothing_whenARecordComesAgain() {
        execute(Results.put(LIVE, "p1", 10, at(1)), Results.remove(LIVE, "p1", at(2)));

        Outcome outcome = execute(Results.put(LIVE, "p1", 10, at(1)));

        assertThat(board(LIVE)).isEmpty();
        assertThat(outcome.superseded()).isEqualTo(1);
    }

    @Test
    void leavesAMemberOff_whenTheRemovalComesFirst() {
        execute(Results.remove(LIVE, "p1", at(2)));
        execute(Results.put(LIVE, "p1", 10, at(1)));

        assertThat(board(LIVE)).isEmpty();
    }

    @Test
    void endsTheSame_whateverTheOrderAndHoweverOftenARecordComes() {
        for (int seed = 0; seed < 4; seed++) {
            client().flushAll();
            Random random = new Random(seed);
            List<byte[]> records = new ArrayList<>();
            Map<String, Map<String, Double>> expected = history(random, records);
            List<byte[]> shuffled = new ArrayList<>(records);
            for (byte[] record : records) {
                if (random.nextInt(4) == 0) {
                    shuffled.add(record);
                }
            }
            Collections.shuffle(shuffled, random);

            for (int from = 0; from < shuffled.size(); from += 37) {
                int until = Math.min(from + 37, shuffled.size());
                Outcome outcome = execute(shuffled.subList(from, until).toArray(new byte[0][]));
                assertThat(outcome.failures()).isEmpty();
            }

            for (Map.Entry<String, Map<String, Double>> board : expected.entrySet()) {
                assertThat(board(board.getKey()))
                        .as("%s with seed %s", board.getKey(), seed)
                        .isEqualTo(board.getValue());
            }
        }
    }

    /** Puts, removals and drops of two boards, and what is left of them in the end. */
    private static Map<String, Map<String, Double>> history(Random random, List<byte[]> records) {
        List<String> keys =
                List.of(
                        LIVE,
                        LIVE + ":v2",
                        LIVE + ":country=DE:2025-11-20",
                        LIVE + ":v2:country=DE:2025-11-20",
                        "leaderboard:speed");
        Map<String, Map<String, Double>> boards = new HashMap<>();
        keys.forEach(key -> boards.put(key, new TreeMap<>()));
        for (int i = 1; i <= 600; i++) {
            String key = keys.get(random.nextInt(keys.size()));
            String member = "p" + random.nextInt(12);
            int kind = random.nextInt(100);
            if (kind < 2) {
                boolean shadow = random.nextBoolean();
                records.add(Results.drop(shadow ? LIVE + ":v2" : LIVE, at(i)));
                boards.forEach(
                        (board, members) -> {
                            boolean ofShadow = board.startsWith(LIVE + ":v2");
                            if (board.startsWith(LIVE) && ofShadow == shadow) {
                                members.clear();
                            }
                        });
            } else if (kind < 30) {
                records.add(Results.remove(key, member, at(i)));
                boards.get(key).remove(member);
            } else {
                records.add(Results.put(key, member, i, at(i)));
                boards.get(key).put(member, (double) i);
            }
        }
        return boards;
    }

    @Test
    void takesAMemberOffTheOtherPartitions() {
        String german = LIVE + ":country=DE:2025-11-20";
        String french = LIVE + ":country=FR:2025-11-20";
        execute(
                Results.put(german, "p1", 10, at(1)),
                Results.put(LIVE + ":country=DE:2025-11-19", "p1", 5, at(2)));

        execute(Results.putAlone(french, "p1", 12, at(3)));

        assertThat(board(german)).isEmpty();
        assertThat(board(french)).containsExactly(Map.entry("p1", 12.0));
        assertThat(board(LIVE + ":country=DE:2025-11-19")).containsKey("p1");
    }

    @Test
    void takesAMemberOffAllPartitions_butNotWhereItCameBack() {
        String german = LIVE + ":country=DE";
        String french = LIVE + ":country=FR";
        execute(Results.put(german, "p1", 10, at(1)), Results.put(french, "p1", 12, at(4)));

        execute(Results.removeEverywhere(LIVE, "p1", at(3)));

        assertThat(board(german)).isEmpty();
        assertThat(board(french)).containsExactly(Map.entry("p1", 12.0));
    }

    @Test
    void letsSetsExpire_andTakesThemOffTheRegistry() {
        String day = LIVE + ":2025-11-20";
        long end = System.currentTimeMillis() + 600;
        now = System.currentTimeMillis();
        execute(Results.putUntil(day, "p1", 10, at(1), end));
        assertThat(client().pexpireTime("mirror:" + day)).isEqualTo(end);
        assertThat(client().pexpireTime("{mirror:" + day + "}:revisions")).isEqualTo(end);

        now = end + Duration.ofMinutes(2).toMillis();
        execute(Results.putUntil(day, "p1", 11, at(2), end), Results.put(LIVE, "p1", 1, at(3)));

        assertThat(client().hkeys("{mirror:leaderboard:laps}:meta"))
                .containsExactly("key:mirror:leaderboard:laps");
    }

    @Test
    void forgetsWhatWasTakenAway_afterTheRetention() {
        now = System.currentTimeMillis();
        long then = now * 1_000;
        execute(
                Results.put(LIVE, "p1", 10, then),
                Results.put(LIVE, "p2", 10, then),
                Results.remove(LIVE, "p2", then + 1));
        assertThat(client().zscore("{mirror:leaderboard:laps}:revisions", "p2")).isNotNull();

        now += RETENTION.plusDays(1).toMillis();
        Outcome outcome =
                execute(Results.put(LIVE, "p3", 1, now * 1_000), Results.put(LIVE, "p2", 10, then));

        assertThat(client().zscore("{mirror:leaderboard:laps}:revisions", "p2")).isNull();
        assertThat(board(LIVE)).containsOnlyKeys("p1", "p3");
        assertThat(outcome.expired()).isEqualTo(1);
    }

    @Test
    void keepsMeta_fieldByField() {
        execute(
                Results.set(META, at(2), "version", "2", "final:2025-11-19", "77"),
                Results.unset(META, at(4), "final:2025-11-19"));

        execute(
                Results.set(META, at(1), "version", "1", "order", "desc"),
                Results.set(META, at(3), "final:2025-11-19", "78"));

        assertThat(client().hgetAll("{mirror:leaderboard:laps}:meta"))
                .isEqualTo(Map.of("version", "2", "order", "desc"));
    }

    @Test
    void replacesProfilesAsAWhole_alsoOfPlayersWithOddIds() {
        String key = "player:a}b{c d";
        execute(Results.set(key, at(2), "alias", "fast", "country", "DE"));
        execute(Results.set(key, at(1), "alias", "old", "level", "1"));
        assertThat(client().hgetAll("mirror:" + key))
                .isEqualTo(
                        Map.of(
                                "alias", "fast",
                                "country", "DE",
                                ":revision", Long.toString(at(2))));

        execute(Results.delete(key, at(3)));
        execute(Results.set(key, at(2), "alias", "fast"));

        assertThat(client().hgetAll("mirror:" + key))
                .isEqualTo(Map.of(":revision", Long.toString(at(3))));
        assertThat(client().pttl("mirror:" + key)).isPositive();
    }

    @Test
    void promotesAShadow_andBack() {
        String day = ":country=DE:2025-11-20";
        execute(
                Results.set(META, at(1), "version", "1", "v2.version", "2"),
                Results.put(LIVE + day, "p1", 1, at(1)),
                Results.put(LIVE + day, "p2", 2, at(2)),
                Results.put(LIVE + ":v2" + day, "p1", 100, at(3)),
                Results.put(LIVE + ":v2" + day, "p3", 300, at(4)));

        execute(Results.promote(LIVE, "v1", "v2", at(10)));

        assertThat(board(LIVE + day)).isEqualTo(Map.of("p1", 100.0, "p3", 300.0));
        assertThat(board(LIVE + ":v1" + day)).isEqualTo(Map.of("p1", 1.0, "p2", 2.0));
        assertThat(board(LIVE + ":v2" + day)).isEmpty();
        Map<String, String> meta = client().hgetAll("{mirror:leaderboard:laps}:meta");
        assertThat(meta)
                .containsEntry("version", "2")
                .containsEntry("v1.version", "1")
                .containsEntry("live_version", "2")
                .containsKeys("key:mirror:" + LIVE + day, "key:mirror:" + LIVE + ":v1" + day)
                .doesNotContainKeys("v2.version", "key:mirror:" + LIVE + ":v2" + day);

        execute(Results.promote(LIVE, "v2", "v1", at(20)));
        execute(Results.promote(LIVE, "v1", "v2", at(10)));

        assertThat(board(LIVE + day)).isEqualTo(Map.of("p1", 1.0, "p2", 2.0));
        assertThat(board(LIVE + ":v2" + day)).isEqualTo(Map.of("p1", 100.0, "p3", 300.0));
    }

    @Test
    void promotesAShadowWhereNothingIsLive() {
        execute(
                Results.set(META, at(1), "final:2025-11-18", "7", "v2.version", "2"),
                Results.put(LIVE, "p1", 1, at(1)),
                Results.put(LIVE + ":v2", "p1", 100, at(3)),
                Results.put(LIVE + ":v2", "p3", 300, at(4)));

        execute(Results.promote(LIVE, "v0", "v2", at(10)));
        execute(Results.promote(LIVE, "v0", "v2", at(10)));

        assertThat(board(LIVE)).isEqualTo(Map.of("p1", 100.0, "p3", 300.0));
        assertThat(board(LIVE + ":v2")).isEmpty();
        assertThat(client().hgetAll("{mirror:leaderboard:laps}:meta"))
                .isEqualTo(
                        Map.of(
                                "version",
                                "2",
                                "live_version",
                                "2",
                                "key:mirror:" + LIVE,
                                "0," + at(10)));
    }

    @Test
    void makesTheLiveBoardAShadow_whereNothingIsLiveAfterwards() {
        execute(
                Results.set(META, at(1), "v1.version", "1"),
                Results.put(LIVE + ":v1", "p1", 1, at(1)),
                Results.put(LIVE + ":v1", "p2", 2, at(2)));
        execute(Results.promote(LIVE, "v0", "v1", at(3)));

        execute(Results.promote(LIVE, "v1", "v0", at(10)));
        execute(Results.promote(LIVE, "v1", "v0", at(10)));

        assertThat(board(LIVE)).isEmpty();
        assertThat(board(LIVE + ":v1")).isEqualTo(Map.of("p1", 1.0, "p2", 2.0));
        assertThat(client().hgetAll("{mirror:leaderboard:laps}:meta"))
                .isEqualTo(Map.of("v1.version", "1", "key:mirror:" + LIVE + ":v1", "0," + at(10)));
    }

    @Test
    void exchangesTwoBoardsOfOneVersion() {
        String day = ":country=DE:2025-11-20";
        execute(
                Results.set(META, at(1), "version", "1", "v2.version", "2"),
                Results.put(LIVE + day, "p1", 1, at(1)),
                Results.put(LIVE + day, "p2", 2, at(2)),
                Results.put(LIVE + ":v2" + day, "p1", 100, at(3)),
                Results.put(LIVE + ":v2" + day, "p3", 300, at(4)));

        execute(Results.promote(LIVE, "v2", "v2", at(10)));
        execute(Results.promote(LIVE, "v2", "v2", at(10)));

        assertThat(board(LIVE + day)).isEqualTo(Map.of("p1", 100.0, "p3", 300.0));
        assertThat(board(LIVE + ":v2" + day)).isEqualTo(Map.of("p1", 1.0, "p2", 2.0));
        assertThat(board(LIVE + ":v0" + day)).isEmpty();
        assertThat(client().hgetAll("{mirror:leaderboard:laps}:meta"))
                .containsEntry("version", "2")
                .containsEntry("v2.version", "1")
                .doesNotContainKey("key:mirror:" + LIVE + ":v0" + day);
    }

    @Test
    void keepsWhatIsNewerThanAPromotionThatComesLate() {
        execute(
                Results.put(LIVE, "p1", 1, at(1)),
                Results.put(LIVE + ":v2", "p1", 100, at(2)),
                Results.put(LIVE, "p1", 101, at(11)),
                Results.put(LIVE, "p2", 201, at(12)));

        execute(Results.promote(LIVE, "v1", "v2", at(10)));
        Outcome late = execute(Results.put(LIVE, "p2", 2, at(3)));

        assertThat(board(LIVE)).isEqualTo(Map.of("p1", 101.0, "p2", 201.0));
        assertThat(late.superseded()).isEqualTo(1);
    }

    @Test
    void promotesSetsOfMoreMembersThanOneStepTakes() {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 1_300; i++) {
            records.add(Results.put(LIVE, "p" + i, i, at(i + 1)));
            records.add(Results.put(LIVE + ":v2", "p" + i, i + 0.5, at(i + 1)));
        }
        execute(records.toArray(new byte[0][]));

        execute(Results.promote(LIVE, "v1", "v2", at(5_000)));

        assertThat(board(LIVE)).hasSize(1_300).containsEntry("p1299", 1299.5);
        assertThat(board(LIVE + ":v1")).hasSize(1_300).containsEntry("p1299", 1299.0);
        assertThat(board(LIVE + ":v2")).isEmpty();
    }

    @Test
    void executesTheOthers_whenOneRecordFails() {
        client().set("mirror:leaderboard:speed", "somebody else's");

        Outcome outcome =
                execute(
                        Results.put(LIVE, "p1", 1, at(1)),
                        Results.put("leaderboard:speed", "p1", 2, at(2)),
                        Results.text("{\"command\":\"FLUSHALL\",\"args\":[\"x\"],\"revision\":1}"),
                        Results.put(LIVE, "p2", 3, at(3)),
                        Results.windowFinal(at(4)));

        assertThat(outcome.failures()).containsExactly("s1", "s2");
        assertThat(outcome.unusable()).isEqualTo(1);
        assertThat(board(LIVE)).containsOnlyKeys("p1", "p2");

        client().del("mirror:leaderboard:speed");
        Outcome again = execute(Results.put("leaderboard:speed", "p1", 2, at(2)));

        assertThat(again.failures()).isEmpty();
        assertThat(board("leaderboard:speed")).containsExactly(Map.entry("p1", 2.0));
    }

    @Test
    void refusesWhatIsNotOfTheResultsStream() {
        List<byte[]> wrong =
                Arrays.asList(
                        Results.text("no json"),
                        Results.text("[]"),
                        Results.text("{\"command\":\"ZADD\",\"args\":[\"leaderboard:x\"]}"),
                        Results.put("other:key", "p1", 1, at(1)),
                        Results.put("leaderboard:NO", "p1", 1, at(1)),
                        Results.put(LIVE, "p1", Double.NaN, at(1)),
                        Results.put(LIVE, "p1", 1, 0),
                        Results.put(LIVE, "p1", 1, Long.MAX_VALUE),
                        Results.set("{leaderboard:laps}:other", at(1), "a", "b"),
                        Results.set(META, at(1), "key:leaderboard:laps", "0,1"),
                        Results.drop(LIVE + ":2025-11-20", at(1)),
                        Results.promote(LIVE, "v1", "2", at(1)),
                        Results.promote(LIVE, "v0", "v0", at(1)));

        Outcome outcome = execute(wrong.toArray(new byte[0][]));

        assertThat(outcome.failures()).hasSize(wrong.size());
        assertThat(outcome.unusable()).isEqualTo(wrong.size());
        assertThat(outcome.applied()).isZero();
    }
}
