package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One life of a board's scores, live or shadow: it starts with a first definition, takes over
 * compatible versions and ends with the board's deletion.
 */
public final class BoardTrack {

    private final int id;
    private final String board;
    private final int shadowVersion;
    private final boolean paused;
    private final boolean retired;
    private final List<BoardRule> rules;

    BoardTrack(
            int id,
            String board,
            int shadowVersion,
            boolean paused,
            boolean retired,
            List<BoardRule> rules) {
        this.id = id;
        this.board = board;
        this.shadowVersion = shadowVersion;
        this.paused = paused;
        this.retired = retired;
        this.rules = List.copyOf(rules);
    }

    /** Counts from 1 and is never used again. */
    public int id() {
        return id;
    }

    public String board() {
        return board;
    }

    /** The version of a shadow, or {@code BoardAddress.LIVE}. */
    public int shadowVersion() {
        return shadowVersion;
    }

    /** Scored, but not published. */
    public boolean paused() {
        return paused;
    }

    /** Whether it is scored, but not published, at a time of the wall clock. */
    public boolean isPausedAt(long wallTime) {
        return paused;
    }

    /** The windows that its scores are made in. */
    public BoardWindow window() {
        return newest().window();
    }

    /** When the next rule comes into force, or {@code Long.MAX_VALUE}. */
    public long nextChangeAfter(long time) {
        return Timeline.of(rules).nextChangeAfter(time);
    }

    /**
     * The earliest event time that is judged otherwise than by an earlier state of this track, or
     * {@code Long.MAX_VALUE} if none is.
     *
     * @param before null if the track was not there
     */
    long judgementChangedFrom(BoardTrack before) {
        if (retired) {
            return Long.MAX_VALUE;
        }
        if (before == null) {
            return rules.get(0).effectiveFrom();
        }
        long from = before.window().equals(window()) ? Long.MAX_VALUE : Long.MIN_VALUE;
        for (BoardRule rule : rules) {
            if (!before.rules.contains(rule)) {
                from = Math.min(from, rule.effectiveFrom());
            }
        }
        for (BoardRule rule : before.rules) {
            // A rule that was forgotten because nothing is judged by it any more comes first.
            if (!rules.contains(rule) && rule.effectiveFrom() >= rules.get(0).effectiveFrom()) {
                from = Math.min(from, rule.effectiveFrom());
            }
        }
        return from;
    }

    /** Deleted: nothing counts any more and nothing stays published. */
    public boolean retired() {
        return retired;
    }

    /** By the time from which they judge, at least one; a later one has the higher version. */
    public List<BoardRule> rules() {
        return rules;
    }

    /** The definition with the highest version. */
    public BoardDefinition newest() {
        return rules.get(rules.size() - 1).definition();
    }

    /** The longest lateness that any of its rules allows: until then its windows stay open. */
    public Duration maxLateness() {
        Duration max = Duration.ZERO;
        for (BoardRule rule : rules) {
            Duration lateness = rule.definition().allowedLateness();
            max = lateness.compareTo(max) > 0 ? lateness : max;
        }
        return max;
    }

    BoardTrack retire() {
        return new BoardTrack(id, board, shadowVersion, paused, true, rules);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id)
                .put("shadow_version", shadowVersion)
                .put("paused", paused)
                .put("retired", retired);
        ArrayNode array = json.putArray("rules");
        rules.forEach(rule -> array.add(rule.toJson()));
        return json;
    }

    static BoardTrack parse(String board, JsonNode json) {
        List<BoardRule> rules = new ArrayList<>();
        json.required("rules").forEach(rule -> rules.add(BoardRule.parse(rule)));
        return new BoardTrack(
                json.required("id").intValue(),
                board,
                json.required("shadow_version").intValue(),
                json.required("paused").booleanValue(),
                json.required("retired").booleanValue(),
                rules);
    }
}
