package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Stretches of time that are named one by one, in their order, maybe with time between them. */
final class SeasonWindow extends BoardWindow {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern RESERVED = Pattern.compile("meta|v[0-9]+");
    private static final int MAX_SEASONS = 1_000;
    private static final Duration MAX_LENGTH = Duration.ofDays(10_000);

    /** Times of four-digit years: what is counted from their ends does not leave 64 bits. */
    private static final long LAST_END = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    /** One season; immutable, so that it may be handed between threads. */
    private static final class Season {

        private final String name;
        private final long start;
        private final long end;

        private Season(String name, long start, long end) {
            this.name = name;
            this.start = start;
            this.end = end;
        }

        private boolean contains(long time) {
            return start <= time && time < end;
        }
    }

    private final Season[] seasons;
    private final long maxLength;
    private Season last;

    private SeasonWindow(List<Season> seasons) {
        this.seasons = seasons.toArray(new Season[0]);
        this.last = this.seasons[0];
        long longest = 0;
        for (Season season : seasons) {
            longest = Math.max(longest, season.end - season.start);
        }
        this.maxLength = longest;
    }

    static SeasonWindow read(JsonFields fields) throws InvalidDefinitionException {
        List<JsonFields> objects = fields.objects("seasons");
        if (objects.isEmpty() || objects.size() > MAX_SEASONS) {
            throw fields.invalid("seasons", "must have 1 to " + MAX_SEASONS + " seasons");
        }
        List<Season> seasons = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long lastEnd = 0;
        for (JsonFields object : objects) {
            Season season = readSeason(object, lastEnd);
            if (!names.add(season.name)) {
                throw object.invalid("name", "must not be the name of another season");
            }
            seasons.add(season);
            lastEnd = season.end;
        }
        return new SeasonWindow(seasons);
    }

    private static Season readSeason(JsonFields fields, long lastEnd)
            throws InvalidDefinitionException {
        String name = fields.text("name");
        if (!NAME.matcher(name).matches()) {
            throw fields.invalid("name", "must match " + NAME.pattern());
        }
        if (RESERVED.matcher(name).matches()) {
            throw fields.invalid("name", "must not be 'meta' or 'v' and digits");
        }
        fields.required("start");
        fields.required("end");
        long start = fields.instant("start");
        long end = fields.instant("end");
        fields.refuseOthers();
        if (start < lastEnd) {
            throw fields.invalid(
                    "start",
                    lastEnd == 0
                            ? "must not be before 1970"
                            : "must not be before the end of the season before it, "
                                    + Instant.ofEpochMilli(lastEnd));
        }
        if (end <= start) {
            throw fields.invalid("end", "must be after start " + Instant.ofEpochMilli(start));
        }
        if (end > LAST_END) {
            throw fields.invalid("end", "must not be after " + Instant.ofEpochMilli(LAST_END));
        }
        if (end - start > MAX_LENGTH.toMillis()) {
            throw fields.invalid(
                    "end", "must be at most " + MAX_LENGTH.toDays() + " days after start");
        }
        return new Season(name, start, end);
    }

    @Override
    public JsonNode toJson() {
        ObjectNode json = json(Type.SEASON);
        ArrayNode array = json.putArray("seasons");
        for (Season season : seasons) {
            array.addObject()
                    .put("name", season.name)
                    .put("start", Instant.ofEpochMilli(season.start).toString())
                    .put("end", Instant.ofEpochMilli(season.end).toString());
        }
        return json;
    }

    @Override
    public boolean isSeason() {
        return true;
    }

    @Override
    public long start(long eventTime) {
        Season season = last;
        if (season.contains(eventTime)) {
            return season.start;
        }
        int index = lastStartingBy(eventTime);
        if (index < 0 || !seasons[index].contains(eventTime)) {
            return NONE;
        }
        last = seasons[index];
        return seasons[index].start;
    }

    /** The index of the last season that has started by {@code time}, or -1. */
    private int lastStartingBy(long time) {
        int low = 0;
        int high = seasons.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (seasons[middle].start <= time) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    @Override
    public long nextBoundaryAfter(long time) {
        for (Season season : seasons) {
            if (season.start > time) {
                return season.start;
            }
            if (season.end > time) {
                return season.end;
            }
        }
        return Long.MAX_VALUE;
    }

    /** The end of the season that starts then; {@code start} itself if none does. */
    @Override
    public long end(long start) {
        Season season = startingAt(start);
        return season == null ? start : season.end;
    }

    @Override
    long timeIn(String label) {
        for (Season season : seasons) {
            if (season.name.equals(label)) {
                return season.start;
            }
        }
        return 0;
    }

    /** The name of the season that starts then; if none does, what none can be called. */
    @Override
    public String label(long start) {
        Season season = startingAt(start);
        return season == null ? Long.toString(start) : season.name;
    }

    private Season startingAt(long start) {
        int index = lastStartingBy(start);
        return index >= 0 && seasons[index].start == start ? seasons[index] : null;
    }

    @Override
    public long maxLengthMillis() {
        return maxLength;
    }
}
