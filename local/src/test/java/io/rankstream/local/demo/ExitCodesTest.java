package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a command that failed ends with must not be read as what it says of boards. */
class ExitCodesTest {

    @ParameterizedTest
    @ValueSource(strings = {"verify", "explain", "rebuild", "records"})
    void tellsAFailureFromWhatIsSaidOfBoards(String name) throws Exception {
        assertThat(exitCode(name, new IOException("disk full"))).isEqualTo(3);
        assertThat(exitCode(name, new SetupException("no build"))).isEqualTo(3);
    }

    @Test
    void tellsWhatWasNotStartedFromWhatFailed() throws Exception {
        assertThat(exitCode("demo", new IOException("disk full"))).isEqualTo(1);
        assertThat(exitCode("demo", new SetupException("no build"))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"verify, 3", "explain, 3", "rebuild, 3", "records, 3", "demo, 2"})
    void endsTheScriptThatFindsNoJavaAsTheCommandWouldFail(String name, int exit) throws Exception {
        ProcessBuilder script =
                new ProcessBuilder("/bin/sh", Path.of("..", "rankstream").toString(), name)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        script.environment().put("JAVA_HOME", "/nowhere");

        assertThat(script.start().waitFor()).isEqualTo(exit);
    }

    private static int exitCode(String name, Exception failure) throws Exception {
        CommandLine command = LocalMain.commandLine().getSubcommands().get(name);
        return command.getExecutionExceptionHandler()
                .handleExecutionException(failure, command, null);
    }
}
