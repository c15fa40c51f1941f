package io.rankstream.model.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoardFileTest {

    private static final RebuildScope SCOPE =
            new RebuildScope(
                    Set.of(), RebuildScope.FROM_THE_BEGINNING, RebuildScope.WITHOUT_END, 1_000);

    private record Place(BoardAddress address, String member, double score) {}

    private static BoardAddress address(
            String board, int version, String partition, String window) {
        return new BoardAddress(board, version, partition, window, BoardAddress.NEVER);
    }

    private static List<Place> places() {
        List<Place> places = new ArrayList<>();
        places.add(new Place(address("a", 0, "", null), "tab\tand\nline", 1));
        places.add(new Place(address("a", 0, "", null), "~", 0.1));
        places.add(new Place(address("a", 0, "", null), "", -3));
        places.add(
                new Place(address("a", 12, "country=DE", "2026-11"), "p", 9_007_199_254_740_991d));
        places.add(new Place(address("a", 2, "country=~", "2026-11"), "p", 2.5));
        places.add(new Place(address("b", 0, "", "2026-W47"), "\u00e9", 1e15));
        return places;
    }

    private static byte[] written(List<Place> places) throws IOException {
        RebuiltBoards boards = new RebuiltBoards();
        places.forEach(place -> boards.put(place.address, place.member, place.score));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BoardFile.write(boards, SCOPE, out);
        return out.toByteArray();
    }

    private static RebuiltBoards read(String text) throws IOException {
        return BoardFile.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "x.boards");
    }

    @Test
    void isTheSameBytesWhateverTheOrderBoardsAreMadeIn() throws IOException {
        List<Place> shuffled = places();
        Collections.shuffle(shuffled, new Random(1));

        assertThat(written(shuffled)).isEqualTo(written(places()));
    }

    @Test
    void readsWhatItHasWritten() throws IOException {
        RebuiltBoards boards =
                BoardFile.read(new ByteArrayInputStream(written(places())), "x.boards");

        for (Place place : places()) {
            assertThat(boards.members(place.address)).containsEntry(place.member, place.score);
        }
        assertThat(boards.members()).isEqualTo(places().size());
    }

    @Test
    void holdsTheBestThatABoardPromisesToKeep() throws IOException {
        BoardAddress top =
                new BoardAddress("a", 0, "", null, BoardAddress.NEVER, 1, 2, SortOrder.DESC);
        RebuiltBoards boards = new RebuiltBoards();
        boards.put(top, "a", 5);
        boards.put(top, "b", 5);
        boards.put(top, "c", 5);
        boards.put(top, "d", 4);

        assertThat(RebuiltBoards.shown(top, boards.members(top)).keySet())
                .isEqualTo(Set.of("b", "c"));
    }

    @Test
    void refusesWhatIsNoBoardFile() {
        assertThatThrownBy(() -> read("a\tb\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("")).hasMessageContaining("x.boards: no board file");
    }

    @Test
    void refusesAFileThatWasCutOff() throws IOException {
        String text = new String(written(places()), StandardCharsets.UTF_8);
        String cut = text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);

        assertThatThrownBy(() -> read(cut))
                .hasMessageContaining("5 members, but its first line says 6");
    }

    @Test
    void refusesAFileOfALaterVersion() {
        assertThatThrownBy(() -> read("{\"rankstream_boards\":2,\"members\":0}\n"))
                .hasMessageContaining("version 2 is not known");
    }

    @Test
    void refusesARangeThatIsEmptyOrInTheFuture() {
        assertThatThrownBy(() -> new RebuildScope(Set.of(), 20, 20, 100))
                .hasMessageContaining("must be before until");
        assertThatThrownBy(() -> new RebuildScope(Set.of(), 200, 300, 100))
                .hasMessageContaining("is in the future");
    }

    @Test
    void sortsPlacesByTheNumbersInThem() {
        List<String> places =
                List.of("binlog.9:900:1", "binlog.10:4:0", "binlog.10:30:0", "binlog.10:30:11");
        List<String> sorted = new ArrayList<>();
        for (String place : places) {
            sorted.add(
                    Positions.of(
                            new ArchivedRecord("player", "", place, 0, "", 0, 0, 0, 0, new byte[0]),
                            0));
        }

        assertThat(sorted).isSorted();
    }
}
