package io.rankstream.replay.republish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.event.EventConfig;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.replay.TestProperties;
import io.rankstream.replay.republish.RecordSelection.Verdict;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSelectionTest {

    private static final long FROM = 1_795_176_000_000L;
    private static final long UNTIL = FROM + 3_600_000L;
    private static final EventConfig EVENTS = EventConfig.from(new TestProperties().runtime());

    @Test
    void takesTheRecordsOfTheRange() {
        RecordSelection selection = selection(ArchiveKind.EVENTS, null);

        assertThat(selection.judge(event(FROM, "{}"))).isEqualTo(Verdict.SENT);
        assertThat(selection.judge(event(UNTIL - 1, "{}"))).isEqualTo(Verdict.SENT);
        assertThat(selection.judge(event(FROM - 1, "{}"))).isEqualTo(Verdict.FILTERED);
        assertThat(selection.judge(event(UNTIL, "{}"))).isEqualTo(Verdict.FILTERED);
    }

    @Test
    void takesARecordOfWhichAnyEventMeetsTheFilter() {
        RecordSelection selection = selection(ArchiveKind.EVENTS, "event.points > 5");

        assertThat(selection.judge(event(FROM, "{\"player_id\":\"a\",\"points\":6}")))
                .isEqualTo(Verdict.SENT);
        assertThat(
                        selection.judge(
                                event(
                                        FROM,
                                        "[{\"player_id\":\"a\",\"points\":1},"
                                                + "{\"player_id\":\"a\",\"points\":6}]")))
                .isEqualTo(Verdict.SENT);
        assertThat(selection.judge(event(FROM, "{\"player_id\":\"a\",\"points\":5}")))
                .isEqualTo(Verdict.FILTERED);
        assertThat(selection.judge(event(FROM, "nonsense"))).isEqualTo(Verdict.FILTERED);
    }

    @Test
    void skipsAStreamThatIsNotRead() {
        ArchivedRecord other =
                new ArchivedRecord("old", "s", "1", 0, "k", FROM, FROM, FROM, 1, new byte[0]);

        assertThat(selection(ArchiveKind.EVENTS, null).judge(other)).isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void skipsWhatKinesisWouldNotTake() {
        RecordSelection selection = selection(ArchiveKind.EVENTS, null);

        assertThat(selection.judge(event(FROM, " ".repeat(767 * 1024)))).isEqualTo(Verdict.SENT);
        assertThat(selection.judge(event(FROM, " ".repeat(768 * 1024)))).isEqualTo(Verdict.SKIPPED);
    }

    @ParameterizedTest
    @CsvSource({
        "bad_field, , SENT",
        "not_json, , SENT",
        "future_time, , SENT",
        "late, daily, SKIPPED",
        "expression_failed, daily, SKIPPED",
        "beyond_horizon, , SKIPPED",
        "retraction_too_old, , SKIPPED",
        "bad_envelope, , SKIPPED",
    })
    void takesDeadLettersThatMayBeReadNow(String reason, String board, Verdict verdict) {
        assertThat(selection(ArchiveKind.DEAD_LETTERS, null).judge(letter(reason, board, "{}")))
                .isEqualTo(verdict);
    }

    @Test
    void skipsWhatIsNoDeadLetter() {
        assertThat(selection(ArchiveKind.DEAD_LETTERS, null).judge(event(FROM, "{}")))
                .isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void skipsADeadLetterWhoseRecordWasCut() {
        String json = "{}";

        assertThat(judgeLetterOf(json, json.length())).isEqualTo(Verdict.SENT);
        assertThat(judgeLetterOf(json, json.length() + 1)).isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void sendsTheRecordThatADeadLetterIsAbout() {
        ReplayEnvelope envelope =
                RecordSelection.envelope(
                        ArchiveKind.DEAD_LETTERS, letter("bad_field", null, "{\"a\":1}"));

        assertThat(envelope.origin()).hasToString("events/shard-1/4959");
        assertThat(envelope.arrivalTime()).isEqualTo(77);
        assertThat(envelope.bytes()).asString(UTF_8).isEqualTo("{\"a\":1}");
        assertThat(envelope.partitionKey()).isEqualTo("k");
    }

    private static Verdict judgeLetterOf(String json, int recordLength) {
        String letter = new String(letter("too_large", null, json).bytes(), UTF_8);
        String withLength = letter.replace("}", ",\"record_length\":" + recordLength + "}");
        return selection(ArchiveKind.DEAD_LETTERS, null)
                .judge(record("dead-letters", FROM, withLength));
    }

    private static RecordSelection selection(ArchiveKind kind, String filter) {
        return new RecordSelection(
                new RecordSelection.Declaration(kind, FROM, UNTIL, EVENTS, filter));
    }

    private static ArchivedRecord event(long eventTime, String json) {
        return record("events", eventTime, json);
    }

    private static ArchivedRecord letter(String reason, String board, String record) {
        return record(
                "dead-letters",
                FROM,
                "{\"reason\":\""
                        + reason
                        + (board == null ? "" : "\",\"board\":\"" + board)
                        + "\",\"stream\":\"events\",\"shard\":\"shard-1\","
                        + "\"sequence_number\":\"4959\",\"arrival_time\":77,\"record\":\""
                        + Base64.getEncoder().encodeToString(record.getBytes(UTF_8))
                        + "\"}");
    }

    private static ArchivedRecord record(String source, long eventTime, String json) {
        return new ArchivedRecord(
                source,
                "shard-0",
                "1",
                0,
                "k",
                eventTime,
                eventTime,
                eventTime,
                1,
                json.getBytes(UTF_8));
    }
}
