package io.rankstream.model.reference;

import io.rankstream.model.event.EventId;
import io.rankstream.model.reference.ControlBook.Adjustment;
import java.util.HashMap;
import java.util.Map;

/**
 * What boards judge: a gameplay event, a closed session or an adjustment.
 *
 * @param number of the input; of a session that of its first event
 * @param id null for a session and an adjustment
 * @param session the facts of a session, else null
 * @param adjustment the adjustment, else null
 */
record Happening(
        int number,
        String player,
        long time,
        long arrival,
        EventId id,
        Map<String, Object> fields,
        Map<String, Object> session,
        Adjustment adjustment) {

    static Happening of(Input.Event event) {
        Map<String, Object> fields = named(event.player(), event.time());
        fields.putAll(event.fields());
        return new Happening(
                event.number(),
                event.player(),
                event.time(),
                event.arrival(),
                event.id(),
                fields,
                null,
                null);
    }

    static Happening session(Happening first, Happening last, int count, long arrival) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("count", (long) count);
        facts.put("duration", last.time() - first.time());
        facts.put("start", first.time());
        return new Happening(
                first.number(),
                first.player(),
                last.time(),
                arrival,
                null,
                named(first.player(), last.time()),
                facts,
                null);
    }

    static Happening of(Adjustment adjustment) {
        return new Happening(
                adjustment.number(),
                adjustment.player(),
                adjustment.time(),
                adjustment.arrival(),
                null,
                named(adjustment.player(), adjustment.time()),
                null,
                adjustment);
    }

    private static Map<String, Object> named(String player, long time) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("player_id", player);
        fields.put("event_time", time);
        return fields;
    }

    boolean isEvent() {
        return session == null && adjustment == null;
    }

    /** Names it among all that boards judge. */
    String key() {
        return number + (session != null ? "s" + time + "/" + session : "");
    }
}
