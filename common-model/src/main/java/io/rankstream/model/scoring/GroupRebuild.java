package io.rankstream.model.scoring;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.event.DeadLetter;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Scores one member that gathers many players after the other: {@link #begin}, {@link #add} for
 * each contribution in any order, each player's once, {@link #end}.
 *
 * <p>Nothing is ever taken back here, so no contribution is kept. Not safe for several threads.
 */
public final class GroupRebuild {

    private final Consumer<PutScore> scores;
    private final GroupScoring scoring;
    private final long asOf;

    /**
     * @param rules hold everything that is in force
     * @param asOf the time of both clocks, epoch milliseconds
     * @param scores takes what each member has
     */
    public GroupRebuild(
            ScoringRules rules,
            long asOf,
            Consumer<PutScore> scores,
            Consumer<ScoringCount> counts) {
        this.scores = scores;
        this.asOf = asOf;
        this.scoring = new GroupScoring(rules, new Clock(), new Output(counts));
    }

    /** Begins with a group. */
    public void begin(GroupKey group) throws IOException {
        scoring.open(new GroupState(group), new Once());
    }

    /** Adds what a player contributes. */
    public void add(GroupContribution contribution) throws IOException {
        scoring.contribute(contribution);
    }

    /** Ends with the group: says what it has. */
    public void end() throws IOException {
        scoring.close();
    }

    /** Keeps which distinct values there are, and nothing else: each player contributes once. */
    private static final class Once implements GroupStore {

        private final Set<TextHash> distinct = new HashSet<>();

        @Override
        public Accumulator contribution(String playerId) {
            return null;
        }

        @Override
        public void putContribution(String playerId, Accumulator contribution) {
            // Never asked for.
        }

        @Override
        public void removeContribution(String playerId) {
            throw new IllegalStateException("nothing is taken back");
        }

        @Override
        public void visitContributions(Visitor visitor) {
            throw new IllegalStateException("nothing is taken back");
        }

        @Override
        public int contributors(TextHash value) {
            return distinct.contains(value) ? 1 : 0;
        }

        @Override
        public void putContributors(TextHash value, int players) {
            distinct.add(value);
        }

        @Override
        public boolean isTakenOver(Predicate<GroupState> mayStandFor) {
            return true;
        }

        @Override
        public void clear() {
            distinct.clear();
        }
    }

    private final class Clock implements ScoringClock {

        @Override
        public long arrival() {
            return asOf;
        }

        @Override
        public long wall() {
            return asOf;
        }

        @Override
        public long warmUntil() {
            return 0;
        }
    }

    private final class Output implements ScoringOutput {

        private final Consumer<ScoringCount> counts;
        private long revision;

        private Output(Consumer<ScoringCount> counts) {
            this.counts = counts;
        }

        @Override
        public void command(BoardCommand command) {
            if (command instanceof PutScore) {
                scores.accept((PutScore) command);
            }
        }

        @Override
        public void contribute(GroupContribution contribution) {
            throw new IllegalStateException("a group contributes to none");
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            throw new IllegalStateException("a group has no events");
        }

        @Override
        public void share(ScoringTrack track, long windowStart, int members, long checksum) {
            // What is announced follows from the scores.
        }

        @Override
        public void count(ScoringCount what) {
            counts.accept(what);
        }

        @Override
        public long nextRevision() {
            return ++revision;
        }
    }
}
