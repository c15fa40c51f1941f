package io.rankstream.archive.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.flink.config.RuntimeConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the job's configuration with the least that a test has to say. */
public final class TestArchiveConfig {

    private final Map<String, Map<String, String>> groups = new LinkedHashMap<>();

    private TestArchiveConfig() {
        with("aws", "region", "eu-west-1");
        with("aws", "endpoint", "http://127.0.0.1:1");
        with("events", "fields", "points:int,ticker:string");
        with("control", "stream", "control");
        with("dead-letters", "stream", "dead-letters");
        with("mysql", "hostname", "127.0.0.1");
        with("mysql", "username", "cdc");
        with("mysql", "password", "env:PATH");
        with("dimension", "player.table", "gaming.players");
        with("dimension", "player.columns", "alias:string");
        with("archive", "root", "file:///nowhere");
    }

    /** Events have {@code points} and {@code ticker}, players {@code alias}. */
    public static TestArchiveConfig minimal() {
        return new TestArchiveConfig();
    }

    public TestArchiveConfig with(String group, String key, String value) {
        groups.computeIfAbsent(group, name -> new LinkedHashMap<>()).put(key, value);
        return this;
    }

    /** Writes the properties into a file of a folder. */
    public Path write(Path folder) throws IOException {
        List<Map<String, Object>> json = new ArrayList<>();
        groups.forEach(
                (group, map) -> json.add(Map.of("PropertyGroupId", group, "PropertyMap", map)));
        Path file = folder.resolve("archive.json");
        new ObjectMapper().writeValue(file.toFile(), json);
        return file;
    }

    public ArchiveConfig build(Path folder) throws IOException {
        return ArchiveConfig.from(
                RuntimeConfiguration.load(new String[] {"--properties", write(folder).toString()}));
    }
}
