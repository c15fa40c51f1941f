package io.rankstream.model.scoring;

import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.PutScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds out why one member of a board has its score. All players who may have contributed go
 * through {@link #players}, each followed by {@link #take}.
 *
 * <p>Not safe for several threads.
 */
public final class MemberExplainer {

    private final ScoringTrack track;
    private final long windowStart;
    private final BoardAddress address;
    private final String member;
    private final PlayerRebuild players;
    private final GroupRebuild groups;
    private final List<Counted> counted = new ArrayList<>();

    private boolean begun;
    private Double published;

    /**
     * @param rules hold everything that is in force; made with {@link
     *     ScoringLimits#withoutForgetting}
     * @param live the limits of the live job
     * @param asOf the time of both clocks, epoch milliseconds
     * @param window the label of the window, or null on a board without
     * @param partition as keys write it, empty for none
     * @throws IllegalArgumentException if the board has no such window
     */
    public MemberExplainer(
            ScoringRules rules,
            ScoringLimits live,
            long asOf,
            ScoringTrack track,
            String window,
            String partition,
            String member) {
        this.track = track;
        this.member = member;
        windowStart = track.window().startOf(window);
        if (windowStart == BoardWindow.NONE) {
            throw new IllegalArgumentException(
                    "window: '" + window + "' is none of board '" + track.name() + "'");
        }
        address = track.address(windowStart, partition);
        groups = new GroupRebuild(rules, asOf, this::show, count -> {});
        players =
                new PlayerRebuild(
                        rules, live, asOf, false, this::show, this::contribute, count -> {});
        players.explain(track);
    }

    private void show(PutScore put) {
        if (put.address().equals(address) && put.member().equals(member)) {
            published = put.score();
        }
    }

    private void contribute(GroupContribution contribution) {
        GroupKey group = contribution.group();
        if (group.trackId() != track.id()
                || group.windowStart() != windowStart
                || !group.partition().equals(address.partition())
                || !group.member().equals(member)) {
            return;
        }
        try {
            if (!begun) {
                begun = true;
                groups.begin(group);
            }
            groups.add(contribution);
        } catch (IOException e) {
            throw new IllegalStateException("a group on the heap cannot be read", e);
        }
    }

    /** Takes the players, one after the other. */
    public PlayerRebuild players() {
        return players;
    }

    /** Whether only the player of that name can be the member. */
    public boolean isOfOnePlayer() {
        return !track.gathers();
    }

    /** Takes what counts of the player who has ended. */
    public void take() {
        for (Counted one : players.counted()) {
            BoardValue value = one.value();
            if (value != null
                    && value.windowStart() == windowStart
                    && value.partition().equals(address.partition())
                    && member.equals(memberOf(one, value))) {
                counted.add(one);
            }
        }
    }

    private static String memberOf(Counted one, BoardValue value) {
        return Objects.requireNonNullElse(value.member(), one.entry().event().playerId());
    }

    /**
     * The explanation; empty if the member is not on the board.
     *
     * @throws IllegalStateException if what counts does not add up to the score
     */
    public Optional<Explanation> explanation() throws IOException {
        if (begun) {
            groups.end();
            begun = false;
        }
        return published == null
                ? Optional.empty()
                : Optional.of(
                        Explanation.of(track, windowStart, address, member, counted, published));
    }
}
