package io.rankstream.model.command;

/** What a key in a board's registry stands for: the way back from a key to its address. */
public final class RegisteredKey {

    /** The meta field of a registered key is this and the key. */
    public static final String FIELD = "key:";

    private final String key;
    private final int shadowVersion;
    private final String partition;
    private final String window;

    private RegisteredKey(String key, int shadowVersion, String partition, String window) {
        this.key = key;
        this.shadowVersion = shadowVersion;
        this.partition = partition;
        this.window = window;
    }

    public static RegisteredKey of(String key, BoardAddress address) {
        return new RegisteredKey(
                key, address.shadowVersion(), address.partition(), address.window());
    }

    /**
     * Takes a key apart. No part of one holds a colon: values are percent-encoded, and a window is
     * never called like a version.
     *
     * @return null if it is not a key of the board
     */
    public static RegisteredKey parse(String key, String board, KeyGrammar keys) {
        String base =
                keys.board(
                        new BoardAddress(board, BoardAddress.LIVE, "", null, BoardAddress.NEVER));
        if (!key.startsWith(base)) {
            return null;
        }
        int shadowVersion = BoardAddress.LIVE;
        String partition = "";
        String window = null;
        int at = base.length();
        while (at < key.length()) {
            if (key.charAt(at) != ':') {
                return null;
            }
            int end = key.indexOf(':', at + 1);
            String part = key.substring(at + 1, end < 0 ? key.length() : end);
            if (at == base.length() && isVersion(part)) {
                shadowVersion = Integer.parseInt(part.substring(1));
            } else if (part.indexOf('=') > 0) {
                partition = part;
            } else {
                window = part;
            }
            at = end < 0 ? key.length() : end;
        }
        return new RegisteredKey(key, shadowVersion, partition, window);
    }

    /** Whether a text is {@code v} and digits, as the versions of shadows are written. */
    public static boolean isVersion(String text) {
        if (text.length() < 2 || text.length() > 11 || text.charAt(0) != 'v') {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return Long.parseLong(text.substring(1)) <= Integer.MAX_VALUE;
    }

    public String key() {
        return key;
    }

    public int shadowVersion() {
        return shadowVersion;
    }

    /** As it stands in the key, empty for none. */
    public String partition() {
        return partition;
    }

    /** The label of the window, or null if the key has none. */
    public String window() {
        return window;
    }
}
