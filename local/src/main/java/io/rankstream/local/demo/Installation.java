package io.rankstream.local.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the parts of a clone lie.
 *
 * @param home the root of the clone
 */
record Installation(Path home) {

    static final String LEADERBOARD_JOB = "io.rankstream.leaderboard.LeaderboardJob";
    static final String ARCHIVE_JOB = "io.rankstream.archive.ArchiveJob";
    static final String ARCHIVE_TOOL = "io.rankstream.replay.ArchiveTool";

    /**
     * The clone the script started us from; its root is the system property {@code
     * rankstream.home}.
     */
    static Installation current() {
        return new Installation(
                Path.of(System.getProperty("rankstream.home", "")).toAbsolutePath().normalize());
    }

    Path jobJar() {
        return home.resolve("leaderboard-job/target/leaderboard-job-0.1.0-SNAPSHOT.jar");
    }

    Path archiveJar() {
        return home.resolve("archive-job/target/archive-job-0.1.0-SNAPSHOT.jar");
    }

    Path replayJar() {
        return home.resolve("replay-job/target/replay-job-0.1.0-SNAPSHOT.jar");
    }

    Path flinkLib() {
        return home.resolve("local/flink/target/lib");
    }

    /** All of racing's configuration of the leaderboard job but the endpoints. */
    Path racing() {
        return home.resolve("examples/racing/leaderboard.json");
    }

    /** All of racing's configuration of the archive job but the endpoints. */
    Path racingArchive() {
        return home.resolve("examples/racing/archive.json");
    }

    /** Everything that is written while servers run; ignored by git. */
    Path workingFolder() {
        return home.resolve(".rankstream");
    }

    /** Checks what the servers need. */
    static void checkMachine() {
        checkMachine(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static void checkMachine(String system, String architecture) {
        if (!system.equals("Linux") || !List.of("amd64", "x86_64").contains(architecture)) {
            throw new SetupException(
                    "the MariaDB that comes through Maven runs on Linux x86-64 only, this is "
                            + system
                            + " "
                            + architecture
                            + ": use a container or a virtual machine");
        }
    }

    /** Checks that the leaderboard job and what it runs on are built. */
    void checkBuilt() {
        check(List.of(jobJar(), flinkLib(), racing()));
    }

    /** Checks that all jobs and what they run on are built. */
    void checkAllBuilt() {
        check(List.of(jobJar(), archiveJar(), replayJar(), flinkLib(), racing(), racingArchive()));
    }

    /** Checks that the replay job and what it runs on are built. */
    void checkReplayBuilt() {
        check(List.of(replayJar(), flinkLib(), racing()));
    }

    private static void check(List<Path> parts) {
        for (Path part : parts) {
            if (!Files.exists(part)) {
                throw new SetupException(
                        part
                                + " is missing: build it with ./mvnw -DskipTests -pl"
                                + " leaderboard-job,archive-job,replay-job,local -am package");
            }
        }
    }
}
