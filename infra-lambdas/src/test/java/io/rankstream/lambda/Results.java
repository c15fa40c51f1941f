package io.rankstream.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Makes records as the job writes them. */
final class Results {

    /** An hour ago, microseconds: Redis has the clock of this machine. */
    static final long EPOCH = (System.currentTimeMillis() - 3_600_000) * 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    static byte[] put(String key, String member, double score, long revision) {
        return bytes(line("ZADD", revision, key, Double.toString(score), member));
    }

    static byte[] putUntil(String key, String member, double score, long revision, long expireAt) {
        return bytes(
                line("ZADD", revision, key, Double.toString(score), member)
                        .put("expire_at", expireAt));
    }

    static byte[] putAlone(String key, String member, double score, long revision) {
        return bytes(
                line("ZADD", revision, key, Double.toString(score), member)
                        .put("scope", "all_partitions"));
    }

    static byte[] remove(String key, String member, long revision) {
        return bytes(line("ZREM", revision, key, member));
    }

    static byte[] removeEverywhere(String key, String member, long revision) {
        return bytes(line("ZREM", revision, key, member).put("scope", "all_partitions"));
    }

    static byte[] set(String key, long revision, String... fieldsAndValues) {
        ObjectNode line = line("HSET", revision, key);
        for (String text : fieldsAndValues) {
            line.withArray("args").add(text);
        }
        return bytes(line);
    }

    static byte[] unset(String key, long revision, String... fields) {
        ObjectNode line = line("HDEL", revision, key);
        for (String text : fields) {
            line.withArray("args").add(text);
        }
        return bytes(line);
    }

    static byte[] delete(String key, long revision) {
        return bytes(line("DEL", revision, key));
    }

    static byte[] drop(String key, long revision) {
        return bytes(line("DEL", revision, key).put("scope", "all_keys"));
    }

    static byte[] promote(String key, String liveBecomes, String becomesLive, long revision) {
        return bytes(
                line("RENAME", revision, key, liveBecomes, becomesLive).put("scope", "all_keys"));
    }

    static byte[] windowFinal(long revision) {
        ObjectNode line = JSON.createObjectNode();
        line.put("event_time", 1L).put("command", "window.final").put("revision", revision);
        return bytes(line.put("board", "daily").put("version", 1).put("window", "2025-11-19"));
    }

    private static ObjectNode line(String command, long revision, String... args) {
        ObjectNode line = JSON.createObjectNode();
        line.put("command", command);
        for (String arg : args) {
            line.withArray("args").add(arg);
        }
        return line.put("revision", revision);
    }

    static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ObjectNode line) {
        try {
            return JSON.writeValueAsBytes(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Results() {}
}
