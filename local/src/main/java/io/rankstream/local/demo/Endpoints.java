package io.rankstream.local.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rankstream.local.mysql.MariaDbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes where the servers are, in the shape of a job's property file. */
final class Endpoints {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Endpoints() {}

    /**
     * Writes the file, and the database password it refers to.
     *
     * @param run a folder that goes when the servers stop
     * @param more further groups, such as shorter waits for a demo
     */
    static void write(
            Path file, Path run, LocalServers servers, Map<String, Map<String, String>> more)
            throws IOException {
        Path password = mysqlPassword(run);
        Files.writeString(password, MariaDbServer.PASSWORD);
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        groups.put(
                "aws",
                Map.of(
                        "region",
                        LocalServers.REGION,
                        "endpoint",
                        servers.kinesis().endpoint().toString()));
        groups.put(
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
        groups.put(
                "redis",
                Map.of(
                        "host", servers.redis().host(),
                        "port", Integer.toString(servers.redis().port())));
        groups.putAll(more);
        JSON.writeValue(file.toFile(), propertyGroups(groups));
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
