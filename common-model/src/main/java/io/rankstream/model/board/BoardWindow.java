package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;

/**
 * The stretches of event time that a board ranks on their own.
 *
 * <p>All times are epoch milliseconds; a window starts at its start and ends before its end.
 * Finding a window allocates nothing in the usual case. Safe for several threads.
 */
public abstract class BoardWindow {

    /** Where the only window of an all-time board starts. */
    public static final long ALL_TIME_START = Long.MIN_VALUE;

    /** What {@link #start} answers where no window contains the time. */
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
                window = TumblingWindow.read(fields);
                break;
            case CALENDAR:
                window = CalendarWindow.read(fields);
                break;
            case SEASON:
                window = SeasonWindow.read(fields);
                break;
            case ROLLING:
                window = RollingWindow.read(fields);
                break;
            default:
                window = ALL_TIME;
                break;
        }
        fields.refuseOthers();
        return window;
    }

    /** A length that must be there and a whole number of seconds. */
    static Duration length(JsonFields fields, String name) throws InvalidDefinitionException {
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
     * Whether there is one window, which moves on with the clock. Then {@link #start} is that of a
     * slice, and {@link #end} is when the slice leaves the window.
     */
    public boolean isRolling() {
        return false;
    }

    /** Whether the windows are named one by one; there may be time between them. */
    public boolean isSeason() {
        return false;
    }

    /** Whether its windows end and stay what they were. */
    public final boolean isFinite() {
        return !isAllTime() && !isRolling();
    }

    /** The start of the window that contains {@code eventTime}; {@link #NONE} if none does. */
    public abstract long start(long eventTime);

    /**
     * When a window next begins or ends; {@code Long.MAX_VALUE} if never. It does not say when a
     * rolling one moves on.
     */
    public long nextBoundaryAfter(long time) {
        return end(start(time));
    }

    /** The end of the window that starts at {@code start}; {@code Long.MAX_VALUE} for all time. */
    public abstract long end(long start);

    /**
     * What keys call the window that starts at {@code start}; null for all time and where it rolls.
     */
    public abstract String label(long start);

    /** No window is longer, milliseconds; {@code Long.MAX_VALUE} for all time. */
    public abstract long maxLengthMillis();

    /** The start of the window that keys call so, or {@link #NONE} if there is no such window. */
    public final long startOf(String label) {
        if (label == null) {
            return isFinite() ? NONE : ALL_TIME_START;
        }
        if (!isFinite()) {
            return NONE;
        }
        try {
            long start = start(timeIn(label));
            return start != NONE && label.equals(label(start)) ? start : NONE;
        } catch (DateTimeException e) {
            return NONE;
        }
    }

    /**
     * A time in the window that keys call so; any time if there is none.
     *
     * @throws DateTimeException if it cannot be the label of a window
     */
    abstract long timeIn(String label);

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
        public long start(long eventTime) {
            return ALL_TIME_START;
        }

        @Override
        public long end(long start) {
            return Long.MAX_VALUE;
        }

        @Override
        long timeIn(String label) {
            return 0;
        }

        @Override
        public String label(long start) {
            return null;
        }

        @Override
        public long maxLengthMillis() {
            return Long.MAX_VALUE;
        }
    }

    BoardWindow() {}
}
