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

    BoardTracks(String board, List<BoardTrack> tracks) {
        this.board = board;
        this.tracks = List.copyOf(tracks);
    }

    public String board() {
        return board;
    }

    /** In the order of their ids. */
    public List<BoardTrack> tracks() {
        return tracks;
    }

    /**
     * The earliest event time that is judged otherwise than by an earlier state of the board, or
     * {@code Long.MAX_VALUE} if none is.
     *
     * @param before null if nothing was known of it
     */
    public long judgementChangedFrom(BoardTracks before) {
        long from = Long.MAX_VALUE;
        for (BoardTrack track : tracks) {
            BoardTrack known = before == null ? null : before.track(track.id());
            from = Math.min(from, track.judgementChangedFrom(known));
        }
        return from;
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

    private BoardTrack track(int id) {
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
        if (!update.subject().startsWith(ControlUpdate.BOARD)) {
            throw new IllegalStateException(update.subject() + " is no board");
        }
        String board = update.subject().substring(ControlUpdate.BOARD.length());
        JsonNode json = AcceptedJson.parse(update.json());
        List<BoardTrack> tracks = new ArrayList<>();
        json.required("tracks").forEach(track -> tracks.add(BoardTrack.parse(board, track)));
        return new BoardTracks(board, tracks);
    }

    public ControlUpdate toUpdate() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("tracks");
        tracks.forEach(track -> array.add(track.toJson()));
        return new ControlUpdate(ControlUpdate.BOARD + board, json.toString());
    }
}
