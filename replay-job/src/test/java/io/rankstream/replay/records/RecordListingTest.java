package io.rankstream.replay.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.replay.rebuild.ArchivedGame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RecordListingTest {

    @TempDir private Path folder;

    private ArchivedGame game;

    @BeforeEach
    void archive() throws Exception {
        game =
                new ArchivedGame(folder)
                        .event(10, 20, "ada", "a", 5, "r")
                        .event(5_000, 5_010, "bob", "b", 7, "r")
                        .event(3_600_000, 3_600_010, "ada", "c", 9, "r")
                        .control(100, "player.ban", "'player_id':'eve'")
                        .archive("part-0");
    }

    @Test
    void writesEveryRecordWithItsPlaceAndBytes() throws Exception {
        List<ReplayEnvelope> records = list();

        assertThat(records.stream().map(record -> record.origin().stream()))
                .containsExactlyInAnyOrder("events", "events", "events", "control");
        ReplayEnvelope bob =
                records.stream()
                        .filter(record -> record.partitionKey().equals("bob"))
                        .findAny()
                        .orElseThrow();
        assertThat(bob.arrivalTime())
                .isEqualTo(ArchivedGame.START.plusMillis(5_010).toEpochMilli());
        assertThat(new String(bob.bytes(), StandardCharsets.UTF_8)).contains("\"points\":7");
    }

    @Test
    void keepsToAKindARangeAndATime() throws Exception {
        game.with("records", "kind", "events");
        assertThat(list()).hasSize(3);

        game.with("records", "from", ArchivedGame.START.plusSeconds(5).toString())
                .with("records", "until", ArchivedGame.START.plusSeconds(3_600).toString());
        assertThat(list()).singleElement().matches(one -> one.partitionKey().equals("bob"));

        game.with("rebuild", "as-of", ArchivedGame.START.plusSeconds(1).toString());
        assertThat(list()).isEmpty();
    }

    @Test
    void refusesAnUnknownKind() {
        game.with("records", "kind", "scores");

        assertThatThrownBy(this::list)
                .hasMessageContaining("records.kind")
                .hasMessageContaining("scores");
    }

    private List<ReplayEnvelope> list() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long written = RecordListing.write(game.runtime(), out);
        List<ReplayEnvelope> records =
                out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.getBytes(StandardCharsets.UTF_8))
                        .map(ReplayEnvelope::parse)
                        .collect(Collectors.toList());
        assertThat(records).hasSize((int) written);
        return records;
    }
}
