package io.rankstream.model.scoring;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * The colder state of the group at hand: who contributes what, where that cannot just be added up.
 */
public interface GroupStore {

    /** Takes one contribution after the other. */
    interface Visitor {

        void visit(Accumulator contribution) throws IOException;
    }

    /** What a player contributes, or null for nothing. */
    Accumulator contribution(String playerId) throws IOException;

    void putContribution(String playerId, Accumulator contribution) throws IOException;

    void removeContribution(String playerId) throws IOException;

    void visitContributions(Visitor visitor) throws IOException;

    /** How many players contribute a distinct value; 0 for none. */
    int contributors(TextHash value) throws IOException;

    /** Notes how many players contribute a distinct value; 0 forgets it. */
    void putContributors(TextHash value, int players) throws IOException;

    /**
     * Whether a group of another track is published under the name that this one has.
     *
     * @param mayStandFor tells the tracks of the same set
     */
    boolean isTakenOver(Predicate<GroupState> mayStandFor) throws IOException;

    /** Forgets everything about the group. */
    void clear() throws IOException;
}
