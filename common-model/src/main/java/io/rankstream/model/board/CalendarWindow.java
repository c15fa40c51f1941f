package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.WeekFields;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;

/**
 * The hours, days, weeks or months of a time zone.
 *
 * <p>A day, week or month starts with the first moment of its first date, so it is an hour shorter
 * or longer where the clocks change. An hour is one of the zone's offset: it ends where the clocks
 * change, and what they show twice are two hours.
 */
final class CalendarWindow extends BoardWindow {

    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** Late events spread over windows: those of so many strides are remembered, a power of two. */
    private static final int REMEMBERED = 64;

    /** As ISO 8601: the first week of a year has at least so many of its days. */
    private static final int DAYS_IN_FIRST_WEEK = 4;

    /** With seconds where an offset has them, as the mean times of the past do. */
    private static final DateTimeFormatter HOUR_LABEL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHxxxx", Locale.ROOT);

    private static final DateTimeFormatter MONTH_LABEL =
            DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT);

    /** What part of the calendar one window is. */
    private enum Unit {
        HOUR("hour", HOUR_MILLIS / 2, HOUR_MILLIS),
        DAY("day", DAY_MILLIS / 2, DAY_MILLIS + HOUR_MILLIS),
        WEEK("week", 4 * DAY_MILLIS, 7 * DAY_MILLIS + HOUR_MILLIS),
        MONTH("month", 16 * DAY_MILLIS, 31 * DAY_MILLIS + HOUR_MILLIS);

        private final String code;

        /** Shorter than nearly any window, so that a stride has a part in two at most. */
        private final long strideMillis;

        private final long maxMillis;

        Unit(String code, long strideMillis, long maxMillis) {
            this.code = code;
            this.strideMillis = strideMillis;
            this.maxMillis = maxMillis;
        }

        private String code() {
            return code;
        }

        /** The first date of the window that holds a date. */
        private LocalDate first(LocalDate date, DayOfWeek weekStart) {
            switch (this) {
                case WEEK:
                    return date.with(TemporalAdjusters.previousOrSame(weekStart));
                case MONTH:
                    return date.withDayOfMonth(1);
                default:
                    return date;
            }
        }

        /** The first date of the window after the one that starts with a date. */
        private LocalDate following(LocalDate first) {
            switch (this) {
                case WEEK:
                    return first.plusWeeks(1);
                case MONTH:
                    return first.plusMonths(1);
                default:
                    return first.plusDays(1);
            }
        }
    }

    /** One window; immutable, so that a race at worst computes it twice. */
    private static final class Bounds {

        private final long start;
        private final long end;

        private Bounds(long start, long end) {
            this.start = start;
            this.end = end;
        }

        private boolean contains(long time) {
            return start <= time && time < end;
        }
    }

    private final Unit unit;
    private final ZoneId zone;
    private final DayOfWeek weekStart;
    private final WeekFields weeks;
    private final Bounds[] remembered = new Bounds[2 * REMEMBERED];
    private Bounds last = new Bounds(0, 0);

    private CalendarWindow(Unit unit, ZoneId zone, DayOfWeek weekStart) {
        this.unit = unit;
        this.zone = zone;
        this.weekStart = weekStart;
        this.weeks = WeekFields.of(weekStart, DAYS_IN_FIRST_WEEK);
    }

    static CalendarWindow read(JsonFields fields) throws InvalidDefinitionException {
        Unit unit = fields.choice("unit", null, Unit.values(), Unit::code);
        ZoneId zone = readZone(fields);
        if (unit != Unit.WEEK) {
            fields.refuse("week_start", "needs the unit week");
        }
        DayOfWeek weekStart =
                fields.choice(
                        "week_start", DayOfWeek.MONDAY, DayOfWeek.values(), CalendarWindow::code);
        return new CalendarWindow(unit, zone, weekStart);
    }

    private static ZoneId readZone(JsonFields fields) throws InvalidDefinitionException {
        String zone = fields.text("zone", "UTC");
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw fields.invalid("zone", "must be a time zone such as UTC or Europe/Berlin");
        }
    }

    private static String code(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public JsonNode toJson() {
        ObjectNode json = json(Type.CALENDAR).put("unit", unit.code).put("zone", zone.getId());
        if (weekStart != DayOfWeek.MONDAY) {
            json.put("week_start", code(weekStart));
        }
        return json;
    }

    @Override
    public long start(long eventTime) {
        return bounds(eventTime).start;
    }

    @Override
    public long end(long start) {
        return bounds(start).end;
    }

    private Bounds bounds(long time) {
        Bounds bounds = last;
        if (bounds.contains(time)) {
            return bounds;
        }
        bounds = remembered(time);
        last = bounds;
        return bounds;
    }

    private Bounds remembered(long time) {
        int place = 2 * (int) (Math.floorDiv(time, unit.strideMillis) & (REMEMBERED - 1));
        Bounds newer = remembered[place];
        if (newer != null && newer.contains(time)) {
            return newer;
        }
        Bounds older = remembered[place + 1];
        if (older != null && older.contains(time)) {
            return older;
        }
        Bounds bounds = unit == Unit.HOUR ? hour(time) : dates(time);
        remembered[place + 1] = newer;
        remembered[place] = bounds;
        return bounds;
    }

    private Bounds hour(long time) {
        ZoneRules rules = zone.getRules();
        Instant instant = Instant.ofEpochMilli(time);
        long offset = rules.getOffset(instant).getTotalSeconds() * 1_000L;
        long start = time - Math.floorMod(time + offset, HOUR_MILLIS);
        long end = start + HOUR_MILLIS;
        // The rules look strictly before an instant and strictly after it.
        ZoneOffsetTransition previous = rules.previousTransition(instant.plusMillis(1));
        if (previous != null) {
            start = Math.max(start, previous.getInstant().toEpochMilli());
        }
        ZoneOffsetTransition next = rules.nextTransition(instant);
        if (next != null) {
            end = Math.min(end, next.getInstant().toEpochMilli());
        }
        return new Bounds(start, end);
    }

    private Bounds dates(long time) {
        LocalDate first = unit.first(local(time).toLocalDate(), weekStart);
        LocalDate following = unit.following(first);
        long end = firstMomentOf(following);
        if (time < end) {
            return new Bounds(firstMomentOf(first), end);
        }
        // The clocks went back over midnight, and show dates again that ended before.
        return new Bounds(end, firstMomentOf(unit.following(following)));
    }

    private ZonedDateTime local(long time) {
        return Instant.ofEpochMilli(time).atZone(zone);
    }

    private long firstMomentOf(LocalDate date) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    @Override
    long timeIn(String label) {
        switch (unit) {
            case HOUR:
                return hourIn(label);
            case WEEK:
                return firstMomentOf(weekIn(label));
            case MONTH:
                return firstMomentOf(YearMonth.parse(label, MONTH_LABEL).atDay(1));
            default:
                return firstMomentOf(LocalDate.parse(label));
        }
    }

    /** Where the clocks change within an hour, only a part of it has that offset. */
    private long hourIn(String label) {
        long full = HOUR_LABEL.parse(label, CalendarWindow::hour).toInstant().toEpochMilli();
        return label(start(full)).equals(label) ? full : full + HOUR_MILLIS - 1;
    }

    private static OffsetDateTime hour(TemporalAccessor time) {
        return LocalDate.from(time)
                .atTime(time.get(ChronoField.HOUR_OF_DAY), 0)
                .atOffset(ZoneOffset.from(time));
    }

    private LocalDate weekIn(String label) {
        int at = label.indexOf("-W");
        if (at < 0) {
            throw new DateTimeException("no week: " + label);
        }
        try {
            return LocalDate.of(Integer.parseInt(label.substring(0, at)), 1, DAYS_IN_FIRST_WEEK)
                    .with(weeks.weekOfWeekBasedYear(), Integer.parseInt(label.substring(at + 2)))
                    .with(weeks.dayOfWeek(), 1);
        } catch (NumberFormatException e) {
            throw new DateTimeException("no week: " + label, e);
        }
    }

    @Override
    public String label(long start) {
        ZonedDateTime time = local(start);
        switch (unit) {
            case HOUR:
                return HOUR_LABEL.format(time);
            case WEEK:
                int week = time.get(weeks.weekOfWeekBasedYear());
                return time.get(weeks.weekBasedYear()) + (week < 10 ? "-W0" : "-W") + week;
            case MONTH:
                return MONTH_LABEL.format(time);
            default:
                return time.toLocalDate().toString();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Counts one change of clocks by an hour. The few zones that change by more, and dates that
     * were shown twice in the past, make longer windows.
     */
    @Override
    public long maxLengthMillis() {
        return unit.maxMillis;
    }
}
