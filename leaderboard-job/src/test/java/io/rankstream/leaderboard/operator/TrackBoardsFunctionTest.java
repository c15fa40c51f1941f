package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.TrackReasserted;
import io.rankstream.model.command.BoardCommand.TrackRetired;
import io.rankstream.model.command.BoardCommand.WindowShare;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.control.BoardTracks;
import io.rankstream.model.control.ControlDeclarations;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrackBoardsFunctionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final long T0 = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();
    private static final long WINDOW_END = T0 + 30_000;
    private static final Duration PARKING = Duration.ofSeconds(3);
    private static final Duration SLACK = Duration.ofSeconds(2);

    /** End, 15 s of lateness, parking and slack. */
    private static final long CLOSES_AT = WINDOW_END + 20_000;

    private static final long EXPIRES_AT = WINDOW_END + 3_600_000;
    private static final String WINDOW = "20261120T100000Z";

    private static final DateTimeFormatter WINDOW_LABEL =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String SPEED =
            "{\"board\":\"speed\",\"version\":1,\"score\":\"speed\",\"aggregation\":\"max\","
                    + "\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"},"
                    + "\"allowed_lateness\":\"PT15S\",\"retention\":\"PT1H\"}";

    private static final String SHADOW =
            SPEED.replace("\"version\":1", "\"version\":2,\"mode\":\"shadow\"");

    private static final String ALL_TIME =
            "{\"board\":\"total\",\"version\":1,\"score\":\"speed\",\"aggregation\":\"sum\","
                    + "\"decimals\":2,\"order\":\"asc\"}";

    private ControlRegistry registry;
    private KeyedTwoInputStreamOperatorTestHarness<
                    String, BoardCommand, ControlUpdate, BoardCommand>
            harness;

    @BeforeEach
    void open() throws Exception {
        registry = registry(SPEED);
        harness = newHarness();
        harness.open();
        harness.setProcessingTime(T0);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void publishesWhatABoardIs() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();

        Map<String, String> fields = lastMeta().fields();
        assertThat(JSON.readTree(fields.get("definition"))).isEqualTo(JSON.readTree(SPEED));
        assertThat(fields)
                .containsEntry("version", "1")
                .containsEntry("order", "desc")
                .containsEntry("decimals", "0")
                .containsEntry("tie_bits", "0")
                .containsEntry("mode", "live")
                .containsEntry("window.current", WINDOW)
                .containsEntry("window.previous", "20261120T095930Z")
                .containsEntry("window.start", Long.toString(T0))
                .containsEntry("window.end", Long.toString(WINDOW_END))
                .containsEntry("v2.version", "2")
                .containsEntry("v2.mode", "shadow")
                .containsEntry("v2.window.current", WINDOW);
    }

    @Test
    void removesTheWindowFieldsOfABoardWithoutWindows() throws Exception {
        registry = registry(ALL_TIME);
        update();

        assertThat(lastMeta().board()).isEqualTo("total");
        assertThat(lastMeta().fields())
                .containsEntry("decimals", "2")
                .containsEntry("order", "asc")
                .containsEntry("window.current", null)
                .containsEntry("window.end", null);
    }

    @Test
    void publishesThePause() throws Exception {
        say("board.pause", "speed", T0 + 1);

        assertThat(lastMeta().fields()).containsEntry("mode", "paused");
    }

    @Test
    void publishesTheNextWindowWhenItBegins() throws Exception {
        update();
        harness.setProcessingTime(WINDOW_END - 1);
        assertThat(commands()).hasSize(1);

        harness.setProcessingTime(WINDOW_END);
        assertThat(commands()).hasSize(2);
        assertThat(lastMeta().fields())
                .containsEntry("window.current", "20261120T100030Z")
                .containsEntry("window.previous", WINDOW);
    }

    @Test
    void publishesAnUnchangedBoardOnceAMinute() throws Exception {
        registry = registry(ALL_TIME);
        update();
        harness.setProcessingTime(T0 + 59_999);
        assertThat(commands()).hasSize(1);

        harness.setProcessingTime(T0 + 60_000);
        harness.setProcessingTime(T0 + 120_000);
        assertThat(commands()).hasSize(3);
    }

    @Test
    void announcesAWindowOnceTheWatermarkSaysThatAllSharesAreHere() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        harness.processElement1(share(2, 60));
        watermark(CLOSES_AT - 1);
        assertThat(announcements()).isEmpty();

        watermark(CLOSES_AT);
        JsonNode announced = announcements().get(0);
        assertThat(announcements()).hasSize(1);
        assertThat(announced.get("board").textValue()).isEqualTo("speed");
        assertThat(announced.get("version").intValue()).isEqualTo(1);
        assertThat(announced.get("window").textValue()).isEqualTo(WINDOW);
        assertThat(announced.get("members").longValue()).isEqualTo(5);
        assertThat(announced.get("checksum").textValue()).isEqualTo("0000000000000064");
        assertThat(lastMeta().fields())
                .containsOnly(Map.entry("final:" + WINDOW, announced.get("revision").asText()));
    }

    @Test
    void announcesAWindowOfSessions_onceThoseThatEndInItAreClosed() throws Exception {
        registry = registry(SPEED.replace("\"score\":\"speed\"", "\"score\":\"session.count\""));
        update();
        harness.processElement1(share(1, 1));
        watermark(CLOSES_AT + 10_000 - 1);
        assertThat(announcements()).isEmpty();

        watermark(CLOSES_AT + 10_000);
        assertThat(announcements()).hasSize(1);
    }

    @Test
    void announcesClosedWindowsAgain_onceAllTasksHavePublishedWhatRedisLost() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        long first = announcements().get(0).get("revision").longValue();
        int live = track(0);

        harness.processElement1(reasserted(live, 0, 2));
        harness.processElement1(reasserted(live, 0, 2));
        harness.processElement1(reasserted(track(2), 0, 1));
        watermark(CLOSES_AT + 1);
        assertThat(announcements()).hasSize(1);

        harness.processElement1(reasserted(live, 1, 2));
        watermark(CLOSES_AT + 2);
        assertThat(announcements()).hasSize(2);
        JsonNode again = announcements().get(1);
        assertThat(again.get("members").longValue()).isEqualTo(3);
        assertThat(again.get("revision").longValue()).isGreaterThan(first);
        assertThat(lastMeta().fields())
                .containsOnly(Map.entry("final:" + WINDOW, again.get("revision").asText()));

        harness.processElement1(reasserted(live, 1, 2));
        watermark(CLOSES_AT + 3);
        assertThat(announcements()).as("the next loss is counted anew").hasSize(2);
    }

    @Test
    void countsForALossOnlyWhatIsSaidOfIt() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        harness.processElement1(reasserted(track(0), "first", 0, 2));
        harness.processElement1(reasserted(track(0), "second", 1, 2));
        watermark(CLOSES_AT + 1);
        assertThat(announcements()).hasSize(1);

        harness.processElement1(reasserted(track(0), "second", 0, 2));
        watermark(CLOSES_AT + 2);
        assertThat(announcements()).hasSize(2);
    }

    private int track(int shadowVersion) {
        for (ControlUpdate update : registry.updates()) {
            for (BoardTrack track : BoardTracks.parse(update).tracks()) {
                if (!track.retired() && track.shadowVersion() == shadowVersion) {
                    return track.id();
                }
            }
        }
        throw new AssertionError("no track " + shadowVersion);
    }

    private static StreamRecord<BoardCommand> reasserted(int track, int task, int tasks) {
        return reasserted(track, "lineage", task, tasks);
    }

    private static StreamRecord<BoardCommand> reasserted(
            int track, String lineage, int task, int tasks) {
        return element(new TrackReasserted("speed", track, lineage, task, tasks));
    }

    @Test
    void announcesEveryWindowOfAnOutage_theOldestFirst() throws Exception {
        update();
        List<String> windows = new ArrayList<>();
        for (int i = 999; i >= 0; i--) {
            long start = T0 + i * 30_000L;
            String label = WINDOW_LABEL.format(Instant.ofEpochMilli(start));
            windows.add(0, label);
            harness.processElement1(
                    new StreamRecord<>(
                            new WindowShare(
                                    "speed",
                                    1,
                                    label,
                                    start + 30_000,
                                    start + 30_000 + 3_600_000,
                                    i + 1,
                                    i)));
        }

        watermark(T0 + Duration.ofDays(3).toMillis());

        assertThat(announcements())
                .extracting(announcement -> announcement.get("window").textValue())
                .containsExactlyElementsOf(windows);
        assertThat(announcements().get(999).get("members").longValue()).isEqualTo(1_000);
    }

    @Test
    void letsTheKeysChangePlaces_onceForEachPromotion() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        String promotion =
                "{\"type\":\"board.promote\",\"id\":\"p\",\"issued_at\":%d,\"board\":\"speed\",\"version\":2}"
                        .formatted(T0 + 1);
        ControlUpdate promoted =
                registry.apply(
                                promotion.getBytes(StandardCharsets.UTF_8),
                                T0 + 1,
                                new RecordOrigin("control", "shard-0", "1"))
                        .updates()
                        .get(0);

        harness.processElement2(new StreamRecord<>(promoted));
        harness.processElement2(new StreamRecord<>(promoted));

        assertThat(commands())
                .filteredOn(PromoteKeys.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        PromoteKeys.class,
                        keys -> {
                            assertThat(keys.shadowVersion()).isEqualTo(2);
                            assertThat(keys.liveBecomes()).isEqualTo(1);
                        });
        watermark(EXPIRES_AT);
        assertThat(lastMeta().fields()).containsEntry("v1.final:" + WINDOW, null);
    }

    @Test
    void countsWhatWasUnderWayDuringAPromotionWhereItBelongs() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        harness.processElement1(share(3, 40));
        apply(
                "{\"type\":\"board.promote\",\"id\":\"p\",\"issued_at\":%d,\"board\":\"speed\",\"version\":2}"
                        .formatted(T0 + 1),
                T0 + 1);
        harness.processElement1(share(2, 60));
        harness.processElement1(shadowShare(7, 80));
        watermark(CLOSES_AT);

        assertThat(announcements())
                .extracting(record -> record.get("version") + " " + record.get("members"))
                .containsExactlyInAnyOrder("1 5", "2 7");
    }

    @Test
    void letsTheWindowsOfABoardThatEndedFollowAPromotion() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        say("board.reset", "speed", T0 + 1);
        apply(
                "{\"type\":\"board.promote\",\"id\":\"p\",\"issued_at\":%d,\"board\":\"speed\",\"version\":2}"
                        .formatted(T0 + 2),
                T0 + 2);
        harness.processElement1(share(-3, -40));
        watermark(CLOSES_AT + 1);

        assertThat(announcements())
                .extracting(record -> record.get("version") + " " + record.get("members"))
                .containsExactly("1 3", "1 0");
        assertThat(lastMeta().fields()).containsOnlyKeys("v1.final:" + WINDOW);

        harness.processElement1(reasserted(track(0), 0, 1));
        watermark(CLOSES_AT + 2);
        assertThat(announcements()).as("nothing of the live board").hasSize(2);

        watermark(EXPIRES_AT);
        assertThat(lastMeta().fields())
                .isEqualTo(Collections.singletonMap("v1.final:" + WINDOW, null));
    }

    @Test
    void forgetsAWindow_whenItsBoardEndedTooLongAgoToBeNamed() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        say("board.reset", "speed", T0 + 1);
        int second = track(0);
        harness.processElement1(
                element(new WindowShare("speed", second, WINDOW, WINDOW_END, EXPIRES_AT, 2, 60)));
        watermark(CLOSES_AT + 1);
        for (int i = 2; i <= 16; i++) {
            say("board.reset", "speed", T0 + i);
        }
        assertThat(finalFieldsRemoved()).isZero();

        say("board.reset", "speed", T0 + 17);
        assertThat(finalFieldsRemoved()).as("the second has it still").isZero();

        say("board.reset", "speed", T0 + 18);
        assertThat(finalFieldsRemoved()).isOne();
        watermark(EXPIRES_AT);
        assertThat(finalFieldsRemoved()).isOne();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    private long finalFieldsRemoved() {
        return commands().stream()
                .filter(PutMeta.class::isInstance)
                .map(command -> ((PutMeta) command).fields())
                .filter(fields -> fields.containsKey("final:" + WINDOW))
                .filter(fields -> fields.get("final:" + WINDOW) == null)
                .count();
    }

    @Test
    void forgetsTheWindowsOfAllThatEndedInAPlace_whenItsKeysAreDropped() throws Exception {
        update();
        int first = track(0);
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        say("board.reset", "speed", T0 + 1);
        int second = track(0);
        harness.processElement1(share(-3, -40));
        harness.processElement1(retired(first, 0, 1));
        watermark(CLOSES_AT + 1);
        say("board.delete", "speed", T0 + 2);
        harness.processElement1(retired(second, 0, 1));
        assertThat(commands()).last().isInstanceOf(DropKeys.class);
        int said = announcements().size();

        put(SPEED, T0 + 3);
        harness.processElement1(reasserted(track(0), 0, 1));
        watermark(CLOSES_AT + 2);

        assertThat(announcements()).hasSize(said);
    }

    @Test
    void keepsAWindowOfWhichMembersAreStillWithdrawn_whenTheKeysOfItsPlaceAreDropped()
            throws Exception {
        update();
        int first = track(0);
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        say("board.reset", "speed", T0 + 1);
        int second = track(0);
        say("board.delete", "speed", T0 + 2);
        harness.processElement1(retired(second, 0, 1));
        put(SPEED, T0 + 3);
        harness.processElement1(share(-3, -40));
        harness.processElement1(retired(first, 0, 1));
        watermark(CLOSES_AT + 1);

        assertThat(announcements())
                .extracting(announced -> announced.get("members").intValue())
                .containsExactly(3, 0);
    }

    @Test
    void revisesTheWindowOfABoardThatAnotherOneFollows() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        say("board.delete", "speed", T0 + 1);
        put(SPEED, T0 + 2);
        int follower = track(0);
        harness.processElement1(share(-3, -40));
        watermark(CLOSES_AT + 1);

        assertThat(announcements())
                .extracting(announced -> announced.get("members").intValue())
                .containsExactly(3, 0);

        harness.processElement1(
                element(new WindowShare("speed", follower, WINDOW, WINDOW_END, EXPIRES_AT, 2, 60)));
        harness.processElement1(share(-1, -10));
        watermark(CLOSES_AT + 2);
        assertThat(announcements())
                .extracting(announced -> announced.get("members").intValue())
                .containsExactly(3, 0, 2);
    }

    @Test
    void promotesAShadowWhereNothingIsLive() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        int ended = track(0);
        harness.processElement1(share(3, 40));
        harness.processElement1(shadowShare(2, 60));
        say("board.delete", "speed", T0 + 1);
        apply(
                "{\"type\":\"board.promote\",\"id\":\"p\",\"issued_at\":%d,\"board\":\"speed\",\"version\":2}"
                        .formatted(T0 + 2),
                T0 + 2);

        assertPromoted(BoardAddress.LIVE, 2);
        harness.processElement1(share(-3, -40));
        harness.processElement1(retired(ended, 0, 1));
        watermark(CLOSES_AT);
        assertThat(announcements())
                .singleElement()
                .satisfies(
                        announced -> {
                            assertThat(announced.get("version").intValue()).isEqualTo(2);
                            assertThat(announced.get("members").longValue()).isEqualTo(2);
                            assertThat(announced.get("checksum").textValue())
                                    .isEqualTo("000000000000003c");
                        });
        assertThat(lastMeta().fields()).containsOnlyKeys("final:" + WINDOW);
    }

    @Test
    void makesTheLiveBoardAShadow_whereNothingIsLiveAfterwards() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        harness.processElement1(share(3, 40));
        harness.processElement1(shadowShare(2, 60));
        moved(0, 1, "{\"id\":\"p\",\"shadow_version\":0,\"live_becomes\":1}");

        assertPromoted(1, BoardAddress.LIVE);
        watermark(CLOSES_AT);
        assertThat(lastMeta().fields())
                .containsOnlyKeys("v1.final:" + WINDOW, "v2.final:" + WINDOW);
    }

    @Test
    void exchangesTwoBoardsOfOneVersion() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        harness.processElement1(share(3, 40));
        harness.processElement1(shadowShare(2, 60));
        moved(0, 2, "{\"id\":\"p\",\"shadow_version\":2,\"live_becomes\":2}");

        assertPromoted(2, 2);
        watermark(CLOSES_AT);
        assertThat(announcements())
                .extracting(announced -> announced.get("members").intValue())
                .containsExactlyInAnyOrder(2, 3);
        assertThat(lastMeta().fields()).containsOnlyKeys("final:" + WINDOW, "v2.final:" + WINDOW);
    }

    private void assertPromoted(int liveBecomes, int shadowVersion) {
        assertThat(commands())
                .filteredOn(PromoteKeys.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        PromoteKeys.class,
                        keys -> {
                            assertThat(keys.liveBecomes()).isEqualTo(liveBecomes);
                            assertThat(keys.shadowVersion()).isEqualTo(shadowVersion);
                        });
    }

    /** Says that the boards of two places are in each other's, by one promotion. */
    private void moved(int one, int other, String promotion) throws Exception {
        ControlUpdate update = registry.updates().get(0);
        ObjectNode json = (ObjectNode) JSON.readTree(update.json());
        for (JsonNode track : json.get("tracks")) {
            int version = track.get("shadow_version").intValue();
            if (version == one || version == other) {
                ((ObjectNode) track).put("shadow_version", version == one ? other : one);
            }
        }
        json.putArray("promotions").add(JSON.readTree(promotion));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Texts.write(update.subject(), new DataOutputStream(bytes));
        Texts.write(json.toString(), new DataOutputStream(bytes));
        ControlUpdate changed =
                ControlUpdate.read(
                        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        harness.processElement2(new StreamRecord<>(changed));
    }

    private static StreamRecord<BoardCommand> shadowShare(long members, long checksum) {
        return element(
                new WindowShare("speed", 2, WINDOW, WINDOW_END, EXPIRES_AT, members, checksum));
    }

    @Test
    void publishesTheSeason_andThatThereIsNone() throws Exception {
        registry =
                registry(
                        "{\"board\":\"cup\",\"version\":1,\"score\":\"speed\",\"aggregation\":\"max\","
                                + "\"ties\":\"shared\",\"window\":{\"type\":\"season\",\"seasons\":["
                                + "{\"name\":\"one\",\"start\":\"2026-11-20T09:00:00Z\","
                                + "\"end\":\"2026-11-20T10:00:10Z\"},"
                                + "{\"name\":\"two\",\"start\":\"2026-11-20T10:00:20Z\","
                                + "\"end\":\"2026-11-20T11:00:00Z\"}]}}");
        update();
        assertThat(lastMeta().fields())
                .containsEntry("ties", "shared")
                .containsEntry("window.current", "one")
                .containsEntry("window.previous", null);

        harness.setProcessingTime(T0 + 10_000);
        assertThat(lastMeta().fields()).containsEntry("window.current", null);

        harness.setProcessingTime(T0 + 20_000);
        assertThat(lastMeta().fields()).containsEntry("window.current", "two");
    }

    @Test
    void writesTheFinalFieldBeforeTheWatermarkPasses() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);

        List<Object> output = new ArrayList<>(harness.getOutput());
        assertThat(output.get(output.size() - 1)).isEqualTo(new Watermark(CLOSES_AT));
        assertThat(((StreamRecord<?>) output.get(output.size() - 2)).getValue())
                .isInstanceOf(PutMeta.class);
    }

    @Test
    void staysSilentWithoutShares() throws Exception {
        update();
        watermark(EXPIRES_AT + 1);

        assertThat(announcements()).isEmpty();
        assertThat(commands()).hasSize(1);
    }

    @Test
    void announcesLaterSharesTogetherUnderAHigherRevision() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        harness.processElement1(share(-1, -10));
        harness.processElement1(share(-1, -10));
        assertThat(announcements()).hasSize(1);

        watermark(CLOSES_AT + 1);
        assertThat(announcements()).hasSize(2);
        JsonNode first = announcements().get(0);
        JsonNode second = announcements().get(1);
        assertThat(second.get("members").longValue()).isEqualTo(1);
        assertThat(second.get("checksum").textValue()).isEqualTo("0000000000000014");
        assertThat(second.get("revision").longValue())
                .isGreaterThan(first.get("revision").longValue());
    }

    @Test
    void growsTheRevisionWhenTheWallClockGoesBack() throws Exception {
        update();
        harness.setProcessingTime(T0 + 29_000);
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        OperatorSubtaskState snapshot = harness.snapshot(1, 0);
        long before = announcements().get(0).get("revision").longValue();
        harness.close();

        restore(snapshot);
        harness.setProcessingTime(T0 - 10_000);
        harness.processElement1(share(1, 1));
        watermark(CLOSES_AT + 1);

        assertThat(announcements().get(0).get("revision").longValue()).isGreaterThan(before);
    }

    @Test
    void waitsForADefinitionThatComesAfterTheShares() throws Exception {
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT + 5);
        assertThat(announcements()).isEmpty();

        update();
        watermark(CLOSES_AT + 6);
        assertThat(announcements()).hasSize(1);
    }

    @Test
    void waitsForALatenessThatGrew() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        put(SPEED.replace("\"version\":1", "\"version\":2").replace("PT15S", "PT20S"), T0);
        watermark(CLOSES_AT);
        assertThat(announcements()).isEmpty();

        watermark(CLOSES_AT + 5_000);
        assertThat(announcements()).hasSize(1);
    }

    @Test
    void keepsShadowsAndWindowsApart() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        harness.processElement1(share(3, 40));
        harness.processElement1(
                element(new WindowShare("speed", 2, WINDOW, WINDOW_END, EXPIRES_AT, 7, 1)));
        harness.processElement1(
                element(
                        new WindowShare(
                                "speed",
                                1,
                                "20261120T100030Z",
                                WINDOW_END + 30_000,
                                EXPIRES_AT + 30_000,
                                9,
                                1)));
        watermark(CLOSES_AT);

        assertThat(announcements())
                .extracting(record -> record.get("version") + " " + record.get("members"))
                .containsExactlyInAnyOrder("1 3", "2 7");
        assertThat(lastMeta().fields()).containsOnlyKeys("final:" + WINDOW, "v2.final:" + WINDOW);
    }

    @Test
    void forgetsAWindowWhenItExpires() throws Exception {
        update();
        int entries = harness.numKeyedStateEntries();
        harness.processElement1(share(3, 40));
        watermark(CLOSES_AT);
        watermark(EXPIRES_AT);

        assertThat(lastMeta().fields())
                .isEqualTo(Collections.singletonMap("final:" + WINDOW, null));
        assertThat(harness.numKeyedStateEntries()).isEqualTo(entries);
        assertThat(harness.numEventTimeTimers()).isZero();

        harness.processElement1(share(3, 40));
        watermark(EXPIRES_AT + 1);
        assertThat(announcements()).hasSize(1);
    }

    @Test
    void dropsADeletedBoardOnceEveryTaskIsDoneWithIt() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        int track = track();
        say("board.delete", "speed", T0 + 1);
        harness.processElement1(retired(track, 0, 2));
        harness.processElement1(retired(track, 0, 2));
        assertThat(commands()).noneMatch(DropKeys.class::isInstance);

        harness.processElement1(retired(track, 1, 2));
        assertThat(commands())
                .last()
                .isInstanceOfSatisfying(
                        DropKeys.class,
                        drop -> {
                            assertThat(drop.board()).isEqualTo("speed");
                            assertThat(drop.shadowVersion()).isZero();
                        });
        int said = commands().size();
        harness.setProcessingTime(T0 + 600_000);
        watermark(EXPIRES_AT);
        assertThat(commands()).hasSize(said);
        assertThat(announcements()).isEmpty();
    }

    @Test
    void dropsABoardWhoseDeletionIsHeardOfLast() throws Exception {
        update();
        int track = track();
        harness.processElement1(retired(track, 0, 1));
        assertThat(commands()).noneMatch(DropKeys.class::isInstance);

        say("board.delete", "speed", T0 + 1);
        assertThat(commands()).last().isInstanceOf(DropKeys.class);
    }

    @Test
    void keepsTheKeysThatANewBoardHasTakenOver() throws Exception {
        update();
        int track = track();
        say("board.delete", "speed", T0 + 1);
        put(SPEED, T0 + 2);
        harness.processElement1(retired(track, 0, 1));

        assertThat(commands()).noneMatch(DropKeys.class::isInstance);
        assertThat(lastMeta().fields()).containsEntry("mode", "live");
    }

    @Test
    void dropsAShadowAndKeepsTheLiveBoard() throws Exception {
        registry = registry(SPEED, SHADOW);
        update();
        int shadow =
                BoardTracks.parse(registry.updates().get(0)).tracks().stream()
                        .filter(track -> track.shadowVersion() == 2)
                        .mapToInt(BoardTrack::id)
                        .findFirst()
                        .orElseThrow();
        apply(
                "{\"type\":\"board.delete\",\"id\":\"d\",\"by\":\"t\",\"issued_at\":"
                        + (T0 + 1)
                        + ",\"board\":\"speed\",\"version\":2}",
                T0 + 1);
        harness.processElement1(element(new TrackRetired("speed", 2, shadow, 0, 1)));

        assertThat(commands())
                .filteredOn(DropKeys.class::isInstance)
                .singleElement()
                .extracting(drop -> ((DropKeys) drop).shadowVersion())
                .isEqualTo(2);
        harness.setProcessingTime(WINDOW_END);
        assertThat(lastMeta().fields()).containsKey("version").doesNotContainKey("v2.version");
    }

    @Test
    void resumesFromASnapshot() throws Exception {
        update();
        harness.processElement1(share(3, 40));
        OperatorSubtaskState snapshot = harness.snapshot(1, 0);
        harness.close();

        restore(snapshot);
        harness.processElement1(share(2, 60));
        watermark(CLOSES_AT);

        assertThat(announcements()).hasSize(1);
        assertThat(announcements().get(0).get("members").longValue()).isEqualTo(5);
    }

    private void update() throws Exception {
        for (ControlUpdate update : registry.updates()) {
            if (update.subject().startsWith(ControlUpdate.BOARD)) {
                harness.processElement2(new StreamRecord<>(update));
            }
        }
    }

    private void say(String type, String board, long issuedAt) throws Exception {
        apply(
                "{\"type\":\""
                        + type
                        + "\",\"id\":\"m"
                        + issuedAt
                        + "\",\"by\":\"t\",\"issued_at\":"
                        + issuedAt
                        + ",\"board\":\""
                        + board
                        + "\"}",
                issuedAt);
    }

    private void put(String definition, long issuedAt) throws Exception {
        apply(
                "{\"type\":\"board.put\",\"id\":\"p"
                        + issuedAt
                        + "\",\"by\":\"t\",\"issued_at\":"
                        + issuedAt
                        + ","
                        + definition.substring(1),
                issuedAt);
    }

    private void apply(String message, long arrivalTime) throws Exception {
        List<ControlUpdate> updates =
                registry.apply(
                                message.getBytes(StandardCharsets.UTF_8),
                                arrivalTime,
                                new RecordOrigin("control", "shard-0", "1"))
                        .updates();
        assertThat(updates).as(message).isNotEmpty();
        for (ControlUpdate update : updates) {
            harness.processElement2(new StreamRecord<>(update));
        }
    }

    private int track() {
        return BoardTracks.parse(registry.updates().get(0)).tracks().get(0).id();
    }

    private void watermark(long time) throws Exception {
        harness.processBothWatermarks(new Watermark(time));
    }

    private void restore(OperatorSubtaskState snapshot) throws Exception {
        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
    }

    private List<BoardCommand> commands() {
        return harness.extractOutputValues();
    }

    private PutMeta lastMeta() {
        List<BoardCommand> commands = commands();
        return (PutMeta) commands.get(commands.size() - 1);
    }

    private List<JsonNode> announcements() throws IOException {
        List<JsonNode> announcements = new ArrayList<>();
        Queue<StreamRecord<ResultRecord>> records =
                harness.getSideOutput(TrackBoardsFunction.WINDOW_FINAL);
        if (records != null) {
            for (StreamRecord<ResultRecord> record : records) {
                announcements.add(JSON.readTree(record.getValue().json()));
            }
        }
        return announcements;
    }

    private static StreamRecord<BoardCommand> share(long members, long checksum) {
        return element(
                new WindowShare("speed", 1, WINDOW, WINDOW_END, EXPIRES_AT, members, checksum));
    }

    private static StreamRecord<BoardCommand> retired(int track, int task, int tasks) {
        return element(new TrackRetired("speed", 0, track, task, tasks));
    }

    private static StreamRecord<BoardCommand> element(BoardCommand command) {
        return new StreamRecord<>(command);
    }

    private static ControlRegistry registry(String... definitions) throws Exception {
        List<BoardDefinition> boards = new ArrayList<>();
        for (String definition : definitions) {
            boards.add(BoardDefinition.parse(JSON.readTree(definition)));
        }
        return new ControlRegistry(
                new ControlDeclarations(
                        FieldSchema.parse("speed:int"),
                        Map.of(),
                        List.of(),
                        16,
                        Duration.ofDays(1),
                        Duration.ofHours(1),
                        Duration.ofDays(1),
                        Duration.ofMinutes(5)),
                boards);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, BoardCommand, ControlUpdate, BoardCommand>
            newHarness() throws Exception {
        ScoringConfig config =
                TestConfig.withBoards()
                        .with("events", "fields", "speed:int")
                        .with("dimension", "parking", PARKING.toString())
                        .with("scoring", "slack", SLACK.toString())
                        .with("sessions", "gap", "PT10S")
                        .with("sessions", "allowed_lateness", "PT5S")
                        .build()
                        .scoring();
        KeyedTwoInputStreamOperatorTestHarness<String, BoardCommand, ControlUpdate, BoardCommand>
                created =
                        new KeyedTwoInputStreamOperatorTestHarness<>(
                                new KeyedCoProcessOperator<>(new TrackBoardsFunction(config, "")),
                                BoardCommand::board,
                                update -> update.subject().substring(ControlUpdate.BOARD.length()),
                                Types.STRING);
        created.setup(ModelTypes.BOARD_COMMAND.createSerializer(new SerializerConfigImpl()));
        return created;
    }
}
