package io.rankstream.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveToolTest {

    private static final int FAILED = 3;

    @TempDir private Path folder;

    private final List<String> err = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"rebuild", "verify", "explain", "records"})
    void tellsAFailureFromWhatIsSaidOfBoards(String command) throws Exception {
        assertThat(run(command, "--properties", properties())).isEqualTo(FAILED);
        assertThat(err.get(0))
                .startsWith(command + " failed: ")
                .contains("Could not find a file system implementation for scheme 'nowhere'");
    }

    @Test
    void saysOnlyWhatIsWrongWithAnOption() throws Exception {
        assertThat(run("forget", "--properties", properties())).isEqualTo(FAILED);
        assertThat(run()).isEqualTo(FAILED);

        assertThat(err).hasSize(2).first().asString().contains("'forget' is not known");
    }

    private String properties() throws Exception {
        Path properties = folder.resolve("replay.json");
        Files.writeString(
                properties,
                new TestProperties()
                        .with("replay-job", "mode", "rebuild")
                        .with("archive", "root", "nowhere://archive")
                        .with(
                                "boards",
                                "board-0",
                                "{\"board\":\"total\",\"version\":1,\"score\":\"points\","
                                        + "\"aggregation\":\"sum\"}")
                        .with("rebuild", "output", folder.resolve("boards").toString())
                        .with("rebuild", "explain.board", "total")
                        .with("rebuild", "explain.member", "ada")
                        .json());
        return properties.toString();
    }

    private int run(String... args) {
        return ArchiveTool.run(args, line -> {}, err::add, OutputStream.nullOutputStream());
    }
}
