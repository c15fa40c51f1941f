package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Stretches of time with a name and, maybe, pauses between them. */
final class SeasonWindow extends BoardWindow {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern RESERVED = Pattern.compile("meta|v[0-9]+");
    private static final int MAX_SEASONS = 1_000;

    private static final class Season {

        private final String name;
        private final long start;
        private final long end;

        private Season(String name, long start, long end) {
            this.name = name;
            this.start = start;
            this.end = end;
        }
    }

    private final List<Season> seasons;
    private Season last;

    private SeasonWindow(List<Season> seasons) {
        this.seasons = seasons;
        this.last = seasons.get(0);
    }

    static SeasonWindow parse(JsonFields fields) throws InvalidDefinitionException {
        List<Season> seasons = new ArrayList<>();
        for (JsonFields season : fields.objects("seasons")) {
            seasons.add(season(season, seasons));
        }
        if (seasons.isEmpty() || seasons.size() > MAX_SEASONS) {
            throw fields.invalid("seasons", "must be 1 to " + MAX_SEASONS + " seasons");
        }
        return new SeasonWindow(seasons);
    }

    private static Season season(JsonFields fields, List<Season> before)
            throws InvalidDefinitionException {
        String name = fields.text("name");
        if (!NAME.matcher(name).matches() || RESERVED.matcher(name).matches()) {
            throw fields.invalid(
                    "name",
                    "must match " + NAME.pattern() + ", but not be 'meta' or 'v' and digits");
        }
        for (Season other : before) {
            if (other.name.equals(name)) {
                throw fields.invalid("name", "is the name of another season");
            }
        }
        fields.required("start");
        fields.required("end");
        long start = fields.instant("start");
        long end = fields.instant("end");
        if (end <= start) {
            throw fields.invalid("end", "must be after start");
        }
        if (!before.isEmpty() && start < before.get(before.size() - 1).end) {
            throw fields.invalid("start", "must not be before the end of the season before");
        }
        fields.refuseOthers();
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
    public long maxLengthMillis() {
        long longest = 0;
        for (Season season : seasons) {
            longest = Math.max(longest, season.end - season.start);
        }
        return longest;
    }

    @Override
    public BoardWindow withSeasonEnd(String name, long end) {
        List<Season> changed = new ArrayList<>();
        boolean found = false;
        for (Season season : seasons) {
            if (season.name.equals(name)) {
                found = true;
                long earlier = Math.max(season.start, Math.min(season.end, end));
                changed.add(new Season(name, season.start, earlier));
            } else {
                changed.add(season);
            }
        }
        if (!found) {
            throw new IllegalArgumentException("there is no season " + name);
        }
        return new SeasonWindow(changed);
    }

    @Override
    public long start(long eventTime) {
        Season season = last;
        if (season.start <= eventTime && eventTime < season.end) {
            return season.start;
        }
        for (Season other : seasons) {
            if (other.start <= eventTime && eventTime < other.end) {
                last = other;
                return other.start;
            }
        }
        return NONE;
    }

    @Override
    public long end(long start) {
        return startingAt(start).end;
    }

    @Override
    public String label(long start) {
        return startingAt(start).name;
    }

    private Season startingAt(long start) {
        for (Season season : seasons) {
            if (season.start == start) {
                return season;
            }
        }
        throw new IllegalArgumentException("no season starts at " + Instant.ofEpochMilli(start));
    }
}
