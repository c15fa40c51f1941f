package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.WeekFields;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;

/**
 * The hours, days, weeks or months of a time zone, as long as its clocks make them.
 *
 * <p>Where clocks change, an hour ends at the change: what is shown twice are two hours.
 */
final class CalendarWindow extends BoardWindow {

    /** Late events spread over windows: so many are remembered, a power of two. */
    private static final int REMEMBERED = 16;

    private static final long HOUR_MILLIS = 3_600_000L;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;

    /** A year of a week counts a week that has most of its days in it, as ISO 8601 does. */
    private static final int DAYS_IN_FIRST_WEEK = 4;

    private static final DateTimeFormatter HOUR_LABEL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHxx", Locale.ROOT);

    private static final DateTimeFormatter MONTH_LABEL =
            DateTimeFormatter.ofPattern("yyyy-MM", Locale.ROOT);

    /** What one window is. */
    private enum Unit {
        HOUR("hour", HOUR_MILLIS),
        DAY("day", 25 * HOUR_MILLIS),
        WEEK("week", 7 * DAY_MILLIS + HOUR_MILLIS),
        MONTH("month", 31 * DAY_MILLIS + HOUR_MILLIS);

        private final String code;
        private final long maxLengthMillis;

        Unit(String code, long maxLengthMillis) {
            this.code = code;
            this.maxLengthMillis = maxLengthMillis;
        }

        private String code() {
            return code;
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
    private final Bounds[] remembered = new Bounds[REMEMBERED];
    private Bounds last = new Bounds(0, 0);
    private int next;

    private CalendarWindow(Unit unit, ZoneId zone, DayOfWeek weekStart) {
        this.unit = unit;
        this.zone = zone;
        this.weekStart = weekStart;
    }

    static CalendarWindow parse(JsonFields fields) throws InvalidDefinitionException {
        Unit unit = fields.choice("unit", null, Unit.values(), Unit::code);
        String zone = fields.text("zone", "UTC");
        if (unit != Unit.WEEK) {
            fields.refuse("week_start", "needs the unit week");
        }
        DayOfWeek weekStart =
                fields.choice(
                        "week_start",
                        DayOfWeek.MONDAY,
                        DayOfWeek.values(),
                        day -> day.name().toLowerCase(Locale.ROOT));
        try {
            return new CalendarWindow(unit, ZoneId.of(zone), weekStart);
        } catch (DateTimeException e) {
            throw fields.invalid("zone", "must be a time zone such as UTC or Europe/Berlin");
        }
    }

    @Override
    public JsonNode toJson() {
        ObjectNode json = json(Type.CALENDAR).put("unit", unit.code()).put("zone", zone.getId());
        if (weekStart != DayOfWeek.MONDAY) {
            json.put("week_start", weekStart.name().toLowerCase(Locale.ROOT));
        }
        return json;
    }

    @Override
    public long maxLengthMillis() {
        return unit.maxLengthMillis;
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
        for (Bounds bounds : remembered) {
            if (bounds != null && bounds.contains(time)) {
                return bounds;
            }
        }
        Bounds bounds = unit == Unit.HOUR ? hour(time) : dates(time);
        remembered[next & (REMEMBERED - 1)] = bounds;
        next++;
        return bounds;
    }

    private Bounds hour(long time) {
        ZoneRules rules = zone.getRules();
        Instant instant = Instant.ofEpochMilli(time);
        long offset = rules.getOffset(instant).getTotalSeconds() * 1_000L;
        long start = time - Math.floorMod(time + offset, HOUR_MILLIS);
        long end = start + HOUR_MILLIS;
        ZoneOffsetTransition change = rules.nextTransition(instant);
        if (change != null) {
            end = Math.min(end, change.toEpochSecond() * 1_000L);
        }
        ZoneOffsetTransition changed = rules.previousTransition(instant.plusMillis(1));
        if (changed != null) {
            start = Math.max(start, changed.toEpochSecond() * 1_000L);
        }
        return new Bounds(start, end);
    }

    private Bounds dates(long time) {
        LocalDate first = firstDate(Instant.ofEpochMilli(time).atZone(zone).toLocalDate());
        long start = startOf(first);
        LocalDate following = following(first);
        long end = startOf(following);
        if (time >= end) {
            // The clocks went back over midnight: that date is shown once more, and is the next.
            return new Bounds(end, startOf(following(following)));
        }
        return new Bounds(start, end);
    }

    private LocalDate firstDate(LocalDate date) {
        switch (unit) {
            case WEEK:
                return date.with(TemporalAdjusters.previousOrSame(weekStart));
            case MONTH:
                return date.withDayOfMonth(1);
            default:
                return date;
        }
    }

    private LocalDate following(LocalDate first) {
        switch (unit) {
            case WEEK:
                return first.plusWeeks(1);
            case MONTH:
                return first.plusMonths(1);
            default:
                return first.plusDays(1);
        }
    }

    private long startOf(LocalDate date) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    @Override
    public String label(long start) {
        ZonedDateTime time = Instant.ofEpochMilli(start).atZone(zone);
        switch (unit) {
            case HOUR:
                return HOUR_LABEL.format(time);
            case WEEK:
                return weekLabel(time.toLocalDate());
            case MONTH:
                return MONTH_LABEL.format(time);
            default:
                return time.toLocalDate().toString();
        }
    }

    private String weekLabel(LocalDate date) {
        WeekFields fields = WeekFields.of(weekStart, DAYS_IN_FIRST_WEEK);
        return String.format(
                Locale.ROOT,
                "%d-W%02d",
                date.get(fields.weekBasedYear()),
                date.get(fields.weekOfWeekBasedYear()));
    }
}
