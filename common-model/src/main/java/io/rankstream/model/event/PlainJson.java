package io.rankstream.model.event;

import io.rankstream.model.bytes.EightBytes;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldType;
import io.rankstream.model.field.FieldValues;
import java.nio.charset.StandardCharsets;

/**
 * Reads records that are one JSON object of the plainest kind, as most are: ASCII, no escapes, each
 * value written as its type is usually written. For one thread.
 *
 * <p>Whatever else there may be, right or wrong, is not read here: {@link EventParser} reads it
 * from the beginning. So this decides nothing but what is beyond doubt.
 */
final class PlainJson {

    /** What is read was not plain. */
    private static final int NOT_PLAIN = -1;

    /** So many digits fit into 64 bits. */
    private static final int MOST_DIGITS = 18;

    /** Up to 2^53 all whole numbers are doubles. */
    private static final long MOST_EXACT = 1L << 53;

    /** All that {@link #MOST_DIGITS} digits need, exactly. */
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18
    };

    /** Deeper objects and arrays are left to the parser that counts the depth. */
    private static final int MOST_LEVELS = 16;

    private static final int MOST_OF_A_NAME = 256;

    /** What comes next where nothing does; no JSON has it. */
    private static final byte END = 0;

    private final FieldSchema schema;
    private final boolean millis;
    private final PlainNode root;
    private final EventTimes times = new EventTimes();

    /** The record, with eight zeros behind it, and what is left of those before. */
    private byte[] bytes = new byte[1_024];

    private int length;
    private int at;
    private EventDraft draft;

    /** Of the last time that was a text. */
    private int timeLength;

    PlainJson(EventMapping mapping) {
        schema = mapping.fields();
        millis = mapping.timeUnit() == EventMapping.TimeUnit.AUTO;
        root = PlainNode.of("", mapping.root(), schema);
    }

    /**
     * Reads the object that a record is.
     *
     * @param draft takes what is read; of no meaning if that is not plain
     * @return where the object ends, or -1 if it is not plain
     */
    int read(byte[] record, EventDraft draft) {
        if (record.length == 0 || record[0] != '{') {
            return NOT_PLAIN;
        }
        copy(record);
        this.draft = draft;
        draft.clear(new FieldValues(schema));
        if (!readObject(root, 0)) {
            return NOT_PLAIN;
        }
        int end = at;
        return next() == END && at == length ? end : NOT_PLAIN;
    }

    private void copy(byte[] record) {
        length = record.length;
        if (length + EightBytes.SIZE > bytes.length) {
            bytes = new byte[2 * (length + EightBytes.SIZE)];
        }
        System.arraycopy(record, 0, bytes, 0, length);
        EightBytes.clear(bytes, length);
        at = 0;
    }

    /** Reads an object from its brace to behind the other one. */
    private boolean readObject(PlainNode node, int level) {
        if (level > MOST_LEVELS) {
            return false;
        }
        at++;
        if (next() == '}') {
            at++;
            return true;
        }
        PlainNode previous = null;
        while (next() == '"') {
            PlainNode child = node.childAt(bytes, at, previous);
            if (child == PlainNode.UNWANTED) {
                int from = at;
                if (endOfText() < 0 || at - from > MOST_OF_A_NAME) {
                    return false;
                }
            } else {
                at += child.nameLength();
                previous = child;
            }
            if (next() != ':') {
                return false;
            }
            at++;
            if (!readValue(child, level)) {
                return false;
            }
            byte separator = next();
            at++;
            if (separator != ',') {
                return separator == '}';
            }
        }
        return false;
    }

    private boolean readValue(PlainNode node, int level) {
        switch (next()) {
            case '"':
                return readText(node);
            case '{':
                return (node.leadsOn() || isSkipped(node)) && readObject(node, level + 1);
            case '[':
                return isSkipped(node) && skipArray(level + 1);
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

    private static boolean isSkipped(PlainNode node) {
        return node.target() == EventMapping.NOTHING;
    }

    private boolean skipArray(int level) {
        if (level > MOST_LEVELS) {
            return false;
        }
        at++;
        if (next() == ']') {
            at++;
            return true;
        }
        while (readValue(PlainNode.UNWANTED, level)) {
            byte separator = next();
            at++;
            if (separator != ',') {
                return separator == ']';
            }
        }
        return false;
    }

    private boolean readText(PlainNode node) {
        if (node.target() == EventMapping.TIME && readTimeLikeTheLast()) {
            return true;
        }
        int from = at + 1;
        int to = endOfText();
        return to >= 0 && (isSkipped(node) || takeText(node, from, to));
    }

    /** Most times are as long as the last, and what is a time has no other quote in it. */
    private boolean readTimeLikeTheLast() {
        int from = at + 1;
        int to = from + timeLength;
        if (to < length && bytes[to] == '"' && takeTime(from, to)) {
            at = to + 1;
            return true;
        }
        return false;
    }

    private boolean takeTime(int from, int to) {
        draft.eventTime = times.parse(bytes, from, to);
        draft.hasOwnTime = true;
        timeLength = to - from;
        return draft.eventTime != EventTimes.UNREADABLE;
    }

    private boolean takeText(PlainNode node, int from, int to) {
        switch (node.target()) {
            case EventMapping.PLAYER:
                draft.playerId = text(from, to);
                return from < to && to - from <= EventLimits.MAX_PLAYER_LENGTH;
            case EventMapping.TIME:
                return takeTime(from, to);
            case EventMapping.ID:
                draft.eventId = from == to ? null : text(from, to);
                return true;
            case EventMapping.TYPE:
                draft.eventType = text(from, to);
                return true;
            default:
                if (node.type() != FieldType.STRING) {
                    return false;
                }
                draft.fields.setText(node.target(), text(from, to));
                return true;
        }
    }

    private boolean takeTruth(PlainNode node, boolean value) {
        if (node.type() != FieldType.BOOLEAN) {
            return false;
        }
        draft.fields.setBool(node.target(), value);
        return true;
    }

    /** A number without an exponent; with a fraction only where a decimal is wanted, or nothing. */
    private boolean takeNumber(PlainNode node) {
        int from = at;
        boolean negative = bytes[at] == '-';
        int first = negative ? ++at : at;
        long number = readDigits(0);
        int digits = at - first;
        if (digits == 0 || digits > MOST_DIGITS || (bytes[first] == '0' && digits > 1)) {
            return false;
        }
        int fraction = 0;
        if (bytes[at] == '.') {
            int dot = at++;
            number = readDigits(number);
            fraction = at - dot - 1;
            if (fraction == 0 || fraction > MOST_DIGITS) {
                return false;
            }
        }
        return isSkipped(node) || setNumber(node, negative ? -number : number, fraction, from);
    }

    private boolean setNumber(PlainNode node, long number, int fraction, int from) {
        if (node.target() == EventMapping.TIME) {
            draft.eventTime = number;
            draft.hasOwnTime = true;
            return fraction == 0 && millis;
        }
        if (node.type() == FieldType.INT) {
            draft.fields.setInteger(node.target(), number);
            return fraction == 0;
        }
        boolean negativeZero = number == 0 && bytes[from] == '-';
        if (node.type() != FieldType.DECIMAL || negativeZero || at - from > MOST_DIGITS) {
            return false;
        }
        draft.fields.setDecimal(node.target(), decimal(number, fraction, from));
        return true;
    }

    /**
     * A number whose last digits are a fraction.
     *
     * <p>A division of what a double holds exactly by a power of ten that it holds exactly is
     * rounded once, and so correctly: William D. Clinger, "How to Read Floating Point Numbers
     * Accurately" (1990).
     */
    private double decimal(long number, int fraction, int from) {
        return Math.abs(number) <= MOST_EXACT
                ? number / POWERS_OF_TEN[fraction]
                : Double.parseDouble(text(from, at));
    }

    /** Reads on behind digits that are known; what does not fit into 64 bits is cut off. */
    private long readDigits(long known) {
        long number = known;
        int count;
        do {
            long word = EightBytes.at(bytes, at);
            count = EightBytes.digitsIn(word);
            if (count > 0) {
                number = number * (long) POWERS_OF_TEN[count] + EightBytes.number(word, count);
            }
            at += count;
        } while (count == EightBytes.SIZE);
        return number;
    }

    /** The end of the text that begins at the quote, behind which it goes on; -1 if not plain. */
    private int endOfText() {
        int end = at + 1;
        int letters;
        while ((letters = EightBytes.lettersIn(EightBytes.at(bytes, end))) == EightBytes.SIZE) {
            end += EightBytes.SIZE;
        }
        end += letters;
        at = end + 1;
        return bytes[end] == '"' ? end : NOT_PLAIN;
    }

    private boolean isWord(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    /** Goes on to what is no space. */
    private byte next() {
        byte next = bytes[at];
        while (next <= ' ' && (next == ' ' || next == '\n' || next == '\r' || next == '\t')) {
            next = bytes[++at];
        }
        return next;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
