package io.rankstream.replay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code docs/replay.md} to the options of a replay, word by word. */
class ReplayPageTest {

    private static final Path PAGE = Path.of("..", "docs", "replay.md");

    static List<OptionGroup> groups() {
        return List.of(ReplayOptions.REPLAY_JOB, ReplayOptions.ARCHIVE, RepublishOptions.GROUP);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void describesEveryOptionAsTheCodeDoes(OptionGroup group) throws Exception {
        String rows = "";
        for (Option<?> option : group.options()) {
            rows += row(option) + "\n";
        }

        assertThat(Files.readString(PAGE))
                .contains(
                        "### "
                                + group.name()
                                + "\n\n"
                                + group.description()
                                + "\n\n| Key | Type | Default | Meaning |\n|---|---|---|---|\n"
                                + rows
                                + "\n");
    }

    private static String row(Option<?> option) {
        return String.format(
                "| `%s` | %s | %s | %s |",
                option.key(),
                option.type(),
                option.isRequired()
                        ? "required"
                        : option.defaultText().map(text -> "`" + text + "`").orElse("none"),
                option.description());
    }
}
