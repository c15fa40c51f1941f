package io.rankstream.leaderboard.operator;

import java.io.Serializable;

/** Opens the {@link BoardWriter} of a task, where the task runs. */
public interface BoardWriterFactory extends Serializable {

    /** A writer that counts what it had to repeat and to repair. */
    BoardWriter open(WriterMetrics metrics);
}
