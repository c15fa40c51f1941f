package io.rankstream.replay.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.archive.ArchiveException;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.rebuild.HeapRebuild;
import io.rankstream.model.rebuild.PlayerRecord;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.rebuild.RebuiltBoards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RebuildPlanTest {

    @TempDir private Path folder;

    private ArchivedGame game() {
        return new ArchivedGame(folder);
    }

    private static RebuiltBoards rebuild(ArchivedGame game) throws IOException {
        RebuildPlan plan = RebuildPlan.of(game.runtime());
        HeapRebuild heap = new HeapRebuild(plan.newRules(), plan.config().limits());
        plan.read(null, heap::add);
        return heap.boards(plan.scope(), false);
    }

    private static SortedMap<String, Double> total(RebuiltBoards boards) {
        return boards.members(
                new BoardAddress("total", BoardAddress.LIVE, "", null, BoardAddress.NEVER));
    }

    @Test
    void doesNotBringAnErasedPlayerBack() throws IOException {
        ArchivedGame game =
                game().event(0, 1, "ada", "a", 5, "r")
                        .event(0, 1, "bob", "b", 7, "r")
                        .control(1_000, "player.erase", "'player_id':'ada'")
                        .event(2_000, 2_001, "ada", "c", 11, "r")
                        .archive("part-0");

        assertThat(total(rebuild(game))).isEqualTo(Map.of("ada", 11.0, "bob", 7.0));
    }

    @Test
    void countsWhatWasTooOldToCountLive() throws IOException {
        long tenDays = Duration.ofDays(10).toMillis();
        ArchivedGame game = game().event(0, tenDays, "ada", "a", 5, "r").archive("part-0");

        assertThat(total(rebuild(game))).isEqualTo(Map.of("ada", 5.0));
    }

    @Test
    void rebuildsABoardAsItWasAtATime() throws IOException {
        ArchivedGame game =
                game().event(0, 1, "ada", "a", 5, "r")
                        .event(10, 60_000, "ada", "b", 7, "r")
                        .control(50_000, "player.ban", "'player_id':'ada'")
                        .with("rebuild", "as-of", ArchivedGame.START.plusSeconds(30).toString())
                        .archive("part-0");

        assertThat(total(rebuild(game))).isEqualTo(Map.of("ada", 5.0));
    }

    @Test
    void rebuildsOnlyTheWindowsInTheRange() throws IOException {
        ArchivedGame game =
                game().play(3, 5, 400)
                        .with("rebuild", "from", ArchivedGame.START.plusSeconds(3_600).toString())
                        .with("rebuild", "until", ArchivedGame.START.plusSeconds(7_200).toString())
                        .archive("part-0");
        RebuiltBoards ranged = rebuild(game);

        assertThat(ranged.all().keySet())
                .extracting(BoardAddress::toString)
                .containsExactly("leaderboard:hourly:2026-03-28T11+0000");
    }

    @Test
    void doesNotCutASessionAtTheEndOfTheRange() throws IOException {
        long end = 2 * 3_600_000;
        ArchivedGame game =
                secondHour()
                        .event(end - 120_000, end - 120_000, "bob", "a", 5, "r")
                        .event(end - 10_000, end - 10_000, "ada", "b", 5, "r")
                        .event(end + 10_000, end + 10_000, "ada", "c", 5, "r")
                        .event(end + 600_000, end + 600_000, "bob", "d", 5, "r")
                        .archive("part-0");

        assertThat(sets(rebuild(game), "sessions")).isEqualTo(List.of(Map.of("bob", 1.0)));
    }

    @Test
    void countsWhatWasUnusableWhenItWasArchivedAfterTheEndOfTheRange() throws IOException {
        long end = 2 * 3_600_000;
        ArchivedGame game =
                secondHour()
                        .event(end - 10_000, end - 10_000, "bob", "a", 5, "r")
                        .eventUnusableThen(end - 2_000, end + 1_000, "ada", "b", 7, "r")
                        .archive("part-0");

        assertThat(sets(rebuild(game), "points"))
                .isEqualTo(List.of(Map.of("ada", 7.0, "bob", 5.0)));
    }

    @Test
    void saysWhichHoursHaveNoEvent() throws IOException {
        ArchivedGame game =
                game().event(0, 1, "ada", "a", 5, "r")
                        .event(3 * 3_600_000, 3 * 3_600_000, "ada", "b", 5, "r")
                        .archive("part-0");

        assertThat(RebuildPlan.of(game.runtime()).gaps())
                .containsExactly(
                        ArchivedGame.START.plusSeconds(3_600),
                        ArchivedGame.START.plusSeconds(7_200));
    }

    @Test
    void refusesABoardThatIsNotKnown() throws IOException {
        ArchivedGame game =
                game().play(1, 3, 10).with("rebuild", "boards", "total,nothing").archive("part-0");

        assertThatThrownBy(() -> RebuildPlan.of(game.runtime()))
                .hasMessageContaining("board: 'nothing' is not known")
                .hasMessageContaining("total");
    }

    @Test
    void refusesARangeThatEndsBeforeItBeginsOrLiesInTheFuture() throws IOException {
        ArchivedGame game =
                game().play(1, 3, 10)
                        .with("rebuild", "from", "2026-03-02T00:00:00Z")
                        .with("rebuild", "until", "2026-03-01T00:00:00Z")
                        .archive("part-0");
        assertThatThrownBy(() -> RebuildPlan.of(game.runtime()))
                .hasMessageContaining("must be before until");

        game.with("rebuild", "from", "2026-03-29T00:00:00Z")
                .with("rebuild", "until", "2026-03-30T00:00:00Z");
        assertThatThrownBy(() -> RebuildPlan.of(game.runtime()))
                .hasMessageContaining("is in the future");
    }

    @Test
    void refusesAnArchiveWithoutEventsInTheRange() throws IOException {
        ArchivedGame game =
                game().play(1, 3, 10)
                        .with("rebuild", "from", "2025-01-01T00:00:00Z")
                        .with("rebuild", "until", "2025-01-02T00:00:00Z")
                        .archive("part-0");

        assertThatThrownBy(() -> RebuildPlan.of(game.runtime()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("holds no event from 2025-01-01T00:00:00Z");
    }

    @Test
    void refusesARangeThatEndsWhereTheArchiveBegins() throws IOException {
        ArchivedGame game =
                secondHour()
                        .with("rebuild", "from", ArchivedGame.START.minusSeconds(3_600).toString())
                        .with("rebuild", "until", ArchivedGame.START.toString())
                        .event(0, 0, "ada", "a", 5, "r")
                        .archive("part-0");

        assertThatThrownBy(() -> RebuildPlan.of(game.runtime()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("holds no event from 2026-03-28T09:00:00Z");
    }

    @Test
    void readsOnUntilTheLastWindowOfTheRangeIsClosed() throws IOException {
        long hour = 3_600_000;
        ArchivedGame game =
                secondHour()
                        .event(hour, hour, "ada", "a", 5, "r")
                        .event(2 * hour, 2 * hour, "ada", "b", 5, "r")
                        .event(4 * hour, 4 * hour, "ada", "c", 5, "r")
                        .archive("part-0");

        assertThat(RebuildPlan.of(game.runtime()).eventFiles())
                .extracting(file -> Instant.ofEpochMilli(file.hour().start()))
                .containsExactly(
                        ArchivedGame.START.plusSeconds(3_600),
                        ArchivedGame.START.plusSeconds(7_200));
    }

    @Test
    void refusesAnHourThatLacksAFileOfItsManifest() throws IOException {
        ArchivedGame game = game().play(1, 3, 100).archive("part-0");
        Files.delete(game.eventsFolder(1).resolve("part-0.parquet"));

        assertThatThrownBy(() -> RebuildPlan.of(game.runtime()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("lacks part-0.parquet");
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        ArchivedGame game = game().play(1, 3, 100).archive("part-0");
        Path file = game.eventsFolder(1).resolve("part-0.parquet");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        Files.delete(game.eventsFolder(1).resolve("_SUCCESS"));

        assertThatThrownBy(() -> rebuild(game))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("part-0.parquet is truncated");
    }

    @Test
    void refusesRecordsOfAStreamThatIsNotDeclared() throws IOException {
        ArchivedGame game =
                game().play(1, 3, 10).with("events", "streams", "others").archive("part-0");

        assertThatThrownBy(() -> rebuild(game)).hasMessageContaining("stream 'events'");
    }

    @Test
    void readsOnePlayerAlone() throws IOException {
        ArchivedGame game = game().play(1, 3, 30).archive("part-0");
        List<PlayerRecord> records = new ArrayList<>();

        RebuildPlan.of(game.runtime()).read("player-0", records::add);

        assertThat(records).isNotEmpty().allMatch(record -> record.playerId().equals("player-0"));
    }

    @Test
    void endsWhenTheLastRecordArrived() throws IOException {
        ArchivedGame game =
                game().event(0, 1, "ada", "a", 5, "r")
                        .event(0, 77, "ada", "b", 5, "r")
                        .archive("part-0");

        RebuildScope scope = RebuildPlan.of(game.runtime()).scope();

        assertThat(scope.asOf()).isEqualTo(ArchivedGame.START.plusMillis(77).toEpochMilli());
    }

    @Test
    void endsWithARowThatWasReadAfterTheLastEvent() throws IOException {
        ArchivedGame game =
                game().event(0, 1, "ada", "a", 5, "r").row(90, "ada", "FR").archive("part-0");

        RebuildScope scope = RebuildPlan.of(game.runtime()).scope();

        assertThat(scope.asOf()).isEqualTo(ArchivedGame.START.plusMillis(90).toEpochMilli());
    }

    private static List<SortedMap<String, Double>> sets(RebuiltBoards boards, String board) {
        List<SortedMap<String, Double>> sets = new ArrayList<>();
        boards.all()
                .forEach(
                        (address, members) -> {
                            if (address.board().equals(board)) {
                                sets.add(members);
                            }
                        });
        return sets;
    }

    private ArchivedGame secondHour() {
        return game().with("boards", "board-points", hourly("points", "points"))
                .with("boards", "board-sessions", hourly("sessions", "session.count"))
                .with("rebuild", "from", ArchivedGame.START.plusSeconds(3_600).toString())
                .with("rebuild", "until", ArchivedGame.START.plusSeconds(7_200).toString());
    }

    private static String hourly(String board, String score) {
        String json =
                "{'board':'%s','version':1,'score':'%s','aggregation':'max','retention':'P3650D',"
                        + "'window':{'type':'calendar','unit':'hour'},'allowed_lateness':'PT10M'}";
        return String.format(json.replace('\'', '"'), board, score);
    }
}
