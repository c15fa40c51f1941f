package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.EventId.Source;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenIdsTest {

    private static final long HORIZON = Duration.ofDays(8).toMillis();
    private static final long START = Duration.ofDays(20_000).toMillis();
    private static final long MINUTE = 60_000;

    /** How long ids are kept, from the end of their minute or hour on. */
    private static final long KEPT = HORIZON + 30 * MINUTE;

    /** More ids than are held of a minute: it is stored by itself. */
    private static final int MANY = SeenIds.MOST_HELD + 1;

    /** What the room in a list looks like that no id has taken yet. */
    private static final EventId ZEROS = new EventId(Source.EVENT_ID, 0, 0);

    private final CountingStore store = new CountingStore();
    private SeenIds seen = new SeenIds();

    @Test
    void takesAnEventOnce() throws Exception {
        assertThat(add(id(1), START, START)).isTrue();
        assertThat(add(id(1), START, START + 1)).isFalse();
        assertThat(add(id(2), START, START + 2)).isTrue();
    }

    @Test
    void recognisesACopyThatArrivesDaysLater() throws Exception {
        add(id(1), START, START);

        assertThat(add(id(2), START + HORIZON, START + HORIZON)).isTrue();
        assertThat(add(id(1), START, START + HORIZON)).isFalse();
    }

    @Test
    void recognisesAProducersIdUnderAnotherTime() throws Exception {
        EventId id = new EventId(Source.EVENT_ID, 1, 1);

        assertThat(add(id, START, START)).isTrue();
        assertThat(add(id, START + 90 * MINUTE, START + 90 * MINUTE)).isFalse();
        assertThat(add(id, START - 90 * MINUTE, START + 91 * MINUTE)).isFalse();
    }

    @Test
    void needsColderStateOnceInManyEvents_whereTheyComeInTime() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            add(id(i), START + i * 10_000L, START + i * 10_000L + 500);
        }

        assertThat(store.reads()).isLessThan(1_000 / SeenIds.MOST_HELD * 3);
    }

    @Test
    void staysSmall_underAPlayerWithThousandsOfEventsAMinute() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            assertThat(add(id(i), START + i % MINUTE, START + MINUTE)).isTrue();
        }

        assertThat(write(seen).length).isLessThan(4_096);
        assertThat(add(id(7), START + 7, START + MINUTE)).isFalse();
        assertThat(add(id(777), START + 777, START + MINUTE)).isFalse();
        assertThat(add(ZEROS, START, START + MINUTE)).isTrue();
        assertThat(add(id(778), START + 778, START + 9 * MINUTE)).isFalse();
        assertThat(add(id(-1), START, START + 9 * MINUTE)).isTrue();
        assertThat(add(id(-1), START, START + 9 * MINUTE)).isFalse();
    }

    @Test
    void holdsTheIdsOfEarlierMinutes_untilThereAreMany() throws Exception {
        addAll(0, SeenIds.MOST_HELD, START);
        add(id(-1), START + 9 * MINUTE, START + 9 * MINUTE);
        assertThat(store.longestChunk()).isZero();

        add(id(-2), START + 18 * MINUTE, START + 18 * MINUTE);
        assertThat(store.longestChunk()).isEqualTo(listBytes(MANY));
    }

    @Test
    void holdsAProducersIds_untilThereAreMany() throws Exception {
        for (int i = 0; i < SeenIds.MOST_HELD; i++) {
            assertThat(store.longestChunk()).isZero();
            add(producersId(i), START, START);
        }

        assertThat(store.longestChunk()).isEqualTo(listBytes(SeenIds.MOST_HELD));
    }

    @Test
    void readsOnePartOfABusyMinute_whereAnEventComesLate() throws Exception {
        for (int i = 0; i < SeenIds.MOST_OF_A_MINUTE; i++) {
            add(id(i), START, START);
        }
        add(id(-1), START + 9 * MINUTE, START + 9 * MINUTE);
        store.reads = 0;

        assertThat(add(id(777), START, START + 9 * MINUTE)).isFalse();
        assertThat(store.reads()).isEqualTo(2);
        assertThat(add(id(-2), START, START + 9 * MINUTE)).isTrue();
        assertThat(add(id(-2), START, START + 9 * MINUTE)).isFalse();
        assertThat(store.isIdIndexed(id(777))).isFalse();
    }

    @Test
    void indexesWhatAnHourHasNoRoomFor() throws Exception {
        long later = START + 300 * MINUTE;
        for (int i = 0; i < 10_000; i++) {
            assertThat(add(id(i), START + i % 50 * MINUTE, later)).isTrue();
        }
        store.reads = 0;

        for (int i = 0; i < 10_000; i += 77) {
            assertThat(add(id(i), START + i % 50 * MINUTE, later)).isFalse();
        }
        assertThat(store.reads()).isLessThan(10_000 / 77 * 11);
        assertThat(add(ZEROS, START, later)).isTrue();
        expireFrom(later);
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void leavesNothingBehindTheHorizon() throws Exception {
        for (int i = 0; i < 500; i++) {
            add(id(i), START - i * MINUTE, START);
            add(id(1_000 + i), START, START);
            add(new EventId(Source.EVENT_ID, 7, i), START + i, START + i);
        }

        long clock = expireFrom(START);

        assertThat(clock).isLessThan(START + HORIZON + Duration.ofHours(3).toMillis());
        assertThat(store.isEmpty()).isTrue();
        assertThat(seen.expiresAt(HORIZON)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void keepsChunksSmall_howeverManyLateEventsAMinuteGets() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            assertThat(add(id(i), START, START + 90 * MINUTE)).isTrue();
        }

        for (int i = 0; i < 2_000; i += 7) {
            assertThat(add(id(i), START, START + 90 * MINUTE)).as("id %d", i).isFalse();
        }
        assertThat(store.longestChunk()).isBetween(1, listBytes(SeenIds.MOST_OF_A_CHUNK));
    }

    @Test
    void fillsAChunkToTheLastId() throws Exception {
        long later = START + 300 * MINUTE;
        for (int i = 0; i < SeenIds.MOST_OF_A_CHUNK / SeenIds.MOST_HELD * MANY; i++) {
            boolean ofTheNextHour = i % MANY == 0;
            add(id(i), ofTheNextHour ? START + 64 * MINUTE : START, later);
        }

        assertThat(store.longestChunk()).isEqualTo(listBytes(SeenIds.MOST_OF_A_CHUNK));
    }

    @Test
    void keepsPartsSmall_howeverManyEventsAMinuteGetsInTime() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            add(id(i), START, START);
        }
        add(id(-1), START + 9 * MINUTE, START + 9 * MINUTE);

        assertThat(store.longestChunk()).isBetween(1, listBytes(4 * SeenIds.MOST_HELD));
    }

    @Test
    void keepsIdsForTheHorizonAndSomeTime() throws Exception {
        add(id(1), START, START);

        assertThat(seen.expiresAt(HORIZON)).isEqualTo(START + KEPT + 31 * MINUTE);
        assertThat(SeenIds.isForgotten(START, START + KEPT, HORIZON)).isFalse();
        assertThat(SeenIds.isForgotten(START, START + KEPT + 1, HORIZON)).isTrue();

        seen.expire(START + KEPT + MINUTE - 1, HORIZON, store);
        assertThat(add(id(1), START, START + HORIZON)).isFalse();
        seen.expire(START + KEPT + MINUTE, HORIZON, store);
        assertThat(store.isEmpty()).isTrue();
        assertThat(seen.isEmpty()).isTrue();
    }

    @Test
    void remembersTheLastMinute_whenTheOneBeforeItExpires() throws Exception {
        add(id(1), START, START);
        add(id(2), START + 5 * MINUTE, START + 5 * MINUTE);
        long later = START + 5 * MINUTE + KEPT;

        seen.expire(later, HORIZON, store);

        assertThat(seen.isEmpty()).isFalse();
        assertThat(expireFrom(later)).isEqualTo(later + 31 * MINUTE);
        assertThat(store.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MANY})
    void remembersAnEarlierMinute_whenTheOneBeforeItExpires(int ids) throws Exception {
        addAll(0, ids, START);
        addAll(100, ids, START + 5 * MINUTE);
        long later = START + 9 * MINUTE;
        add(id(-1), later, later);

        seen.expire(START + 5 * MINUTE + KEPT, HORIZON, store);

        assertThat(add(id(0), START, later)).isTrue();
        assertThat(add(id(100), START + 5 * MINUTE, later)).isFalse();
        expireFrom(START + 5 * MINUTE + KEPT);
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void keepsAProducersIds_untilTheirHourExpires() throws Exception {
        add(producersId(1), START, START);
        add(producersId(2), START, START);

        seen.expire(START + 63 * MINUTE + KEPT, HORIZON, store);
        assertThat(store.isIdIndexed(producersId(1))).isTrue();
        seen.expire(START + 64 * MINUTE + KEPT, HORIZON, store);
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void forgetsTheProducersIdsOfAnHour_whereOthersCameInTheNext() throws Exception {
        add(producersId(1), START, START);
        add(producersId(2), START + 64 * MINUTE, START + 64 * MINUTE);

        seen.expire(START + 64 * MINUTE + KEPT, HORIZON, store);

        assertThat(store.isIdIndexed(producersId(1))).isFalse();
        assertThat(store.isIdIndexed(producersId(2))).isTrue();
    }

    @Test
    void remembersNothing_whereNothingCame() throws Exception {
        assertThat(seen.isEmpty()).isTrue();

        seen.expire(START, HORIZON, store);

        assertThat(seen.expiresAt(HORIZON)).isEqualTo(Long.MAX_VALUE);
        add(id(1), START, START);
        assertThat(seen.isEmpty()).isFalse();
    }

    @Test
    void findsTheNextMinute_acrossManyThatAreEmpty() throws Exception {
        for (int minute : new int[] {0, 10_000, 10_100}) {
            long time = START + minute * MINUTE;
            for (int i = 0; i <= SeenIds.MOST_HELD; i++) {
                add(id(minute + i), time, time);
            }
        }
        long now = START + 10_200 * MINUTE;
        add(id(-1), now, now);
        store.forgetReads();

        long end = START + 10_050 * MINUTE + KEPT;
        seen.expire(end, HORIZON, store);

        assertThat(store.reads()).isLessThan(400);
        long left = store.leastIdChunk();
        expireFrom(end);
        assertThat(left).isGreaterThan(0).isLessThan(Long.MAX_VALUE);
        assertThat(store.leastIdChunk()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void expiresMinutesThatFollowEachOther_withAFewReadsEach() throws Exception {
        int minutes = 70;
        for (int minute = 0; minute < minutes; minute++) {
            addAll(100 * minute, MANY, START + minute * MINUTE);
        }
        add(id(-1), START + 90 * MINUTE, START + 90 * MINUTE);
        store.forgetReads();

        seen.expire(START + minutes * MINUTE + KEPT, HORIZON, store);

        assertThat(store.reads()).isBetween(minutes, 3 * minutes);
        assertThat(store.searches()).isZero();
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void doesNotSearchForTheNextMinute_whereOneOrAnHourExpiredBefore() throws Exception {
        addAll(0, MANY, START + 4 * MINUTE);
        addAll(100, MANY, START + 110 * MINUTE);
        for (int i = 0; i < MANY; i++) {
            add(id(200 + i), START + 30 * MINUTE, START + 119 * MINUTE);
        }

        seen.expire(START + 111 * MINUTE + KEPT, HORIZON, store);

        assertThat(store.searches()).isZero();
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void storesUnderTheKeysThatStoredStateHas() throws Exception {
        addAll(0, 2 * SeenIds.MOST_HELD, START);
        for (int i = 0; i < 2 * SeenIds.MOST_HELD; i++) {
            add(producersId(i), START, START);
        }
        for (int i = 0; i < MANY; i++) {
            add(id(200 + i), START, START + 9 * MINUTE);
        }

        long minute = (START / MINUTE) << 18;
        long hour = (START / MINUTE + 63) << 18;
        assertThat(store.idChunk(minute)).hasSize(1 + listBytes(SeenIds.MOST_HELD));
        assertThat(store.idChunk(minute + 1)).hasSize(1 + listBytes(SeenIds.MOST_HELD));
        assertThat(store.idChunk(hour + (1 << 16))).hasSize(listBytes(MANY));
        assertThat(store.idChunk(hour + (2 << 16))).hasSize(listBytes(SeenIds.MOST_HELD));
        assertThat(store.idChunk(hour + (2 << 16) + 1)).hasSize(listBytes(SeenIds.MOST_HELD));
    }

    @Test
    void estimatesItsMemory() throws Exception {
        long list = new IdList().heapBytes();
        assertThat(seen.heapBytes()).isEqualTo(2 * list);

        add(id(1), START, START);
        assertThat(seen.heapBytes()).isEqualTo(3 * list + 48 + 2 * 16);

        add(id(2), START + 9 * MINUTE, START + 9 * MINUTE);
        assertThat(seen.heapBytes()).isEqualTo(3 * list + 48 + 2 * 2 * 16 + 2 * Long.BYTES);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void agreesWithASetOfAllIds(long seed) throws Exception {
        Random random = new Random(seed);
        Set<EventId> all = new HashSet<>();
        List<Long> times = new ArrayList<>();
        List<EventId> ids = new ArrayList<>();
        long arrival = START;
        for (int i = 0; i < 20_000; i++) {
            arrival += random.nextInt(random.nextInt(50) == 0 ? 2_000_000 : 2_000);
            if (seen.expiresAt(HORIZON) <= arrival) {
                seen.expire(arrival, HORIZON, store);
            }
            if (random.nextInt(500) == 0) {
                seen = SeenIds.read(new PackedInput(write(seen)));
            }
            EventId id;
            long time;
            if (!ids.isEmpty() && random.nextInt(3) == 0) {
                int copy = random.nextInt(ids.size());
                id = ids.get(copy);
                time = times.get(copy);
            } else {
                boolean producer = random.nextInt(10) == 0;
                id = new EventId(producer ? Source.EVENT_ID : Source.CONTENT, seed, i);
                time = arrival - age(random);
                ids.add(id);
                times.add(time);
            }
            if (time < arrival - HORIZON) {
                continue;
            }
            assertThat(add(id, time, arrival))
                    .as("seed %d, event %d: %s", seed, i, id)
                    .isEqualTo(all.add(id));
        }
    }

    private static long age(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextLong(HORIZON);
            case 1 -> random.nextLong(20 * MINUTE);
            case 2 -> -random.nextLong(5 * MINUTE);
            default -> random.nextLong(2_000);
        };
    }

    private long expireFrom(long start) throws IOException {
        long clock = start;
        while (seen.expiresAt(HORIZON) != Long.MAX_VALUE) {
            assertThat(seen.expiresAt(HORIZON)).isGreaterThan(clock);
            clock = seen.expiresAt(HORIZON);
            seen.expire(clock, HORIZON, store);
        }
        return clock;
    }

    /** Adds ids with the numbers from one on, in time. */
    private void addAll(int first, int count, long time) throws IOException {
        for (int i = 0; i < count; i++) {
            add(id(first + i), time, time);
        }
    }

    private boolean add(EventId id, long eventTime, long arrivalTime) throws IOException {
        return seen.add(id, eventTime, arrivalTime, store);
    }

    /** The bytes of a list of ids that all have the same source. */
    private static int listBytes(int ids) {
        return IdList.HEAD_BYTES + ids * IdList.ID_BYTES;
    }

    @Test
    void isReadAsItWasWritten_alsoWhatIsStoredOrHeld() throws Exception {
        for (int hour = 0; hour < 3; hour++) {
            for (int i = 0; i < 2 * MANY; i++) {
                long time = START + hour * 60L * MINUTE + i % 7 * MINUTE;
                EventId id = new EventId(i % 9 == 0 ? Source.EVENT_ID : Source.CONTENT, hour, i);
                add(id, time, time);
            }
        }

        SeenIds read = SeenIds.read(new PackedInput(write(seen)));

        assertThat(write(read)).isEqualTo(write(seen));
        assertThat(read.expiresAt(HORIZON)).isEqualTo(seen.expiresAt(HORIZON));
        for (long now = START + HORIZON; now < START + 2 * HORIZON; now += 30 * MINUTE) {
            seen.expire(now, HORIZON, store);
            read.expire(now, HORIZON, store);
            assertThat(read.isEmpty()).isEqualTo(seen.isEmpty());
            assertThat(read.expiresAt(HORIZON)).isEqualTo(seen.expiresAt(HORIZON));
        }
        assertThat(read.isEmpty()).isTrue();
    }

    /** Some ids of four minutes, of which the oldest were stored; in the order they were added. */
    private IdList someThatWereStored() throws IOException {
        IdList ids = new IdList();
        for (int i = 0; i < 3 * MANY; i++) {
            Source source = i % 9 == 0 ? Source.EVENT_ID : Source.CONTENT;
            EventId id = new EventId(source, i, ~i);
            add(id, START + i % 4 * MINUTE, START + i % 4 * MINUTE);
            ids.add(id);
        }
        return ids;
    }

    @Test
    void handsOverAnIdByItsPlace_andSaysWhereThereIsNone() throws Exception {
        IdList ids = someThatWereStored();
        int here = 0;
        SeenIds.ByPlace byPlace = seen.byPlace();
        for (int i = 0; i < ids.size(); i++) {
            int place = seen.places().of(ids, i);
            if (place == SeenIds.NOT_HERE) {
                continue;
            }
            here++;
            IdList copied = new IdList();
            copied.add(new EventId(Source.CONTENT, 1, 1));
            byPlace.copy(place, copied, 0);
            seen.byPlace().copy(place, copied, 0);
            assertThat(copied.isAt(0, ids, i)).isTrue();
        }
        int none = here;
        assertThat(here).isBetween(1, ids.size());
        for (int place : new int[] {none, -1}) {
            assertThatThrownBy(() -> seen.byPlace().copy(place, new IdList(), 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(place));
        }
    }

    /** Or else a player's log takes seventeen bytes an event where one is enough. */
    @Test
    void findsIdsInTheOrderTheyCame_fromTheLatest() throws Exception {
        IdList ids = new IdList();
        for (int i = 0; i < MANY / 2; i++) {
            EventId id = new EventId(Source.CONTENT, i, ~i);
            long late = i % 7 == 3 ? 60 * MINUTE : 0;
            add(id, START + i * MINUTE / 3 - late, START + i * MINUTE / 3);
            ids.add(id);
        }

        SeenIds.Places places = seen.places();

        for (int i = ids.size() - 1; i >= 0; i--) {
            assertThat(places.of(ids, i)).isEqualTo(seen.places().of(ids, i)).isNotNegative();
        }
    }

    @Test
    void searchesNoMore_behindTwoThatAreNotHere() throws Exception {
        IdList ids = new IdList();
        for (int i = 0; i < 4; i++) {
            EventId id = new EventId(Source.CONTENT, i, ~i);
            add(id, START, START);
            ids.add(id);
        }
        ids.add(new EventId(Source.CONTENT, 99, 99));
        SeenIds.Places places = seen.places();

        assertThat(places.of(ids, 4)).isEqualTo(SeenIds.NOT_HERE);
        assertThat(places.of(ids, 2)).as("searched").isEqualTo(1);
        assertThat(places.of(ids, 4)).isEqualTo(SeenIds.NOT_HERE);
        assertThat(places.of(ids, 4)).isEqualTo(SeenIds.NOT_HERE);
        assertThat(places.of(ids, 3)).as("not searched").isEqualTo(SeenIds.NOT_HERE);
        assertThat(places.of(ids, 1)).as("where it is expected").isEqualTo(2);
        assertThat(places.of(ids, 3)).as("searched").isZero();
    }

    private static byte[] write(SeenIds seen) throws IOException {
        PackedOutput bytes = new PackedOutput(64);
        seen.write(bytes);
        return bytes.toBytes();
    }

    private static EventId id(long number) {
        return new EventId(Source.CONTENT, number, ~number);
    }

    private static EventId producersId(long number) {
        return new EventId(Source.EVENT_ID, 7, number);
    }

    /** Counts how often a chunk or the index is read, and how often all chunks are looked at. */
    private static final class CountingStore extends MemoryPlayerStore {

        private int reads;

        private int searches;

        private int longest;

        private int reads() {
            return reads;
        }

        private void forgetReads() {
            reads = 0;
        }

        private int searches() {
            return searches;
        }

        private int longestChunk() {
            return longest;
        }

        @Override
        public void putIdChunk(long chunkKey, byte[] ids) {
            longest = Math.max(longest, ids.length);
            super.putIdChunk(chunkKey, ids);
        }

        @Override
        public byte[] idChunk(long chunkKey) {
            reads++;
            return super.idChunk(chunkKey);
        }

        @Override
        public long leastIdChunk() {
            searches++;
            return super.leastIdChunk();
        }

        @Override
        public boolean isIdIndexed(EventId id) {
            reads++;
            return super.isIdIndexed(id);
        }
    }
}
