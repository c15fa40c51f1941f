package io.rankstream.model.scoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What windows have gained and lost since it was last said: members, and the sum of their
 * checksums. It adds up as scores are published, so that nobody needs to look at all members of a
 * window when it closes.
 */
public final class WindowShares {

    /** What one window of a track gained and lost. */
    public static final class Share {

        private final int trackId;
        private final long windowStart;
        private long members;
        private long checksum;

        public Share(int trackId, long windowStart, long members, long checksum) {
            this.trackId = trackId;
            this.windowStart = windowStart;
            this.members = members;
            this.checksum = checksum;
        }

        public int trackId() {
            return trackId;
        }

        /** Epoch milliseconds. */
        public long windowStart() {
            return windowStart;
        }

        /** How many more members it has, negative for fewer. */
        public long members() {
            return members;
        }

        /** What to add to its checksum, modulo 2^64. */
        public long checksum() {
            return checksum;
        }
    }

    /** Says what became of a window that is closed. */
    public interface Announcer {

        void announce(ScoringTrack track, Share share);
    }

    /** The windows of one track. */
    private static final class Windows {

        private final Map<Long, Share> byStart = new HashMap<>();

        /** The share that was added to last, as it usually is the next time; null for none. */
        private Share last;
    }

    private final Map<Integer, Windows> tracks = new HashMap<>();

    public void add(int trackId, long windowStart, long members, long checksum) {
        Windows windows = tracks.computeIfAbsent(trackId, track -> new Windows());
        if (windows.last == null || windows.last.windowStart != windowStart) {
            windows.last =
                    windows.byStart.computeIfAbsent(
                            windowStart, start -> new Share(trackId, start, 0, 0));
        }
        windows.last.members += members;
        windows.last.checksum += checksum;
    }

    /**
     * Says what became of the windows that are closed by now, and forgets it; of those of a board
     * that is paused, once it no longer is.
     *
     * @param arrival the arrival clock
     * @param wall the wall clock
     */
    public void announceClosed(ScoringRules rules, long arrival, long wall, Announcer announcer) {
        for (Iterator<Map.Entry<Integer, Windows>> all = tracks.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<Integer, Windows> windows = all.next();
            ScoringTrack track = rules.track(windows.getKey());
            if (track == null) {
                all.remove();
            } else if (!track.isPausedAt(wall)) {
                announceClosed(track, windows.getValue(), arrival, announcer);
            }
        }
    }

    private static void announceClosed(
            ScoringTrack track, Windows windows, long arrival, Announcer announcer) {
        windows.last = null;
        for (Iterator<Share> all = windows.byStart.values().iterator(); all.hasNext(); ) {
            Share share = all.next();
            if (track.closesAt(share.windowStart) <= arrival) {
                all.remove();
                boolean changed = share.members != 0 || share.checksum != 0;
                // Nobody can ask for a season that is not there any more.
                if (changed && track.hasWindow(share.windowStart)) {
                    announcer.announce(track, share);
                }
            }
        }
    }

    /** What has not been said yet. */
    public List<Share> held() {
        List<Share> held = new ArrayList<>();
        tracks.values().forEach(windows -> held.addAll(windows.byStart.values()));
        return held;
    }
}
