package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tracks of one board: the live one, its shadows and those that ended lately. */
public final class BoardTracks {

    private final String board;
    private final List<BoardTrack> tracks;
    private final List<Promotion> promotions;

    BoardTracks(String board, List<BoardTrack> tracks, List<Promotion> promotions) {
        this.board = board;
        this.tracks = List.copyOf(tracks);
        this.promotions = List.copyOf(promotions);
    }

    public String board() {
        return board;
    }

    /** In the order of their ids. */
    public List<BoardTrack> tracks() {
        return tracks;
    }

    /**
     * The last exchanges of a live board and a shadow, in the order in which they are to happen.
     */
    public List<Promotion> promotions() {
        return promotions;
    }

    /**
     * The first event time (epoch milliseconds) that is judged in another way than an earlier state
     * of this board said; {@code Long.MAX_VALUE} if there is none. Tracks that are withdrawn or
     * only move do not count; one that is new counts from its first rule on.
     *
     * @param before the earlier state, or null if there was none
     */
    public long judgementChangedFrom(BoardTracks before) {
        long first = Long.MAX_VALUE;
        for (BoardTrack track : tracks) {
            if (!track.retired()) {
                BoardTrack known = before == null ? null : before.track(track.id());
                first =
                        Math.min(
                                first,
                                known == null
                                        ? track.rules().get(0).effectiveFrom()
                                        : track.judgementChangedFrom(known));
            }
        }
        return first;
    }

    /** The ids of the tracks that have other keys than in an earlier state of the board. */
    public Set<Integer> renamedSince(BoardTracks before) {
        Set<Integer> renamed = new HashSet<>();
        for (BoardTrack track : tracks) {
            BoardTrack known = before.track(track.id());
            if (known != null && known.shadowVersion() != track.shadowVersion()) {
                renamed.add(track.id());
            }
        }
        return renamed;
    }

    /** The track with an id, or null. */
    public BoardTrack track(int id) {
        for (BoardTrack track : tracks) {
            if (track.id() == id) {
                return track;
            }
        }
        return null;
    }

    /**
     * Reads an update whose subject is a board.
     *
     * @throws IllegalStateException if it is not what {@link #toUpdate} makes
     */
    public static BoardTracks parse(ControlUpdate update) {
        if (!update.isBoard()) {
            throw new IllegalStateException(update.subject() + " is no board");
        }
        String board = update.name();
        JsonNode json = AcceptedJson.parse(update.json());
        List<BoardTrack> tracks = new ArrayList<>();
        json.required("tracks").forEach(track -> tracks.add(BoardTrack.parse(board, track)));
        List<Promotion> promotions = new ArrayList<>();
        json.required("promotions")
                .forEach(promotion -> promotions.add(Promotion.parse(promotion)));
        return new BoardTracks(board, tracks, promotions);
    }

    public ControlUpdate toUpdate() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("tracks");
        tracks.forEach(track -> array.add(track.toJson()));
        ArrayNode promoted = json.putArray("promotions");
        promotions.forEach(promotion -> promoted.add(promotion.toJson()));
        return new ControlUpdate(ControlUpdate.BOARD + board, json.toString());
    }
}
