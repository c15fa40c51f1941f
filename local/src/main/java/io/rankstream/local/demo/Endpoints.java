package io.rankstream.local.demo;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rankstream.local.mysql.MariaDbServer;
import io.rankstream.local.process.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the servers are while they run: a property file for each of the jobs, and Flink's options
 * for the S3 server.
 *
 * @param folder that holds the files
 */
record Endpoints(Path folder) {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final String ARCHIVE = "archive";

    /** Of the leaderboard job. */
    Path leaderboard() {
        return folder.resolve("leaderboard.json");
    }

    /** Of the archive job. */
    Path archive() {
        return folder.resolve("archive.json");
    }

    /** Of the replay job, and of what else reads the archive. */
    Path replay() {
        return folder.resolve("replay.json");
    }

    private Path flink() {
        return folder.resolve("flink.json");
    }

    /** What Flink needs to know of the S3 server; nothing if no servers run. */
    Map<String, String> flinkOptions() throws IOException {
        return Files.exists(flink())
                ? JSON.readValue(flink().toFile(), new TypeReference<>() {})
                : Map.of();
    }

    /**
     * Writes the files, and the database password they refer to.
     *
     * @param run a folder that goes when the servers stop
     * @param more further groups of the leaderboard job, such as shorter waits for a demo
     */
    void write(Path run, LocalServers servers, Map<String, Map<String, String>> more)
            throws IOException {
        Files.createDirectories(folder);
        Path password = mysqlPassword(run);
        Files.writeString(password, MariaDbServer.PASSWORD);
        Map<String, Map<String, String>> shared = new LinkedHashMap<>();
        shared.put(
                "aws",
                Map.of(
                        "region",
                        LocalServers.REGION,
                        "endpoint",
                        servers.kinesis().endpoint().toString()));
        shared.put(
                "mysql",
                Map.of(
                        "hostname",
                        servers.mariaDb().host(),
                        "port",
                        Integer.toString(servers.mariaDb().port()),
                        "username",
                        MariaDbServer.REPLICATION_USER,
                        "password",
                        "file:" + password,
                        "server_time_zone",
                        "UTC"));
        Map<String, Map<String, String>> leaderboard = new LinkedHashMap<>(shared);
        leaderboard.put(
                "redis",
                Map.of(
                        "host", servers.redis().host(),
                        "port", Integer.toString(servers.redis().port())));
        leaderboard.put("replay", Map.of("stream", LocalServers.REPLAY));
        leaderboard.putAll(more);
        write(leaderboard(), leaderboard);
        Map<String, String> root = Map.of("root", LocalServers.ARCHIVE_ROOT);
        Map<String, Map<String, String>> archive = new LinkedHashMap<>(shared);
        archive.put(ARCHIVE, root);
        write(archive(), archive);
        Map<String, Map<String, String>> replay = new LinkedHashMap<>(leaderboard);
        replay.put(ARCHIVE, root);
        write(replay(), replay);
        JSON.writeValue(flink().toFile(), servers.s3().flinkOptions());
    }

    /** Writes a property file. */
    static void write(Path file, Map<String, Map<String, String>> groups) throws IOException {
        JSON.writeValue(file.toFile(), propertyGroups(groups));
    }

    void delete() throws IOException {
        Folders.delete(folder);
    }

    /** The file that holds the password of the database, once it is written. */
    static Path mysqlPassword(Path run) {
        return run.resolve("mysql.password").toAbsolutePath();
    }

    /** Properties in the shape in which a job reads them. */
    static List<Map<String, Object>> propertyGroups(Map<String, Map<String, String>> groups) {
        List<Map<String, Object>> list = new ArrayList<>();
        groups.forEach(
                (id, map) -> {
                    Map<String, Object> group = new LinkedHashMap<>();
                    group.put("PropertyGroupId", id);
                    group.put("PropertyMap", map);
                    list.add(group);
                });
        return list;
    }
}
