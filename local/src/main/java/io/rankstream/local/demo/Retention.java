package io.rankstream.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows which windows Redis need no longer hold: those that ended longer ago than their board's
 * retention, or do within a minute. A check leaves them out on both sides.
 */
final class Retention {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEFAULT = Duration.ofDays(30);

    /** What a check may take between reading one side and the other. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final DateTimeFormatter TUMBLING =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    private final Map<String, JsonNode> boards;

    private Retention(Map<String, JsonNode> boards) {
        this.boards = boards;
    }

    /** Reads the boards' definitions from a job's property file. */
    static Retention read(Path properties) throws IOException {
        return of(JSON.readTree(properties.toFile()));
    }

    static Retention of(JsonNode groups) throws IOException {
        Map<String, JsonNode> boards = new HashMap<>();
        for (JsonNode group : groups) {
            if (group.path("PropertyGroupId").asText().equals("boards")) {
                for (JsonNode definition : group.path("PropertyMap")) {
                    JsonNode board = JSON.readTree(definition.asText());
                    boards.put(name(board), board);
                }
            }
        }
        return new Retention(boards);
    }

    private static String name(JsonNode board) {
        String name = board.path("board").asText();
        return board.path("mode").asText().equals("shadow")
                ? name + ":v" + board.path("version").asInt()
                : name;
    }

    /** The configured boards, shadows with their version. */
    Set<String> boards() {
        return boards.keySet();
    }

    /** Whether the key's window is over for longer than it is kept. */
    boolean isOver(String key, Instant now) {
        JsonNode board = boards.get(BoardKey.board(key));
        Optional<Instant> end = endOf(key, board);
        if (end.isEmpty()) {
            return false;
        }
        Duration kept =
                board.has("retention") ? Duration.parse(board.path("retention").asText()) : DEFAULT;
        return !now.isBefore(end.get().plus(kept).minus(MARGIN));
    }

    /** Whether the key is of a window that has ended. */
    boolean hasEnded(String key, Instant now) {
        return endOf(key, boards.get(BoardKey.board(key)))
                .filter(end -> !now.isBefore(end))
                .isPresent();
    }

    private static Optional<Instant> endOf(String key, JsonNode board) {
        if (board == null || !board.has("window")) {
            return Optional.empty();
        }
        try {
            return Optional.of(end(BoardKey.lastPart(key), board.path("window")));
        } catch (DateTimeParseException e) {
            // Not a window of this board: the check shall see the key.
            return Optional.empty();
        }
    }

    private static Instant end(String label, JsonNode window) {
        if (window.path("type").asText().equals("tumbling")) {
            return LocalDateTime.parse(label, TUMBLING)
                    .toInstant(ZoneOffset.UTC)
                    .plus(Duration.parse(window.path("size").asText()));
        }
        ZoneId zone = ZoneId.of(window.path("zone").asText("UTC"));
        return LocalDate.parse(label).plusDays(1).atStartOfDay(zone).toInstant();
    }
}
