package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything said about one live board or one shadow: its rules, its deletion and its pause.
 *
 * <p>Which rules are in force, and whether it is paused, depends on what was said and not on the
 * order of arrival.
 */
final class BoardLife {

    /** The track of a life that has no rules. */
    static final int NO_TRACK = 0;

    private final String board;
    private final int shadowVersion;
    private int trackId = NO_TRACK;

    /** Every rule that is in force at some time, or would be after a deletion. */
    private final List<BoardRule> said = new ArrayList<>();

    private Timeline<BoardRule> rules = Timeline.of(List.of());
    private MessageOrder firstSaid;
    private MessageOrder deleted;
    private MessageOrder pauseSaid;
    private boolean pause;

    BoardLife(String board, int shadowVersion) {
        this.board = board;
        this.shadowVersion = shadowVersion;
    }

    int shadowVersion() {
        return shadowVersion;
    }

    Timeline<BoardRule> rules() {
        return rules;
    }

    boolean isActive() {
        return trackId != NO_TRACK;
    }

    /** Whether nothing was ever said about it. */
    boolean isBlank() {
        return !isActive() && deleted == null && pauseSaid == null;
    }

    boolean isDeletedAfter(BoardRule rule) {
        return deleted != null && rule.order().unversioned().compareTo(deleted) <= 0;
    }

    void startTrack(int id) {
        trackId = id;
    }

    /**
     * Adds a rule.
     *
     * @param historySince what is no longer in force then is forgotten
     * @return whether it is ever in force
     */
    boolean put(BoardRule rule, long historySince) {
        if (!remember(rule) || !rules.entries().contains(rule)) {
            return false;
        }
        noteFirst(rule.order().unversioned());
        forget(historySince);
        return rules.entries().contains(rule);
    }

    /**
     * Notes a rule.
     *
     * <p>A rule of a lower version that was issued later is in force once the higher version is
     * deleted: whether it is ever in force is not decided before.
     */
    private boolean remember(BoardRule rule) {
        for (BoardRule other : said) {
            if (other.effectiveFrom() <= rule.effectiveFrom() && isCovered(rule, other)) {
                return false;
            }
        }
        said.removeIf(
                other -> other.effectiveFrom() >= rule.effectiveFrom() && isCovered(other, rule));
        said.add(rule);
        rules = Timeline.of(said);
        return true;
    }

    /** Whether the other one wins against the rule, and every deletion of it deletes both. */
    private static boolean isCovered(BoardRule rule, BoardRule other) {
        MessageOrder order = rule.order();
        return order.compareTo(other.order()) <= 0
                && order.unversioned().compareTo(other.order().unversioned()) <= 0;
    }

    private void forget(long historySince) {
        BoardRule first = rules.at(historySince);
        if (first == null) {
            return;
        }
        said.removeIf(
                rule -> rule.effectiveFrom() < first.effectiveFrom() && isCovered(rule, first));
        rules = Timeline.of(said);
    }

    private void noteFirst(MessageOrder said) {
        if (firstSaid == null || said.compareTo(firstSaid) < 0) {
            firstSaid = said;
        }
    }

    /**
     * Notes a deletion.
     *
     * @return whether it is the last
     */
    boolean delete(MessageOrder order) {
        if (deleted != null && order.compareTo(deleted) <= 0) {
            return false;
        }
        deleted = order;
        return true;
    }

    /** Whether the track has scores of before the deletion, even if their rules are forgotten. */
    boolean mustEnd() {
        return isActive() && deleted != null && firstSaid.compareTo(deleted) <= 0;
    }

    /** Ends the track and drops the rules said before the deletion; those said later stay. */
    void endTrack() {
        said.removeIf(this::isDeletedAfter);
        rules = Timeline.of(said);
        firstSaid = null;
        for (BoardRule rule : rules.entries()) {
            noteFirst(rule.order().unversioned());
        }
        trackId = NO_TRACK;
    }

    /**
     * Notes a pause or its end.
     *
     * @return whether it decides
     */
    boolean pause(MessageOrder order, boolean paused) {
        if (pauseSaid != null && order.compareTo(pauseSaid) <= 0) {
            return false;
        }
        pauseSaid = order;
        pause = paused;
        return rules.isEmpty() || isPauseLast();
    }

    private boolean isPauseLast() {
        return pauseSaid != null && pauseSaid.compareTo(rules.newest().order().unversioned()) > 0;
    }

    private boolean isPaused() {
        return isPauseLast() ? pause : rules.newest().definition().mode() == BoardMode.PAUSED;
    }

    /** The track as it is now, or null if there is none. */
    BoardTrack track() {
        return isActive()
                ? new BoardTrack(trackId, board, shadowVersion, isPaused(), false, rules.entries())
                : null;
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("shadow_version", shadowVersion).put("track", trackId);
        ArrayNode array = json.putArray("said");
        said.forEach(rule -> array.add(rule.toJson()));
        put(json, "first_said", firstSaid);
        put(json, "deleted", deleted);
        put(json, "pause_said", pauseSaid);
        json.put("pause", pause);
        return json;
    }

    private static void put(ObjectNode json, String name, MessageOrder order) {
        if (order != null) {
            json.putObject(name).put("issued_at", order.issuedAt()).put("id", order.id());
        }
    }

    static BoardLife parse(String board, JsonNode json) {
        BoardLife life = new BoardLife(board, json.required("shadow_version").intValue());
        life.trackId = json.required("track").intValue();
        json.required("said").forEach(rule -> life.said.add(BoardRule.parse(rule)));
        life.rules = Timeline.of(life.said);
        life.firstSaid = order(json.get("first_said"));
        life.deleted = order(json.get("deleted"));
        life.pauseSaid = order(json.get("pause_said"));
        life.pause = json.required("pause").booleanValue();
        return life;
    }

    private static MessageOrder order(JsonNode json) {
        return json == null
                ? null
                : new MessageOrder(
                        0, json.required("issued_at").longValue(), json.required("id").textValue());
    }
}
