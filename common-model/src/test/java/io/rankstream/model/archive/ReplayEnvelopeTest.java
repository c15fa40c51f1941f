package io.rankstream.model.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventLimits;
import io.rankstream.model.event.EventMapping;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldSchema;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayEnvelopeTest {

    private static final long NOON = 1_795_176_000_000L;
    private static final EventParser PARSER =
            new EventParser(
                    new EventMapping(
                            FieldSchema.parse("points:int"), Map.of(), EventMapping.TimeUnit.AUTO),
                    new EventLimits(Duration.ofMinutes(5), Duration.ofDays(400), 262_144));

    @Test
    void bringsARecordBackAsItWas() {
        byte[] bytes = {0, -1, '{', '"', -128};
        ArchivedRecord record =
                new ArchivedRecord("ev", "shard-1", "4959", 3, "Ada ü", NOON, NOON, NOON, 1, bytes);

        ReplayEnvelope read = ReplayEnvelope.parse(ReplayEnvelope.of(record).toJson());

        assertThat(read.origin()).isEqualTo(new RecordOrigin("ev", "shard-1", "4959"));
        assertThat(read.subSequence()).isEqualTo(3);
        assertThat(read.partitionKey()).isEqualTo("Ada ü");
        assertThat(read.arrivalTime()).isEqualTo(NOON);
        assertThat(read.eventIndex()).isZero();
        assertThat(read.bytes()).isEqualTo(bytes);
    }

    @Test
    void namesTheRecord() {
        ArchivedRecord record =
                new ArchivedRecord("ev", "s", "4959", 3, "ada", NOON, NOON, NOON, 1, new byte[0]);

        assertThat(new String(ReplayEnvelope.of(record).toJson(), UTF_8))
                .startsWith("{\"id\":\"ev/s/4959/3\",\"stream\":\"ev\",\"shard\":\"s\",");
    }

    @Test
    void givesAnEventOfADeadLetterTheIdThatItHadInItsRecord() {
        RecordOrigin origin = new RecordOrigin("events", "shard-0", "7");
        byte[] record =
                "[{\"player_id\":\"a\"},{\"player_id\":\"b\",\"points\":\"x\"}]".getBytes(UTF_8);
        byte[] fixed = "[{\"player_id\":\"a\"},{\"player_id\":\"b\",\"points\":9}]".getBytes(UTF_8);
        DeadLetter letter = PARSER.parse(record, origin, NOON).deadLetters().get(0);

        ReplayEnvelope read =
                ReplayEnvelope.parse(
                        ReplayEnvelope.of(DeadLetter.parse(letter.toJson()), "b").toJson());

        assertThat(read.eventIndex()).isEqualTo(1);
        byte[] part = new String(read.bytes(), UTF_8).replace("\"x\"", "9").getBytes(UTF_8);
        assertThat(
                        PARSER.parsePart(part, read.origin(), read.arrivalTime(), read.eventIndex())
                                .events())
                .extracting(event -> event.id())
                .containsExactly(PARSER.parse(fixed, origin, NOON).events().get(1).id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nonsense                                       | is not JSON
                    []                                             | is not a JSON object
                    {"stream":"e"}                                 | lacks shard
                    {"stream":7}                                   | stream is not a string
                    {"arrival_time":"noon"}                        | arrival_time is not an integer
                    {"arrival_time":99999999999999999999}          | is not JSON
                    {"sub_sequence":-1}                            | sub_sequence is -1
                    {"record":"!!"}                                | record not base64
                    {"record":7}                                   | record is not a string
                    {"stream":"e","shard":"s","sequence_number":"1","partition_key":"p","arrival_time":1} | lacks record
                    {"stream":"e","shard":"s"} {}                  | goes on after
                    """)
    void saysWhatIsWrongWithAnother(String record, String problem) {
        assertThatThrownBy(() -> ReplayEnvelope.parse(record.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
