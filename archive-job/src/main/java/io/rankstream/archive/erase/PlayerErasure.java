package io.rankstream.archive.erase;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.flink.archive.HourRewrite;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Says which records speak of a player, and what is left of them without.
 *
 * <p>Of a record that holds events of others too, those are kept, one a line, and it loses its
 * partition key if that is the id. A record that cannot be read is removed if it holds the id as a
 * JSON value, with whatever escapes.
 */
final class PlayerErasure {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String playerId;
    private final Map<String, EventParser> parsers;
    private final byte[] digits;

    /**
     * Creates the rule.
     *
     * @param parsers of the event streams, by name
     */
    PlayerErasure(String playerId, Map<String, EventParser> parsers) {
        this.playerId = playerId;
        this.parsers = parsers;
        this.digits =
                playerId.matches("-?[0-9]+") ? playerId.getBytes(StandardCharsets.UTF_8) : null;
    }

    /** What becomes of the records of a kind. */
    HourRewrite.Change of(ArchiveKind kind) {
        switch (kind) {
            case EVENTS:
                return record -> withoutKey(withoutEvents(record));
            case DEAD_LETTERS:
                return record -> isOfPlayer(record) ? null : record;
            case DIMENSIONS:
                return record -> record.partitionKey().equals(playerId) ? null : record;
            case CONTROL:
                // An erasure, a ban or an adjustment must be there when boards are rebuilt.
                return record -> record;
        }
        throw new IllegalStateException("unknown kind " + kind);
    }

    private ArchivedRecord withoutKey(ArchivedRecord record) {
        return record == null || !record.partitionKey().equals(playerId)
                ? record
                : record.withPartitionKey("");
    }

    private ArchivedRecord withoutEvents(ArchivedRecord record) {
        ParsedRecord parsed = parse(record.source(), record.bytes(), record.arrivalTime());
        if (parsed == null) {
            return mentions(record.bytes()) ? null : record;
        }
        if (!isOfPlayer(parsed)) {
            return record;
        }
        return rest(record, parsed);
    }

    /** Of a dead letter, only the value to blame and the record can name a player. */
    private boolean isOfPlayer(ArchivedRecord record) {
        DeadLetter letter;
        try {
            // Fails if anything comes after the letter.
            JSON.readTree(record.bytes());
            letter = DeadLetter.parse(record.bytes());
        } catch (IOException | IllegalArgumentException e) {
            return mentions(record.bytes());
        }
        if (letter.reason() == DeadLetter.Reason.BAD_ENVELOPE) {
            return isInEnvelope(letter.bytes());
        }
        return (letter.reason() == DeadLetter.Reason.BAD_PLAYER && playerId.equals(letter.value()))
                || isIn(letter.bytes(), letter.origin().stream(), letter.arrivalTime());
    }

    /**
     * Whether a record speaks of the player.
     *
     * @param arrivalTime by any other the event may be one of the future, and so unusable
     */
    private boolean isIn(byte[] bytes, String stream, long arrivalTime) {
        ParsedRecord parsed = parse(stream, bytes, arrivalTime);
        return hasString(bytes) || (parsed == null ? mentions(bytes) : isOfPlayer(parsed));
    }

    /** Of an envelope, only the key and the record that it carries can name a player. */
    private boolean isInEnvelope(byte[] bytes) {
        ReplayEnvelope envelope;
        try {
            envelope = ReplayEnvelope.parse(bytes);
        } catch (IllegalArgumentException e) {
            return mentions(bytes) || isCarriedBy(bytes);
        }
        return envelope.partitionKey().equals(playerId)
                || isIn(envelope.bytes(), envelope.origin().stream(), envelope.arrivalTime());
    }

    /** Whether what is no envelope holds the player in a record all the same. */
    private boolean isCarriedBy(byte[] bytes) {
        try (JsonParser json = JSON.createParser(bytes)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING
                        && "record".equals(json.currentName())
                        && mentions(decoded(json.getText()))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // There is no telling what comes after broken JSON.
            return false;
        }
    }

    /** Nothing if the text is not base64. */
    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Null if the stream is not known any more. */
    private ParsedRecord parse(String stream, byte[] bytes, long arrivalTime) {
        EventParser parser = parsers.get(stream);
        return parser == null
                ? null
                : parser.parse(bytes, new RecordOrigin(stream, "", ""), arrivalTime);
    }

    private boolean isOfPlayer(ParsedRecord parsed) {
        for (GameplayEvent event : parsed.events()) {
            if (event.playerId().equals(playerId)) {
                return true;
            }
        }
        for (DeadLetter part : parsed.deadLetters()) {
            if (mentions(part.bytes())) {
                return true;
            }
        }
        return false;
    }

    private ArchivedRecord rest(ArchivedRecord record, ParsedRecord parsed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(record.bytes().length);
        GameplayEvent first = null;
        int events = 0;
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        for (GameplayEvent event : parsed.events()) {
            if (!event.playerId().equals(playerId)) {
                append(bytes, event.bytes());
                first = first == null ? event : first;
                events++;
                earliest = Math.min(earliest, event.eventTime());
                latest = Math.max(latest, event.eventTime());
            }
        }
        List<DeadLetter> unusable = parsed.deadLetters();
        for (DeadLetter part : unusable) {
            if (!mentions(part.bytes())) {
                append(bytes, part.bytes());
            }
        }
        if (bytes.size() == 0) {
            return null;
        }
        ArchivedRecord rest = record.withBytes(bytes.toByteArray());
        if (first == null) {
            return rest.withEvents(record.eventTime(), record.eventTime(), 0, null, null);
        }
        // The earliest event may be gone, but the record stays in the folder of its hour.
        long time = Math.min(record.eventTime(), earliest);
        return rest.withEvents(time, latest, events, first.playerId(), first.eventType());
    }

    private static void append(ByteArrayOutputStream lines, byte[] part) {
        if (lines.size() > 0) {
            lines.write('\n');
        }
        lines.writeBytes(part);
    }

    private boolean mentions(byte[] bytes) {
        return hasString(bytes) || (digits != null && hasNumber(bytes));
    }

    private boolean hasString(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (int quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', quote + 1)) {
            if (isPlayerInQuotes(text, quote + 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean isPlayerInQuotes(String text, int from) {
        int at = from;
        for (int i = 0; i < playerId.length(); i++) {
            int length = lengthOfChar(text, at);
            if (at + length > text.length() || charAt(text, at, length) != playerId.charAt(i)) {
                return false;
            }
            at += length;
        }
        return at < text.length() && text.charAt(at) == '"';
    }

    /** How long a character of a JSON string is as it is written. */
    private static int lengthOfChar(String text, int at) {
        if (!text.startsWith("\\", at)) {
            return 1;
        }
        return text.startsWith("u", at + 1) ? 6 : 2;
    }

    /** The character that is written there; -1 if none is. */
    private static int charAt(String text, int at, int length) {
        if (length == 1) {
            return text.charAt(at) == '"' ? -1 : text.charAt(at);
        }
        if (length == 6) {
            int code = 0;
            for (int i = at + 2; i < at + 6; i++) {
                int digit = Character.digit(text.charAt(i), 16);
                if (digit < 0) {
                    return -1;
                }
                code = code * 16 + digit;
            }
            return code;
        }
        int shortened = "bfnrt".indexOf(text.charAt(at + 1));
        return shortened < 0 ? text.charAt(at + 1) : "\b\f\n\r\t".charAt(shortened);
    }

    private boolean hasNumber(byte[] bytes) {
        for (int i = indexOf(bytes, digits, 0); i >= 0; i = indexOf(bytes, digits, i + 1)) {
            int end = i + digits.length;
            if ((i == 0 || !isOfWord(bytes[i - 1]))
                    && (end == bytes.length || !isOfWord(bytes[end]))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfWord(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '+';
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int i = from; i <= bytes.length - wanted.length; i++) {
            int matched = 0;
            while (matched < wanted.length && bytes[i + matched] == wanted[matched]) {
                matched++;
            }
            if (matched == wanted.length) {
                return i;
            }
        }
        return -1;
    }
}
