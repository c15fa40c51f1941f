package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.SessionFacts;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogChunkTest {

    private static final FieldSchema FIELDS = ScoringGame.FIELDS;

    private final LogChunk chunk = new LogChunk(FIELDS.toString());

    private static GameplayEvent event(int number, String type, long time) {
        FieldValues fields = new FieldValues(FIELDS);
        fields.setInteger(0, number);
        fields.setText(2, "red");
        EventId id = new EventId(EventId.Source.CONTENT, 7, number);
        return new GameplayEvent("ada", time, time + 9, id, type, fields, null, null);
    }

    private static GameplayEvent session(long time) {
        EventId id = EventId.ofSession("ada", time - 500);
        SessionFacts facts = new SessionFacts(3, 500, time - 500);
        return GameplayEvent.ofSession("ada", time, time + 9, id, facts, FIELDS);
    }

    private static GameplayEvent adjusted(long time) {
        return LogChunk.bare("ada", time, time + 9, EventId.ofControl("message-1"), FIELDS);
    }

    private void appendOneOfEachKind() {
        chunk.append(LogEntry.ofEvent(event(1, "lap", 5_000)), FIELDS);
        chunk.append(LogEntry.ofEvent(session(9_000)), FIELDS);
        chunk.append(LogEntry.ofAdjustment(adjusted(7_000), 4, new BigDecimal("-2.5")), FIELDS);
    }

    private static LogChunk writtenAndRead(LogChunk chunk) throws IOException {
        return LogChunk.of(chunk.toBytes());
    }

    @Test
    void hasNothing_atFirst() throws Exception {
        assertThat(chunk.count()).isZero();
        assertThat(chunk.length()).isZero();
        assertThat(chunk.newest()).isEqualTo(Long.MIN_VALUE);
        assertThat(chunk.entries("ada", FIELDS)).isEmpty();
        assertThat(writtenAndRead(chunk).count()).isZero();
    }

    @Test
    void handsOutWhatWasAppended_alsoOnceItWasWrittenAndRead() throws Exception {
        appendOneOfEachKind();
        assertThat(chunk.count()).isEqualTo(3);
        assertThat(chunk.newest()).isEqualTo(9_000);

        LogChunk read = writtenAndRead(chunk);

        assertThat(read.count()).isEqualTo(3);
        assertThat(read.length()).isEqualTo(chunk.length());
        assertThat(read.newest()).isEqualTo(9_000);
        assertThat(read.declaration()).isEqualTo(FIELDS.toString());
        for (LogChunk one : List.of(chunk, read)) {
            assertThat(one.entries("ada", FIELDS))
                    .usingRecursiveComparison()
                    .isEqualTo(
                            List.of(
                                    LogEntry.ofEvent(event(1, "lap", 5_000)),
                                    LogEntry.ofEvent(session(9_000)),
                                    LogEntry.ofAdjustment(
                                            adjusted(7_000), 4, new BigDecimal("-2.5"))));
        }
    }

    @Test
    void takesMoreAfterItWasRead() throws Exception {
        chunk.append(LogEntry.ofEvent(event(1, "lap", 5_000)), FIELDS);

        LogChunk read = writtenAndRead(chunk);
        read.append(LogEntry.ofEvent(event(2, null, 4_000)), FIELDS);

        assertThat(read.entries("ada", FIELDS))
                .usingRecursiveComparison()
                .isEqualTo(
                        List.of(
                                LogEntry.ofEvent(event(1, "lap", 5_000)),
                                LogEntry.ofEvent(event(2, null, 4_000))));
        assertThat(read.newest()).isEqualTo(5_000);
    }

    @Test
    void keepsFieldsByName_whereTheDeclarationHasChanged() throws Exception {
        FieldSchema changed = FieldSchema.parse("room:string,laps:int,points:int");
        appendOneOfEachKind();

        List<LogEntry> entries = chunk.entries("ada", changed);

        FieldValues values = entries.get(0).event().fields();
        assertThat(values.text(0)).isEqualTo("red");
        assertThat(values.isPresent(1)).isFalse();
        assertThat(values.integer(2)).isEqualTo(1);
        assertThat(entries.get(1).event().session().count()).isEqualTo(3);
        assertThat(entries.get(2).amount()).isEqualByComparingTo("-2.5");
    }

    @Test
    void knowsWhatItsEntriesCountIn_alsoOnceItWasWrittenAndRead() throws Exception {
        ValueKey first = new ValueKey(1, 60_000, "");
        ValueKey second = new ValueKey(2, -60_000, "red");
        chunk.touched().add(first);
        chunk.touched().add(second);
        chunk.touched().add(first);

        assertThat(chunk.touched()).containsExactly(first, second);
        assertThat(writtenAndRead(chunk).touched()).containsExactly(first, second);
    }

    @Test
    void takesMoreMemory_withEntriesAndWithWhatTheyCountIn() {
        long empty = chunk.heapBytes();
        assertThat(empty).isBetween(200L, 600L);
        for (int i = 0; i < 20; i++) {
            chunk.append(LogEntry.ofEvent(event(i, "lap", 5_000)), FIELDS);
        }
        long filled = chunk.heapBytes();
        assertThat(filled - empty).isBetween(chunk.length() - 200L, 2L * chunk.length());

        for (int i = 0; i < 10; i++) {
            chunk.touched().add(new ValueKey(1, i, ""));
        }
        assertThat(chunk.heapBytes() - filled).isBetween(10 * 50L, 10 * 150L);
    }

    @Test
    void refusesAVersionItDoesNotKnow() {
        byte[] bytes = chunk.toBytes();
        bytes[0] = 99;

        assertThatThrownBy(() -> LogChunk.of(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("99");
    }
}
