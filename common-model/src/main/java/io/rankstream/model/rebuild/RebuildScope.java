package io.rankstream.model.rebuild;

import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What is rebuilt: which boards, which windows, and as of when.
 *
 * <p>Without a range everything that is archived counts. With one, windows that lie in it come out,
 * and boards without such windows do not.
 */
public final class RebuildScope implements Serializable {

    /** The range without a beginning. */
    public static final long FROM_THE_BEGINNING = Long.MIN_VALUE;

    /** The range without an end. */
    public static final long WITHOUT_END = Long.MAX_VALUE;

    private static final long serialVersionUID = 1L;

    private final TreeSet<String> boards;
    private final long from;
    private final long until;
    private final long asOf;

    /**
     * @param boards as {@code <board>} or {@code <board>:v<version>}; none for all
     * @param from the first event time, epoch milliseconds, or {@link #FROM_THE_BEGINNING}
     * @param until the first event time after it, or {@link #WITHOUT_END}
     * @param asOf what arrived later does not count, and it is the time on both clocks
     * @throws IllegalArgumentException naming what is wrong
     */
    public RebuildScope(Collection<String> boards, long from, long until, long asOf) {
        if (from >= until) {
            throw new IllegalArgumentException(
                    "from: "
                            + BoardFile.time(from)
                            + " must be before until, which is "
                            + BoardFile.time(until));
        }
        if (from != FROM_THE_BEGINNING && from >= asOf) {
            throw new IllegalArgumentException(
                    "from: "
                            + BoardFile.time(from)
                            + " is in the future of "
                            + BoardFile.time(asOf)
                            + ", as of which is rebuilt");
        }
        this.boards = new TreeSet<>(boards);
        this.from = from;
        this.until = until;
        this.asOf = asOf;
    }

    /** The same as of another time. */
    public RebuildScope asOf(long time) {
        return new RebuildScope(boards, from, until, time);
    }

    /** Sorted; none for all. */
    public Collection<String> boards() {
        return new TreeSet<>(boards);
    }

    /** Epoch milliseconds, or {@link #FROM_THE_BEGINNING}. */
    public long from() {
        return from;
    }

    /** Epoch milliseconds, or {@link #WITHOUT_END}. */
    public long until() {
        return until;
    }

    /** Epoch milliseconds. */
    public long asOf() {
        return asOf;
    }

    /** Whether only some windows come out. */
    public boolean isRanged() {
        return from != FROM_THE_BEGINNING || until != WITHOUT_END;
    }

    /**
     * Checks that every board that is named is there, as of the time.
     *
     * @throws IllegalArgumentException naming a board that is not, and those that are
     */
    public void check(ScoringRules rules) {
        List<String> known = new ArrayList<>();
        for (ScoringTrack track : rules.tracks()) {
            known.add(nameOf(track.name(), track.shadowVersion()));
        }
        known.sort(null);
        for (String board : boards) {
            if (!known.contains(board)) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "board: '%s' is not known as of %s: known are %s",
                                board,
                                BoardFile.time(asOf),
                                String.join(", ", known)));
            }
        }
    }

    /** {@code <board>} or {@code <board>:v<version>}. */
    public static String nameOf(String board, int shadowVersion) {
        return shadowVersion == BoardAddress.LIVE ? board : board + ":v" + shadowVersion;
    }

    /** Whether a sorted set comes out. */
    public boolean includes(BoardAddress address, ScoringTrack track) {
        if (!boards.isEmpty()
                && !boards.contains(nameOf(address.board(), address.shadowVersion()))) {
            return false;
        }
        if (!isRanged()) {
            return true;
        }
        if (!track.hasClosingWindows()) {
            return false;
        }
        BoardWindow window = track.window();
        long start = window.startOf(address.window());
        return start != BoardWindow.NONE && start >= from && window.end(start) <= until;
    }
}
