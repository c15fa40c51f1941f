package io.rankstream.model.event;

import io.rankstream.model.bytes.EightBytes;
import java.nio.charset.StandardCharsets;

/** The name of a member as it stands in plain JSON: in quotes, without escapes. */
final class PlainName {

    private final int length;
    private final long head;
    private final long headMask;

    /** All behind the head, eight bytes at a time; the first may overlap it. */
    private final long[] rest;

    private final int restFrom;

    PlainName(String name) {
        byte[] quoted = ('"' + name + '"').getBytes(StandardCharsets.US_ASCII);
        byte[] padded = EightBytes.padded(quoted);
        length = quoted.length;
        head = EightBytes.at(padded, 0);
        headMask = EightBytes.first(Math.min(length, EightBytes.SIZE), -1);
        rest = new long[(length - 1) / EightBytes.SIZE];
        restFrom = length - rest.length * EightBytes.SIZE;
        for (int i = 0; i < rest.length; i++) {
            rest[i] = EightBytes.at(padded, restFrom + i * EightBytes.SIZE);
        }
    }

    /** Whether a name can be written plainly: as ASCII that needs no escape. */
    static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c >= ' ' && c < 0x80 && c != '"' && c != '\\');
    }

    /** In bytes, quotes included. */
    int length() {
        return length;
    }

    /** Whether it stands at an index of bytes that end with eight zeros. */
    boolean isAt(byte[] bytes, int index) {
        if ((EightBytes.at(bytes, index) & headMask) != head) {
            return false;
        }
        for (int i = 0; i < rest.length; i++) {
            // All before it was found, so this is no more than eight bytes behind the end.
            if (EightBytes.at(bytes, index + restFrom + i * EightBytes.SIZE) != rest[i]) {
                return false;
            }
        }
        return true;
    }
}
