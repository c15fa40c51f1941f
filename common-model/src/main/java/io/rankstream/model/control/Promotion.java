package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.command.BoardAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One exchange of places between a live board and a shadow of it; their tracks go on.
 *
 * <p>What was live and what was the shadow move at once: a version may be both the one that becomes
 * live and the one that the live board becomes.
 */
public final class Promotion {

    private final String id;
    private final int shadowVersion;
    private final int liveBecomes;

    Promotion(String id, int shadowVersion, int liveBecomes) {
        this.id = id;
        this.shadowVersion = shadowVersion;
        this.liveBecomes = liveBecomes;
    }

    /** Names it among all promotions of the board, for good: what was done once is done. */
    public String id() {
        return id;
    }

    /** The shadow that becomes live; {@code BoardAddress.LIVE} if no board is live afterwards. */
    public int shadowVersion() {
        return shadowVersion;
    }

    /**
     * The version of the shadow that the live board becomes; {@code BoardAddress.LIVE} if there was
     * none.
     */
    public int liveBecomes() {
        return liveBecomes;
    }

    /**
     * The place to which it moves a track: the version of a shadow, or {@code BoardAddress.LIVE}.
     * Where nothing was live, one that ended there stays, while what is left of its keys goes.
     */
    int placeAfter(int place) {
        if (place == BoardAddress.LIVE) {
            return liveBecomes;
        }
        return place == shadowVersion ? BoardAddress.LIVE : place;
    }

    /**
     * Works out which exchanges bring tracks from their old places to their new ones. The usual one
     * is the promotion that was asked for; a message that arrives late may make others necessary.
     *
     * @param before the version of each track that stays, by its id
     * @param after as {@code before}, of the same tracks
     * @param messageId what the first exchange is named by
     */
    static List<Promotion> between(
            Map<Integer, Integer> before, Map<Integer, Integer> after, String messageId) {
        List<Promotion> promotions = new ArrayList<>();
        Map<Integer, Integer> places = new TreeMap<>();
        before.forEach((track, version) -> places.put(version, track));
        while (true) {
            Integer live = places.get(BoardAddress.LIVE);
            int target = live == null ? BoardAddress.LIVE : after.get(live);
            int shadow = places.containsKey(target) ? target : misplaced(places, after);
            int liveBecomes = target;
            if (target == BoardAddress.LIVE) {
                shadow = misplaced(places, after);
                if (shadow == BoardAddress.LIVE) {
                    return promotions;
                }
                // What is live already makes room, and comes back at last.
                liveBecomes = live == null ? BoardAddress.LIVE : shadow;
            }
            String id = promotions.isEmpty() ? messageId : messageId + "#" + promotions.size();
            promotions.add(new Promotion(id, shadow, liveBecomes));
            places.remove(BoardAddress.LIVE);
            Integer promoted = shadow == BoardAddress.LIVE ? null : places.remove(shadow);
            if (live != null) {
                places.put(liveBecomes, live);
            }
            if (promoted != null) {
                places.put(BoardAddress.LIVE, promoted);
            }
        }
    }

    /** The version of a shadow that is to be elsewhere, best of one that is to be live; or LIVE. */
    private static int misplaced(Map<Integer, Integer> places, Map<Integer, Integer> after) {
        int found = BoardAddress.LIVE;
        for (Map.Entry<Integer, Integer> place : places.entrySet()) {
            int version = place.getKey();
            int target = after.get(place.getValue());
            if (version != BoardAddress.LIVE && version != target) {
                if (target == BoardAddress.LIVE) {
                    return version;
                }
                found = version;
            }
        }
        return found;
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("shadow_version", shadowVersion)
                .put("live_becomes", liveBecomes);
    }

    static Promotion parse(JsonNode json) {
        return new Promotion(
                json.required("id").textValue(),
                json.required("shadow_version").intValue(),
                json.required("live_becomes").intValue());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Promotion && toJson().equals(((Promotion) other).toJson());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id
                + ": "
                + (shadowVersion == BoardAddress.LIVE ? "none" : "v" + shadowVersion)
                + " becomes live";
    }
}
