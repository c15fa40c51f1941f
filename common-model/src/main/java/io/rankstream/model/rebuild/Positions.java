package io.rankstream.model.rebuild;

import io.rankstream.model.archive.ArchivedRecord;

/** Turns places in streams and tables into texts that sort as the places do. */
public final class Positions {

    private static final char SEPARATOR = '/';

    /** Sorts before what has a longer number: the length of a number goes before its digits. */
    private static final char FIRST_LENGTH = '0';

    private Positions() {}

    /**
     * The place of one event, row or message of a record.
     *
     * @param index among what the record holds, from 0
     */
    public static String of(ArchivedRecord record, int index) {
        StringBuilder position =
                new StringBuilder(record.source())
                        .append(SEPARATOR)
                        .append(record.shard())
                        .append(SEPARATOR);
        addSortable(record.sequenceNumber(), position);
        position.append(SEPARATOR);
        addSortable(Integer.toString(record.subSequence()), position);
        position.append(SEPARATOR);
        addSortable(Integer.toString(index), position);
        return position.toString();
    }

    /** Numbers within the text sort by their value. */
    private static void addSortable(String text, StringBuilder to) {
        int at = 0;
        while (at < text.length()) {
            if (!isDigit(text.charAt(at))) {
                to.append(text.charAt(at++));
                continue;
            }
            int end = at;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            while (at < end - 1 && text.charAt(at) == '0') {
                at++;
            }
            to.append((char) (FIRST_LENGTH + (end - at))).append(text, at, end);
            at = end;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
