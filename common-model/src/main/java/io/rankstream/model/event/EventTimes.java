package io.rankstream.model.event;

/**
 * Reads the times that events carry, without regular expressions or allocation.
 *
 * <p>Accepted are {@code yyyy-MM-dd HH:mm:ss[.fraction]}, taken as UTC, and ISO-8601 with an
 * offset, {@code yyyy-MM-ddTHH:mm:ss[.fraction](Z|+hh:mm|+hhmm|+hh)}.
 */
final class EventTimes {

    /** No event happened then: the result for a text that is not a time. */
    static final long UNREADABLE = Long.MIN_VALUE;

    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final int SECONDS_END = 19;
    private static final int MAX_OFFSET_MINUTES = 18 * 60;

    /** Epoch milliseconds, fractions cut to milliseconds, or {@link #UNREADABLE}. */
    static long parse(String text) {
        if (text.length() < SECONDS_END
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return UNREADABLE;
        }
        char separator = text.charAt(10);
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, SECONDS_END);
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > daysOf(year, month)
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59
                || second < 0
                || second > 59) {
            return UNREADABLE;
        }
        int end = fractionEnd(text);
        if (end < 0) {
            return UNREADABLE;
        }
        long local =
                daysFromEpoch(year, month, day) * MILLIS_PER_DAY
                        + hour * 3_600_000L
                        + minute * 60_000L
                        + second * 1_000L
                        + millis(text, end);
        if (separator == ' ') {
            return end == text.length() ? local : UNREADABLE;
        }
        if (separator != 'T') {
            return UNREADABLE;
        }
        return minusOffset(local, text, end);
    }

    private static int fractionEnd(String text) {
        if (text.length() == SECONDS_END || text.charAt(SECONDS_END) != '.') {
            return SECONDS_END;
        }
        int end = SECONDS_END + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int digits = end - SECONDS_END - 1;
        return digits >= 1 && digits <= 9 ? end : -1;
    }

    private static int millis(String text, int end) {
        int millis = 0;
        for (int i = 0; i < 3; i++) {
            int at = SECONDS_END + 1 + i;
            millis = millis * 10 + (at < end ? text.charAt(at) - '0' : 0);
        }
        return millis;
    }

    private static long minusOffset(long local, String text, int start) {
        int length = text.length() - start;
        if (length == 1 && text.charAt(start) == 'Z') {
            return local;
        }
        char sign = length > 0 ? text.charAt(start) : ' ';
        if (sign != '+' && sign != '-') {
            return UNREADABLE;
        }
        int hours = length >= 3 ? digits(text, start + 1, start + 3) : -1;
        int minutes;
        if (length == 3) {
            minutes = 0;
        } else if (length == 5) {
            minutes = digits(text, start + 3, start + 5);
        } else if (length == 6 && text.charAt(start + 3) == ':') {
            minutes = digits(text, start + 4, start + 6);
        } else {
            return UNREADABLE;
        }
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_OFFSET_MINUTES) {
            return UNREADABLE;
        }
        long offset = (hours * 60L + minutes) * 60_000L;
        return sign == '+' ? local - offset : local + offset;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
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

    private EventTimes() {}
}
