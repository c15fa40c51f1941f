package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The stretches of event time that a board ranks on their own.
 *
 * <p>All times are epoch milliseconds; a window starts at its start and ends before its end.
 * Finding a window allocates nothing in the usual case. Safe for several threads.
 */
public abstract class BoardWindow {

    /** Where the only window of an all-time board starts. */
    public static final long ALL_TIME_START = Long.MIN_VALUE;

    private static final BoardWindow ALL_TIME = new AllTime();

    /** The only window there is. */
    public static BoardWindow allTime() {
        return ALL_TIME;
    }

    /**
     * Windows of one length, aligned to the epoch.
     *
     * @param size a whole number of seconds
     */
    public static BoardWindow tumbling(Duration size) {
        return new Tumbling(size);
    }

    /** The days of a time zone, of 23 to 25 hours where its clocks change. */
    public static BoardWindow day(ZoneId zone) {
        return new Day(zone);
    }

    static BoardWindow parse(JsonFields fields) throws InvalidDefinitionException {
        BoardWindow window;
        switch (fields.choice("type", null, Type.values(), Type::code)) {
            case TUMBLING:
                window = parseTumbling(fields);
                break;
            case CALENDAR:
                window = parseCalendar(fields);
                break;
            default:
                window = ALL_TIME;
                break;
        }
        fields.refuseOthers();
        return window;
    }

    private static BoardWindow parseTumbling(JsonFields fields) throws InvalidDefinitionException {
        fields.required("size");
        Duration size = fields.duration("size", null);
        if (size.isZero() || !size.equals(Duration.ofSeconds(size.toSeconds()))) {
            throw fields.invalid("size", "must be a whole number of seconds, at least one");
        }
        return new Tumbling(size);
    }

    private static BoardWindow parseCalendar(JsonFields fields) throws InvalidDefinitionException {
        String unit = fields.text("unit");
        if (!unit.equals(Day.UNIT)) {
            throw fields.invalid("unit", "is not supported: use " + Day.UNIT);
        }
        String zone = fields.text("zone", "UTC");
        try {
            return new Day(ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw fields.invalid("zone", "must be a time zone such as UTC or Europe/Berlin");
        }
    }

    /** The definition of this window. */
    public abstract JsonNode toJson();

    public abstract boolean isAllTime();

    /** The start of the window that contains {@code eventTime}. */
    public abstract long start(long eventTime);

    /** The end of the window that starts at {@code start}; {@code Long.MAX_VALUE} for all time. */
    public abstract long end(long start);

    /** What keys call the window that starts at {@code start}; null for all time. */
    public abstract String label(long start);

    @Override
    public boolean equals(Object other) {
        return other instanceof BoardWindow && toJson().equals(((BoardWindow) other).toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return toJson().toString();
    }

    private static ObjectNode json(Type type) {
        return JsonNodeFactory.instance.objectNode().put("type", type.code);
    }

    private enum Type {
        ALL_TIME("all_time"),
        TUMBLING("tumbling"),
        CALENDAR("calendar");

        private final String code;

        Type(String code) {
            this.code = code;
        }

        private String code() {
            return code;
        }
    }

    private static final class AllTime extends BoardWindow {

        @Override
        public JsonNode toJson() {
            return json(Type.ALL_TIME);
        }

        @Override
        public boolean isAllTime() {
            return true;
        }

        @Override
        public long start(long eventTime) {
            return ALL_TIME_START;
        }

        @Override
        public long end(long start) {
            return Long.MAX_VALUE;
        }

        @Override
        public String label(long start) {
            return null;
        }
    }

    private static final class Tumbling extends BoardWindow {

        private static final DateTimeFormatter LABEL =
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

        private final Duration size;
        private final long millis;

        private Tumbling(Duration size) {
            this.size = size;
            this.millis = size.toMillis();
        }

        @Override
        public JsonNode toJson() {
            return json(Type.TUMBLING).put("size", size.toString());
        }

        @Override
        public boolean isAllTime() {
            return false;
        }

        @Override
        public long start(long eventTime) {
            return eventTime - Math.floorMod(eventTime, millis);
        }

        @Override
        public long end(long start) {
            return start + millis;
        }

        @Override
        public String label(long start) {
            return LABEL.format(Instant.ofEpochMilli(start));
        }
    }

    private static final class Day extends BoardWindow {

        private static final String UNIT = "day";

        /** Late events spread over days: so many are remembered, a power of two. */
        private static final int REMEMBERED = 16;

        /** One day; immutable, so that a race at worst computes it twice. */
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

        private final ZoneId zone;
        private final Bounds[] remembered = new Bounds[REMEMBERED];
        private Bounds last = new Bounds(0, 0);

        private Day(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public JsonNode toJson() {
            return json(Type.CALENDAR).put("unit", UNIT).put("zone", zone.getId());
        }

        @Override
        public boolean isAllTime() {
            return false;
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
            LocalDate date = date(time);
            Bounds bounds = new Bounds(startOf(date), startOf(date.plusDays(1)));
            remembered[(int) (date.toEpochDay() & (REMEMBERED - 1))] = bounds;
            return bounds;
        }

        private LocalDate date(long time) {
            return Instant.ofEpochMilli(time).atZone(zone).toLocalDate();
        }

        private long startOf(LocalDate date) {
            return date.atStartOfDay(zone).toInstant().toEpochMilli();
        }

        @Override
        public String label(long start) {
            return date(start).toString();
        }
    }

    private BoardWindow() {}
}
