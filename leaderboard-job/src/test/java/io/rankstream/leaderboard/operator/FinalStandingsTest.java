package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.leaderboard.domain.ClosedWindow;
import io.rankstream.leaderboard.domain.FinalWindow;
import io.rankstream.leaderboard.domain.ShardOfWindow;
import io.rankstream.leaderboard.domain.StandingRow;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.board.TieEncoding;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.WindowShare;
import io.rankstream.model.scoring.WindowChecksum;
import io.rankstream.model.standings.FinalScore;
import io.rankstream.model.standings.RankedMember;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From final scores and announcements to rows, through both operators. */
class FinalStandingsTest {

    private static final long START = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();
    private static final long END = START + 30_000;
    private static final long CLOSES_AT = END + 20_000;
    private static final long EXPIRES_AT = END + 3_600_000;
    private static final String LABEL = "20261120T100000Z";
    private static final int TRACK = 7;
    private static final int TOP = 2;

    private static final String BOARD =
            "{\"board\":\"sprint\",\"version\":3,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"decimals\":1,\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"}}";

    private static final String TIMED =
            "{\"board\":\"sprint\",\"version\":3,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"decimals\":1,\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"},"
                    + "\"ties\":\"first_to_reach\",\"score_min\":0,\"score_max\":100,"
                    + "\"tie_resolution\":\"PT1S\"}";

    private KeyedOneInputStreamOperatorTestHarness<String, FinalScore, ShardOfWindow> keeping;
    private KeyedTwoInputStreamOperatorTestHarness<String, ShardOfWindow, FinalWindow, StandingRow>
            ranking;

    /** What stands in the window, by partition and member, as an announcement counts it. */
    private final Map<String, Long> members = new TreeMap<>();

    private long revision = 1_000;
    private String definition = BOARD;

    @BeforeEach
    void open() throws Exception {
        keeping = keeping();
        keeping.open();
        ranking = ranking();
        ranking.open();
    }

    @AfterEach
    void close() throws Exception {
        keeping.close();
        ranking.close();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, FinalScore, ShardOfWindow>
            keeping() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new KeepFinalScoresFunction(TOP)),
                KeepFinalScoresFunction::keyOf,
                Types.STRING);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, ShardOfWindow, FinalWindow, StandingRow>
            ranking() throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new RankStandingsFunction(TOP)),
                RankStandingsFunction::keyOf,
                RankStandingsFunction::keyOf,
                Types.STRING);
    }

    @Test
    void ranksAWindow_whenItIsAnnouncedAndAllItsMembersAreThere() throws Exception {
        put("country=DE", "ada", 70);
        put("country=DE", "bob", 50);
        put("country=DE", "cyd", 90);
        put("country=FR", "dan", 10);
        announce(true);
        assertThat(rows()).isEmpty();

        watermark(CLOSES_AT);

        assertThat(rows())
                .containsExactlyInAnyOrder(
                        "country=DE 1 cyd 9.0 r1000",
                        "country=DE 2 ada 7.0 r1000",
                        "country=FR 1 dan 1.0 r1000");
    }

    @Test
    void waitsForTheAnnouncement() throws Exception {
        put("", "ada", 70);
        watermark(CLOSES_AT);
        assertThat(rows()).isEmpty();

        announce(true);

        assertThat(rows()).containsExactly(" 1 ada 7.0 r1000");
    }

    @Test
    void saysWhatARowIs() throws Exception {
        put("", "ada", 70);
        watermark(CLOSES_AT);
        announce(true);

        StandingRow row = ranking.extractOutputValues().get(0);
        assertThat(row.board()).isEqualTo("sprint");
        assertThat(row.version()).isEqualTo(2);
        assertThat(row.window()).isEqualTo(LABEL);
        assertThat(row.finalizedAt()).isEqualTo(CLOSES_AT);
        assertThat(row.reachedAt()).isEqualTo(StandingRow.UNTIMED);
    }

    @Test
    void letsTheNextOneComeUp_whenOneOfTheFirstIsTakenOff() throws Exception {
        put("", "ada", 70);
        put("", "bob", 50);
        put("", "cyd", 90);
        announceClosed();
        clear();

        remove("", "cyd");
        watermark(CLOSES_AT + 1);
        announce(true);

        assertThat(rows())
                .containsExactlyInAnyOrder(
                        " 1 ada 7.0 r1001", " 2 bob 5.0 r1001", " withdrawn cyd r1001");
    }

    @Test
    void writesNothing_whenACorrectionConcernsNobodyAmongTheFirst() throws Exception {
        for (int i = 0; i < 50 * ShardOfWindow.SHARDS; i++) {
            put("", "m" + i, 1_000 + i);
        }
        announceClosed();
        clear();

        put("", "m3", 1);
        remove("", "m4");
        watermark(CLOSES_AT + 1);
        announce(true);
        assertThat(rows()).isEmpty();

        put("", "m3", 5_000);
        watermark(CLOSES_AT + 2);
        announce(true);
        assertThat(rows())
                .containsExactlyInAnyOrder(
                        " 1 m3 500.0 r1002", " 2 m799 179.9 r1002", " withdrawn m798 r1002");
    }

    @Test
    void writesNothing_whileMembersAndAnnouncementDisagree() throws Exception {
        put("", "ada", 70);
        put("", "bob", 50);
        announceClosed();
        clear();

        put("", "ada", 80);
        announce(true);
        put("", "ada", 85);
        watermark(CLOSES_AT + 1);
        assertThat(rows()).isEmpty();

        announce(true);
        assertThat(rows()).containsExactlyInAnyOrder(" 1 ada 8.5 r1002", " 2 bob 5.0 r1002");
    }

    @Test
    void leavesAShadowOut_andStaysWithTheVersionThatWasLive() throws Exception {
        put("", "ada", 70);
        watermark(CLOSES_AT);
        announce(false);
        assertThat(rows()).isEmpty();

        announce(true);
        assertThat(rows()).containsExactly(" 1 ada 7.0 r1001");
        clear();

        // Promoted since: its own corrections still revise it, another version's do not.
        FinalWindow other = window(true, TRACK + 1);
        ranking.processElement2(new StreamRecord<>(other));
        assertThat(rows()).isEmpty();
        put("", "ada", 60);
        watermark(CLOSES_AT + 1);
        announce(false);
        assertThat(rows()).hasSize(1).allMatch(row -> row.startsWith(" 1 ada 6.0"));
    }

    @Test
    void showsWhenAScoreWasReached_whereTiesAreRankedByTime() throws Exception {
        definition = TIMED;
        TieEncoding ties = TieEncoding.of(BoardDefinition.parse(TIMED));
        put("", "ada", (long) ties.encode(70, START + 9_400, START));
        put("", "bob", (long) ties.encode(70, START + 3_200, START));
        announceClosed();

        assertThat(rows()).containsExactly(" 1 bob 7.0 r1000", " 2 ada 7.0 r1000");
        assertThat(ranking.extractOutputValues())
                .extracting(StandingRow::reachedAt)
                .containsExactly(START + 3_000, START + 9_000);
    }

    @Test
    void refusesARowThatNoTableTakes_andKeepsTheRanksOfTheOthers() throws Exception {
        put("", "x".repeat(257), 90);
        put("", "bob", 50);
        announceClosed();

        assertThat(rows()).containsExactly(" 2 bob 5.0 r1000");
    }

    @Test
    void keepsNothingOfAWindowThatIsForgotten() throws Exception {
        put("", "ada", 70);
        announceClosed();
        clear();

        watermark(EXPIRES_AT);
        assertThat(keeping.numKeyedStateEntries()).isZero();
        assertThat(ranking.numKeyedStateEntries()).isZero();

        put("", "ada", 80);
        announce(true);
        watermark(EXPIRES_AT + 1);
        assertThat(rows()).isEmpty();
        assertThat(keeping.numKeyedStateEntries()).isZero();
        assertThat(ranking.numKeyedStateEntries()).isZero();
    }

    @Test
    void goesOnAfterARestore() throws Exception {
        put("", "ada", 70);
        put("", "bob", 50);
        put("", "cyd", 30);
        announceClosed();
        remove("", "ada");

        OperatorSubtaskState kept = keeping.snapshot(1, 1);
        OperatorSubtaskState ranked = ranking.snapshot(1, 1);
        close();
        keeping = keeping();
        keeping.initializeState(kept);
        keeping.open();
        ranking = ranking();
        ranking.initializeState(ranked);
        ranking.open();
        watermark(CLOSES_AT + 1);
        announce(true);

        assertThat(rows())
                .containsExactlyInAnyOrder(
                        " 1 bob 5.0 r1001", " 2 cyd 3.0 r1001", " withdrawn ada r1001");
    }

    /** Whatever is corrected in whatever order, the table shows the first of what is there. */
    @Test
    void agreesWithBruteForce() throws Exception {
        Random random = new Random(11);
        Map<String, String> table = new HashMap<>();
        long time = CLOSES_AT;
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                String partition = "country=" + (char) ('A' + random.nextInt(2));
                String member = "m" + random.nextInt(30);
                if (random.nextInt(3) == 0) {
                    remove(partition, member);
                } else {
                    put(partition, member, random.nextInt(20));
                }
            }
            if (random.nextBoolean()) {
                announce(true);
                watermark(time++);
            } else {
                watermark(time++);
                announce(true);
            }
            for (StandingRow row : ranking.extractOutputValues()) {
                table.put(
                        row.partition() + " " + row.member(),
                        row.isWithdrawn() ? null : row.rank() + " " + row.score());
            }
            clear();
            table.values().removeIf(value -> value == null);
            assertThat(table).as("round " + round).isEqualTo(bruteForce());
        }
    }

    private Map<String, String> bruteForce() {
        Map<String, List<RankedMember>> partitions = new HashMap<>();
        members.forEach(
                (place, value) -> {
                    String[] parts = place.split(" ", -1);
                    partitions
                            .computeIfAbsent(parts[0], partition -> new ArrayList<>())
                            .add(new RankedMember(parts[1], value));
                });
        Map<String, String> expected = new HashMap<>();
        partitions.forEach(
                (partition, all) -> {
                    all.sort(Collections.reverseOrder(RankedMember.bestFirst(SortOrder.ASC)));
                    for (int i = 0; i < Math.min(TOP, all.size()); i++) {
                        expected.put(
                                partition + " " + all.get(i).member(),
                                (i + 1)
                                        + " "
                                        + all.get(i).value() / 10
                                        + "."
                                        + all.get(i).value() % 10);
                    }
                });
        return expected;
    }

    private void put(String partition, String member, long value) throws Exception {
        members.put(partition + " " + member, value);
        keep(
                FinalScore.of(
                        address(partition),
                        CLOSES_AT,
                        member,
                        value,
                        WindowChecksum.of(partition, member, (double) value)));
    }

    private void remove(String partition, String member) throws Exception {
        if (members.remove(partition + " " + member) != null) {
            keep(FinalScore.withdrawn(address(partition), CLOSES_AT, member));
        }
    }

    private static BoardAddress address(String partition) {
        return new BoardAddress(
                "sprint",
                BoardAddress.LIVE,
                partition,
                LABEL,
                EXPIRES_AT,
                TRACK,
                0,
                SortOrder.DESC);
    }

    private void keep(FinalScore score) throws Exception {
        keeping.processElement(new StreamRecord<>(score));
        pass();
    }

    private void pass() throws Exception {
        for (ShardOfWindow shard : keeping.extractOutputValues()) {
            ranking.processElement1(new StreamRecord<>(shard));
        }
        keeping.getOutput().clear();
    }

    private void watermark(long time) throws Exception {
        keeping.processWatermark(new Watermark(time));
        pass();
        ranking.processWatermark1(new Watermark(time));
        ranking.processWatermark2(new Watermark(time));
    }

    private void announceClosed() throws Exception {
        watermark(CLOSES_AT);
        announce(true);
    }

    private void announce(boolean live) throws Exception {
        ranking.processElement2(new StreamRecord<>(window(live, TRACK)));
    }

    private FinalWindow window(boolean live, int track) throws Exception {
        long checksum = 0;
        for (Map.Entry<String, Long> member : members.entrySet()) {
            String[] place = member.getKey().split(" ", -1);
            checksum += WindowChecksum.of(place[0], place[1], member.getValue());
        }
        return new FinalWindow(
                BoardDefinition.parse(definition),
                track,
                live,
                2,
                START,
                CLOSES_AT,
                revision++,
                ClosedWindow.of(
                        new WindowShare(
                                "sprint",
                                track,
                                LABEL,
                                END,
                                EXPIRES_AT,
                                members.size(),
                                checksum)));
    }

    private void clear() {
        ranking.getOutput().clear();
    }

    private List<String> rows() {
        List<String> texts = new ArrayList<>();
        for (StandingRow row : ranking.extractOutputValues()) {
            texts.add(
                    row.partition()
                            + (row.isWithdrawn()
                                    ? " withdrawn " + row.member()
                                    : " " + row.rank() + " " + row.member() + " " + row.score())
                            + " r"
                            + row.revision());
        }
        return texts;
    }
}
