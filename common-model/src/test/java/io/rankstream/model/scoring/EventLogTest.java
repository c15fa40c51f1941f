package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private static final long HORIZON = 3_600_000;
    private static final long STEP = 300_000;
    private static final long START = 1_000 * STEP;
    private static final long NEAR = START - 7_000;
    private static final SeenIds SEEN = new SeenIds();
    private static final ValueKey KEY = new ValueKey(1, START, "");

    private final CountingStore store = new CountingStore();
    private EventLog log = new EventLog();

    private void append(int number, long time) throws IOException {
        log.append(
                LogEntry.ofEvent(ScoringGame.event(number, "ada", number, time, time)),
                ScoringGame.FIELDS,
                store);
    }

    private List<Long> points() throws IOException {
        List<Long> points = new ArrayList<>();
        log.visit(
                store,
                chunk -> {
                    for (LogEntry entry : chunk.entries("ada", ScoringGame.FIELDS)) {
                        points.add(entry.event().fields().integer(0));
                    }
                });
        return points;
    }

    private List<Long> leave(long now) throws IOException {
        List<Long> newest = new ArrayList<>();
        log.leave(now, HORIZON, store, chunk -> newest.add(chunk.newest()));
        return newest;
    }

    private static byte[] bytes(EventLog log) throws IOException {
        PackedOutput bytes = new PackedOutput(64);
        log.write(NEAR, SEEN, bytes);
        return bytes.toBytes();
    }

    @Test
    void hasNothingToSay_whereItIsEmpty() throws Exception {
        assertThat(log.isEmpty()).isTrue();
        assertThat(log.newest()).isEqualTo(Long.MIN_VALUE);
        assertThat(log.leavesAt(HORIZON)).isEqualTo(Long.MAX_VALUE);
        assertThat(points()).isEmpty();
    }

    @Test
    void keepsEntriesInTheOrderTheyWereScored() throws Exception {
        append(3, START + 3);
        log.storeTail(store);
        append(1, START + 1);
        append(2, START + 2);

        assertThat(points()).containsExactly(3L, 1L, 2L);
        assertThat(log.newest()).isEqualTo(START + 3);
        assertThat(log.isEmpty()).isFalse();
    }

    @Test
    void storesATailOfSoManyEntries_beforeTheNext() throws Exception {
        for (int i = 1; i <= 32; i++) {
            append(i, START);
        }
        assertThat(log.tail().length()).isLessThan(2_048);
        assertThat(log.tail().count()).isEqualTo(32);
        assertThat(store.chunksWritten).isZero();

        append(33, START);

        assertThat(log.tail().count()).isEqualTo(1);
        assertThat(store.chunksWritten).isEqualTo(1);
        assertThat(points()).hasSize(33);
    }

    @Test
    void storesATailOfSoManyBytes_beforeTheNext() throws Exception {
        appendRoom(100);
        int each = log.tail().length() - 100;
        appendRoom(2_048 - 100 - 2 * each - 2);
        int missing = 2_048 - log.tail().length();
        assertThat(missing).isBetween(1, 2);
        appendRoom(0);
        assertThat(log.tail().count()).isEqualTo(3);

        log = new EventLog();
        appendRoom(100);
        appendRoom(2_048 - 100 - 2 * each - 2 + missing);
        assertThat(log.tail().length()).isEqualTo(2_048);
        appendRoom(0);

        assertThat(log.tail().count()).isEqualTo(1);
    }

    private void appendRoom(int length) throws IOException {
        FieldValues fields = new FieldValues(ScoringGame.FIELDS);
        fields.setText(2, "r".repeat(length));
        log.append(
                LogEntry.ofEvent(ScoringGame.event(1, "ada", fields, START, START)),
                ScoringGame.FIELDS,
                store);
    }

    @Test
    void takesTheMemoryOfItsTail() throws Exception {
        assertThat(log.heapBytes()).isZero();

        appendRoom(1_000);
        assertThat(log.heapBytes()).isBetween(1_000L, 3_000L);

        log.storeTail(store);
        assertThat(log.heapBytes()).isZero();
    }

    @Test
    void startsAnotherChunk_whereTheDeclarationOfFieldsChanges() throws Exception {
        append(1, START);
        FieldSchema changed = FieldSchema.parse("laps:int,points:int");
        FieldValues fields = new FieldValues(changed);
        fields.setInteger(1, 2);

        log.append(
                LogEntry.ofEvent(ScoringGame.event(2, "ada", fields, START, START)),
                changed,
                store);

        assertThat(log.tail().count()).isEqualTo(1);
        assertThat(points()).containsExactly(1L, 2L);
    }

    @Test
    void staysInOneChunk_whereTheDeclarationOfFieldsIsTheSame() throws Exception {
        append(1, START);
        append(2, START);

        assertThat(log.tail().count()).isEqualTo(2);
        assertThat(store.chunksWritten).isZero();
    }

    @Test
    void writesAChunkBack_onlyIfAVisitChangedIt() throws Exception {
        append(1, START);
        log.storeTail(store);
        log.visit(store, chunk -> {});
        assertThat(store.chunksWritten).isEqualTo(1);

        log.visit(store, chunk -> chunk.touched().add(KEY));

        assertThat(store.chunksWritten).isEqualTo(2);
        log.visit(store, chunk -> assertThat(chunk.touched()).containsExactly(KEY));
    }

    @Test
    void saysThatAChunkIsMissing() throws Exception {
        append(1, START);
        log.storeTail(store);
        store.removeLogChunk(0);

        assertThatThrownBy(this::points)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chunk 0");
    }

    @Test
    void letsAChunkGo_onceTheHorizonHasPassedOverItsLatestEvent() throws Exception {
        append(2, START + 1);
        append(1, START);
        long due = START + HORIZON + STEP;
        assertThat(log.leavesAt(HORIZON)).isEqualTo(due);

        assertThat(leave(due - 1)).isEmpty();
        assertThat(leave(due)).containsExactly(START + 1);

        assertThat(log.isEmpty()).isTrue();
        assertThat(log.newest()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void letsChunksGoInTheOrderTheyWereWritten() throws Exception {
        append(1, START + 2 * STEP);
        log.storeTail(store);
        append(2, START);
        log.storeTail(store);
        append(3, START + 5 * STEP);
        log.storeTail(store);
        append(4, START + STEP);
        assertThat(log.leavesAt(HORIZON)).isEqualTo(START + 3 * STEP + HORIZON);

        assertThat(leave(START + 3 * STEP + HORIZON)).containsExactly(START + 2 * STEP, START);
        assertThat(store.logChunk(0)).isNull();
        assertThat(store.logChunk(1)).isNull();
        assertThat(points()).containsExactly(3L, 4L);
        assertThat(log.newest()).isEqualTo(START + 5 * STEP);

        assertThat(leave(START + 6 * STEP + HORIZON))
                .containsExactly(START + 5 * STEP, START + STEP);
        assertThat(log.isEmpty()).isTrue();
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void isReadAsItWasWritten() throws Exception {
        append(1, START + STEP);
        log.storeTail(store);
        append(2, START);

        EventLog read = EventLog.read(NEAR, SEEN, new PackedInput(bytes(log)));

        assertThat(bytes(read)).isEqualTo(bytes(log));
        log = read;
        assertThat(points()).containsExactly(1L, 2L);
        assertThat(log.leavesAt(HORIZON)).isEqualTo(START + 2 * STEP + HORIZON);
    }

    @Test
    void isReadAsItWasWritten_withoutATail_andOnceAChunkHasLeft() throws Exception {
        for (int i = 1; i <= 3; i++) {
            append(i, START + i * STEP);
            log.storeTail(store);
        }
        leave(START + 2 * STEP + HORIZON);

        log = EventLog.read(NEAR, SEEN, new PackedInput(bytes(log)));

        assertThat(log.tail()).isNull();
        assertThat(points()).containsExactly(2L, 3L);
    }

    @Test
    void isForgotten() throws Exception {
        append(1, START);
        log.storeTail(store);
        append(2, START);

        log.clear();

        assertThat(log.isEmpty()).isTrue();
        assertThat(log.newest()).isEqualTo(Long.MIN_VALUE);
        append(3, START);
        log.storeTail(store);
        assertThat(points()).containsExactly(3L);
    }

    private static final class CountingStore extends MemoryPlayerStore {

        private int chunksWritten;

        @Override
        public void putLogChunk(long number, byte[] chunk) {
            chunksWritten++;
            super.putLogChunk(number, chunk);
        }
    }
}
