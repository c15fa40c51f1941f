package io.rankstream.datagen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rankstream.datagen.LoadPlan.Faults;
import io.rankstream.datagen.LoadPlan.Pace;
import io.rankstream.datagen.LoadPlan.Population;
import io.rankstream.datagen.LoadPlan.Scenario;
import io.rankstream.datagen.StreamRecord.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RacingLoadTest {

    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private static final LoadPlan PLAN =
            LoadPlan.racing().withPace(Pace.of(2_000, Duration.ofSeconds(50)).unpaced());

    @Test
    void sendsTheSameBytes_withTheSameSeedAndStart() throws Exception {
        LoadPlan plan =
                PLAN.withScenario(Scenario.of(Duration.ofSeconds(2), Duration.ofSeconds(2)));

        Sent first = send(plan);
        Sent second = send(plan);

        assertThat(first.texts()).isEqualTo(second.texts());
        assertThat(first.rows).isEqualTo(second.rows);
        assertThat(first.controls).isEqualTo(second.controls);
    }

    @Test
    void sendsOtherBytes_withAnotherSeed() throws Exception {
        assertThat(send(PLAN).texts()).isNotEqualTo(send(PLAN.withSeed(2)).texts());
    }

    @Test
    void writesEventsInTheFormOfRacing() throws Exception {
        Sent sent = send(PLAN.withFaults(Faults.NONE).withPopulation(plainIds(50)));

        assertThat(sent.texts())
                .hasSize(100_000)
                .allMatch(
                        text ->
                                text.matches(
                                        "\\{\"player_id\":\"player-([1-9]|[1-4]\\d|50)\","
                                                + "\"speed_kmph\":(1[5-9]\\d|2\\d\\d|3[0-4]\\d|350),"
                                                + "\"distance_meters\":([1-9]|[1-4]\\d|50),"
                                                + "\"event_time\":\"2026-11-20 12:00:[0-5]\\d\\.\\d{3}\"\\}"));
    }

    @Test
    void keepsToTheProportionsOfThePlan() throws Exception {
        Faults faults = new Faults(10, Duration.ofSeconds(5), 0, Duration.ZERO, 6, 4, 2);

        Sent sent = send(PLAN.withFaults(faults));

        Progress end = sent.progress;
        assertThat(end.events()).isEqualTo(100_000);
        assertThat(end.copies()).isCloseTo(10_000, within(400L));
        assertThat(end.lateByMinutes()).isCloseTo(6_000, within(300L));
        assertThat(end.lateByDays()).isCloseTo(4_000, within(250L));
        assertThat(end.bad()).isCloseTo(2_000, within(200L));
        assertThat(sent.records()).hasSize((int) (end.events() + end.copies()));
    }

    @Test
    void copiesAreByteIdenticalAndGoToTheSamePlayer() throws Exception {
        Map<ByteBuffer, String> originals = new HashMap<>();
        int copies = 0;

        for (StreamRecord record : send(PLAN).records()) {
            ByteBuffer bytes = ByteBuffer.wrap(record.data());
            if (record.copy()) {
                copies++;
                assertThat(originals.get(bytes)).isEqualTo(record.partitionKey());
            }
            originals.putIfAbsent(bytes, record.partitionKey());
        }

        assertThat(copies).isPositive();
    }

    @Test
    void repeatsWholeBatches() throws Exception {
        Faults faults = new Faults(0, Duration.ZERO, 5, Duration.ZERO, 0, 0, 0);

        Sent sent = send(PLAN.withFaults(faults));

        List<List<StreamRecord>> repeated =
                sent.batches.stream().filter(batch -> batch.get(0).copy()).toList();
        assertThat(repeated).hasSizeBetween(25, 80);
        assertThat(repeated)
                .allSatisfy(batch -> assertThat(batch).hasSize(100).allMatch(StreamRecord::copy));
    }

    @Test
    void fillsNoBatchBeyondWhatOnePutTakes() throws Exception {
        LoadPlan fast =
                PLAN.withPace(Pace.ofEvents(40_000, 100_000).unpaced())
                        .withFaults(new Faults(0, Duration.ZERO, 0, Duration.ZERO, 0, 0, 50));

        assertThat(send(fast).batches)
                .allSatisfy(
                        batch -> {
                            assertThat(batch.size()).isBetween(1, 500);
                            assertThat(batch.stream().mapToLong(r -> r.data().length).sum())
                                    .isLessThan(4 * 1024 * 1024);
                        });
    }

    @Test
    void shufflesEventTimesByNoMoreThanTheDisorder() throws Exception {
        Faults faults = new Faults(0, Duration.ZERO, 0, Duration.ofSeconds(4), 0, 0, 0);
        List<ArrivedRecord> arrived = send(PLAN.withFaults(faults)).arrivals.records();
        List<Long> ages = new ArrayList<>();
        for (ArrivedRecord record : arrived) {
            String text = new String(record.data(), StandardCharsets.UTF_8);
            String time = text.substring(text.length() - 25, text.length() - 2).replace(' ', 'T');
            ages.add(Duration.between(Instant.parse(time + "Z"), record.arrival()).toMillis());
        }

        assertThat(ages).allMatch(age -> age >= 0 && age <= 4_050);
        assertThat(ages).anyMatch(age -> age > 3_900).anyMatch(age -> age < 100);
    }

    @Test
    void playsHotPlayersMoreOften() throws Exception {
        Map<String, Long> played =
                send(PLAN.withPopulation(plainIds(1_000))).records().stream()
                        .collect(
                                Collectors.groupingBy(
                                        StreamRecord::partitionKey, Collectors.counting()));

        // 1 / 100^0.8 is about a fortieth.
        assertThat(played.get("player-1")).isGreaterThan(20 * played.get("player-100"));
    }

    @Test
    void namesSomePlayersInOddWays() throws Exception {
        Set<String> ids =
                send(PLAN.withPopulation(new Population(1_000, 0, 10, 0, 0, 10, 0)))
                        .records()
                        .stream()
                        .map(StreamRecord::partitionKey)
                        .collect(Collectors.toSet());

        assertThat(ids)
                .hasSize(1_000)
                .anyMatch(id -> id.contains(" "))
                .anyMatch(id -> id.contains(":"))
                .anyMatch(id -> id.contains("{"))
                .anyMatch(id -> id.contains("\""))
                .anyMatch(id -> id.contains("\uD83C\uDFCE"));
    }

    @Test
    void sendsEveryKindOfBadRecord() throws Exception {
        Faults faults = new Faults(0, Duration.ZERO, 0, Duration.ZERO, 0, 0, 10);

        Sent sent = send(PLAN.withFaults(faults));

        Map<String, Long> counts = sent.truth().counts();
        assertThat(counts)
                .containsOnlyKeys(
                        "counted",
                        "not_json",
                        "not_an_object",
                        "too_deep",
                        "too_large",
                        "bad_player",
                        "bad_time",
                        "not_finite",
                        "bad_field",
                        "future_time",
                        "too_old",
                        "beyond_horizon");
        assertThat(counts.get("counted"))
                .isEqualTo(sent.records().stream().filter(r -> r.kind() != Kind.BAD).count());
    }

    @Test
    void changesRowsInEveryWay() throws Exception {
        Population changing = new Population(200, 0.8, 20, 5, 10, 0, 40);

        Sent sent = send(PLAN.withPopulation(changing));

        Map<String, PlayerRow> rows = new HashMap<>();
        Set<String> was = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (RowChange change : sent.rows) {
            String id = change.playerId();
            if (change instanceof RowChange.Put put) {
                PlayerRow row = put.row();
                PlayerRow old = rows.put(id, row);
                if (old == null) {
                    seen.add(was.add(id) ? "insert" : "re-insert");
                    continue;
                }
                seen.add(old.isBot() != row.isBot() ? "bot" : "");
                seen.add(old.level() != row.level() ? "level" : "");
                seen.add(!old.country().equals(row.country()) ? "country" : "");
                seen.add(!old.alias().equals(row.alias()) ? "rename" : "");
                seen.add(
                        !old.subscriptionType().equals(row.subscriptionType())
                                ? "subscription"
                                : "");
            } else {
                assertThat(rows.remove(id)).as("deleted row of %s", id).isNotNull();
                seen.add("delete");
            }
        }
        seen.remove("");
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "insert",
                        "re-insert",
                        "delete",
                        "bot",
                        "level",
                        "country",
                        "rename",
                        "subscription");
        assertThat(rows).isEqualTo(sent.load.players().rows());
        assertThat(sent.load.players().deleted())
                .isNotEmpty()
                .doesNotContainAnyElementsOf(rows.keySet());
        assertThat(was.size()).as("players that ever had a row").isBetween(180, 199);
        assertThat(rows.values().stream().map(PlayerRow::alias).distinct().count())
                .as("distinct aliases")
                .isLessThan(rows.size());
    }

    @Test
    void insertsSomeRowsSecondsAfterTheFirstEvents() throws Exception {
        RacingSchedule schedule =
                new RacingSchedule(
                        PLAN.withPopulation(new Population(200, 0, 0, 0, 20, 0, 0)), START);
        List<Integer> insertedBySecond = new ArrayList<>();
        int atStart = schedule.next().rows().size();
        while (schedule.hasNext()) {
            Tick tick = schedule.next();
            tick.rows()
                    .forEach(
                            row ->
                                    insertedBySecond.add(
                                            (int) Duration.between(START, tick.at()).toSeconds()));
        }

        assertThat(atStart).isBetween(140, 180);
        assertThat(atStart + insertedBySecond.size()).isEqualTo(200);
        assertThat(insertedBySecond).allMatch(second -> second >= 1 && second <= 20);
    }

    @Test
    void playsTheWholeScriptOfControlMessages() throws Exception {
        Sent sent =
                send(PLAN.withScenario(Scenario.of(Duration.ofSeconds(1), Duration.ofSeconds(2))));

        assertThat(sent.controls.stream().map(m -> new String(m.json(), StandardCharsets.UTF_8)))
                .hasSize(8)
                .anyMatch(
                        ("{\"is_bot\":0,\"event_time\":"
                                        + START.plusSeconds(1).toEpochMilli()
                                        + "}")
                                ::equals)
                .anyMatch(
                        text ->
                                text.contains("\"type\":\"player.ban\"")
                                        && text.endsWith("\"player_id\":\"player-1\"}"))
                .anyMatch(text -> text.contains("\"type\":\"player.unban\""))
                .anyMatch(text -> text.endsWith("\"name\":\"is_bot\",\"value\":null}"))
                .anyMatch(
                        text ->
                                text.contains("\"type\":\"board.put\"")
                                        && text.contains(
                                                "\"board\":\"daily_distance\",\"version\":2")
                                        && text.endsWith(
                                                "\"filter\":\"event.speed_kmph < 300\",\"effective_from\":\"2026-11-20T12:00:15Z\"}"));
        assertThat(sent.truth().boards())
                .allSatisfy((key, board) -> assertThat(board).doesNotContainKey("player-3"));
        assertThat(sent.truth().boards().get("leaderboard:total_distance")).containsKey("player-1");
    }

    @Test
    void refusesAScriptThatTheLoadIsTooShortFor() {
        assertThatThrownBy(
                        () ->
                                PLAN.withScenario(
                                        Scenario.of(Duration.ofSeconds(20), Duration.ofSeconds(5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT55S")
                .hasMessageContaining("PT50S");
    }

    @Test
    void refusesPercentagesThatAreNone() {
        assertThatThrownBy(() -> new Faults(101, Duration.ZERO, 0, Duration.ZERO, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("101.0 is out of range for: duplicates in percent");
        assertThatThrownBy(() -> new Faults(0, Duration.ZERO, 0, Duration.ZERO, 50, 40, 20))
                .hasMessageContaining("sum of late and bad percentages");
    }

    @Test
    void sendsTheCopiesItOwes_whenStopped() throws Exception {
        Faults faults = new Faults(100, Duration.ofSeconds(20), 0, Duration.ZERO, 0, 0, 0);
        RacingLoad load = RacingLoad.create(PLAN.withFaults(faults), fixedClock());
        Sent sent = new Sent(load);

        Progress end = load.run(sent.sinks(), () -> load.progress().events() >= 5_000);

        assertThat(end.events()).isBetween(5_000L, 5_200L);
        assertThat(end.copies()).isEqualTo(end.events());
    }

    @Test
    void sendsTheCopiesItOwes_atTheEnd() throws Exception {
        Faults faults = new Faults(100, Duration.ofHours(1), 0, Duration.ZERO, 0, 0, 0);

        assertThat(send(PLAN.withFaults(faults)).progress.copies()).isEqualTo(100_000);
    }

    @Test
    void waitsForItsClock() throws Exception {
        RacingLoad load =
                RacingLoad.create(
                        LoadPlan.racing()
                                .withPace(Pace.of(1_000, Duration.ofMillis(300)))
                                .withFaults(Faults.NONE));
        Sent sent = new Sent(load);

        load.run(sent.sinks(), () -> false);

        assertThat(Duration.between(load.start(), Instant.now()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(299));
        assertThat(sent.records()).hasSize(300);
    }

    private static Population plainIds(int players) {
        return new Population(players, 0.8, 10, 0, 0, 0, 0);
    }

    private static Clock fixedClock() {
        return Clock.fixed(START, ZoneOffset.UTC);
    }

    private static Sent send(LoadPlan plan) throws IOException, InterruptedException {
        RacingLoad load = RacingLoad.create(plan, fixedClock());
        Sent sent = new Sent(load);
        sent.progress = load.run(sent.sinks(), () -> false);
        return sent;
    }

    /** What a load sent. */
    private static final class Sent {

        private final RacingLoad load;
        private final List<List<StreamRecord>> batches = new ArrayList<>();
        private final List<RowChange> rows = new ArrayList<>();
        private final List<ControlMessage> controls = new ArrayList<>();
        private final ArrivalLog arrivals = new ArrivalLog();
        private Progress progress = Progress.NONE;

        private Sent(RacingLoad load) {
            this.load = load;
        }

        private Sinks sinks() {
            LoadSink<StreamRecord> events = (batch, at) -> batches.add(batch);
            return new Sinks(
                    LoadSink.both(events, arrivals),
                    (batch, at) -> rows.addAll(batch),
                    (batch, at) -> controls.addAll(batch));
        }

        private List<StreamRecord> records() {
            return batches.stream().flatMap(List::stream).toList();
        }

        private List<String> texts() {
            return records().stream()
                    .map(record -> new String(record.data(), StandardCharsets.UTF_8))
                    .toList();
        }

        private KnownTruth truth() throws TrimmedStreamException {
            return load.truth(arrivals.records(), load.players());
        }
    }
}
