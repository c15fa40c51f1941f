package io.rankstream.model.command;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The one place that turns logical addresses into Redis keys. */
public final class KeyGrammar {

    /** The partition value of a member that has no row to take it from. */
    public static final String UNKNOWN = "~";

    private static final String HEX = "0123456789ABCDEF";

    private final String prefix;

    private KeyGrammar(String prefix) {
        this.prefix = prefix;
    }

    /** Keys that start with {@code prefix}, which separates games that share a Redis. */
    public static KeyGrammar withPrefix(String prefix) {
        return new KeyGrammar(prefix);
    }

    /** {@code leaderboard:<board>[:v<n>][:<field>=<value>,...][:<window>]}. */
    public String board(BoardAddress address) {
        StringBuilder key =
                new StringBuilder(prefix).append("leaderboard:").append(address.board());
        if (address.shadowVersion() != BoardAddress.LIVE) {
            key.append(":v").append(address.shadowVersion());
        }
        if (!address.partition().isEmpty()) {
            key.append(':').append(address.partition());
        }
        if (address.window() != null) {
            key.append(':').append(address.window());
        }
        return key.toString();
    }

    /** {@code {leaderboard:<board>}:meta}. */
    public String meta(String board) {
        return "{" + prefix + "leaderboard:" + board + "}:meta";
    }

    /** {@code player:<id>}; the id stands as it is, Redis keys take any bytes. */
    public String player(String playerId) {
        return prefix + "player:" + playerId;
    }

    /**
     * {@code {<key>}:commit}: what the job notes beside a sorted set, in the same slot of a
     * cluster.
     *
     * @param key what {@link #board} makes of an address
     */
    public static String companion(String key) {
        return "{" + key + "}:commit";
    }

    /** {@code rankstream:boards}: the names of all boards that have keys. */
    public String boards() {
        return prefix + "rankstream:boards";
    }

    /** {@code rankstream:lineage}: which history of the job the boards belong to. */
    public String lineage() {
        return prefix + "rankstream:lineage";
    }

    /** {@code rankstream:beat}: what the job last said to show that nothing was lost. */
    public String beat() {
        return prefix + "rankstream:beat";
    }

    /**
     * The partition part of a key, such as {@code country=DE,level=3}.
     *
     * @param fields the column names, in the definition's order
     * @param values what {@link #value} makes of their values
     */
    public static String partition(List<String> fields, List<String> values) {
        StringBuilder partition = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                partition.append(',');
            }
            partition.append(encode(fields.get(i))).append('=').append(values.get(i));
        }
        return partition.toString();
    }

    /** A text as it stands in a key; {@link #UNKNOWN} for none, which no text is written as. */
    public static String value(String text) {
        return text == null ? UNKNOWN : encode(text);
    }

    /** The text that {@link #value} was made of, or null. */
    public static String text(String value) {
        if (value.equals(UNKNOWN)) {
            return null;
        }
        if (value.indexOf('%') < 0) {
            return value;
        }
        byte[] bytes = new byte[value.length()];
        int length = 0;
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            if (next == '%') {
                bytes[length++] = (byte) Integer.parseInt(value, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) next;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Percent-encodes the UTF-8 bytes of everything outside {@code [A-Za-z0-9_.-]}. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '_'
                || b == '.'
                || b == '-';
    }
}
