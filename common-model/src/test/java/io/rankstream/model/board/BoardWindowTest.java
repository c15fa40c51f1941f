package io.rankstream.model.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.WeekFields;
import java.time.zone.ZoneOffsetTransition;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoardWindowTest {

    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    /** Half hours, quarters of one, changes at midnight, at 00:01, by two hours, of a whole day. */
    private static final String[] ZONES = {
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Antarctica/Troll",
        "Asia/Gaza",
        "Pacific/Apia",
        "Pacific/Chatham",
        "+05:30"
    };

    private static final String[] UNITS = {"hour", "day", "week", "month"};

    @Test
    void hasOneWindow_forAllTime() throws Exception {
        BoardWindow window = BoardWindow.allTime();

        assertThat(window.isAllTime()).isTrue();
        assertThat(window.isFinite()).isFalse();
        assertThat(window.start(millis("2026-11-20T12:00:00Z")))
                .isEqualTo(BoardWindow.ALL_TIME_START);
        assertThat(window.end(BoardWindow.ALL_TIME_START)).isEqualTo(Long.MAX_VALUE);
        assertThat(window.label(BoardWindow.ALL_TIME_START)).isNull();
        assertThat(window.maxLengthMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(window)
                .isEqualTo(BoardWindow.allTime())
                .isNotEqualTo(window("{'type':'tumbling','size':'PT30S'}"))
                .hasToString("{\"type\":\"all_time\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T00:00:00Z,     2026-11-20T00:00:00Z, 20261120T000000Z",
        "2026-11-20T00:00:29.999Z, 2026-11-20T00:00:00Z, 20261120T000000Z",
        "2026-11-20T00:00:30Z,     2026-11-20T00:00:30Z, 20261120T000030Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:30Z, 19691231T235930Z"
    })
    void alignsTumblingWindowsToTheEpoch(String time, String start, String label) throws Exception {
        BoardWindow window = window("{'type':'tumbling','size':'PT30S'}");

        assertThat(window.start(millis(time))).isEqualTo(millis(start));
        assertThat(window.end(millis(start))).isEqualTo(millis(start) + 30_000);
        assertThat(window.label(millis(start))).isEqualTo(label);
        assertThat(window.isFinite()).isTrue();
        assertThat(window.maxLengthMillis()).isEqualTo(30_000);
    }

    @ParameterizedTest
    @CsvSource({
        // The clocks go forward: 23 hours.
        "day,Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z, 2026-03-29",
        // The clocks go back: 25 hours.
        "day,Europe/Berlin, 2026-10-25T22:59:59Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, 2026-10-25",
        // The clocks go forward at midnight: the day starts at one.
        "day,America/Sao_Paulo, 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z, 2018-11-04",
        // The clocks go back at midnight: 25 hours.
        "day,America/Sao_Paulo, 2018-02-18T02:30:00Z, 2018-02-17T02:00:00Z, 2018-02-18T03:00:00Z, 2018-02-17",
        // At a minute past midnight the clocks go back into the day before, which has ended.
        "day,America/St_Johns, 2009-11-01T02:45:00Z, 2009-11-01T02:30:00Z, 2009-11-02T03:30:00Z, 2009-11-01",
        "month,America/St_Johns, 2009-11-01T02:45:00Z, 2009-11-01T02:30:00Z, 2009-12-01T03:30:00Z, 2009-11",
        // Samoa left out 30 December 2011.
        "day,Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-29",
        "day,Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z, 2011-12-31",
        "week,Pacific/Apia, 2011-12-31T10:00:00Z, 2011-12-26T10:00:00Z, 2012-01-01T10:00:00Z, 2011-W52",
        "day,UTC, 2026-11-20T23:59:59.999Z, 2026-11-20T00:00:00Z, 2026-11-21T00:00:00Z, 2026-11-20",
        // What the clocks show twice are two hours.
        "hour,Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02+0200",
        "hour,Europe/Berlin, 2026-10-25T01:30:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z, 2026-10-25T02+0100",
        "hour,Europe/Berlin, 2026-03-29T01:00:00Z, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z, 2026-03-29T03+0200",
        "hour,UTC, 2026-11-20T02:59:59.999Z, 2026-11-20T02:00:00Z, 2026-11-20T03:00:00Z, 2026-11-20T02+0000",
        "hour,Asia/Kolkata, 2026-11-20T02:00:00Z, 2026-11-20T01:30:00Z, 2026-11-20T02:30:00Z, 2026-11-20T07+0530",
        "hour,America/St_Johns, 2026-11-20T02:00:00Z, 2026-11-20T01:30:00Z, 2026-11-20T02:30:00Z, 2026-11-19T22-0330",
        // The clocks go by half an hour: the hour ends at the change.
        "hour,Australia/Lord_Howe, 2026-04-04T14:30:00Z, 2026-04-04T14:00:00Z, 2026-04-04T15:00:00Z, 2026-04-05T01+1100",
        "hour,Australia/Lord_Howe, 2026-04-04T15:00:00Z, 2026-04-04T15:00:00Z, 2026-04-04T15:30:00Z, 2026-04-05T01+1030",
        "hour,Australia/Lord_Howe, 2026-10-03T15:45:00Z, 2026-10-03T15:30:00Z, 2026-10-03T16:00:00Z, 2026-10-04T02+1100",
        // At a minute past the hour.
        "hour,America/St_Johns, 2009-11-01T02:30:59Z, 2009-11-01T02:30:00Z, 2009-11-01T02:31:00Z, 2009-11-01T00-0230",
        "hour,America/St_Johns, 2009-11-01T02:31:00Z, 2009-11-01T02:31:00Z, 2009-11-01T03:30:00Z, 2009-10-31T23-0330",
        // The week belongs to the year that has most of it.
        "week,UTC, 2027-01-03T23:00:00Z, 2026-12-28T00:00:00Z, 2027-01-04T00:00:00Z, 2026-W53",
        "week,UTC, 2025-12-29T00:00:00Z, 2025-12-29T00:00:00Z, 2026-01-05T00:00:00Z, 2026-W01",
        "week,Europe/Berlin, 2026-10-25T22:59:59Z, 2026-10-18T22:00:00Z, 2026-10-25T23:00:00Z, 2026-W43",
        "month,Europe/Berlin, 2026-03-31T21:59:59Z, 2026-02-28T23:00:00Z, 2026-03-31T22:00:00Z, 2026-03",
        "month,UTC, 2028-02-29T12:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z, 2028-02"
    })
    void followsTheClocksOfTheZone(
            String unit, String zone, String time, String start, String end, String label)
            throws Exception {
        BoardWindow window = calendar(unit, zone);

        assertThat(window.start(millis(time))).isEqualTo(millis(start));
        assertThat(window.end(millis(start))).isEqualTo(millis(end));
        assertThat(window.label(millis(start))).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        "monday, 2026-11-16, 2026-W47",
        "sunday, 2026-11-15, 2026-W46",
        "saturday, 2026-11-14, 2026-W46",
        "thursday, 2026-11-19, 2026-W47"
    })
    void startsTheWeekAsItIsTold(String weekStart, String start, String label) throws Exception {
        BoardWindow window =
                window(
                        "{'type':'calendar','unit':'week','zone':'UTC','week_start':'"
                                + weekStart
                                + "'}");

        assertThat(window.start(millis("2026-11-20T12:00:00Z")))
                .isEqualTo(millis(start + "T00:00:00Z"));
        assertThat(window.label(millis(start + "T00:00:00Z"))).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void putsEveryInstantIntoOneWindow(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (String zone : ZONES) {
            for (String unit : UNITS) {
                BoardWindow window = calendar(unit, zone, weekStart(random, unit));
                long from = millis("2008-01-01T00:00:00Z");
                for (int i = 0; i < 150; i++) {
                    long time = from + random.nextLong(20 * 365 * DAY);
                    assertIsInOneWindow(window, time, zone, "seed " + seed);
                    assertThat(window.start(time))
                            .as("%s at %d, seed %d", window, time, seed)
                            .isEqualTo(calendar(unit, zone, weekStartOf(window)).start(time));
                }
            }
        }
    }

    @Test
    void putsEveryInstantIntoOneWindow_whereClocksChange() throws Exception {
        for (String zone : ZONES) {
            for (String unit : UNITS) {
                BoardWindow window = calendar(unit, zone);
                Instant at = Instant.parse("2008-01-01T00:00:00Z");
                while (at.isBefore(Instant.parse("2028-01-01T00:00:00Z"))) {
                    ZoneOffsetTransition change = ZoneId.of(zone).getRules().nextTransition(at);
                    if (change == null) {
                        break;
                    }
                    at = change.getInstant();
                    for (long minutes : new long[] {-90, -59, -31, -1, 1, 29, 59, 90}) {
                        assertIsInOneWindow(window, at.toEpochMilli() + minutes * 60_000, zone, "");
                    }
                    assertIsInOneWindow(window, at.toEpochMilli() - 1, zone, "");
                    assertIsInOneWindow(window, at.toEpochMilli(), zone, "");
                    if (unit.equals("hour")) {
                        assertThat(window.start(at.toEpochMilli())).isEqualTo(at.toEpochMilli());
                    }
                }
            }
        }
    }

    private static void assertIsInOneWindow(
            BoardWindow window, long time, String zone, String hint) {
        Supplier<String> as = () -> window + " at " + Instant.ofEpochMilli(time) + " " + hint;
        long start = window.start(time);
        long end = window.end(start);

        assertThat(time).as(as).isGreaterThanOrEqualTo(start).isLessThan(end);
        assertThat(window.start(start)).as(as).isEqualTo(start);
        assertThat(window.start(end - 1)).as(as).isEqualTo(start);
        assertThat(window.start(end)).as(as).isEqualTo(end);
        assertThat(window.start(start - 1)).as(as).isLessThan(start);
        assertThat(window.end(window.start(start - 1))).as(as).isEqualTo(start);
        // A zone that changes by two hours makes longer windows.
        assertThat(end - start)
                .as(as)
                .isLessThanOrEqualTo(
                        window.maxLengthMillis() + (zone.equals("Antarctica/Troll") ? HOUR : 0));
    }

    @Test
    void namesEveryWindowOnce() throws Exception {
        for (String zone : ZONES) {
            for (String unit : UNITS) {
                BoardWindow window = calendar(unit, zone, unit.equals("week") ? "sunday" : null);
                Map<String, Long> starts = new HashMap<>();
                long to = millis("2013-01-01T00:00:00Z");
                long start = window.start(millis("2009-06-01T00:00:00Z"));
                while (start < to) {
                    Long other = starts.put(window.label(start), start);
                    assertThat(other).as("%s at %d", window, start).isNull();
                    assertThat(window.startOf(window.label(start)))
                            .as("%s at %d", window, start)
                            .isEqualTo(start);
                    start = window.end(start);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tumbling, 20261120T000001Z",
        "tumbling, soon",
        "tumbling,",
        "season, winter",
        "calendar, 2026-11-31",
        "calendar, 2026-W47",
        "all_time, 2026-11-20"
    })
    void knowsNoWindowOfAnotherName(String type, String label) throws Exception {
        BoardWindow window =
                switch (type) {
                    case "tumbling" -> window("{'type':'tumbling','size':'PT30S'}");
                    case "calendar" -> calendar("day", "UTC", null);
                    case "season" ->
                            window(
                                    "{'type':'season','seasons':[{'name':'one',"
                                            + "'start':'2026-01-01T00:00:00Z',"
                                            + "'end':'2026-02-01T00:00:00Z'}]}");
                    default -> BoardWindow.allTime();
                };

        assertThat(window.startOf(label)).isEqualTo(BoardWindow.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void agreesWithTheCalendar(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (String zone : ZONES) {
            for (DayOfWeek weekStart : DayOfWeek.values()) {
                String code = weekStart.name().toLowerCase(Locale.ROOT);
                BoardWindow weeks = calendar("week", zone, code);
                BoardWindow days = calendar("day", zone);
                BoardWindow months = calendar("month", zone);
                BoardWindow hours = calendar("hour", zone);
                for (int i = 0; i < 50; i++) {
                    long time = millis("2010-01-01T00:00:00Z") + random.nextLong(16 * 365 * DAY);
                    ZonedDateTime local = Instant.ofEpochMilli(time).atZone(ZoneId.of(zone));
                    LocalDate date = local.toLocalDate();
                    WeekFields fields = WeekFields.of(weekStart, 4);
                    String as = local + ", seed " + seed;
                    if (zone.equals("America/St_Johns") && shownTwice(local)) {
                        continue;
                    }

                    assertThat(days.label(days.start(time))).as(as).isEqualTo(date.toString());
                    assertThat(months.label(months.start(time)))
                            .as(as)
                            .isEqualTo(date.toString().substring(0, 7));
                    assertThat(weeks.label(weeks.start(time)))
                            .as(as)
                            .isEqualTo(
                                    String.format(
                                            Locale.ROOT,
                                            "%d-W%02d",
                                            date.get(fields.weekBasedYear()),
                                            date.get(fields.weekOfWeekBasedYear())));
                    assertThat(hours.label(hours.start(time)))
                            .as(as)
                            .startsWith(local.toString().substring(0, 13))
                            .matches(".{13}[+-][0-9]{4}");
                }
            }
        }
    }

    /** Whether the clocks went back over midnight less than an hour ago. */
    private static boolean shownTwice(ZonedDateTime local) {
        return !local.minusHours(1).getOffset().equals(local.getOffset());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void findsTheSameDayWhateverWasAskedBefore(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        BoardWindow asked = calendar("day", "Australia/Lord_Howe");
        for (int i = 0; i < 5_000; i++) {
            long time = millis("2026-01-01T00:00:00Z") + random.nextLong(400 * DAY);

            BoardWindow fresh = calendar("day", "Australia/Lord_Howe");
            assertThat(asked.start(time)).as("seed %d", seed).isEqualTo(fresh.start(time));
            assertThat(asked.end(asked.start(time)))
                    .as("seed %d", seed)
                    .isEqualTo(fresh.end(fresh.start(time)))
                    .isGreaterThan(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'tumbling','size':'PT30S'}",
                "{'type':'calendar','unit':'hour','zone':'Europe/Berlin'}",
                "{'type':'calendar','unit':'day','zone':'Europe/Berlin'}",
                "{'type':'calendar','unit':'week','zone':'Europe/Berlin'}",
                "{'type':'calendar','unit':'month','zone':'Europe/Berlin'}",
                "{'type':'season','seasons':[{'name':'a','start':'2026-01-01T00:00:00Z','end':'2026-10-24T12:00:00Z'},{'name':'b','start':'2026-10-24T12:00:00Z','end':'2027-02-01T00:00:00Z'}]}",
                "{'type':'rolling','size':'P7D','slide':'PT1H'}"
            })
    void allocatesNothing_whereEventsAreOfTheLastHours(String json) throws Exception {
        BoardWindow window = window(json);
        long from = millis("2026-10-24T00:00:00Z");
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = lookUp(window, from);

        long before = threads.getCurrentThreadAllocatedBytes();
        long again = lookUp(window, from);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(again).isEqualTo(sum);
        // Asking for the figure allocates a little itself.
        assertThat(allocated).isLessThan(1_000);
    }

    /** Looks up ten thousand times of two days, in no order. */
    private static long lookUp(BoardWindow window, long from) {
        long sum = 0;
        for (long i = 0; i < 10_000; i++) {
            long start = window.start(from + i * 7_919_000 % (2 * DAY));
            sum += start + window.end(start);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"hour, PT1H", "day, PT25H", "week, PT169H", "month, PT745H"})
    void knowsTheLongestWindow(String unit, String length) throws Exception {
        assertThat(calendar(unit, "Europe/Berlin").maxLengthMillis())
                .isEqualTo(java.time.Duration.parse(length).toMillis());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z,     2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, ice",
        "2026-01-31T23:59:59.999Z, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, ice",
        "2026-02-01T00:00:00Z,     2026-02-01T00:00:00Z, 2026-04-01T00:00:00Z, mud",
        "2026-06-15T00:00:00Z,     2026-06-01T12:30:00Z, 2026-07-01T00:00:00Z, sun_1"
    })
    void namesSeasons(String time, String start, String end, String label) throws Exception {
        BoardWindow window = seasons();

        assertThat(window.start(millis(time))).isEqualTo(millis(start));
        assertThat(window.end(millis(start))).isEqualTo(millis(end));
        assertThat(window.label(millis(start))).isEqualTo(label);
        assertThat(window.isSeason()).isTrue();
        assertThat(window.isFinite()).isTrue();
        assertThat(window.maxLengthMillis()).isEqualTo(59 * DAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2025-12-31T23:59:59.999Z", "2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z"})
    void hasNoWindow_betweenSeasons(String time) throws Exception {
        BoardWindow window = seasons();

        assertThat(window.start(millis("2026-03-01T00:00:00Z"))).isNotEqualTo(BoardWindow.NONE);
        assertThat(window.start(millis(time))).isEqualTo(BoardWindow.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-06-01T00:00:00Z, 2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z",
        "2026-02-01T00:00:00Z, 2026-04-01T00:00:00Z",
        "2026-04-01T00:00:00Z, 2026-06-01T12:30:00Z",
        "2026-06-15T00:00:00Z, 2026-07-01T00:00:00Z"
    })
    void knowsWhenASeasonNextBeginsOrEnds(String time, String next) throws Exception {
        assertThat(seasons().nextBoundaryAfter(millis(time))).isEqualTo(millis(next));
        assertThat(seasons().nextBoundaryAfter(millis("2026-07-01T00:00:00Z")))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void knowsWhenOtherWindowsNextChange() throws Exception {
        long time = millis("2026-11-20T12:34:56Z");

        assertThat(BoardWindow.allTime().nextBoundaryAfter(time)).isEqualTo(Long.MAX_VALUE);
        assertThat(calendar("day", "UTC").nextBoundaryAfter(time))
                .isEqualTo(millis("2026-11-21T00:00:00Z"));
    }

    @Test
    void takesSeasonsUpToTheirLimits() throws Exception {
        assertThat(window(manySeasons(1_000)).label(Duration.ofDays(999).toMillis()))
                .isEqualTo("s999");
        assertThatThrownBy(() -> window(manySeasons(1_001)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("must have 1 to 1000 seasons");

        assertThat(season("1970-01-01T00:00:00Z", "1997-05-19T00:00:00Z").maxLengthMillis())
                .isEqualTo(Duration.ofDays(10_000).toMillis());
        assertThatThrownBy(() -> season("1970-01-01T00:00:00Z", "1997-05-19T00:00:00.001Z"))
                .hasMessageContaining("must be at most 10000 days after start");
        long last = millis("9999-12-31T23:59:59.999Z");
        assertThat(season("9999-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z").start(last - 1))
                .isEqualTo(millis("9999-01-01T00:00:00Z"));
        assertThatThrownBy(
                        () ->
                                window(
                                        "{'type':'season','seasons':[{'name':'a',"
                                                + "'start':'2026-01-01T00:00:00Z',"
                                                + "'end':'2026-02-01T00:00:00Z','prize':1}]}"))
                .hasMessageContaining("prize");
    }

    private static BoardWindow season(String start, String end) throws Exception {
        return window(
                "{'type':'season','seasons':[{'name':'a','start':'"
                        + start
                        + "','end':'"
                        + end
                        + "'}]}");
    }

    private static String manySeasons(int count) {
        StringBuilder seasons = new StringBuilder("{'type':'season','seasons':[");
        for (int i = 0; i < count; i++) {
            seasons.append(i == 0 ? "" : ",")
                    .append("{'name':'s" + i + "','start':'")
                    .append(Instant.EPOCH.plus(Duration.ofDays(i)))
                    .append("','end':'")
                    .append(Instant.EPOCH.plus(Duration.ofDays(i + 1L)))
                    .append("'}");
        }
        return seasons.append("]}").toString();
    }

    @Test
    void takesAsManySlicesAsAreAllowed() throws Exception {
        assertThat(window("{'type':'rolling','size':'PT1000S','slide':'PT1S'}").start(1_999))
                .isEqualTo(1_000);
        assertThatThrownBy(() -> window("{'type':'rolling','size':'PT1001S','slide':'PT1S'}"))
                .hasMessageContaining("makes 1001 slices");
    }

    @ParameterizedTest
    @CsvSource({
        "tumbling, 20261120T000000Z, 2026-11-20T00:00:00Z",
        "tumbling, 20261120T000001Z,",
        "tumbling, 19700101T000001Z,",
        "tumbling, tomorrow,",
        "season, mud, 2026-02-01T00:00:00Z",
        "season, sun_1, 2026-06-01T12:30:00Z",
        "season, fog,",
        "season, ,",
        "week, 2026-W47, 2026-11-16T00:00:00Z",
        "week, -W47,",
        "week, 2026-47,"
    })
    void findsTheWindowThatKeysCallSo(String type, String label, String start) throws Exception {
        BoardWindow window =
                switch (type) {
                    case "tumbling" -> window("{'type':'tumbling','size':'PT30S'}");
                    case "week" -> calendar("week", "UTC");
                    default -> seasons();
                };

        assertThat(window.startOf(label))
                .isEqualTo(start == null ? BoardWindow.NONE : millis(start));
    }

    @Test
    void tellsWindowsApart() throws Exception {
        assertThat(seasons()).isEqualTo(seasons()).hasSameHashCodeAs(seasons());
        assertThat(seasons()).isNotEqualTo(calendar("day", "UTC")).isNotEqualTo("a window");
        assertThat(calendar("day", "UTC")).isNotEqualTo(calendar("day", "Asia/Kolkata"));
        assertThat(calendar("day", "UTC").isSeason()).isFalse();
        assertThat(BoardWindow.allTime().isSeason()).isFalse();
        assertThatThrownBy(() -> window("{'type':'tumbling','size':'PT30S','zone':'UTC'}"))
                .isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void callsNoSeasonByTheNameOfAnother() throws Exception {
        BoardWindow window = seasons();
        long earlier = millis("2026-05-20T00:00:00Z");
        long later = millis("2026-06-02T00:00:00Z");
        long gone = millis("2026-09-01T00:00:00Z");

        assertThat(window.label(earlier)).isEqualTo(Long.toString(earlier));
        assertThat(window.label(later)).isEqualTo(Long.toString(later));
        assertThat(window.end(earlier)).isEqualTo(earlier);
        assertThat(window.label(gone)).isEqualTo(Long.toString(gone));
        assertThat(window.startOf(window.label(gone))).isEqualTo(BoardWindow.NONE);
        assertThat(window.end(gone)).isEqualTo(gone);
    }

    @Test
    void cutsARollingWindowIntoSlices() throws Exception {
        BoardWindow window = window("{'type':'rolling','size':'P7D','slide':'PT1H'}");
        long time = millis("2026-11-20T12:34:56Z");

        assertThat(window.isRolling()).isTrue();
        assertThat(window.isFinite()).isFalse();
        assertThat(window.start(time)).isEqualTo(millis("2026-11-20T12:00:00Z"));
        assertThat(window.end(window.start(time))).isEqualTo(millis("2026-11-27T12:00:00Z"));
        assertThat(window.label(window.start(time))).isNull();
        assertThat(window.maxLengthMillis()).isEqualTo(7 * DAY);
    }

    /** A slice is inside of [E - size, E), E = floor(clock / slide) x slide + slide. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void leavesOutASlice_whenTheRollingWindowHasPassedIt(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            long slide = 1_000 * random.nextLong(1, 100);
            long size = slide * random.nextLong(1, 20);
            BoardWindow window =
                    window(
                            String.format(
                                    "{'type':'rolling','size':'PT%dS','slide':'PT%dS'}",
                                    size / 1_000, slide / 1_000));
            long clock = random.nextLong(1L << 42);
            long time = clock + random.nextLong(-2 * size, 1);

            long end = Math.floorDiv(clock, slide) * slide + slide;
            boolean inside = end - size <= window.start(time);

            assertThat(clock < window.end(window.start(time)))
                    .as("%s, time %d, clock %d, seed %d", window, time, clock, seed)
                    .isEqualTo(inside);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'tumbling','size':'PT30S'}",
                "{'type':'calendar','unit':'hour','zone':'Asia/Kolkata'}",
                "{'type':'calendar','unit':'week','zone':'UTC','week_start':'sunday'}",
                "{'type':'calendar','unit':'month','zone':'UTC'}",
                "{'type':'season','seasons':[{'name':'a','start':'2026-01-01T00:00:00Z','end':'2026-02-01T00:00:00Z'}]}",
                "{'type':'rolling','size':'PT168H','slide':'PT1H'}"
            })
    void writesWhatItReads(String json) throws Exception {
        assertThat(window(json).toString()).isEqualTo(json.replace('\'', '"'));
    }

    @Test
    void leavesOutTheDefaultsOfTheCalendar() throws Exception {
        assertThat(window("{'type':'calendar','unit':'week','week_start':'monday'}"))
                .hasToString("{\"type\":\"calendar\",\"unit\":\"week\",\"zone\":\"UTC\"}");
    }

    private static String weekStart(SplittableRandom random, String unit) {
        return unit.equals("week")
                ? DayOfWeek.of(random.nextInt(1, 8)).name().toLowerCase(Locale.ROOT)
                : null;
    }

    private static String weekStartOf(BoardWindow window) {
        return window.toJson().path("week_start").textValue();
    }

    private static BoardWindow seasons() throws Exception {
        return window(
                """
                {'type':'season','seasons':[
                 {'name':'ice','start':'2026-01-01T00:00:00Z','end':'2026-02-01T00:00:00Z'},
                 {'name':'mud','start':'2026-02-01T00:00:00Z','end':'2026-04-01T00:00:00Z'},
                 {'name':'sun_1','start':'2026-06-01T12:30:00Z','end':'2026-07-01T00:00:00Z'}]}
                """);
    }

    private static BoardWindow calendar(String unit, String zone) throws Exception {
        return calendar(unit, zone, null);
    }

    /**
     * @param weekStart null for the default
     */
    private static BoardWindow calendar(String unit, String zone, String weekStart)
            throws Exception {
        return window(
                String.format(
                        "{'type':'calendar','unit':'%s','zone':'%s'%s}",
                        unit, zone, weekStart == null ? "" : ",'week_start':'" + weekStart + "'"));
    }

    private static BoardWindow window(String json) throws Exception {
        return BoardWindow.parse(
                JsonFields.of("window", JsonFields.parse("window", json.replace('\'', '"'))));
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
