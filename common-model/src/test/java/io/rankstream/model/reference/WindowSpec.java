package io.rankstream.model.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.WeekFields;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The windows of a generated board, computed with java.time. Durations are milliseconds.
 *
 * @param unit of a calendar window: hour, day, week, month
 */
record WindowSpec(
        Kind kind,
        long size,
        long slide,
        String unit,
        String zone,
        DayOfWeek weekStart,
        List<Season> seasons) {

    /** The kinds of windows. */
    enum Kind {
        ALL_TIME,
        TUMBLING,
        CALENDAR,
        SEASON,
        ROLLING
    }

    /** One season; its end is not part of it. */
    record Season(String name, long start, long end) {}

    /** A window that contains a time; {@code label} is null for all time and rolling windows. */
    record Window(long start, long end, String label) {

        boolean contains(long time) {
            return start <= time && time < end;
        }
    }

    static final WindowSpec ALL_TIME =
            new WindowSpec(Kind.ALL_TIME, 0, 0, null, null, null, List.of());

    private static final long HOUR = 3_600_000;
    private static final DateTimeFormatter TUMBLING =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOURS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHxx");

    static WindowSpec tumbling(long size) {
        return new WindowSpec(Kind.TUMBLING, size, 0, null, null, null, List.of());
    }

    static WindowSpec rolling(long size, long slide) {
        return new WindowSpec(Kind.ROLLING, size, slide, null, null, null, List.of());
    }

    static WindowSpec calendar(String unit, String zone, DayOfWeek weekStart) {
        return new WindowSpec(Kind.CALENDAR, 0, 0, unit, zone, weekStart, List.of());
    }

    static WindowSpec season(List<Season> seasons) {
        return new WindowSpec(Kind.SEASON, 0, 0, null, null, null, seasons);
    }

    boolean isAllTime() {
        return kind == Kind.ALL_TIME;
    }

    boolean isRolling() {
        return kind == Kind.ROLLING;
    }

    /** Whether its windows end and stay what they are. */
    boolean isFinite() {
        return !isAllTime() && !isRolling();
    }

    /**
     * The window that contains {@code time}, or null.
     *
     * @param ends the seasons that ended before their time, and when
     */
    Window at(long time, Map<String, Long> ends) {
        return switch (kind) {
            case ALL_TIME, ROLLING -> new Window(Long.MIN_VALUE, Long.MAX_VALUE, null);
            case TUMBLING -> {
                long start = Math.floorDiv(time, size) * size;
                yield new Window(start, start + size, TUMBLING.format(Instant.ofEpochMilli(start)));
            }
            case SEASON -> {
                for (Season season : seasons) {
                    long end = ends.getOrDefault(season.name(), season.end());
                    if (season.start() <= time && time < end) {
                        yield new Window(season.start(), end, season.name());
                    }
                }
                yield null;
            }
            case CALENDAR -> unit.equals("hour") ? hour(time) : dates(time);
        };
    }

    private Window hour(long time) {
        ZoneId id = ZoneId.of(zone);
        Instant instant = Instant.ofEpochMilli(time);
        ZoneOffset offset = id.getRules().getOffset(instant);
        long shift = offset.getTotalSeconds() * 1_000L;
        long start = Math.floorDiv(time + shift, HOUR) * HOUR - shift;
        long end = start + HOUR;
        ZoneOffsetTransition before = id.getRules().previousTransition(instant.plusMillis(1));
        if (before != null) {
            start = Math.max(start, before.toEpochSecond() * 1_000);
        }
        ZoneOffsetTransition after = id.getRules().nextTransition(instant);
        if (after != null) {
            end = Math.min(end, after.toEpochSecond() * 1_000);
        }
        return new Window(start, end, Instant.ofEpochMilli(start).atZone(id).format(HOURS));
    }

    private Window dates(long time) {
        ZoneId id = ZoneId.of(zone);
        LocalDate date = ZonedDateTime.ofInstant(Instant.ofEpochMilli(time), id).toLocalDate();
        LocalDate first =
                switch (unit) {
                    case "day" -> date;
                    case "week" -> date.with(TemporalAdjusters.previousOrSame(weekStart));
                    default -> date.withDayOfMonth(1);
                };
        LocalDate next =
                switch (unit) {
                    case "day" -> first.plusDays(1);
                    case "week" -> first.plusWeeks(1);
                    default -> first.plusMonths(1);
                };
        return new Window(startOf(first, id), startOf(next, id), label(first));
    }

    private String label(LocalDate first) {
        WeekFields weeks = WeekFields.of(weekStart, 4);
        return switch (unit) {
            case "day" -> first.toString();
            case "week" ->
                    String.format(
                            Locale.ROOT,
                            "%04d-W%02d",
                            first.get(weeks.weekBasedYear()),
                            first.get(weeks.weekOfWeekBasedYear()));
            default -> first.toString().substring(0, "2026-11".length());
        };
    }

    private static long startOf(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** The longest that a window can be. */
    long longest() {
        return switch (kind) {
            case TUMBLING -> size;
            case SEASON -> seasons.stream().mapToLong(s -> s.end() - s.start()).max().orElseThrow();
            case CALENDAR ->
                    switch (unit) {
                        case "hour" -> HOUR;
                        case "day" -> 25 * HOUR;
                        case "week" -> 7 * 24 * HOUR + HOUR;
                        default -> 31 * 24 * HOUR + HOUR;
                    };
            default -> throw new IllegalStateException(kind + " windows have no length");
        };
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", kind.name().toLowerCase(Locale.ROOT));
        switch (kind) {
            case TUMBLING -> json.put("size", Duration.ofMillis(size).toString());
            case ROLLING ->
                    json.put("size", Duration.ofMillis(size).toString())
                            .put("slide", Duration.ofMillis(slide).toString());
            case CALENDAR -> {
                json.put("unit", unit).put("zone", zone);
                if (unit.equals("week")) {
                    json.put("week_start", weekStart.name().toLowerCase(Locale.ROOT));
                }
            }
            case SEASON -> {
                var array = json.putArray("seasons");
                for (Season season : seasons) {
                    array.addObject()
                            .put("name", season.name())
                            .put("start", Instant.ofEpochMilli(season.start()).toString())
                            .put("end", Instant.ofEpochMilli(season.end()).toString());
                }
            }
            case ALL_TIME -> {}
        }
        return json;
    }
}
