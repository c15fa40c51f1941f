package io.rankstream.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.replay.config.ReplayOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The properties that tests start both jobs with; each changes what it is about. */
public final class TestProperties {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<String, String>> groups = new LinkedHashMap<>();

    public TestProperties() {
        with("aws", "region", "eu-central-1");
        with("events", "fields", "points:int");
        with("control", "stream", "control");
        with("control-status", "stream", "control-status");
        with("dead-letters", "stream", "dead-letters");
        with("replay", "stream", "replay");
        with("mysql", "hostname", "127.0.0.1");
        with("mysql", "username", "cdc");
        with("mysql", "password", "env:PATH");
        with("dimension", "player.table", "gaming.players");
        with("dimension", "player.columns", "alias:string");
        with("redis", "host", "127.0.0.1");
    }

    public TestProperties with(String group, String key, String value) {
        groups.computeIfAbsent(group, name -> new LinkedHashMap<>()).put(key, value);
        return this;
    }

    public TestProperties without(String group, String key) {
        groups.get(group).remove(key);
        return this;
    }

    public TestProperties withoutGroup(String group) {
        groups.remove(group);
        return this;
    }

    /** For the replay job; what it cannot do without is there. */
    public RuntimeConfiguration runtime() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>(groups);
        all.putIfAbsent("replay-job", Map.of("mode", "republish"));
        all.putIfAbsent("archive", Map.of("root", "file:///archive"));
        return read(all, ReplayOptions::declare);
    }

    /** For the leaderboard job, which does not know the groups of the other. */
    public LeaderboardConfig leaderboard() {
        return read(groups, LeaderboardConfig::from);
    }

    /** As a file of the replay job. */
    public String json() {
        return json(groups);
    }

    private static String json(Map<String, Map<String, String>> all) {
        ArrayNode root = JSON.createArrayNode();
        all.forEach(
                (group, properties) -> {
                    ObjectNode map =
                            root.addObject().put("PropertyGroupId", group).putObject("PropertyMap");
                    properties.forEach(map::put);
                });
        return root.toString();
    }

    private static <T> T read(
            Map<String, Map<String, String>> all, Function<RuntimeConfiguration, T> reader) {
        try {
            Path file = Files.createTempFile("replay", ".json");
            try {
                Files.writeString(file, json(all));
                return reader.apply(
                        RuntimeConfiguration.load(new String[] {"--properties", file.toString()}));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
