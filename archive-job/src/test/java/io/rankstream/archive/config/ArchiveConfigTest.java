package io.rankstream.archive.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveConfigTest {

    @TempDir Path folder;

    @Test
    void refusesAPartitionThatIsNoField() {
        assertRefused(
                "partition_by",
                "ticks",
                "archive.partition_by: 'ticks' is none of events.fields, which are points, ticker");
    }

    @Test
    void refusesAFilterThatIsNoCondition() {
        assertRefused("filter", "event.points +", "archive.filter: ");
        assertRefused("filter", "event.points", "must be true or false");
        assertRefused("filter", "player.level > 1", "archive.filter: ");
    }

    @Test
    void refusesLessMemoryThanOneRowGroup() {
        assertRefused(
                "memory",
                "100000",
                "archive.memory: '100000' must be at least archive.row_group_size, which is"
                        + " 8388608");
    }

    @Test
    void describesEveryOptionOfItsOwnAsTheCodeDoes() throws IOException {
        List<String> page = Files.readAllLines(Path.of("..", "docs", "archive.md"));
        List<String> expected = new ArrayList<>();
        OptionGroup group = ArchiveOptions.ARCHIVE;
        for (Option<?> option : group.options()) {
            String standard =
                    option.isRequired()
                            ? "required"
                            : option.defaultText().map(text -> "`" + text + "`").orElse("none");
            expected.add(
                    String.format(
                            "| `%s` | %s | %s | %s |",
                            option.key(), option.type(), standard, option.description()));
        }

        assertThat(page).containsSubsequence(expected);
    }

    private void assertRefused(String key, String value, String message) {
        assertThatThrownBy(
                        () -> TestArchiveConfig.minimal().with("archive", key, value).build(folder))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(message);
    }
}
