package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.SessionFacts;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
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
    void notesWhatEntriesCountIn_withoutReadingWhatWasNotedBefore() throws Exception {
        ValueKey first = new ValueKey(1, 60_000, "");
        ValueKey second = new ValueKey(2, 5_500, "red");
        ValueKey third = new ValueKey(3, 5_500, "");
        chunk.append(LogEntry.ofEvent(event(1, "lap", 5_123)), FIELDS);
        long before = chunk.heapBytes();

        chunk.note(first);
        LogChunk read = writtenAndRead(chunk);
        read.note(second);

        assertThat(chunk.heapBytes() - before).isBetween(1L, 100L);
        assertThat(writtenAndRead(read).touched()).containsExactly(first, second);
        assertThat(read.touched()).containsExactly(first, second);
        read.note(third);
        assertThat(writtenAndRead(read).touched()).containsExactly(first, second, third);
    }

    @Test
    void takesMoreMemory_withEntriesAndWithWhatTheyCountIn() throws Exception {
        long empty = chunk.heapBytes();
        assertThat(empty).isBetween(150L, 600L);
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
    void handsOutTheLeastAndTheGreatest_alsoOnceItWasWrittenAndRead() throws Exception {
        FieldSchema fields = FieldSchema.parse("i:int,d:decimal,b:boolean,s:string");
        LogChunk extreme = new LogChunk(fields.toString());
        List<LogEntry> appended = new ArrayList<>();
        long[] numbers = {Long.MIN_VALUE, -1, 0, 1, 63, 64, Long.MAX_VALUE};
        for (int i = 0; i < numbers.length; i++) {
            FieldValues values = new FieldValues(fields);
            values.setInteger(0, numbers[i]);
            values.setDecimal(1, i % 2 == 0 ? Double.longBitsToDouble(numbers[i]) : 0.1 * i);
            values.setBool(2, i % 2 == 0);
            values.setText(3, i % 2 == 0 ? "" : "r\u00e4d".repeat(i));
            EventId id = new EventId(EventId.Source.CONTENT, numbers[i], ~numbers[i]);
            long arrival = numbers[numbers.length - 1 - i];
            appended.add(
                    LogEntry.ofEvent(
                            new GameplayEvent(
                                    "ada", numbers[i], arrival, id, "t" + i, values, null, null)));
            extreme.append(appended.get(i), fields);
        }

        assertThat(extreme.entries("ada", fields)).usingRecursiveComparison().isEqualTo(appended);
        assertThat(writtenAndRead(extreme).entries("ada", fields))
                .usingRecursiveComparison()
                .isEqualTo(appended);
    }

    @Test
    void doesNotRepeatTheIdsThatAreKnown_inWhicheverOrderTheyCame() throws Exception {
        SeenIds seen = new SeenIds();
        for (int i : new int[] {3, 1, 9, 2, 4}) {
            seen.add(event(i, null, 0).id(), i * 60_000L, i * 60_000L, new MemoryPlayerStore());
        }
        for (int i : new int[] {1, 2, 5, 3, 4, 1}) {
            chunk.append(LogEntry.ofEvent(event(i, null, 5_000)), FIELDS);
        }

        PackedOutput bytes = new PackedOutput(0);
        chunk.write(5_000, seen, bytes);
        LogChunk read = LogChunk.read(5_000, seen, bytes.toInput());

        assertThat(read.entries("ada", FIELDS))
                .usingRecursiveComparison()
                .isEqualTo(chunk.entries("ada", FIELDS));
        assertThat(chunk.toBytes().length - bytes.size())
                .as("five of six ids, and the times")
                .isBetween(5 * 16, 5 * 16 + 10);
    }

    @Test
    void isNotRead_whereTheIdsAreMissing() throws Exception {
        SeenIds seen = new SeenIds();
        seen.add(event(1, null, 0).id(), 0, 0, new MemoryPlayerStore());
        chunk.append(LogEntry.ofEvent(event(1, null, 5_000)), FIELDS);
        PackedOutput bytes = new PackedOutput(0);
        chunk.write(0, seen, bytes);

        assertThatThrownBy(() -> LogChunk.read(0, new SeenIds(), bytes.toInput()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("place 0");
    }

    @Test
    void refusesAVersionItDoesNotKnow() {
        byte[] bytes = chunk.toBytes();
        bytes[0] = 99;

        assertThatThrownBy(() -> LogChunk.of(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("99");
    }

    @Test
    void namesATypeOfEventsOnce() throws Exception {
        String type = "t".repeat(200);
        chunk.append(LogEntry.ofEvent(event(1, type, 5_000)), FIELDS);
        int one = chunk.toBytes().length;
        chunk.append(LogEntry.ofEvent(event(2, type, 5_000)), FIELDS);

        assertThat(chunk.toBytes().length - one).isLessThan(type.length());
        assertThat(chunk.entries("ada", FIELDS))
                .extracting(entry -> entry.event().eventType())
                .containsExactly(type, type);
    }
}
