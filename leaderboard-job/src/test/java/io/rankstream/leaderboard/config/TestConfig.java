package io.rankstream.leaderboard.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.flink.config.RuntimeConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the job's configuration with the least that a test has to say. */
public final class TestConfig {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<String, String>> groups = new LinkedHashMap<>();

    private TestConfig() {
        with("aws", "region", "eu-west-1");
        with("aws", "endpoint", "http://127.0.0.1:1");
        with("events", "fields", "points:int");
        with("control", "stream", "control");
        with("control-status", "stream", "control-status");
        with("dead-letters", "stream", "dead-letters");
        with("mysql", "hostname", "127.0.0.1");
        with("mysql", "username", "cdc");
        with("mysql", "password", "env:PATH");
        with("dimension", "player.table", "gaming.players");
        with("dimension", "player.columns", "alias:string,country:string,is_bot:int");
        with("dimension", "player.display", "alias");
        with("redis", "host", "127.0.0.1");
        with("params", "is_bot", "{\"type\":\"int\",\"default\":null}");
    }

    /** Events have {@code points}, players {@code alias}, {@code country} and {@code is_bot}. */
    public static TestConfig withBoards(String... definitions) {
        TestConfig config = new TestConfig();
        for (int i = 0; i < definitions.length; i++) {
            config.with("boards", "board-" + i, definitions[i]);
        }
        return config;
    }

    public TestConfig with(String group, String key, String value) {
        groups.computeIfAbsent(group, name -> new LinkedHashMap<>()).put(key, value);
        return this;
    }

    public LeaderboardConfig build() {
        try {
            ArrayNode root = JSON.createArrayNode();
            groups.forEach(
                    (group, properties) -> {
                        ObjectNode map =
                                root.addObject()
                                        .put("PropertyGroupId", group)
                                        .putObject("PropertyMap");
                        properties.forEach(map::put);
                    });
            Path file = Files.createTempFile("leaderboard", ".json");
            try {
                Files.writeString(file, root.toString());
                return LeaderboardConfig.from(
                        RuntimeConfiguration.load(new String[] {"--properties", file.toString()}));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
