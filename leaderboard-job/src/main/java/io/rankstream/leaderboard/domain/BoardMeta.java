package io.rankstream.leaderboard.domain;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.control.BoardTracks;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a board's meta hash says of the live board and its shadows at one time of the wall clock.
 */
public final class BoardMeta {

    private BoardMeta() {}

    /**
     * The fields to set, and with null those to remove; empty if there is no such board.
     *
     * @param now epoch milliseconds
     */
    public static Map<String, String> fields(BoardTracks tracks, long now) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (BoardTrack track : tracks.tracks()) {
            if (!track.retired()) {
                putTrack(track, now, fields);
            }
        }
        return fields;
    }

    private static void putTrack(BoardTrack track, long now, Map<String, String> fields) {
        String prefix = prefix(track.shadowVersion());
        BoardDefinition definition = track.ruleInForce(now).definition();
        fields.put(prefix + "definition", definition.toJson());
        fields.put(prefix + "version", Integer.toString(definition.version()));
        fields.put(prefix + "order", definition.order().code());
        fields.put(prefix + "decimals", Integer.toString(definition.decimals()));
        fields.put(prefix + "ties", definition.ties().code());
        fields.put(prefix + "tie_bits", Integer.toString(definition.tieBits()));
        fields.put(prefix + "mode", mode(track, now));
        putWindow(prefix, track.window(), now, fields);
    }

    private static String mode(BoardTrack track, long now) {
        if (track.isPausedAt(now)) {
            return "paused";
        }
        return track.shadowVersion() == BoardAddress.LIVE ? "live" : "shadow";
    }

    private static void putWindow(
            String prefix, BoardWindow window, long now, Map<String, String> fields) {
        long start = window.isFinite() ? window.start(now) : BoardWindow.NONE;
        boolean open = start != BoardWindow.NONE;
        long previous = open ? window.start(start - 1) : BoardWindow.NONE;
        fields.put(prefix + "window.current", open ? window.label(start) : null);
        fields.put(
                prefix + "window.previous",
                previous == BoardWindow.NONE ? null : window.label(previous));
        fields.put(prefix + "window.start", open ? Long.toString(start) : null);
        fields.put(prefix + "window.end", open ? Long.toString(window.end(start)) : null);
    }

    /** When {@link #fields} changes by itself, or {@code Long.MAX_VALUE}. */
    public static long nextChangeAfter(BoardTracks tracks, long now) {
        long next = Long.MAX_VALUE;
        for (BoardTrack track : tracks.tracks()) {
            if (track.retired()) {
                continue;
            }
            if (track.window().isFinite()) {
                next = Math.min(next, track.window().nextBoundaryAfter(now));
            }
            next = Math.min(next, track.nextChangeAfter(now));
        }
        return next;
    }

    /** The field that holds the revision of a final window. */
    public static String finalField(int shadowVersion, String window) {
        return prefix(shadowVersion) + "final:" + window;
    }

    private static String prefix(int shadowVersion) {
        return shadowVersion == BoardAddress.LIVE ? "" : "v" + shadowVersion + ".";
    }
}
