package io.rankstream.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rankstream.lambda.ResultCommand.BoardDrop;
import io.rankstream.lambda.ResultCommand.BoardPromotion;
import io.rankstream.lambda.ResultCommand.MemberChange;
import io.rankstream.lambda.ResultCommand.MetaChange;
import io.rankstream.lambda.ResultCommand.ProfileChange;
import io.rankstream.lambda.ResultCommand.WindowFinal;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.RegisteredKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads records of the results stream. Only the commands that the job writes are taken, and only
 * for keys of its grammar: whoever can write to the stream cannot do more than change boards.
 */
final class ResultCommandParser {

    /** Revisions are scores of a sorted set: above, a double leaves whole numbers out. */
    private static final long MAX_REVISION = 1L << 53;

    private static final Pattern BOARD = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private final ObjectMapper json =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final String sourcePrefix;
    private final KeyGrammar source;
    private final KeyGrammar target;

    /**
     * @param sourcePrefix what every key in the records starts with
     * @param targetPrefix what takes its place
     */
    ResultCommandParser(String sourcePrefix, String targetPrefix) {
        this.sourcePrefix = sourcePrefix;
        this.source = KeyGrammar.withPrefix(sourcePrefix);
        this.target = KeyGrammar.withPrefix(targetPrefix);
    }

    ResultCommand parse(byte[] data) throws UnusableRecordException {
        JsonNode record = read(data);
        String command = text(record, "command");
        long revision = revision(record);
        if (command.equals("window.final")) {
            return new WindowFinal(revision);
        }
        List<String> args = args(record);
        return switch (command) {
            case "ZADD" -> put(record, exactly(3, args), revision);
            case "ZREM" -> {
                exactly(2, args);
                yield member(record, args.get(0), args.get(1), null, revision);
            }
            case "HSET" -> hashSet(args, revision);
            case "HDEL" -> fieldsRemoved(args, revision);
            case "DEL" -> deletion(record, exactly(1, args).get(0), revision);
            case "RENAME" -> promotion(record, exactly(3, args), revision);
            default ->
                    throw new UnusableRecordException(
                            "command",
                            command,
                            "must be ZADD, ZREM, HSET, HDEL, DEL, RENAME or window.final");
        };
    }

    private MemberChange put(JsonNode record, List<String> args, long revision)
            throws UnusableRecordException {
        return member(record, args.get(0), args.get(2), score(args.get(1)), revision);
    }

    private JsonNode read(byte[] data) throws UnusableRecordException {
        JsonNode record;
        try {
            record = json.readTree(data);
        } catch (JsonProcessingException e) {
            throw new UnusableRecordException("record", e.getOriginalMessage(), "must be JSON");
        } catch (IOException e) {
            throw new UnusableRecordException("record", e.getMessage(), "must be JSON");
        }
        if (!record.isObject()) {
            throw new UnusableRecordException("record", record, "must be a JSON object");
        }
        return record;
    }

    private static String text(JsonNode record, String field) throws UnusableRecordException {
        JsonNode value = record.path(field);
        if (!value.isTextual()) {
            throw new UnusableRecordException(field, value, "must be a text");
        }
        return value.textValue();
    }

    private static long revision(JsonNode record) throws UnusableRecordException {
        JsonNode value = record.path("revision");
        if (!value.canConvertToLong()
                || !value.isIntegralNumber()
                || value.longValue() < 1
                || value.longValue() > MAX_REVISION) {
            throw new UnusableRecordException(
                    "revision", value, "must be a whole number from 1 to 2^53");
        }
        return value.longValue();
    }

    private static long expireAt(JsonNode record) throws UnusableRecordException {
        JsonNode value = record.path("expire_at");
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            throw new UnusableRecordException("expire_at", value, "must be epoch milliseconds");
        }
        return value.longValue();
    }

    private static List<String> args(JsonNode record) throws UnusableRecordException {
        JsonNode values = record.path("args");
        if (!values.isArray() || values.isEmpty()) {
            throw new UnusableRecordException("args", values, "must be a list of texts");
        }
        List<String> args = new ArrayList<>(values.size());
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw new UnusableRecordException("args", values, "must be a list of texts");
            }
            args.add(value.textValue());
        }
        return args;
    }

    private static List<String> exactly(int count, List<String> args)
            throws UnusableRecordException {
        if (args.size() != count) {
            throw new UnusableRecordException("args", args, "must be " + count);
        }
        return args;
    }

    private static String score(String text) throws UnusableRecordException {
        try {
            if (Double.isFinite(Double.parseDouble(text))) {
                return text;
            }
        } catch (NumberFormatException e) {
            throw new UnusableRecordException("args[1]", text, "must be a number");
        }
        throw new UnusableRecordException("args[1]", text, "must be a finite number");
    }

    private MemberChange member(
            JsonNode record, String key, String member, String score, long revision)
            throws UnusableRecordException {
        String board = board(key);
        RegisteredKey parsed = RegisteredKey.parse(key, board, source);
        if (parsed == null) {
            throw notOurs(key);
        }
        String there =
                target.board(
                        new BoardAddress(
                                board,
                                parsed.shadowVersion(),
                                parsed.partition(),
                                parsed.window(),
                                BoardAddress.NEVER));
        return new MemberChange(
                there,
                board,
                parsed.shadowVersion(),
                parsed.window(),
                member,
                score,
                expireAt(record),
                scope(record).equals("all_partitions"),
                revision);
    }

    /** The board that a key of a sorted set belongs to. */
    private String board(String key) throws UnusableRecordException {
        String start = sourcePrefix + "leaderboard:";
        if (!key.startsWith(start)) {
            throw notOurs(key);
        }
        int end = key.indexOf(':', start.length());
        String board = key.substring(start.length(), end < 0 ? key.length() : end);
        if (!BOARD.matcher(board).matches()) {
            throw notOurs(key);
        }
        return board;
    }

    /** The board whose meta a key is, or null if it is no meta. */
    private String metaBoard(String key) throws UnusableRecordException {
        if (!key.startsWith("{")) {
            return null;
        }
        int end = key.indexOf('}');
        if (end < 0) {
            throw notOurs(key);
        }
        String board = board(key.substring(1, end));
        if (!key.equals(source.meta(board))) {
            throw notOurs(key);
        }
        return board;
    }

    private String player(String key) throws UnusableRecordException {
        String start = source.player("");
        if (!key.startsWith(start)) {
            throw notOurs(key);
        }
        return target.player(key.substring(start.length()));
    }

    private UnusableRecordException notOurs(String key) {
        return new UnusableRecordException(
                "args[0]",
                key,
                "must be a key of a board, its meta or a player that starts with '"
                        + sourcePrefix
                        + "'");
    }

    private ResultCommand hashSet(List<String> args, long revision) throws UnusableRecordException {
        if (args.size() < 3 || args.size() % 2 == 0) {
            throw new UnusableRecordException("args", args, "must be a key, fields and values");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < args.size(); i += 2) {
            fields.put(args.get(i), args.get(i + 1));
        }
        String board = metaBoard(args.get(0));
        return board == null
                ? new ProfileChange(player(args.get(0)), fields, revision)
                : new MetaChange(board, withoutRegistry(fields), revision);
    }

    private ResultCommand fieldsRemoved(List<String> args, long revision)
            throws UnusableRecordException {
        if (args.size() < 2) {
            throw new UnusableRecordException("args", args, "must be a key and fields");
        }
        String board = metaBoard(args.get(0));
        if (board == null) {
            throw new UnusableRecordException("args[0]", args.get(0), "must be a board's meta");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        args.subList(1, args.size()).forEach(field -> fields.put(field, null));
        return new MetaChange(board, withoutRegistry(fields), revision);
    }

    /** Which keys there are is known better here. */
    private static Map<String, String> withoutRegistry(Map<String, String> fields)
            throws UnusableRecordException {
        for (String field : fields.keySet()) {
            if (field.startsWith(RegisteredKey.FIELD)) {
                throw new UnusableRecordException(
                        "args", field, "must not be a field of the registry of keys");
            }
        }
        return fields;
    }

    private ResultCommand deletion(JsonNode record, String key, long revision)
            throws UnusableRecordException {
        if (!scope(record).equals("all_keys")) {
            return new ProfileChange(player(key), Map.of(), revision);
        }
        String board = board(key);
        RegisteredKey parsed = RegisteredKey.parse(key, board, source);
        if (parsed == null || !parsed.partition().isEmpty() || parsed.window() != null) {
            throw new UnusableRecordException("args[0]", key, "must name a board or a shadow");
        }
        return new BoardDrop(board, parsed.shadowVersion(), revision);
    }

    private ResultCommand promotion(JsonNode record, List<String> args, long revision)
            throws UnusableRecordException {
        String board = board(args.get(0));
        if (!scope(record).equals("all_keys") || !args.get(0).equals(boardKey(board))) {
            throw new UnusableRecordException(
                    "args[0]", args.get(0), "must name a live board, with the scope all_keys");
        }
        int liveBecomes = version("args[1]", args.get(1));
        int shadowVersion = version("args[2]", args.get(2));
        if (liveBecomes == BoardAddress.LIVE && shadowVersion == BoardAddress.LIVE) {
            throw new UnusableRecordException("args", args, "must name a version that is not v0");
        }
        return new BoardPromotion(board, liveBecomes, shadowVersion, revision);
    }

    private String boardKey(String board) {
        return source.board(
                new BoardAddress(board, BoardAddress.LIVE, "", null, BoardAddress.NEVER));
    }

    private static int version(String field, String text) throws UnusableRecordException {
        if (!RegisteredKey.isVersion(text)) {
            throw new UnusableRecordException(field, text, "must be v and a number");
        }
        return Integer.parseInt(text.substring(1));
    }

    private static String scope(JsonNode record) {
        return record.path("scope").asText("");
    }
}
