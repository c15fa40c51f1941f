package io.rankstream.model.scoring;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.standings.FinalScore;

/** Takes what the scoring decides. */
public interface ScoringOutput {

    void command(BoardCommand command);

    /** Gives a contribution to a member that gathers many. */
    void contribute(GroupContribution contribution);

    void deadLetter(DeadLetter letter);

    /**
     * Changes what a window is to be announced as once it is closed; it may be open yet.
     *
     * @param members how many more members it has, negative for fewer
     * @param checksum what to add to its checksum, modulo 2^64
     */
    void share(ScoringTrack track, long windowStart, int members, long checksum);

    /** Says where a member of a closed window stands; nobody needs to listen. */
    default void finalScore(FinalScore score) {}

    void count(ScoringCount what);

    /** Grows with every call, across restarts too. */
    long nextRevision();
}
