package io.rankstream.leaderboard.operator;

import io.rankstream.model.command.BoardCommand;
import java.util.List;

/** Executes board commands on the store that games read their boards from. */
public interface BoardWriter extends AutoCloseable {

    /**
     * Executes the commands as if in this order, and returns once all of them are in effect.
     *
     * <p>An outage is waited for, not reported; the commands are absolute, so those that an attempt
     * before had executed already are repeated without harm.
     *
     * @param batch commands that change the store: none that {@link BoardCommand#isNotice is only a
     *     notice}
     * @throws BoardWriteException if a command can never succeed
     * @throws InterruptedException if the task is cancelled while it waits
     */
    void write(List<BoardCommand> batch) throws InterruptedException;

    /**
     * Executes what a completed checkpoint contains, as {@link #write} does, and leaves a mark with
     * each chunk. A chunk that this checkpoint or a later one has marked is not executed again.
     *
     * @param batch for each member only the last word
     */
    void commit(List<BoardCommand> batch, CommitMark mark) throws InterruptedException;

    @Override
    void close();
}
