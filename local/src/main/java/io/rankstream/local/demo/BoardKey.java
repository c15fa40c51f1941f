package io.rankstream.local.demo;

import java.util.List;
import java.util.regex.Pattern;

/** Takes a sorted set's key apart as far as a report needs it. */
final class BoardKey {

    private static final Pattern VERSION = Pattern.compile("v[0-9]+");

    private BoardKey() {}

    /** The board, with its version if it is a shadow: {@code top_speed:v2}. */
    static String board(String key) {
        List<String> parts = List.of(key.split(":", -1));
        if (parts.size() < 2) {
            return key;
        }
        return parts.size() > 2 && VERSION.matcher(parts.get(2)).matches()
                ? parts.get(1) + ":" + parts.get(2)
                : parts.get(1);
    }

    /** The last part, which names the window where the board has windows. */
    static String lastPart(String key) {
        return key.substring(key.lastIndexOf(':') + 1);
    }
}
