package io.rankstream.model.scoring;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.standings.FinalScore;
import java.io.IOException;

/**
 * The second step of boards whose members gather many players: what a contribution does to the
 * score of a team, a country or a room.
 *
 * <p>{@link #open} names the group; the other methods are about the group that is open, and {@link
 * #close} publishes what they changed. Each contribution stays withdrawable: differences are
 * subtracted again, and where that is not possible the contributors are kept one by one.
 */
public final class GroupScoring {

    private final ScoringRules rules;
    private final ScoringClock clock;
    private final ScoringOutput out;

    private boolean reasserting;
    private GroupState state;
    private GroupStore store;
    private ScoringTrack track;
    private long eventTime;

    public GroupScoring(ScoringRules rules, ScoringClock clock, ScoringOutput out) {
        this.rules = rules;
        this.clock = clock;
        this.out = out;
    }

    /** As {@link PlayerScoring#setReasserting}. */
    public void setReasserting(boolean reasserting) {
        this.reasserting = reasserting;
    }

    /** Makes a group the one the other methods are about. */
    public void open(GroupState state, GroupStore store) throws IOException {
        this.state = state;
        this.store = store;
        this.track = rules.track(state.key.trackId());
        this.eventTime = clock.wall();
        if (track != null && state.hasEarly) {
            state.hasEarly = false;
            takeEarly();
        }
    }

    /** Publishes what changed; a group that is of no use any more is forgotten. */
    public void close() throws IOException {
        if (isEarly()) {
            return;
        }
        if (track == null || track.retired()) {
            if (track != null) {
                if (!store.isTakenOver(this::isSuccessor)) {
                    takeOff();
                }
                share(false, 0, 0);
            }
            state.total = new Accumulator();
            state.contributors = 0;
            state.isPublished = false;
            state.isShared = false;
            store.clear();
            return;
        }
        publish(false);
    }

    /**
     * Whether the group's board has not been heard of yet: what players contribute and what is said
     * of boards come on ways of their own.
     */
    private boolean isEarly() {
        return rules.isAhead(state.key);
    }

    /** Adds up what was contributed before the board was heard of. */
    private void takeEarly() throws IOException {
        if (track.retired()) {
            return;
        }
        if (track.aggregation() == Aggregation.COUNT_DISTINCT) {
            store.visitContributions(player -> countDistinct(null, player));
        }
        addUp();
    }

    /** Whether the other one is published where this one, which has ended, was. */
    private boolean isSuccessor(GroupState other) {
        ScoringTrack successor = rules.track(other.key.trackId());
        return other.isPublished
                && successor != null
                && !successor.retired()
                && successor.shadowVersion() == track.shadowVersion();
    }

    /** Takes what a player contributes, or takes back. */
    public void contribute(GroupContribution contribution) throws IOException {
        eventTime = contribution.eventTime();
        if (contribution.isProbe()) {
            probe(contribution.value());
            return;
        }
        if (contribution.isDifference()) {
            state.total.addDifference(contribution.value(), contribution.count());
            return;
        }
        if (isEarly()) {
            state.hasEarly = true;
            keep(contribution.playerId(), contribution.replacement());
        } else if (track != null && !track.retired()) {
            replace(contribution.playerId(), contribution.replacement());
        }
    }

    /** Compares what a set holds with what it should hold, and puts it right. */
    private void probe(long bits) {
        out.count(ScoringCount.AUDIT_PROBES);
        if (track == null || track.retired() || !isPublishable()) {
            return;
        }
        if (state.isPublished && state.published == bits) {
            return;
        }
        out.count(ScoringCount.AUDIT_REPAIRS);
        if (state.isPublished) {
            publish(true);
        } else {
            remove();
        }
    }

    /** Returns what the player contributed before, or null. */
    private Accumulator keep(String playerId, Accumulator after) throws IOException {
        Accumulator before = store.contribution(playerId);
        if (after == null) {
            store.removeContribution(playerId);
        } else {
            store.putContribution(playerId, after);
        }
        state.contributors += (after == null ? 0 : 1) - (before == null ? 0 : 1);
        return before;
    }

    private void replace(String playerId, Accumulator after) throws IOException {
        Accumulator before = keep(playerId, after);
        Aggregation aggregation = track.aggregation();
        if (aggregation == Aggregation.COUNT_DISTINCT) {
            countDistinct(before, after);
        }
        if (before == null && after != null) {
            state.total.merge(aggregation, after);
            state.total.withoutDistinctValues();
        } else if (after != null && after.takesOver(aggregation, before, state.total)) {
            state.total.replace(aggregation, before, after);
        } else {
            addUp();
        }
    }

    /** From all contributors: the one that decided is gone, or does not decide any more. */
    private void addUp() throws IOException {
        Accumulator total = new Accumulator();
        store.visitContributions(player -> total.merge(track.aggregation(), player));
        state.total = total.withoutDistinctValues();
    }

    private void countDistinct(Accumulator before, Accumulator after) throws IOException {
        if (after != null) {
            for (TextHash value : after.distinctValues()) {
                if (before == null || !before.distinctValues().contains(value)) {
                    int players = store.contributors(value);
                    store.putContributors(value, players + 1);
                    state.distinct += players == 0 ? 1 : 0;
                }
            }
        }
        if (before != null) {
            for (TextHash value : before.distinctValues()) {
                if (after == null || !after.distinctValues().contains(value)) {
                    int players = store.contributors(value) - 1;
                    store.putContributors(value, players);
                    state.distinct -= players == 0 ? 1 : 0;
                }
            }
        }
    }

    /** Publishes the group again, whatever is believed to be published. */
    public void reassert() {
        if (track != null && !track.retired()) {
            publish(true);
        }
    }

    /** Does what is due on the arrival clock. */
    public void arrivalTimer() throws IOException {
        if (track == null) {
            return;
        }
        long now = now();
        long start = state.key.windowStart();
        if (track.closesAt(start) <= now && !state.isClosed && track.hasWindow(start)) {
            state.isClosed = true;
            out.count(ScoringCount.CLOSED);
            publish(false);
        }
        if (track.expiresAt(start) <= now) {
            // The set goes with its expiry; what was announced of it stands.
            track = null;
        }
    }

    /** When {@link #arrivalTimer} has something to do, or {@code Long.MAX_VALUE}. */
    public long arrivalDeadline() {
        if (track == null || track.retired() || state.isEmpty()) {
            return PlayerState.NEVER;
        }
        long start = state.key.windowStart();
        return state.isClosed ? track.expiresAt(start) : track.closesAt(start);
    }

    private long now() {
        return Math.min(clock.arrival(), PlayerState.NEVER - 1);
    }

    private boolean isPublishable() {
        return track.hasWindow(state.key.windowStart()) && !track.isPausedAt(clock.wall());
    }

    private void publish(boolean again) {
        if (!isPublishable()) {
            return;
        }
        if (state.total.count() == 0 && state.contributors == 0) {
            withdraw();
            return;
        }
        long score =
                track.aggregation() == Aggregation.COUNT_DISTINCT
                        ? Math.multiplyExact(state.distinct, track.unit())
                        : state.total.score(track.aggregation(), track.unit());
        if (!state.total.isWithin64Bits() || !track.isPublishable(score)) {
            out.count(ScoringCount.SCORE_OUT_OF_RANGE);
            withdraw();
            return;
        }
        GroupKey key = state.key;
        double redis = track.redisScore(score, state.total.reachedAt(), key.windowStart());
        long bits = Double.doubleToLongBits(redis);
        boolean changed = !state.isPublished || bits != state.published;
        if (again || reasserting || changed) {
            BoardAddress address = track.address(key.windowStart(), key.partition());
            out.command(
                    new PutScore(
                            address,
                            key.member(),
                            redis,
                            false,
                            !changed && !reasserting,
                            eventTime,
                            out.nextRevision()));
        }
        state.isPublished = true;
        state.published = bits;
        share(true, score, redis);
    }

    private void withdraw() {
        takeOff();
        share(false, 0, 0);
    }

    private void takeOff() {
        if (state.isPublished || reasserting) {
            remove();
        }
        state.isPublished = false;
    }

    private void remove() {
        GroupKey key = state.key;
        BoardAddress address = track.address(key.windowStart(), key.partition());
        out.command(new RemoveMember(address, key.member(), false, eventTime, out.nextRevision()));
    }

    private void share(boolean counts, long score, double redis) {
        if (!state.isClosed) {
            return;
        }
        GroupKey key = state.key;
        long checksum = counts ? WindowChecksum.of(key.partition(), key.member(), redis) : 0;
        if (state.isShared == counts && state.checksum == checksum) {
            return;
        }
        int members = (counts ? 1 : 0) - (state.isShared ? 1 : 0);
        out.share(track, key.windowStart(), members, checksum - state.checksum);
        if (!track.retired()) {
            BoardAddress address = track.address(key.windowStart(), key.partition());
            long closesAt = track.closesAt(key.windowStart());
            out.finalScore(
                    counts
                            ? FinalScore.of(
                                    address,
                                    closesAt,
                                    key.member(),
                                    track.rankedBy(score, redis),
                                    checksum)
                            : FinalScore.withdrawn(address, closesAt, key.member()));
        }
        state.isShared = counts;
        state.checksum = checksum;
    }
}
