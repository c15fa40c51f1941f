package io.rankstream.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.bytes.EightBytes;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {

    private static final Pattern TIME =
            Pattern.compile(
                    "(\\d{4})-(\\d\\d)-(\\d\\d)([ T])(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?"
                            + "(Z|([+-])(\\d\\d)(?::?(\\d\\d))?)?");

    private static final String[] ENDS = {
        "", ".7", ".76", ".768", ".7689", ".123456789", ".1234567890", "."
    };

    private static final String[] ZONES = {
        "", "Z", "+01:00", "-0530", "+18", "+18:01", "-00:60", "+1", "ZZ", "+01:0", "+010"
    };

    private static final String LIKELY = "0123456789-: TZ.+\"\u0000\u00ff\uff12";

    private final EventTimes times = new EventTimes();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsWhatJavaTimeReads(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 30_000; i++) {
            assertRead(text(random));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2040-02-29 11:59:58.768", "1969-12-31T23:00:00.5+14:30"})
    void readsWhatJavaTimeReads_withAnyOtherCharacterAnywhere(String text) {
        for (int index = 0; index < text.length(); index++) {
            for (char other = 0; other < 256; other++) {
                assertRead(text.substring(0, index) + other + text.substring(index + 1));
                assertRead(text.substring(0, index) + other + text.substring(index));
            }
            assertRead(text.substring(0, index) + text.substring(index + 1));
            assertRead(text.substring(0, index));
        }
    }

    @Test
    void readsAllDays() {
        LocalDateTime day = LocalDateTime.of(1895, 1, 1, 1, 2, 3);
        for (int i = 0; i < 60_000; i++) {
            assertThat(times.parse(day.plusDays(i) + "Z"))
                    .isEqualTo(day.plusDays(i).toInstant(ZoneOffset.UTC).toEpochMilli());
        }
    }

    @Test
    void readsAnotherDate_whateverDiffers() {
        String before = "2026-11-18T20:26:40Z";
        for (String date :
                List.of("1926-11-18", "2126-11-18", "2025-11-18", "2026-10-18", "2026-11-19")) {
            times.parse(before);

            assertRead(date + before.substring(10));
        }
    }

    @Test
    void readsNoDateThatIsZeros() {
        assertThat(times.parse("\0\0\0\0\0\0\0\0\0\0 11:59:58")).isEqualTo(EventTimes.UNREADABLE);
    }

    private void assertRead(String text) {
        long expected = expected(text);

        assertThat(times.parse(text)).as(text).isEqualTo(expected);
        if (text.chars().allMatch(c -> c < 0x100)) {
            byte[] within = ("0" + text + "\"9999999").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(times.parse(EightBytes.padded(within), 1, text.length() + 1))
                    .as(text)
                    .isEqualTo(expected);
        }
    }

    private static long expected(String text) {
        Matcher matcher = TIME.matcher(text);
        boolean offset = text.length() > 10 && text.charAt(10) == 'T';
        if (!matcher.matches() || offset != (matcher.group(9) != null)) {
            return EventTimes.UNREADABLE;
        }
        int hours = number(matcher.group(11));
        int minutes = number(matcher.group(12));
        if (minutes > 59 || hours * 60 + minutes > 18 * 60) {
            return EventTimes.UNREADABLE;
        }
        try {
            LocalDateTime local =
                    LocalDateTime.of(
                            number(matcher.group(1)),
                            number(matcher.group(2)),
                            number(matcher.group(3)),
                            number(matcher.group(5)),
                            number(matcher.group(6)),
                            number(matcher.group(7)),
                            nanos(matcher.group(8)));
            int sign = "-".equals(matcher.group(10)) ? -1 : 1;
            return local.toInstant(ZoneOffset.ofTotalSeconds(sign * (hours * 3_600 + minutes * 60)))
                    .toEpochMilli();
        } catch (DateTimeException e) {
            return EventTimes.UNREADABLE;
        }
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(String digits) {
        return digits == null ? 0 : Integer.parseInt((digits + "00000000").substring(0, 9));
    }

    private static String text(Random random) {
        String text =
                String.format(
                                "%04d-%02d-%02d%s%02d:%02d:%02d",
                                random.nextInt(4) == 0 ? random.nextInt(10_000) : 2026,
                                random.nextInt(14),
                                random.nextInt(33),
                                random.nextBoolean() ? "T" : " ",
                                random.nextInt(26),
                                random.nextInt(62),
                                random.nextInt(62))
                        + ENDS[random.nextInt(ENDS.length)]
                        + (random.nextInt(3) == 0 ? "" : ZONES[random.nextInt(ZONES.length)]);
        if (random.nextInt(4) == 0) {
            int index = random.nextInt(text.length());
            char other = LIKELY.charAt(random.nextInt(LIKELY.length()));
            return text.substring(0, index) + other + text.substring(index + 1);
        }
        return text;
    }
}
