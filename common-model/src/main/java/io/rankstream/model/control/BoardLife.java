package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is in force of one live board or one shadow since its scores started: rules, the pause and
 * the seasons that were ended.
 */
final class BoardLife {

    /** Where a life starts that counts events of any time. */
    private static final long ALWAYS = Long.MIN_VALUE;

    /** The end of a season that was said beside the definition. */
    private static final class SeasonEnd {

        private final MessageOrder order;
        private final long at;

        /** The end it replaces: a rule said later that names another one means it. */
        private final long replaced;

        private SeasonEnd(MessageOrder order, long at, long replaced) {
            this.order = order;
            this.at = at;
            this.replaced = replaced;
        }
    }

    private final MessageOrder founder;
    private final long startsAt;

    /** Every message that has put a rule here: what an older founder is known by. */
    private final Set<MessageOrder> members = new HashSet<>();

    private final Map<String, SeasonEnd> seasonEnds = new LinkedHashMap<>();
    private Timeline<BoardRule> rules = Timeline.of(List.of());
    private MessageOrder pauseSaid;
    private boolean pause;

    private BoardLife(MessageOrder founder, long startsAt) {
        this.founder = founder;
        this.startsAt = startsAt;
        members.add(founder);
    }

    /** A life that starts with a rule. */
    static BoardLife of(BoardRule rule) {
        BoardLife life = new BoardLife(rule.order().unversioned(), ALWAYS);
        life.put(rule);
        return life;
    }

    BoardLife copy() {
        BoardLife copy = new BoardLife(founder, startsAt);
        copy.members.addAll(members);
        copy.takeOver(this);
        return copy;
    }

    private void takeOver(BoardLife other) {
        rules = other.rules;
        seasonEnds.putAll(other.seasonEnds);
        pauseSaid = other.pauseSaid;
        pause = other.pause;
    }

    /**
     * A life under the same rules that counts nothing before {@code time}, nor what this one does
     * not count.
     */
    BoardLife reset(MessageOrder order, long time) {
        long start = Math.max(startsAt, time);
        BoardLife next = new BoardLife(order, start);
        next.takeOver(this);
        List<BoardRule> clipped = new ArrayList<>();
        rules.since(start).entries().forEach(rule -> clipped.add(rule.since(start)));
        next.rules = Timeline.of(clipped);
        return next;
    }

    /** A life under a rule that cannot take over, which counts nothing before it is in force. */
    BoardLife replace(BoardRule rule) {
        BoardLife next = new BoardLife(rule.order().unversioned(), rule.effectiveFrom());
        next.pauseSaid = pauseSaid;
        next.pause = pause;
        next.put(rule);
        return next;
    }

    /** The message it started with. */
    MessageOrder founder() {
        return founder;
    }

    /** Whether that message is a part of it. */
    boolean hasMember(MessageOrder message) {
        return members.contains(message);
    }

    void put(BoardRule rule) {
        members.add(rule.order().unversioned());
        rules = rules.with(rule.since(startsAt));
    }

    void pause(MessageOrder order, boolean paused) {
        pauseSaid = order;
        pause = paused;
    }

    boolean hasSeason(String season) {
        return Seasons.end(newest(), season) != null;
    }

    void endSeason(BoardMessage message) {
        String season = message.season();
        seasonEnds.put(
                season,
                new SeasonEnd(
                        message.order(), message.effectiveFrom(), Seasons.end(newest(), season)));
    }

    /** The definition that stays in force once every one has been. */
    BoardDefinition newest() {
        return rules.newest().definition();
    }

    /** As {@link #newest}, with the seasons that were ended since. */
    BoardDefinition newestAsEnded() {
        return withSeasonEnds(rules.newest());
    }

    Timeline<BoardRule> rules() {
        return rules;
    }

    /** Forgets the rules that are no longer in force at {@code time}. */
    void forgetBefore(long time) {
        rules = rules.since(time);
    }

    /**
     * The track as it is now.
     *
     * @param historySince what is no longer in force then is left out
     */
    BoardTrack track(int id, String board, int shadowVersion, long historySince) {
        List<BoardRule> inForce = new ArrayList<>();
        for (BoardRule rule : rules.since(historySince).entries()) {
            inForce.add(rule.with(withSeasonEnds(rule)));
        }
        return new BoardTrack(id, board, shadowVersion, false, inForce, pauseSaid, pause);
    }

    private BoardDefinition withSeasonEnds(BoardRule rule) {
        BoardDefinition definition = rule.definition();
        for (Map.Entry<String, SeasonEnd> entry : seasonEnds.entrySet()) {
            SeasonEnd end = entry.getValue();
            Long defined = Seasons.end(definition, entry.getKey());
            boolean saidBefore = rule.order().unversioned().compareTo(end.order) < 0;
            boolean isEarlier = defined != null && end.at < defined;
            if (isEarlier && (saidBefore || defined == end.replaced)) {
                definition = withEnd(definition, entry.getKey(), end.at);
            }
        }
        return definition;
    }

    private static BoardDefinition withEnd(BoardDefinition definition, String season, long at) {
        try {
            return Seasons.withEnd(definition, season, at);
        } catch (InvalidDefinitionException e) {
            // A rule with other seasons around this one: its own end stays.
            return definition;
        }
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        founder.addTo(json.putObject("founder"));
        json.put("starts_at", startsAt);
        ArrayNode array = json.putArray("rules");
        rules.entries().forEach(rule -> array.add(rule.toJson()));
        if (pauseSaid != null) {
            pauseSaid.addTo(json.putObject("pause")).put("paused", pause);
        }
        ObjectNode ends = json.putObject("season_ends");
        seasonEnds.forEach(
                (season, end) ->
                        end.order
                                .addTo(ends.putObject(season))
                                .put("at", end.at)
                                .put("replaced", end.replaced));
        return json;
    }

    static BoardLife parse(JsonNode json) {
        BoardLife life =
                new BoardLife(
                        MessageOrder.of(0, json.required("founder")),
                        json.required("starts_at").longValue());
        List<BoardRule> rules = new ArrayList<>();
        json.required("rules").forEach(rule -> rules.add(BoardRule.parse(rule)));
        life.rules = Timeline.of(rules);
        JsonNode said = json.get("pause");
        if (said != null) {
            life.pause(MessageOrder.of(0, said), said.required("paused").booleanValue());
        }
        json.required("season_ends")
                .fields()
                .forEachRemaining(
                        field ->
                                life.seasonEnds.put(
                                        field.getKey(),
                                        new SeasonEnd(
                                                MessageOrder.of(0, field.getValue()),
                                                field.getValue().required("at").longValue(),
                                                field.getValue()
                                                        .required("replaced")
                                                        .longValue())));
        return life;
    }
}
