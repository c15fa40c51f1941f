package io.rankstream.leaderboard.operator;

import java.io.Serializable;
import org.apache.flink.metrics.Counter;

/** Opens the {@link BoardWriter} of a task, where the task runs. */
public interface BoardWriterFactory extends Serializable {

    /** A writer that counts its repeated attempts. */
    BoardWriter open(Counter retries);
}
