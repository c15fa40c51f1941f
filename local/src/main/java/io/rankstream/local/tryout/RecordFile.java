package io.rankstream.local.tryout;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a file into records as a stream would hold them: one a line, or one an element if the whole
 * file is a JSON array.
 */
final class RecordFile {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int BYTE_ORDER_MARK_LENGTH = 3;

    /** One record and where it stands. */
    static final class Entry {

        private final String file;
        private final int line;
        private final int element;
        private final byte[] bytes;

        private Entry(String file, int line, int element, byte[] bytes) {
            this.file = file;
            this.line = line;
            this.element = element;
            this.bytes = bytes;
        }

        String file() {
            return file;
        }

        /** Counts from 1. */
        int line() {
            return line;
        }

        /** The element of the array, from 1; 0 if the file is not one array. */
        int element() {
            return element;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private RecordFile() {}

    /**
     * Reads a file; blank lines are no records.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    static List<Entry> read(Path path) {
        byte[] bytes = bytes(path);
        List<Entry> lines = lines(path.toString(), bytes);
        if (lines.isEmpty() || lines.get(0).bytes()[0] != '[') {
            return lines;
        }
        byte[] first = lines.get(0).bytes();
        boolean arraysOnLines = lines.size() > 1 && first[first.length - 1] == ']';
        return arraysOnLines ? lines : elements(path.toString(), bytes);
    }

    /**
     * The bytes of a file, without the byte order mark that some editors write.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    static byte[] bytes(Path path) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            boolean marked =
                    bytes.length >= BYTE_ORDER_MARK_LENGTH
                            && bytes[0] == (byte) 0xef
                            && bytes[1] == (byte) 0xbb
                            && bytes[2] == (byte) 0xbf;
            return marked ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK_LENGTH, bytes.length) : bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read "
                            + path
                            + ": "
                            + (Files.exists(path) ? e : "there is no such file"),
                    e);
        }
    }

    private static List<Entry> lines(String file, byte[] bytes) {
        List<Entry> lines = new ArrayList<>();
        int number = 1;
        for (int start = 0; start < bytes.length; number++) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            byte[] line = trimmed(bytes, start, end);
            if (line.length > 0) {
                lines.add(new Entry(file, number, 0, line));
            }
            start = end + 1;
        }
        return lines;
    }

    private static byte[] trimmed(byte[] bytes, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    /** The elements of the array; from where it is broken on, the rest as one record. */
    private static List<Entry> elements(String file, byte[] bytes) {
        List<Entry> elements = new ArrayList<>();
        int start = 0;
        int line = 1;
        try (JsonParser json = JSON.createParser(bytes)) {
            json.nextToken();
            try {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    JsonLocation location = json.currentTokenLocation();
                    start = (int) location.getByteOffset();
                    line = location.getLineNr();
                    json.skipChildren();
                    json.finishToken();
                    int end = (int) json.currentLocation().getByteOffset();
                    elements.add(
                            new Entry(
                                    file,
                                    line,
                                    elements.size() + 1,
                                    Arrays.copyOfRange(bytes, start, end)));
                    start = end;
                }
            } catch (IOException e) {
                byte[] rest = Arrays.copyOfRange(bytes, start, bytes.length);
                elements.add(new Entry(file, line, elements.size() + 1, rest));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return elements;
    }
}
