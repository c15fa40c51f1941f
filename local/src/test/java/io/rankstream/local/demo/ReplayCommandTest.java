package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.local.job.JobOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayCommandTest {

    @TempDir private Path home;

    private Installation installation;
    private Path folder;

    @BeforeEach
    void makeFolders() throws Exception {
        installation = new Installation(home);
        folder = Files.createDirectories(installation.workingFolder().resolve("replay"));
    }

    @Test
    void leavesTheKeysOfTheCaller_whenItsPropertiesAreGiven() throws Exception {
        assertThat(options("--properties", "a.json").callersKeys()).isTrue();
    }

    @Test
    void hasKeysForTheServersOfThisClone() throws Exception {
        Path endpoints = Files.createDirectories(installation.workingFolder().resolve("endpoints"));
        Files.createFile(endpoints.resolve("replay.json"));

        assertThat(options().callersKeys()).isFalse();
    }

    @Test
    void findsALocalArchiveFromTheFolderOfTheUser() throws Exception {
        options("--properties", "a.json", "--archive", "./my archive");

        assertThat(Files.readString(folder.resolve("replay.json")))
                .contains("\"file://" + Path.of("my archive").toAbsolutePath() + "\"");
    }

    @Test
    void leavesTheAddressOfAnArchiveAsItIs() throws Exception {
        options("--properties", "a.json", "--archive", "s3a://bucket/archive");

        assertThat(Files.readString(folder.resolve("replay.json")))
                .contains("\"s3a://bucket/archive\"");
    }

    @Test
    void refusesASecondReplayInTheSameClone() throws Exception {
        try (LockFile first = ReplayCommand.lock(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> ReplayCommand.lock(folder))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("another ./rankstream replay");
        }
        ReplayCommand.lock(folder).close();
    }

    private JobOptions options(String... more) throws Exception {
        ReplayCommand command = new ReplayCommand();
        CommandLine line = new CommandLine(command);
        String[] args = new String[more.length + 4];
        args[0] = "--from";
        args[1] = "2026-11-20T07:00:00Z";
        args[2] = "--until";
        args[3] = "2026-11-20T09:00:00Z";
        System.arraycopy(more, 0, args, 4, more.length);
        line.parseArgs(args);
        return command.options(installation, folder);
    }
}
