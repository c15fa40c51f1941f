package io.rankstream.benchmarks.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.benchmarks.load.Board;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.rocksdb.CompressionType;

/** What every Flink job of the benchmark runs with, ours and the others. */
public final class JobSettings {

    /** Between two checkpoints: in production it is twice as long. */
    static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

    /** Of one slot, for RocksDB; what a task slot of Managed Flink has is of this order. */
    private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(512);

    /**
     * RocksDB as our jobs set it, incremental checkpoints into a folder, and nothing that would
     * hide a failure.
     */
    static Configuration flink(Path folder, int parallelism) {
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        configuration.set(
                RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL,
                List.of(CompressionType.LZ4_COMPRESSION));
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        configuration.set(CoreOptions.TMP_DIRS, folder + File.separator + "state");
        configuration.set(
                TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY.multiply(parallelism));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        return configuration;
    }

    /**
     * The leaderboard job's configuration with these boards; what is not given here is at its
     * default.
     *
     * @param folder takes the properties file
     * @param columns of the players that each board looks at
     * @param more by group, in place of the usual ones
     */
    public static LeaderboardConfig leaderboard(
            Path folder, List<Board> boards, int columns, Map<String, Map<String, String>> more)
            throws IOException {
        Path file = write(folder, boards, columns, more);
        return LeaderboardConfig.from(
                RuntimeConfiguration.load(new String[] {"--properties", file.toString()}));
    }

    /** As {@link #leaderboard}, but the file that has it. */
    static Path write(
            Path folder, List<Board> boards, int columns, Map<String, Map<String, String>> more)
            throws IOException {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        groups.putAll(sources(columns));
        groups.put("control-status", Map.of("stream", "control-status"));
        groups.put("redis", Map.of("host", "unused"));
        groups.put(
                "boards",
                boards.stream().collect(Collectors.toMap(Board::name, b -> b.definition(columns))));
        groups.putAll(more);
        return write(groups, folder.resolve("leaderboard.json"));
    }

    /**
     * The file with the archive job's configuration.
     *
     * @param root of the archive
     */
    static Path archive(Path folder, String root) throws IOException {
        Map<String, Map<String, String>> groups = sources(0);
        groups.put("archive", Map.of("root", root));
        return write(groups, folder.resolve("archive.json"));
    }

    /** What both jobs are told of what they read. */
    private static Map<String, Map<String, String>> sources(int columns) {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        groups.put("aws", Map.of("region", "eu-central-1"));
        groups.put("events", Map.of("fields", "speed_kmph:int,distance_meters:int"));
        groups.put("control", Map.of("stream", "control"));
        groups.put("dead-letters", Map.of("stream", "dead-letters"));
        groups.put(
                "mysql",
                Map.of("hostname", "unused", "username", "unused", "password", "env:UNUSED"));
        groups.put(
                "dimension",
                Map.of("player.table", "gaming.players", "player.columns", columns(columns)));
        return groups;
    }

    private static Path write(Map<String, Map<String, String>> groups, Path file)
            throws IOException {
        List<Map<String, Object>> properties =
                groups.entrySet().stream()
                        .map(
                                group ->
                                        Map.<String, Object>of(
                                                "PropertyGroupId",
                                                group.getKey(),
                                                "PropertyMap",
                                                group.getValue()))
                        .toList();
        Files.createDirectories(file.getParent());
        new ObjectMapper().writeValue(file.toFile(), properties);
        return file;
    }

    private static String columns(int count) {
        return count == 0
                ? "country:string"
                : IntStream.rangeClosed(1, count)
                        .mapToObj(i -> "c" + i + ":int")
                        .collect(Collectors.joining(","));
    }

    private JobSettings() {}
}
