package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.local.demo.ArchiveCheck.Comparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCheckTest {

    private static final Map<String, byte[]> SENT =
            Map.of("events/s/1/0", bytes("one"), "events/s/2/0", bytes("two"));

    @TempDir private Path folder;

    @Test
    void isEqualWhenEachRecordIsThereOnce() throws Exception {
        Comparison comparison = compare(line("1", "one"), line("2", "two"));

        assertThat(comparison.isEqual()).isTrue();
        assertThat(comparison).hasToString("2 records, each once, bit for bit");
    }

    @Test
    void waitsForWhatIsMissing() throws Exception {
        Comparison comparison = compare(line("2", "two"));

        assertThat(comparison.isEqual()).isFalse();
        assertThat(comparison.isIncomplete()).isTrue();
    }

    @Test
    void doesNotWaitWhenARecordIsThereTwiceOrWithOtherBytes() throws Exception {
        assertThat(compare(line("1", "one"), line("1", "one")).isIncomplete()).isFalse();

        Comparison other = compare(line("1", "eins"));
        assertThat(other.isIncomplete()).isFalse();
        assertThat(other.toString()).contains("1 missing", "1 with other bytes", "events/s/1/0");
    }

    @Test
    void findsWhatTheStreamsNeverTook() throws Exception {
        assertThat(compare(line("1", "one"), line("2", "two"), line("3", "three")).isEqual())
                .isFalse();
    }

    @Test
    void passesOverOtherSources() throws Exception {
        String row = line("1", "row").replace("\"events\"", "\"player\"");

        assertThat(compare(row, line("1", "one"), line("2", "two")).isEqual()).isTrue();
    }

    private Comparison compare(String... lines) throws IOException {
        return ArchiveCheck.compare(
                SENT, Files.write(folder.resolve("archived.jsonl"), List.of(lines)));
    }

    private static String line(String sequence, String record) {
        return "{\"id\":\"events/s/%s/0\",\"stream\":\"events\",\"record\":\"%s\"}"
                .formatted(sequence, Base64.getEncoder().encodeToString(bytes(record)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
