package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.EventId.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdListTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 13, 16, 17, 1_000})
    void containsTheIdsThatWereAddedAndNoOther(int size) {
        IdList ids = listOf(size);

        for (int i = 0; i < size; i++) {
            assertThat(ids.contains(id(i))).isTrue();
            assertThat(ids.get(i)).isEqualTo(id(i));
        }
        assertThat(ids.contains(id(size))).isFalse();
        assertThat(ids.contains(new EventId(Source.EVENT_ID, 0, 0))).isFalse();
        assertThat(ids.size()).isEqualTo(size);
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
        "0, 2, 0",
        "2, 2, 0",
        "3, 4, 0",
        "12, 16, 0",
        "13, 16, 32",
        "16, 16, 32",
        "17, 32, 64"
    })
    void estimatesItsMemory_withATableOnceThereAreMany(int size, int room, int table) {
        assertThat(listOf(size).heapBytes()).isEqualTo(88 + 17 * room + 4 * table);
    }

    private static IdList listOf(int size) {
        IdList ids = new IdList();
        for (int i = 0; i < size; i++) {
            ids.add(id(i));
        }
        return ids;
    }

    private static EventId id(long number) {
        return new EventId(Source.CONTENT, number, ~number);
    }
}
