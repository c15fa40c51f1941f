package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
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

    /** Stands for the start of no window: none contains the time. */
    public static final long NONE = Long.MAX_VALUE;

    private static final BoardWindow ALL_TIME = new AllTime();

    /** The only window there is. */
    public static BoardWindow allTime() {
        return ALL_TIME;
    }

    static BoardWindow parse(JsonFields fields) throws InvalidDefinitionException {
        BoardWindow window;
        switch (fields.choice("type", null, Type.values(), Type::code)) {
            case TUMBLING:
                window = parseTumbling(fields);
                break;
            case CALENDAR:
                window = CalendarWindow.parse(fields);
                break;
            case SEASON:
                window = SeasonWindow.parse(fields);
                break;
            case ROLLING:
                window = RollingWindow.parse(fields);
                break;
            default:
                window = ALL_TIME;
                break;
        }
        fields.refuseOthers();
        return window;
    }

    private static BoardWindow parseTumbling(JsonFields fields) throws InvalidDefinitionException {
        return new Tumbling(seconds(fields, "size"));
    }

    /** A length that is a whole number of seconds. */
    static Duration seconds(JsonFields fields, String name) throws InvalidDefinitionException {
        fields.required(name);
        Duration length = fields.duration(name, null);
        if (length.isZero() || !length.equals(Duration.ofSeconds(length.toSeconds()))) {
            throw fields.invalid(name, "must be a whole number of seconds, at least one");
        }
        return length;
    }

    /** The definition of this window. */
    public abstract JsonNode toJson();

    public boolean isAllTime() {
        return false;
    }

    /**
     * Whether the window moves on with the clock: then {@link #start} and {@link #end} are about
     * slices, of which the end is when a slice leaves the window.
     */
    public boolean isRolling() {
        return false;
    }

    /** Whether the windows are seasons, which a later version may change. */
    public final boolean isSeason() {
        return this instanceof SeasonWindow;
    }

    /** The length of the longest window, milliseconds. */
    public abstract long maxLengthMillis();

    /**
     * The same windows but for one season that ends earlier.
     *
     * @param end exclusive, epoch milliseconds
     * @throws IllegalArgumentException if there is no such season
     */
    public BoardWindow withSeasonEnd(String season, long end) {
        throw new IllegalArgumentException("there are no seasons");
    }

    /** The start of the window that contains {@code eventTime}, or {@link #NONE}. */
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

    static ObjectNode json(Type type) {
        return JsonNodeFactory.instance.objectNode().put("type", type.code);
    }

    /** The kinds of windows. */
    enum Type {
        ALL_TIME("all_time"),
        TUMBLING("tumbling"),
        CALENDAR("calendar"),
        SEASON("season"),
        ROLLING("rolling");

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
        public long maxLengthMillis() {
            return Long.MAX_VALUE;
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
        public long maxLengthMillis() {
            return millis;
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

    BoardWindow() {}
}
