package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lets a day pass with the same load in every hour: state that is not forgotten would grow. */
class StateGrowthTest {

    private static final long START = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int PLAYERS = 40;
    private static final int EVENTS_AN_HOUR = 2_000;
    private static final RecordOrigin ORIGIN = new RecordOrigin("events", "shard-0", "1");

    private final ScoringConfig config =
            TestConfig.withBoards(
                            board("'score':'points','aggregation':'sum','board':'total'"),
                            board(
                                    "'score':'points','aggregation':'max','board':'minutes',"
                                            + "'window':{'type':'tumbling','size':'PT1M'},"
                                            + "'retention':'PT30M'"),
                            board(
                                    "'score':'points','aggregation':'sum','board':'hot',"
                                            + "'window':{'type':'rolling','size':'PT20M',"
                                            + "'slide':'PT5M'}"),
                            board(
                                    "'aggregation':'count_distinct','board':'different',"
                                            + "'distinct':'event.points',"
                                            + "'window':{'type':'calendar','unit':'hour'},"
                                            + "'retention':'PT1H'"))
                    .with("scoring", "dedup.horizon", "PT2H")
                    .with("scoring", "corrections.horizon", "PT20M")
                    .with("sessions", "gap", "PT1M")
                    .build()
                    .scoring();
    private final EventParser parser = config.newParsers().get("events");
    private final SplittableRandom random = new SplittableRandom(7);

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, PlayerInput, BroadcastInput, BoardCommand>
            harness;

    private void open(boolean sayingFinalScores) throws Exception {
        harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new ScorePlayersOperator(config, sayingFinalScores),
                        PlayerInput::playerId,
                        null,
                        Types.STRING);
        harness.setup(
                ModelTypes.BOARD_COMMAND.createSerializer(
                        harness.getExecutionConfig().getSerializerConfig()));
        harness.setProcessingTime(START);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static String board(String fields) {
        return "{'version':1,%s}".formatted(fields).replace('\'', '"');
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void staysOfOneSizeOnceTheHorizonsHavePassed(boolean sayingFinalScores) throws Exception {
        open(sayingFinalScores);
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            harness.processElement1(
                    new StreamRecord<>(DimensionRow.snapshot("player-" + i, row())));
        }
        for (int hour = 0; hour < 24; hour++) {
            play(START + hour * HOUR);
            harness.prepareSnapshotPreBarrier(hour + 1);
            sizes.add(size(harness.snapshot(hour + 1, 0)));
        }

        long early = sizes.get(5);
        assertThat(sizes.subList(6, 24))
                .as("bytes of keyed state, hour by hour: %s", sizes)
                .allSatisfy(size -> assertThat(size).isBetween(early * 8 / 10, early * 12 / 10));
    }

    private void play(long from) throws Exception {
        for (int i = 0; i < EVENTS_AN_HOUR; i++) {
            long time = from + i * HOUR / EVENTS_AN_HOUR;
            String player = "player-" + random.nextInt(PLAYERS);
            long late = random.nextInt(10) == 0 ? random.nextLong(HOUR) : 0;
            String json =
                    "{\"player_id\":\"%s\",\"points\":%d,\"event_time\":%d,\"event_id\":\"%s\"}"
                            .formatted(player, random.nextInt(100), time - late, time);
            harness.processElement1(
                    new StreamRecord<>(
                            parser.parse(json.getBytes(StandardCharsets.UTF_8), ORIGIN, time)
                                    .events()
                                    .get(0),
                            time));
            if (i % 50 == 0) {
                PlayerMessage retraction =
                        PlayerMessage.retract(player, time, "m" + time, time, "id" + time);
                harness.processElement1(new StreamRecord<>(retraction));
                harness.processElement1(new StreamRecord<>(DimensionRow.of(player, time, row())));
                harness.setProcessingTime(time);
                harness.processWatermark1(new Watermark(time));
                harness.processWatermark2(new Watermark(time));
            }
        }
    }

    private FieldValues row() {
        FieldValues values = new FieldValues(config.profile().columns());
        values.setText(0, "alias-" + random.nextInt(1_000));
        values.setText(1, "DE");
        values.setInteger(2, 0);
        return values;
    }

    private static long size(OperatorSubtaskState snapshot) {
        return snapshot.getManagedKeyedState().stream()
                .mapToLong(handle -> handle.getStateSize())
                .sum();
    }
}
