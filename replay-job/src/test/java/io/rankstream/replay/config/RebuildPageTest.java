package io.rankstream.replay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.config.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RebuildPageTest {

    private static final Path PAGE = Path.of("..", "docs", "rebuild.md");
    private static final Path ARCHIVE_PAGE = Path.of("..", "docs", "archive.md");

    @Test
    void describesEveryOptionAsTheCodeDoes() throws Exception {
        List<String> described =
                Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).toList();

        assertThat(described)
                .isEqualTo(
                        RebuildOptions.REBUILD.options().stream()
                                .map(RebuildPageTest::row)
                                .toList());
    }

    @Test
    void describesTheListingOfRecordsAsTheCodeDoes() throws Exception {
        assertThat(Files.readAllLines(ARCHIVE_PAGE))
                .containsSubsequence(
                        RecordsOptions.GROUP.options().stream().map(RebuildPageTest::row).toList());
    }

    private static String row(Option<?> option) {
        return String.format(
                "| `%s` | %s | %s | %s |",
                option.key(),
                option.type(),
                option.defaultText()
                        .map(text -> text.isEmpty() ? "empty" : "`" + text + "`")
                        .orElse("none"),
                option.description());
    }
}
