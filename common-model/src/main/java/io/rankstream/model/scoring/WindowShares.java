package io.rankstream.model.scoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

    private static final class Place {

        private final int trackId;
        private final long windowStart;

        private Place(int trackId, long windowStart) {
            this.trackId = trackId;
            this.windowStart = windowStart;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place
                    && trackId == ((Place) other).trackId
                    && windowStart == ((Place) other).windowStart;
        }

        @Override
        public int hashCode() {
            return Objects.hash(trackId, windowStart);
        }
    }

    private final Map<Place, Share> shares = new HashMap<>();

    /** The share that was added to last, as it usually is the next time. */
    private Share last = new Share(0, 0, 0, 0);

    public void add(int trackId, long windowStart, long members, long checksum) {
        if (last.trackId != trackId || last.windowStart != windowStart) {
            last =
                    shares.computeIfAbsent(
                            new Place(trackId, windowStart),
                            place -> new Share(trackId, windowStart, 0, 0));
        }
        last.members += members;
        last.checksum += checksum;
    }

    /**
     * Says what became of the windows that are closed by now, and forgets it; of those of a board
     * that is paused, once it no longer is.
     */
    public void announceClosed(ScoringRules rules, ScoringClock clock, Announcer announcer) {
        for (Iterator<Share> all = shares.values().iterator(); all.hasNext(); ) {
            Share share = all.next();
            ScoringTrack track = rules.track(share.trackId);
            boolean known = track != null;
            if (known
                    && (track.closesAt(share.windowStart) > clock.arrival()
                            || track.isPausedAt(clock.wall()))) {
                continue;
            }
            all.remove();
            if (known && (share.members != 0 || share.checksum != 0)) {
                announcer.announce(track, share);
            }
        }
        last = new Share(0, 0, 0, 0);
    }

    /** What has not been said yet. */
    public List<Share> held() {
        return new ArrayList<>(shares.values());
    }
}
