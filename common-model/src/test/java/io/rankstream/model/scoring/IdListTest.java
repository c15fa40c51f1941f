package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.EventId.Source;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdListTest {

    /** So many ids have a table, of so many places. */
    private static final int MANY = 100;

    private static final int TABLE = 256;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 65, 128, 129, 1_000})
    void containsTheIdsThatWereAddedAndNoOther(int size) {
        IdList ids = listOf(size);
        IdList same = listOf(size);

        for (int i = 0; i < size; i++) {
            assertThat(ids.contains(id(i))).isTrue();
            assertThat(ids.get(i)).isEqualTo(id(i));
            assertThat(ids.indexOf(same, i)).isEqualTo(i);
        }
        assertThat(ids.contains(id(size))).isFalse();
        assertThat(ids.contains(new EventId(Source.EVENT_ID, 0, 0))).isFalse();
        assertThat(ids.size()).isEqualTo(size);
        assertThatThrownBy(() -> ids.get(size)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void findsIdsWhosePlaceInTheTableIsTaken() {
        IdList ids = new IdList();
        for (int i = 0; i < MANY; i++) {
            ids.add(new EventId(Source.CONTENT, i, TABLE - 1));
        }

        for (int i = 0; i < MANY; i++) {
            assertThat(ids.contains(new EventId(Source.CONTENT, i, TABLE - 1))).isTrue();
        }
        assertThat(ids.contains(new EventId(Source.CONTENT, MANY, TABLE - 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 200})
    void tellsIdsApartThatDifferInOneOfTheirParts(int size) {
        IdList ids = listOf(size);
        EventId last = id(size - 1);

        assertThat(ids.contains(new EventId(Source.SEQUENCE, last.high(), last.low()))).isFalse();
        assertThat(ids.contains(new EventId(last.source(), last.high() + 1, last.low()))).isFalse();
        assertThat(ids.contains(new EventId(last.source(), last.high(), last.low() + 1))).isFalse();
    }

    /** The part of a minute that an id is stored in follows from it. */
    @Test
    void spreadsIdsByBothHalvesOfTheirFirstNumber() {
        EventId id = new EventId(Source.CONTENT, 0x5_0000_0003L, 9);
        IdList ids = new IdList();
        ids.add(id);

        assertThat(IdList.spread(id)).isEqualTo(5 ^ 3);
        assertThat(ids.spread(0)).isEqualTo(5 ^ 3);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "2, 2, 0",
        "3, 4, 0",
        "64, 64, 0",
        "65, 128, 256",
        "127, 128, 256",
        "128, 128, 512",
        "129, 256, 512"
    })
    void estimatesItsMemory_withATableOnceItIsUsedForMany(int size, int room, int table) {
        IdList ids = listOf(size);
        assertThat(ids.heapBytes()).isEqualTo(64 + 16 * room);

        assertThat(ids.contains(id(size))).isFalse();

        assertThat(ids.heapBytes()).isEqualTo(64 + 16 * room + 4 * table);
    }

    @Test
    void takesAByteMoreForEachId_onceTheSourcesDiffer() {
        IdList ids = listOf(3);
        ids.add(new EventId(Source.CONTROL, 1, 2));
        assertThat(ids.heapBytes()).isEqualTo(64 + 17 * 4);

        ids.add(id(4));

        assertThat(ids.heapBytes()).isEqualTo(64 + 17 * 8);
        assertThat(ids.get(2)).isEqualTo(id(2));
        assertThat(ids.get(3).source()).isEqualTo(Source.CONTROL);
        assertThat(ids.get(4)).isEqualTo(id(4));
        ids.clear();
        ids.add(id(5));
        assertThat(ids.heapBytes()).isEqualTo(64 + 16 * 2);
    }

    @Test
    void isFilledFromItsEnd() {
        EventId[] wanted = {id(1), new EventId(Source.SEQUENCE, 7, 8), id(2)};
        IdList from = new IdList();
        for (EventId id : wanted) {
            from.add(id);
        }
        IdList ids = IdList.ofSize(3);
        ids.setFrom(2, from, 2);
        ids.set(1, Source.SEQUENCE.code(), 7, 8);
        ids.setFrom(0, from, 0);
        ids.add(id(3));

        assertThat(ids(ids)).containsExactly(wanted[0], wanted[1], wanted[2], id(3));
        assertThat(ids.isAt(1, from, 1)).isTrue();
        assertThat(ids.isAt(0, from, 1)).isFalse();
        assertThat(ids.indexOf(from, 2)).isEqualTo(2);
        assertThat(listOf(1).indexOf(from, 1)).isNegative();
    }

    @Test
    void keepsItsTable_asLongAsThatHasRoom() {
        IdList ids = listOf(65);
        IdList all = listOf(129);
        assertThat(ids.contains(id(65))).isFalse();
        long withTable = ids.heapBytes();
        for (int i = 65; i < 128; i++) {
            if (i % 2 == 0) {
                ids.add(id(i));
            } else {
                ids.addFrom(all, i);
            }
            assertThat(ids.contains(id(i))).isTrue();
            assertThat(ids.heapBytes()).isEqualTo(withTable);
        }

        ids.addFrom(all, 128);

        assertThat(ids.heapBytes()).isEqualTo(64 + 16 * 256);
        assertThat(ids.contains(id(128))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 65, 1_000})
    void isReadAsItWasWritten_whereverTheIdsAreFrom(int size) throws Exception {
        IdList mixed = listOf(size);
        mixed.add(new EventId(Source.CONTROL, Long.MIN_VALUE, Long.MAX_VALUE));

        for (IdList list : new IdList[] {listOf(size), mixed}) {
            PackedOutput packed = new PackedOutput(0);
            list.write(packed);
            IdList read = IdList.read(packed.toInput());
            assertThat(ids(read)).isEqualTo(ids(list));
            read.add(id(-1));
            assertThat(read.contains(id(-1))).isTrue();

            byte[] bytes = list.toBytes((byte) 9);
            assertThat(bytes[0]).isEqualTo((byte) 9);
            assertThat(ids(IdList.of(list.toBytes()))).isEqualTo(ids(list));
            assertThat(IdList.sizeOf(list.toBytes())).isEqualTo(list.size());
            for (int i = 0; i < list.size(); i++) {
                EventId id = list.get(i);
                assertThat(IdList.contains(bytes, 1, id)).isTrue();
                for (EventId other :
                        List.of(
                                new EventId(Source.SEQUENCE, id.high(), id.low()),
                                new EventId(id.source(), id.high() + 1, id.low()),
                                new EventId(id.source(), id.high(), id.low() + 1))) {
                    assertThat(IdList.contains(bytes, 1, other)).isFalse();
                }
            }
        }
    }

    @Test
    void isAddedToTheBytesOfAnother_alsoWhereTheSourcesDiffer() throws Exception {
        IdList named = new IdList();
        named.add(new EventId(Source.EVENT_ID, 1, ~1));
        byte[] first = listOf(2).toBytes();

        byte[] both = named.addedTo(first);

        assertThat(IdList.sizeOf(both)).isEqualTo(3);
        assertThat(IdList.contains(both, 0, id(1))).isTrue();
        assertThat(IdList.contains(both, 0, named.get(0))).isTrue();
        assertThat(IdList.contains(both, 0, new EventId(Source.EVENT_ID, 0, ~0))).isFalse();
        assertThat(listOf(2).addedTo(listOf(1).toBytes())).hasSize(1 + 3 * IdList.ID_BYTES);
    }

    @Test
    void isNotRead_whereIdsAreMissing() {
        PackedOutput packed = new PackedOutput(0);
        listOf(3).write(packed);
        byte[] bytes = packed.toBytes();
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);

        assertThatThrownBy(() -> IdList.read(new PackedInput(shorter)))
                .isInstanceOf(EOFException.class)
                .hasMessage("48 bytes wanted, 47 left");
    }

    @Test
    void isNotRead_whereMoreIdsAreMissingThanMemoryHolds() {
        PackedOutput packed = new PackedOutput(0);
        packed.writeUnsigned(1L << 30);

        assertThatThrownBy(() -> IdList.read(packed.toInput()))
                .isInstanceOf(EOFException.class)
                .hasMessage("2147483648 bytes wanted, 0 left");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "12, 13", "65, 66"})
    void takesTheMemoryOfItsIdsAndOneMore_onceItIsRead(int size, int room) throws Exception {
        PackedOutput packed = new PackedOutput(0);
        listOf(size).write(packed);

        assertThat(IdList.read(packed.toInput()).heapBytes()).isEqualTo(64 + 16 * room);
    }

    private static IdList listOf(int size) {
        IdList ids = new IdList();
        for (int i = 0; i < size; i++) {
            ids.add(id(i));
        }
        return ids;
    }

    private static List<EventId> ids(IdList list) {
        return IntStream.range(0, list.size()).mapToObj(list::get).toList();
    }

    private static EventId id(long number) {
        return new EventId(Source.CONTENT, number, ~number);
    }
}
