package io.rankstream.model.expression;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Says how large a pattern becomes when its counted repetitions are written out: that is what a
 * compiled pattern holds, and what is done for each character of a text.
 *
 * <p>Reads RE2's syntax, and is not exact about what a compiler refuses anyway.
 */
final class PatternSize {

    /** What sizes are cut at, so that they never overflow. */
    private static final long BEYOND = 1_000_000_000;

    private final String pattern;
    private int at;

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /** How many characters, classes and empty groups there are, repeated ones as often. */
    static long of(String pattern) {
        return new PatternSize(pattern).size();
    }

    private long size() {
        Deque<Long> outer = new ArrayDeque<>();
        long size = 0;
        long last = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '(') {
                at++;
                outer.push(size);
                size = 0;
                last = 0;
                continue;
            }
            if (c == ')' && !outer.isEmpty()) {
                at++;
                last = Math.max(size, 1);
                size = outer.pop() + last;
                continue;
            }
            long times = c == '{' ? repetition() : 0;
            if (times > 0) {
                size += last * (times - 1);
                last *= times;
            } else {
                last = atom();
                size += last;
            }
            size = Math.min(size, BEYOND);
            last = Math.min(last, BEYOND);
        }
        while (!outer.isEmpty()) {
            size += outer.pop();
        }
        return size;
    }

    /** Passes a repetition such as {@code {2,5}} and says how often at most; 0 if it is none. */
    private long repetition() {
        int end = pattern.indexOf('}', at);
        if (end < 0) {
            return 0;
        }
        String[] bounds = pattern.substring(at + 1, end).split(",", -1);
        if (bounds.length > 2 || !isNumber(bounds[0])) {
            return 0;
        }
        String most = bounds[bounds.length - 1];
        if (!most.isEmpty() && !isNumber(most)) {
            return 0;
        }
        at = end + 1;
        // Without an upper bound it is the lower one, and once more for the rest.
        return Math.max(most.isEmpty() ? number(bounds[0]) + 1 : number(most), 1);
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static long number(String digits) {
        return digits.length() > 9 ? BEYOND : Long.parseLong(digits);
    }

    /** Passes what a repetition would repeat, groups aside, and says its size. */
    private long atom() {
        char c = pattern.charAt(at);
        if (c == '[') {
            passClass();
            return 1;
        }
        if (c != '\\' || at + 1 == pattern.length()) {
            at++;
            return 1;
        }
        char escaped = pattern.charAt(at + 1);
        at += 2;
        if (escaped == 'Q') {
            int end = pattern.indexOf("\\E", at);
            String quoted = pattern.substring(at, end < 0 ? pattern.length() : end);
            at += quoted.length() + (end < 0 ? 0 : 2);
            return quoted.length();
        }
        boolean named = escaped == 'x' || escaped == 'p' || escaped == 'P';
        if (named && at < pattern.length() && pattern.charAt(at) == '{') {
            int end = pattern.indexOf('}', at);
            at = end < 0 ? pattern.length() : end + 1;
        }
        return 1;
    }

    private void passClass() {
        at++;
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            at++;
        }
        // A bracket that comes first is one of the characters.
        boolean first = true;
        while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
            first = false;
            int end = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
            if (end >= 0) {
                at = end + 2;
            } else {
                at += pattern.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at = Math.min(at + 1, pattern.length());
    }
}
