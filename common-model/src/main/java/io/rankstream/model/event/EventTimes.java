package io.rankstream.model.event;

import io.rankstream.model.bytes.EightBytes;
import java.nio.charset.StandardCharsets;

/**
 * Reads the times that events carry, without regular expressions. For one thread.
 *
 * <p>Accepted are {@code yyyy-MM-dd HH:mm:ss[.fraction]}, taken as UTC, and ISO-8601 with an
 * offset, {@code yyyy-MM-ddTHH:mm:ss[.fraction](Z|+hh:mm|+hhmm|+hh)}.
 */
final class EventTimes {

    /** No event happened then: the result for a text that is not a time. */
    static final long UNREADABLE = Long.MIN_VALUE;

    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final int TIME_OF_DAY = 11;
    private static final int SECONDS_END = 19;
    private static final int MOST_FRACTION_DIGITS = 9;
    private static final int MAX_OFFSET_MINUTES = 18 * 60;

    /** What the digits of a fraction are worth in milliseconds, by how many of them count. */
    private static final int[] MILLIS = {0, 100, 10, 1};

    /** Most events are of the day of the one before: its date, as bytes that overlap. */
    private long knownDate;

    private long restOfKnownDate;
    private long startOfKnownDate = UNREADABLE;

    /** Epoch milliseconds, fractions cut to milliseconds, or {@link #UNREADABLE}. */
    long parse(String text) {
        // What Latin-1 does not have becomes a question mark, which no time has.
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return parse(EightBytes.padded(bytes), 0, bytes.length);
    }

    /**
     * As {@link #parse(String)}, of {@code bytes[from, to)}, behind which are eight bytes more, the
     * first of them no digit.
     */
    long parse(byte[] bytes, int from, int to) {
        if (to - from < SECONDS_END) {
            return UNREADABLE;
        }
        long day = startOfDay(bytes, from);
        long time = timeOfDay(bytes, from + TIME_OF_DAY);
        int secondsEnd = from + SECONDS_END;
        int end = fractionEnd(bytes, secondsEnd, to);
        if (day == UNREADABLE || time == UNREADABLE || end < 0) {
            return UNREADABLE;
        }
        long local = day + time + millis(bytes, secondsEnd, end);
        switch (bytes[from + TIME_OF_DAY - 1]) {
            case ' ':
                return end == to ? local : UNREADABLE;
            case 'T':
                return minusOffset(local, bytes, end, to);
            default:
                return UNREADABLE;
        }
    }

    private long startOfDay(byte[] bytes, int from) {
        long date = EightBytes.at(bytes, from);
        long restOfDate = EightBytes.at(bytes, from + 2);
        if (date != knownDate || restOfDate != restOfKnownDate) {
            knownDate = date;
            restOfKnownDate = restOfDate;
            startOfKnownDate = startOf(twoDigits(bytes, from), EightBytes.pairs(restOfDate, '-'));
        }
        return startOfKnownDate;
    }

    private static long startOf(int century, long date) {
        if (century < 0 || date < 0) {
            return UNREADABLE;
        }
        int year = century * 100 + EightBytes.pair(date, 0);
        int month = EightBytes.pair(date, 1);
        int day = EightBytes.pair(date, 2);
        if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
            return UNREADABLE;
        }
        return daysFromEpoch(year, month, day) * MILLIS_PER_DAY;
    }

    private static long timeOfDay(byte[] bytes, int from) {
        long time = EightBytes.pairs(EightBytes.at(bytes, from), ':');
        int hour = EightBytes.pair(time, 0);
        int minute = EightBytes.pair(time, 1);
        int second = EightBytes.pair(time, 2);
        if (time < 0 || hour > 23 || minute > 59 || second > 59) {
            return UNREADABLE;
        }
        return hour * 3_600_000L + minute * 60_000L + second * 1_000L;
    }

    private static int fractionEnd(byte[] bytes, int dot, int to) {
        if (dot == to || bytes[dot] != '.') {
            return dot;
        }
        int digits = EightBytes.digitsIn(EightBytes.at(bytes, dot + 1));
        if (digits == EightBytes.SIZE) {
            digits += EightBytes.digitsIn(EightBytes.at(bytes, dot + 1 + EightBytes.SIZE));
        }
        return digits >= 1 && digits <= MOST_FRACTION_DIGITS ? dot + 1 + digits : -1;
    }

    private static long millis(byte[] bytes, int dot, int end) {
        if (dot == end) {
            return 0;
        }
        int digits = Math.min(end - dot - 1, 3);
        return EightBytes.number(EightBytes.at(bytes, dot + 1), digits) * MILLIS[digits];
    }

    private static long minusOffset(long local, byte[] bytes, int start, int to) {
        int length = to - start;
        if (length == 1 && bytes[start] == 'Z') {
            return local;
        }
        if (length < 3 || (bytes[start] != '+' && bytes[start] != '-')) {
            return UNREADABLE;
        }
        int hours = twoDigits(bytes, start + 1);
        int minutes;
        if (length == 3) {
            minutes = 0;
        } else if (length == 5) {
            minutes = twoDigits(bytes, start + 3);
        } else if (length == 6 && bytes[start + 3] == ':') {
            minutes = twoDigits(bytes, start + 4);
        } else {
            return UNREADABLE;
        }
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_OFFSET_MINUTES) {
            return UNREADABLE;
        }
        long offset = (hours * 60L + minutes) * 60_000L;
        return bytes[start] == '+' ? local - offset : local + offset;
    }

    private static int twoDigits(byte[] bytes, int from) {
        int tens = bytes[from] - '0';
        int ones = bytes[from + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    private static int daysOf(int year, int month) {
        switch (month) {
            case 2:
                boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
                return leap ? 29 : 28;
            case 4:
            case 6:
            case 9:
            case 11:
                return 30;
            default:
                return 31;
        }
    }

    /** Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
    private static long daysFromEpoch(int year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }
}
