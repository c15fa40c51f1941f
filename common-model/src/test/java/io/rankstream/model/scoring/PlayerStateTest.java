package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import io.rankstream.model.player.PlayerMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlayerStateTest {

    private static final String STORED = "/state/player-state.v1.bin";
    private static final FieldSchema COLUMNS = ScoringGame.COLUMNS;

    /** Savepoints hold these bytes: a change that cannot read them any more is a new version. */
    @Test
    void readsTheBytesOfVersion1() throws Exception {
        byte[] stored;
        try (InputStream in = PlayerStateTest.class.getResourceAsStream(STORED)) {
            stored = in.readAllBytes();
        }

        assertThat(write(read(stored, COLUMNS))).isEqualTo(stored).isEqualTo(write(sample()));
    }

    @Test
    void keepsColumnsByName_whereTheDeclarationChanged() throws Exception {
        FieldSchema changed = FieldSchema.parse("country:string,vip:boolean,alias:int");

        PlayerState state = read(write(sample()), changed);

        assertThat(state.newestRow().values().text(0)).isEqualTo("DE");
        assertThat(state.newestRow().values().isPresent(1)).isFalse();
        assertThat(state.newestRow().values().isPresent(2)).isFalse();
    }

    @Test
    void refusesAVersionItDoesNotKnow() throws Exception {
        byte[] bytes = write(sample());
        bytes[0] = 99;

        assertThatThrownBy(() -> read(bytes, COLUMNS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("99");
    }

    @Test
    void staysSmall_forAPlayerOnSevenBoards() throws Exception {
        assertThat(write(sample())).hasSizeLessThan(560);
    }

    @Test
    void takesMoreMemory_withAllThatItHolds() throws Exception {
        PlayerState state = new PlayerState();
        PlayerStore store = new MemoryPlayerStore();
        long before = state.heapBytes();
        assertThat(before).isBetween(300L, 1_000L);

        for (int i = 0; i < 2; i++) {
            state.rows.add(DimensionRow.of("ada", i, ScoringGame.row("Ada", "FR", 0)));
            before = assertMore(state, before, 150, 400);
        }
        GameplayEvent event = ScoringGame.event(1, "ada", 42, 5_000, 5_000);
        state.log.append(LogEntry.ofEvent(event), ScoringGame.FIELDS, store);
        before = assertMore(state, before, 200, 500);
        for (int i = 0; i < 100; i++) {
            state.sessions.add(i);
        }
        before = assertMore(state, before, 100 * 40, 100 * 100);
        state.closedWindows.put(new BoardValue(1, 60_000, "x".repeat(400)));
        before = assertMore(state, before, 400, 500);
        for (int i = 0; i < 100; i++) {
            state.seenIds.add(new EventId(EventId.Source.CONTENT, i, i), 5_000, 5_000, store);
        }
        before = assertMore(state, before, 100 * 16, 100 * 50);
        for (int i = 0; i < 2; i++) {
            state.openWindows.add(new BoardValue(1, i, ""));
            before = assertMore(state, before, 100, 300);
        }
    }

    private static long assertMore(PlayerState state, long before, long least, long most) {
        long after = state.heapBytes();
        assertThat(after - before).isBetween(least, most);
        return after;
    }

    @Test
    void findsOpenWindows_inWhicheverOrderTheyAreAskedFor() {
        PlayerState state = new PlayerState();
        assertThat(state.openWindow(1, 0, "")).isNull();
        for (int track = 1; track <= 3; track++) {
            state.openWindows.add(new BoardValue(track, 0, ""));
        }

        for (int track : new int[] {1, 2, 3, 1, 3, 2, 2, 1}) {
            assertThat(state.openWindow(track, 0, "").trackId()).isEqualTo(track);
        }
        assertThat(state.openWindow(4, 0, "")).isNull();
        assertThat(state.openWindow(3, 1, "")).isNull();
        assertThat(state.openWindow(3, 0, "x")).isNull();
    }

    @Test
    void findsOpenWindows_whereSomeHaveGoneSince() {
        PlayerState state = new PlayerState();
        for (int track = 1; track <= 3; track++) {
            state.openWindows.add(new BoardValue(track, 0, ""));
        }
        assertThat(state.openWindow(3, 0, "")).isNotNull();

        state.openWindows.remove(2);
        state.openWindows.remove(0);

        assertThat(state.openWindow(2, 0, "").trackId()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1_000, 0, 1, Long.MAX_VALUE})
    void isReadAsItWasWritten_whateverTheTimes(long time) throws Exception {
        for (long arrival : new long[] {-60_000_000, 0, 1_700_000_012_345L}) {
            PlayerState state = new PlayerState();
            PlayerStore store = new MemoryPlayerStore();
            EventId id = new EventId(EventId.Source.CONTENT, time, ~time);
            if (arrival != 0) {
                state.seenIds.add(id, arrival - 1_000, arrival, store);
                state.seenIds.add(new EventId(EventId.Source.EVENT_ID, 0, time), 0, 0, store);
            }
            GameplayEvent event = ScoringGame.event(1, "ada", 42, time, arrival);
            state.log.append(LogEntry.ofEvent(event), ScoringGame.FIELDS, store);
            state.openWindows.add(new BoardValue(3, time, ""));
            state.rows.add(DimensionRow.of("ada", time, ScoringGame.row("Ada", "FR", 0)));
            state.rows.add(DimensionRow.deleted("ada", time));
            state.rulesGeneration = time;
            state.parkedUntil = time;
            state.closedWindowsExpireAt = time;
            state.retractionsExpireAt = time;
            state.erasedUntil = time;
            state.erasureExpiresAt = time;
            state.eraseAt = time;

            PlayerState read = read(write(state), COLUMNS);

            assertThat(write(read)).isEqualTo(write(state));
            assertThat(read.log.tail().entries("ada", ScoringGame.FIELDS))
                    .usingRecursiveComparison()
                    .isEqualTo(state.log.tail().entries("ada", ScoringGame.FIELDS));
            LogEntry entry = read.log.tail().entries("ada", ScoringGame.FIELDS).get(0);
            assertThat(entry.event().eventTime()).isEqualTo(time);
            assertThat(entry.event().arrivalTime()).isEqualTo(arrival);
            assertThat(read)
                    .usingRecursiveComparison()
                    .ignoringFields("log", "seenIds", "nextWindow")
                    .isEqualTo(state);
        }
    }

    @Test
    void takesAFewBytes_whereThereIsNothing() throws Exception {
        assertThat(write(new PlayerState())).hasSize(5);
        assertThat(read(write(new PlayerState()), COLUMNS).isEmpty()).isTrue();
    }

    @Test
    void writesAnIdOnce_thatIsAmongThoseSeenAndInTheLog() throws Exception {
        PlayerState state = new PlayerState();
        PlayerStore store = new MemoryPlayerStore();
        for (int i = 0; i < 10; i++) {
            GameplayEvent event = ScoringGame.event(i, "ada", 42, 60_000 + i, 60_000 + i);
            state.seenIds.add(event.id(), event.eventTime(), event.arrivalTime(), store);
            state.log.append(LogEntry.ofEvent(event), ScoringGame.FIELDS, store);
        }
        int withIds = write(state).length;
        List<LogEntry> entries = state.log.tail().entries("ada", ScoringGame.FIELDS);

        PlayerState read = read(write(state), COLUMNS);

        assertThat(read.log.tail().entries("ada", ScoringGame.FIELDS))
                .usingRecursiveComparison()
                .isEqualTo(entries);
        state.log.clear();
        assertThat(withIds - write(state).length).isLessThan(10 * 16);
    }

    private static PlayerState sample() throws IOException {
        PlayerState state = new PlayerState();
        state.rulesGeneration = 3;
        MemoryPlayerStore store = new MemoryPlayerStore();
        for (int i = 0; i < 9; i++) {
            EventId id = new EventId(EventId.Source.CONTENT, i, ~i);
            state.seenIds.add(id, 60_000L * (i < 2 ? 1 : 5) + i, 60_000L * 5, store);
        }
        EventId named = new EventId(EventId.Source.EVENT_ID, 3, 4);
        state.seenIds.add(named, 60_000L * 5, 60_000L * 5, store);
        for (int track = 1; track <= 7; track++) {
            BoardValue value = new BoardValue(track, 30_000L * track, track == 6 ? "blue" : "");
            Contribution contribution = new Contribution();
            contribution.score = 42;
            contribution.id = new EventId(EventId.Source.CONTENT, 5, track);
            value.addLogged(track == 2 ? Aggregation.LAST : Aggregation.SUM, contribution);
            value.publishedAs(track == 7 ? "country=DE" : "", null, 42, 0);
            state.openWindows.add(value);
        }
        state.openWindows.get(0).close();
        state.openWindows.get(1).setSaid(true);
        state.openWindows.get(2).setUnnoted(true);
        state.sessions.add(1_000);
        GameplayEvent event = ScoringGame.event(1, "ada", 42, 5_000, 5_000);
        state.log.append(LogEntry.ofEvent(event), ScoringGame.FIELDS, new MemoryPlayerStore());
        state.rows.add(DimensionRow.snapshot("ada", ScoringGame.row("Ada", "FR", 0)));
        state.rows.add(DimensionRow.of("ada", 9_000, ScoringGame.row("Ada", "DE", 1)));
        state.profilePublished = true;
        state.bans.say(PlayerMessage.ban("ada", 7, "message-1", 9_000), 1_000, 2_000);
        state.parkedInVain = true;
        state.parkedEvents = 2;
        state.parkedUntil = 11;
        state.closedWindowsExpireAt = 12;
        BoardValue closed = new BoardValue(2, 60_000, "");
        closed.close();
        state.closedWindows.put(closed);
        state.closedWindows.setStoredExpireAt(16);
        state.retractionsExpireAt = 17;
        state.erasedUntil = 18;
        state.erasureExpiresAt = 19;
        state.eraseAt = 13;
        return state;
    }

    private static byte[] write(PlayerState state) {
        PackedOutput bytes = new PackedOutput(0);
        state.write(COLUMNS, bytes);
        return bytes.toBytes();
    }

    private static PlayerState read(byte[] bytes, FieldSchema columns) throws IOException {
        return PlayerState.read(columns, new PackedInput(bytes));
    }
}
