package io.rankstream.model.event;

import io.rankstream.model.event.EventMapping.Node;
import io.rankstream.model.field.FieldType;
import io.rankstream.model.field.FieldValues;
import java.nio.charset.StandardCharsets;

/**
 * Reads a record that is one JSON object of the plainest kind, as most are: ASCII, no escapes, each
 * value written as its type is usually written.
 *
 * <p>Whatever else there may be, right or wrong, is not read here: {@link EventParser} reads it
 * from the beginning. So this decides nothing but what is beyond doubt.
 */
final class PlainJson {

    /** What is read was not plain. */
    private static final int NOT_PLAIN = -1;

    /** So many digits fit into 64 bits, and into a double up to {@link #EXACT_DIGITS}. */
    private static final int MOST_DIGITS = 18;

    private static final int EXACT_DIGITS = 15;

    /** Deeper objects and arrays are left to the parser that counts the depth. */
    private static final int MOST_LEVELS = 16;

    private static final int MOST_OF_A_NAME = 256;

    private final EventMapping mapping;
    private final byte[] bytes;
    private final FieldValues fields;
    private int at;

    private String playerId;
    private long eventTime;
    private boolean hasOwnTime;
    private String eventId;
    private String eventType;

    PlainJson(EventMapping mapping, byte[] bytes) {
        this.mapping = mapping;
        this.bytes = bytes;
        this.fields = new FieldValues(mapping.fields());
    }

    String playerId() {
        return playerId;
    }

    /** Epoch milliseconds; of no meaning unless {@link #hasOwnTime}. */
    long eventTime() {
        return eventTime;
    }

    boolean hasOwnTime() {
        return hasOwnTime;
    }

    String eventId() {
        return eventId;
    }

    String eventType() {
        return eventType;
    }

    FieldValues fields() {
        return fields;
    }

    /** Reads the object at the beginning; returns where it ends, or -1 if it is not plain. */
    int read() {
        if (bytes.length == 0 || bytes[0] != '{' || !readObject(mapping.root(), 0)) {
            return NOT_PLAIN;
        }
        int end = at;
        skipSpace();
        return at == bytes.length ? end : NOT_PLAIN;
    }

    /** Reads an object from its brace to behind the other one. */
    private boolean readObject(Node node, int level) {
        if (level > MOST_LEVELS) {
            return false;
        }
        at++;
        if (nextIs('}')) {
            at++;
            return true;
        }
        int expected = 0;
        while (nextIs('"')) {
            int from = at + 1;
            int to = endOfText();
            if (to < 0 || to - from > MOST_OF_A_NAME || !nextIs(':')) {
                return false;
            }
            at++;
            skipSpace();
            int index = node == null ? -1 : node.indexOf(bytes, from, to, expected);
            if (index >= 0) {
                expected = index + 1;
            }
            if (!readValue(index < 0 ? null : node.child(index), level)) {
                return false;
            }
            if (nextIs('}')) {
                at++;
                return true;
            }
            if (!nextIs(',')) {
                return false;
            }
            at++;
        }
        return false;
    }

    private boolean readValue(Node node, int level) {
        if (at == bytes.length) {
            return false;
        }
        switch (bytes[at]) {
            case '{':
                if (node != null && !node.leadsOn() && node.target() != EventMapping.NOTHING) {
                    return false;
                }
                return readObject(node, level + 1);
            case '[':
                return (node == null || node.target() == EventMapping.NOTHING)
                        && skipArray(level + 1);
            case '"':
                int from = at + 1;
                int to = endOfText();
                return to >= 0 && (isSkipped(node) || takeText(node, from, to));
            case 't':
                return isWord("true") && (isSkipped(node) || takeTruth(node, true));
            case 'f':
                return isWord("false") && (isSkipped(node) || takeTruth(node, false));
            case 'n':
                return isWord("null");
            default:
                return takeNumber(node);
        }
    }

    private static boolean isSkipped(Node node) {
        return node == null || node.target() == EventMapping.NOTHING;
    }

    private boolean skipArray(int level) {
        if (level > MOST_LEVELS) {
            return false;
        }
        at++;
        if (nextIs(']')) {
            at++;
            return true;
        }
        while (true) {
            skipSpace();
            if (!readValue(null, level)) {
                return false;
            }
            if (nextIs(']')) {
                at++;
                return true;
            }
            if (!nextIs(',')) {
                return false;
            }
            at++;
        }
    }

    private boolean takeText(Node node, int from, int to) {
        switch (node.target()) {
            case EventMapping.PLAYER:
                playerId = text(from, to);
                return from < to && to - from <= EventLimits.MAX_PLAYER_LENGTH;
            case EventMapping.TIME:
                eventTime = EventTimes.parse(text(from, to));
                hasOwnTime = true;
                return eventTime != EventTimes.UNREADABLE;
            case EventMapping.ID:
                eventId = from == to ? null : text(from, to);
                return true;
            case EventMapping.TYPE:
                eventType = text(from, to);
                return true;
            default:
                if (mapping.fields().type(node.target()) != FieldType.STRING) {
                    return false;
                }
                fields.setText(node.target(), text(from, to));
                return true;
        }
    }

    private boolean takeTruth(Node node, boolean value) {
        if (node.target() < 0 || mapping.fields().type(node.target()) != FieldType.BOOLEAN) {
            return false;
        }
        fields.setBool(node.target(), value);
        return true;
    }

    /** A number without an exponent; with a fraction only where a decimal is wanted, or nothing. */
    private boolean takeNumber(Node node) {
        int from = at;
        boolean negative = bytes[at] == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long number = 0;
        while (at < bytes.length && isDigit(bytes[at]) && at - first <= MOST_DIGITS) {
            number = number * 10 + (bytes[at] - '0');
            at++;
        }
        int digits = at - first;
        if (digits == 0 || digits > MOST_DIGITS || (digits > 1 && bytes[first] == '0')) {
            return false;
        }
        boolean fraction = at < bytes.length && bytes[at] == '.';
        if (fraction && !skipFraction()) {
            return false;
        }
        if (at == bytes.length || bytes[at] == 'e' || bytes[at] == 'E') {
            return false;
        }
        if (isSkipped(node)) {
            return true;
        }
        long signed = negative ? -number : number;
        int target = node.target();
        if (target == EventMapping.TIME) {
            eventTime = signed;
            hasOwnTime = true;
            return !fraction && mapping.timeUnit() == EventMapping.TimeUnit.AUTO;
        }
        if (target < 0) {
            return false;
        }
        if (mapping.fields().type(target) == FieldType.INT) {
            fields.setInteger(target, signed);
            return !fraction;
        }
        if (mapping.fields().type(target) != FieldType.DECIMAL
                || (negative && number == 0)
                || at - first > MOST_DIGITS) {
            return false;
        }
        boolean exact = !fraction && digits <= EXACT_DIGITS;
        fields.setDecimal(target, exact ? signed : Double.parseDouble(text(from, at)));
        return true;
    }

    private boolean skipFraction() {
        int first = ++at;
        while (at < bytes.length && isDigit(bytes[at])) {
            at++;
        }
        return at > first && at - first <= MOST_DIGITS;
    }

    /** The end of the text that begins at the quote, behind which it goes on; -1 if not plain. */
    private int endOfText() {
        at++;
        while (at < bytes.length) {
            byte next = bytes[at];
            if (next == '"') {
                return at++;
            }
            // Bytes of other characters than ASCII's are negative.
            if (next < ' ' || next == '\\') {
                return NOT_PLAIN;
            }
            at++;
        }
        return NOT_PLAIN;
    }

    private boolean isWord(String word) {
        if (bytes.length - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    private boolean nextIs(char wanted) {
        skipSpace();
        return at < bytes.length && bytes[at] == wanted;
    }

    private void skipSpace() {
        while (at < bytes.length
                && (bytes[at] == ' '
                        || bytes[at] == '\n'
                        || bytes[at] == '\r'
                        || bytes[at] == '\t')) {
            at++;
        }
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
