package io.rankstream.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.event.DeadLetter.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterTest {

    private static final RecordOrigin ORIGIN = new RecordOrigin("events", "shard-0", "4959");

    @Test
    void isReadBackFromItsJson() {
        DeadLetter letter =
                DeadLetter.ofPart(
                        Reason.BAD_FIELD, "points", "ü\"", ORIGIN, 99, 2, new byte[] {0, -1});

        DeadLetter read = DeadLetter.parse(letter.toJson());

        assertThat(read).usingRecursiveComparison().isEqualTo(letter);
        assertThat(read.eventIndex()).isEqualTo(2);
    }

    @Test
    void saysHowLongTheRecordWasThatItHoldsTheBeginningOf() {
        DeadLetter cut =
                DeadLetter.ofRecord(Reason.TOO_LARGE, null, null, ORIGIN, 99, new byte[] {1, 2, 3})
                        .cutTo(2);

        DeadLetter read = DeadLetter.parse(cut.toJson());

        assertThat(read).usingRecursiveComparison().isEqualTo(cut);
        assertThat(read.bytes()).containsExactly(1, 2);
        assertThat(read.recordLength()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"reason":"late"                      | is not JSON
                    "late"                                | is not a JSON object
                    {"reason":"late"}                     | lacks record
                    {"reason":"sad","record":""}          | has the unknown reason sad
                    {"reason":"late","record":""}         | lacks stream
                    {"reason":"late","stream":"e","shard":"s","sequence_number":"1","arrival_time":"x","record":""} | "x"
                    """)
    void saysWhatIsWrongWithAnother(String record, String problem) {
        assertThatThrownBy(() -> DeadLetter.parse(record.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
