package io.rankstream.leaderboard.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayedRecordSchemaTest {

    private static final long THEN = 1_795_176_000_000L;
    private static final long NOW = THEN + 86_400_000L;

    private ParsedRecordSchema original;
    private ReplayedRecordSchema replayed;

    @BeforeEach
    void open() {
        ScoringConfig config =
                TestConfig.withBoards(
                                "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}")
                        .build()
                        .scoring();
        original = new ParsedRecordSchema(config);
        original.open(null);
        replayed = new ReplayedRecordSchema(config);
        replayed.open(null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"player_id\":\"ada\",\"points\":1}",
                "[{\"player_id\":\"ada\"},{\"player_id\":\"ada\"},{\"player_id\":7}]",
                "{\"player_id\":\"ada\",\"event_time\":1795175999000}",
                "{\"player_id\":\"ada\",\"event_id\":\"e-1\"}"
            })
    void yieldsTheEventsThatTheRecordYieldedFirst(String json) throws Exception {
        byte[] bytes = json.getBytes(UTF_8);
        ParsedRecord first = original.deserialize(bytes, "ada", "4959", THEN, "events", "shard-0");
        ArchivedRecord archived =
                new ArchivedRecord(
                        "events", "shard-0", "4959", 0, "ada", THEN, THEN, THEN, 1, bytes);

        ParsedRecord again = replay(ReplayEnvelope.of(archived).toJson());

        assertThat(again).usingRecursiveComparison().isEqualTo(first);
        assertThat(again.events()).isNotEmpty();
    }

    @Test
    void yieldsTheIdThatAnEventHadByItsPlaceInTheRecord() throws Exception {
        byte[] bytes = "[{\"player_id\":\"ada\"},{\"player_id\":true}]".getBytes(UTF_8);
        ParsedRecord first = original.deserialize(bytes, "ada", "4959", THEN, "events", "shard-0");
        DeadLetter letter = first.deadLetters().get(0);
        byte[] valid = "{\"player_id\":\"bob\"}".getBytes(UTF_8);
        DeadLetter mended =
                DeadLetter.parse(
                        new String(letter.toJson(), UTF_8)
                                .replaceFirst(
                                        "\"record\":\"[^\"]*\"",
                                        "\"record\":\""
                                                + Base64.getEncoder().encodeToString(valid)
                                                + "\"")
                                .getBytes(UTF_8));

        ParsedRecord again = replay(ReplayEnvelope.of(mended, "ada").toJson());

        assertThat(again.events())
                .extracting(GameplayEvent::id)
                .containsExactly(
                        EventId.ofSequence(
                                new RecordOrigin("events", "shard-0", "4959"),
                                1,
                                valid,
                                0,
                                valid.length));
    }

    @Test
    void setsAside_whatIsNoEnvelope() throws Exception {
        ParsedRecord parsed = replay("{\"player_id\":\"ada\"}".getBytes(UTF_8));

        assertThat(parsed.events()).isEmpty();
        DeadLetter letter = parsed.deadLetters().get(0);
        assertThat(letter.reason()).isEqualTo(Reason.BAD_ENVELOPE);
        assertThat(letter.value()).isEqualTo("lacks stream");
        assertThat(letter.origin()).isEqualTo(new RecordOrigin("replay", "shard-9", "1"));
        assertThat(letter.arrivalTime()).isEqualTo(NOW);
        assertThat(letter.bytes()).asString(UTF_8).isEqualTo("{\"player_id\":\"ada\"}");
    }

    @Test
    void setsAside_whatComesFromAStreamThatIsNotKnown() throws Exception {
        ArchivedRecord archived =
                new ArchivedRecord("other", "s", "1", 0, "ada", THEN, THEN, THEN, 1, new byte[0]);

        ParsedRecord parsed = replay(ReplayEnvelope.of(archived).toJson());

        assertThat(parsed.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.reason()).isEqualTo(Reason.BAD_ENVELOPE);
                            assertThat(letter.field()).isEqualTo("stream");
                            assertThat(letter.value()).isEqualTo("other");
                        });
    }

    private ParsedRecord replay(byte[] envelope) {
        return replayed.deserialize(envelope, "ada", "1", NOW, "replay", "shard-9");
    }
}
