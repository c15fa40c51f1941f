package io.rankstream.leaderboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/configuration.md} to the options of the job, word by word. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void describesEveryOptionAsTheCodeDoes() throws Exception {
        List<String> expected = new ArrayList<>();
        for (OptionGroup group : LeaderboardConfig.groups()) {
            expected.add("## " + group.name());
            for (Option<?> option : group.options()) {
                expected.add(row(option));
            }
        }

        assertThat(describedOptions()).isEqualTo(expected);
    }

    private static List<String> describedOptions() throws Exception {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ") || line.startsWith("| `")) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static String row(Option<?> option) {
        return String.format(
                "| `%s` | %s | %s | %s |",
                option.key(), option.type(), defaultOf(option), option.description());
    }

    private static String defaultOf(Option<?> option) {
        if (option.isRequired()) {
            return "required";
        }
        return option.defaultText()
                .map(text -> text.isEmpty() ? "empty" : "`" + text + "`")
                .orElse("none");
    }
}
