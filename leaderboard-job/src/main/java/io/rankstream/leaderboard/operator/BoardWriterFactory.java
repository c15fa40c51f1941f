package io.rankstream.leaderboard.operator;

import org.apache.flink.metrics.Counter;

import java.io.Serializable;

/** Opens the {@link BoardWriter} of a task, where the task runs. */
public interface BoardWriterFactory extends Serializable {

    /** A writer that counts its repeated attempts. */
    BoardWriter open(Counter retries);
}
