package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What control has to know of the seasons that a board's window names. */
final class Seasons {

    private static final String WINDOW = "window";
    private static final String START = "start";
    private static final String END = "end";
    private static final JsonNode NONE = JsonNodeFactory.instance.objectNode();

    /** The seasons by name, each as its definition says; empty if the window is of another type. */
    static Map<String, JsonNode> of(BoardDefinition definition) {
        Map<String, JsonNode> seasons = new LinkedHashMap<>();
        for (JsonNode season : definition.json().path(WINDOW).path("seasons")) {
            seasons.put(season.required("name").textValue(), season);
        }
        return seasons;
    }

    /** When a season ends, epoch milliseconds; null if the board has no such season. */
    static Long end(BoardDefinition definition, String season) {
        JsonNode json = of(definition).get(season);
        return json == null ? null : time(json.required(END));
    }

    private static long time(JsonNode instant) {
        return Instant.parse(instant.textValue()).toEpochMilli();
    }

    /**
     * Refuses other seasons where events were counted that are not judged again.
     *
     * @param ended {@code before} with the seasons that were ended since: either end may stay
     * @param since the first boundary that may change or appear, epoch milliseconds
     */
    static void checkChange(
            BoardDefinition before, BoardDefinition ended, BoardDefinition after, long since)
            throws InvalidDefinitionException {
        Map<String, JsonNode> seasonsBefore = of(before);
        Map<String, JsonNode> seasonsEnded = of(ended);
        Map<String, JsonNode> seasonsAfter = of(after);
        Set<String> names = new LinkedHashSet<>(seasonsBefore.keySet());
        names.addAll(seasonsAfter.keySet());
        for (String name : names) {
            for (String boundary : List.of(START, END)) {
                JsonNode old = seasonsBefore.getOrDefault(name, NONE).path(boundary);
                JsonNode changed = seasonsAfter.getOrDefault(name, NONE).path(boundary);
                boolean asEnded =
                        seasonsEnded.getOrDefault(name, NONE).path(boundary).equals(changed);
                if (!old.equals(changed)
                        && !asEnded
                        && Math.min(timeOr(old), timeOr(changed)) < since) {
                    throw new InvalidDefinitionException(
                            WINDOW,
                            after.window().toString(),
                            "the "
                                    + boundary
                                    + " of season '"
                                    + name
                                    + "' must not change: it is before "
                                    + Times.shown(since)
                                    + ", as far as corrections go back");
                }
            }
        }
    }

    /**
     * Refuses to leave out or to move a season where events may have counted: what stands in Redis
     * is called by its name, and what is kept of players by its start.
     *
     * @param countedUntil events before it may have counted, epoch milliseconds
     */
    static void checkStarts(BoardDefinition before, BoardDefinition after, long countedUntil)
            throws InvalidDefinitionException {
        Map<String, JsonNode> seasonsAfter = of(after);
        for (Map.Entry<String, JsonNode> season : of(before).entrySet()) {
            long start = start(season.getValue());
            if (start < countedUntil && start(seasonsAfter.get(season.getKey())) != start) {
                throw new InvalidDefinitionException(
                        WINDOW,
                        after.window().toString(),
                        "must have season '"
                                + season.getKey()
                                + "' from "
                                + Times.shown(start)
                                + " on, as before: events may have counted in what starts before "
                                + Times.shown(countedUntil));
            }
        }
    }

    private static long timeOr(JsonNode instant) {
        return instant.isMissingNode() ? Long.MAX_VALUE : time(instant);
    }

    /**
     * The definition with another end of a season that it has.
     *
     * @param end epoch milliseconds
     * @throws InvalidDefinitionException if the season would be empty or overlap the next
     */
    static BoardDefinition withEnd(BoardDefinition definition, String season, long end)
            throws InvalidDefinitionException {
        return definition.withSeasonEnd(season, end);
    }

    /**
     * The start of the first season that differs, epoch milliseconds; {@code Long.MAX_VALUE} if
     * they are the same.
     */
    static long changedFrom(BoardDefinition before, BoardDefinition after) {
        Map<String, JsonNode> seasonsBefore = of(before);
        Map<String, JsonNode> seasonsAfter = of(after);
        Set<String> names = new LinkedHashSet<>(seasonsBefore.keySet());
        names.addAll(seasonsAfter.keySet());
        long first = Long.MAX_VALUE;
        for (String name : names) {
            JsonNode old = seasonsBefore.get(name);
            JsonNode changed = seasonsAfter.get(name);
            if (!Objects.equals(old, changed)) {
                first = Math.min(first, Math.min(start(old), start(changed)));
            }
        }
        return first;
    }

    private static long start(JsonNode season) {
        return season == null ? Long.MAX_VALUE : time(season.required(START));
    }

    private Seasons() {}
}
