package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardMode;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.board.LatePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One life of a board's scores, live or shadow: it starts with a first definition, takes over
 * compatible versions, may become live or a shadow, and ends with the board's deletion or reset.
 */
public final class BoardTrack {

    private final int id;
    private final String board;
    private final int shadowVersion;
    private final boolean retired;
    private final List<BoardRule> rules;
    private final MessageOrder pauseSaid;
    private final boolean pause;

    /**
     * @param pauseSaid when the last pause or its end was said, or null
     * @param pause whether it was a pause
     */
    BoardTrack(
            int id,
            String board,
            int shadowVersion,
            boolean retired,
            List<BoardRule> rules,
            MessageOrder pauseSaid,
            boolean pause) {
        this.id = id;
        this.board = board;
        this.shadowVersion = shadowVersion;
        this.retired = retired;
        this.rules = List.copyOf(rules);
        this.pauseSaid = pauseSaid;
        this.pause = pause;
    }

    /** Counts from 1 and is never used again. */
    public int id() {
        return id;
    }

    public String board() {
        return board;
    }

    /**
     * The version of a shadow, or {@code BoardAddress.LIVE}; a promotion changes it, also that of a
     * track that has ended in the place that it moves.
     */
    public int shadowVersion() {
        return shadowVersion;
    }

    /**
     * Whether it is scored, but not published, at a time of the wall clock (epoch milliseconds): by
     * the mode of the rule in force, unless a pause or its end was said later. It can only change
     * where {@link #nextChangeAfter} says.
     */
    public boolean isPausedAt(long time) {
        BoardRule rule = ruleInForce(time);
        boolean saidLater =
                pauseSaid != null && pauseSaid.compareTo(rule.order().unversioned()) > 0;
        return saidLater ? pause : rule.definition().mode() == BoardMode.PAUSED;
    }

    /** Deleted or reset: nothing counts any more and nothing stays published. */
    public boolean retired() {
        return retired;
    }

    /** By the time from which they judge, at least one; a later one has the higher version. */
    public List<BoardRule> rules() {
        return rules;
    }

    /** The rule that judges an event of a time, or null if the board was not there yet. */
    public BoardRule ruleAt(long eventTime) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            if (rules.get(i).effectiveFrom() <= eventTime) {
                return rules.get(i);
            }
        }
        return null;
    }

    /** The rule in force at a time of the wall clock; before the first is in force, the first. */
    public BoardRule ruleInForce(long time) {
        BoardRule rule = ruleAt(time);
        return rule == null ? rules.get(0) : rule;
    }

    /** When another rule comes into force (epoch milliseconds), or {@code Long.MAX_VALUE}. */
    public long nextChangeAfter(long time) {
        for (BoardRule rule : rules) {
            if (rule.effectiveFrom() > time) {
                return rule.effectiveFrom();
            }
        }
        return Long.MAX_VALUE;
    }

    /** The definition with the highest version. */
    public BoardDefinition newest() {
        return rules.get(rules.size() - 1).definition();
    }

    /** The windows that its scores are made in, with the seasons that were ended. */
    public BoardWindow window() {
        return newest().window();
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

    /**
     * The first event time (epoch milliseconds) that this track may judge in another way than an
     * earlier state of it; {@code Long.MAX_VALUE} if there is none. What was forgotten because no
     * event is that old any more is not a difference.
     */
    long judgementChangedFrom(BoardTrack before) {
        List<Long> times = new ArrayList<>();
        long known = forgottenBefore(before);
        for (BoardRule rule : before.rules) {
            times.add(Math.max(known, rule.effectiveFrom()));
        }
        for (BoardRule rule : rules) {
            times.add(Math.max(known, rule.effectiveFrom()));
        }
        long first = seasonsChangedFrom(before);
        for (long time : times) {
            BoardRule was = before.ruleAt(time);
            BoardRule is = ruleAt(time);
            if (was != is && (was == null || is == null || !was.judgesLike(is))) {
                first = Math.min(first, time);
            }
        }
        return first;
    }

    /**
     * From the start of the first season that differs on: its other end decides which of its events
     * are late. Events of earlier seasons may count in it if they are late and its rule says so.
     */
    private long seasonsChangedFrom(BoardTrack before) {
        long first = Seasons.changedFrom(before.newest(), newest());
        return first != Long.MAX_VALUE && (movesLateEvents() || before.movesLateEvents())
                ? Long.MIN_VALUE
                : first;
    }

    private boolean movesLateEvents() {
        for (BoardRule rule : rules) {
            if (rule.definition().late() == LatePolicy.NEXT_WINDOW) {
                return true;
            }
        }
        return false;
    }

    /** Where the first rule came into force if there were others before it that are forgotten. */
    private long forgottenBefore(BoardTrack before) {
        BoardRule first = rules.get(0);
        for (int i = 1; i < before.rules.size(); i++) {
            BoardRule other = before.rules.get(i);
            if (other.order().equals(first.order())
                    && other.effectiveFrom() == first.effectiveFrom()) {
                return first.effectiveFrom();
            }
        }
        return Long.MIN_VALUE;
    }

    BoardTrack retire() {
        return new BoardTrack(id, board, shadowVersion, true, rules, pauseSaid, pause);
    }

    /** This track in the place to which a promotion has moved what stood in its own. */
    BoardTrack movedBy(Promotion promotion) {
        int place = promotion.placeAfter(shadowVersion);
        return new BoardTrack(id, board, place, retired, rules, pauseSaid, pause);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id).put("shadow_version", shadowVersion).put("retired", retired);
        if (pauseSaid != null) {
            pauseSaid.addTo(json.putObject("pause")).put("paused", pause);
        }
        ArrayNode array = json.putArray("rules");
        rules.forEach(rule -> array.add(rule.toJson()));
        return json;
    }

    static BoardTrack parse(String board, JsonNode json) {
        List<BoardRule> rules = new ArrayList<>();
        json.required("rules").forEach(rule -> rules.add(BoardRule.parse(rule)));
        JsonNode pause = json.get("pause");
        return new BoardTrack(
                json.required("id").intValue(),
                board,
                json.required("shadow_version").intValue(),
                json.required("retired").booleanValue(),
                rules,
                pause == null ? null : MessageOrder.of(0, pause),
                pause != null && pause.required("paused").booleanValue());
    }
}
