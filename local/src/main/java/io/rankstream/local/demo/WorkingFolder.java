package io.rankstream.local.demo;

import io.rankstream.local.process.Folders;
import io.rankstream.local.process.PidFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Keeps a second start in the same clone away from the files of the first. */
final class WorkingFolder implements AutoCloseable {

    private final Path folder;
    private final LockFile lock;

    private WorkingFolder(Path folder, LockFile lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * @throws SetupException if another start uses the folder
     */
    static WorkingFolder open(Path folder) throws IOException {
        // The script must not rebuild what a running JVM has open.
        return new WorkingFolder(
                folder,
                LockFile.take(
                        folder.resolve("lock"),
                        "another ./rankstream runs in this clone: stop it with Ctrl-C, or use a"
                                + " second clone with --port-base"));
    }

    /** MariaDB's programs and data. */
    Path mariaDb() {
        return folder.resolve("mariadb");
    }

    /** Of this start alone. */
    Path run() {
        return folder.resolve("run");
    }

    /** Where other programs find the servers while they run. */
    Endpoints endpoints() {
        return new Endpoints(folder.resolve("endpoints"));
    }

    /** Ends what an earlier start left running, so that its ports are free again. */
    void stopLeftOvers() throws IOException {
        for (Path pidFile :
                List.of(
                        run().resolve("job").resolve("job.pid"),
                        run().resolve("archive-job").resolve("job.pid"),
                        run().resolve("redis").resolve("redis.pid"),
                        run().resolve("mirror").resolve("redis.pid"),
                        mariaDb().resolve("mariadbd.pid"))) {
            PidFile.stopLeftOver(pidFile);
        }
    }

    /** Empties the folder of this start. */
    void clear() throws IOException {
        // The log that this JVM writes already is the one thing to stay.
        for (String part : new String[] {"job", "archive-job", "redis", "mirror", "s3"}) {
            Folders.delete(run().resolve(part));
        }
        Files.createDirectories(run());
    }

    /** Deletes what this start wrote; what MariaDB unpacked stays for the next. */
    void delete() throws IOException {
        Folders.delete(run());
        Folders.delete(mariaDb().resolve("data"));
    }

    @Override
    public void close() throws IOException {
        endpoints().delete();
        lock.close();
    }
}
