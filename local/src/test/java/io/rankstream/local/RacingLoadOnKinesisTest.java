package io.rankstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.datagen.ArrivalReader;
import io.rankstream.datagen.ArrivedRecord;
import io.rankstream.datagen.ControlMessage;
import io.rankstream.datagen.KinesisClients;
import io.rankstream.datagen.KinesisSink;
import io.rankstream.datagen.KnownTruth;
import io.rankstream.datagen.LoadPlan;
import io.rankstream.datagen.LoadSink;
import io.rankstream.datagen.Progress;
import io.rankstream.datagen.RacingLoad;
import io.rankstream.datagen.Sinks;
import io.rankstream.datagen.StreamRecord;
import io.rankstream.datagen.TrimmedStreamException;
import io.rankstream.local.kinesis.KinesisServer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Whether the generator's puts arrive unchanged and are read back whole. */
class RacingLoadOnKinesisTest {

    private static final String SECOND_HALF = "170141183460469231731687303715884105728";

    private KinesisServer server;
    private KinesisClient client;
    private final List<StreamRecord> sent = new ArrayList<>();

    @BeforeEach
    void startServer() throws IOException {
        server =
                KinesisServer.start(
                        KinesisServer.Options.defaults().withShardLimitsEnforced(true),
                        Map.of("events", 2, "control", 1));
        client = KinesisClients.connect("us-east-1", Optional.of(server.endpoint()));
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.close();
    }

    @Test
    void putsRefusedRecordsAgainByteForByte() throws Exception {
        Progress end = run(load(4_000));

        List<ArrivedRecord> arrived = new ArrivalReader(client, "events").readAll();

        assertThat(end.events()).isEqualTo(4_000);
        assertThat(arrived.stream().map(record -> text(record.data())))
                .containsExactlyInAnyOrderElementsOf(
                        sent.stream().map(record -> text(record.data())).toList());
    }

    @Test
    void tellsWhenRecordsArrived() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        run(load(500));
        Instant after = Instant.now().plusMillis(1);

        assertThat(new ArrivalReader(client, "events").readAll())
                .hasSizeGreaterThanOrEqualTo(500)
                .allMatch(record -> record.arrival().isAfter(before))
                .allMatch(record -> record.arrival().isBefore(after));
    }

    @Test
    void readsClosedShardsBeforeTheirChildren() throws Exception {
        run(load(300));
        String parent = client.listShards(r -> r.streamName("events")).shards().get(0).shardId();
        client.splitShard(
                r ->
                        r.streamName("events")
                                .shardToSplit(parent)
                                .newStartingHashKey(
                                        new BigInteger(SECOND_HALF).shiftRight(1).toString()));
        awaitActive();
        run(load(300));

        List<ArrivedRecord> arrived = new ArrivalReader(client, "events").readAll();

        assertThat(arrived).hasSameSizeAs(sent);
        List<String> shards = arrived.stream().map(ArrivedRecord::shard).distinct().toList();
        List<Shard> children =
                client.listShards(r -> r.streamName("events")).shards().stream()
                        .filter(shard -> parent.equals(shard.parentShardId()))
                        .toList();
        assertThat(children).hasSize(2);
        assertThat(children)
                .allSatisfy(
                        child ->
                                assertThat(shards.indexOf(child.shardId()))
                                        .isGreaterThan(shards.indexOf(parent)));
    }

    @Test
    void knowsTheBoardsOfWhatTheStreamHolds() throws Exception {
        RacingLoad load = load(2_000);
        run(load);

        KnownTruth truth =
                load.truth(new ArrivalReader(client, "events").readAll(), load.players());

        Set<String> distinct = new HashSet<>();
        sent.stream()
                .filter(record -> record.kind() != StreamRecord.Kind.BAD)
                .forEach(record -> distinct.add(text(record.data())));
        assertThat(truth.counts().get("counted")).isEqualTo(distinct.size());
        assertThat(truth.boards()).containsKeys("leaderboard:total_distance");
    }

    @Test
    void refusesATruthOfAStreamThatLostRecords() throws Exception {
        RacingLoad load = load(200);
        run(load);
        List<ArrivedRecord> arrived = new ArrivalReader(client, "events").readAll();

        assertThatThrownBy(() -> load.truth(arrived.subList(1, arrived.size()), load.players()))
                .isInstanceOf(TrimmedStreamException.class)
                .hasMessageContaining("records were sent");
    }

    @Test
    void sendsControlMessagesToTheControlStreamOnly() throws Exception {
        ControlMessage ban =
                new ControlMessage("id-1", Instant.EPOCH, new ControlMessage.Ban("player-1"));
        try (LoadSink<ControlMessage> controls =
                KinesisSink.controls(client, "control", "events")) {
            controls.put(List.of(ban), Instant.EPOCH);
        }

        assertThat(new ArrivalReader(client, "events").readAll()).isEmpty();
        assertThat(new ArrivalReader(client, "control").readAll())
                .extracting(record -> text(record.data()))
                .containsExactly(text(ban.json()));
        assertThatThrownBy(() -> KinesisSink.controls(client, "events", "events"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("control stream only");
    }

    private static RacingLoad load(int events) {
        return RacingLoad.create(
                LoadPlan.racing().withPace(LoadPlan.Pace.ofEvents(20_000, events).unpaced()));
    }

    private Progress run(RacingLoad load) throws IOException, InterruptedException {
        LoadSink<StreamRecord> log = (batch, at) -> sent.addAll(batch);
        try (Sinks sinks =
                new Sinks(
                        LoadSink.both(KinesisSink.events(client, "events"), log),
                        (batch, at) -> {},
                        (batch, at) -> {})) {
            return load.run(sinks, () -> false);
        }
    }

    private void awaitActive() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                client.describeStreamSummary(r -> r.streamName("events"))
                                                .streamDescriptionSummary()
                                                .streamStatus()
                                        == StreamStatus.ACTIVE);
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.ISO_8859_1);
    }
}
