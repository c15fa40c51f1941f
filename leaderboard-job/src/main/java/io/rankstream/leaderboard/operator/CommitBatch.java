package io.rankstream.leaderboard.operator;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * What one task has collected up to a checkpoint: the last word on each member, and what may leave
 * the task once that is in the store.
 */
public final class CommitBatch {

    /** The {@link #watermark} of a batch without one. */
    static final long NO_WATERMARK = Long.MIN_VALUE;

    private final int task;
    private final long checkpoint;
    private final List<BoardCommand> commands;
    private final List<BoardCommand> notices;
    private final long watermark;

    /**
     * @param task index of the task that collected it
     * @param checkpoint the last one that it belongs to
     * @param commands for each member only the last word
     * @param notices in order
     * @param watermark the last one that came, or {@link #NO_WATERMARK}
     */
    CommitBatch(
            int task,
            long checkpoint,
            List<BoardCommand> commands,
            List<BoardCommand> notices,
            long watermark) {
        this.task = task;
        this.checkpoint = checkpoint;
        this.commands = Collections.unmodifiableList(commands);
        this.notices = Collections.unmodifiableList(notices);
        this.watermark = watermark;
    }

    /**
     * One batch that says what several of one task say one after the other.
     *
     * @param batches at least one, in order
     */
    static CommitBatch merge(Collection<CommitBatch> batches) {
        if (batches.size() == 1) {
            return batches.iterator().next();
        }
        PendingCommands commands = new PendingCommands();
        List<BoardCommand> notices = new ArrayList<>();
        long watermark = NO_WATERMARK;
        int task = 0;
        long checkpoint = 0;
        for (CommitBatch batch : batches) {
            commands.addAll(batch.commands);
            notices.addAll(batch.notices);
            watermark = Math.max(watermark, batch.watermark);
            task = batch.task;
            checkpoint = batch.checkpoint;
        }
        return new CommitBatch(task, checkpoint, commands.drain(), notices, watermark);
    }

    int task() {
        return task;
    }

    long checkpoint() {
        return checkpoint;
    }

    List<BoardCommand> commands() {
        return commands;
    }

    List<BoardCommand> notices() {
        return notices;
    }

    long watermark() {
        return watermark;
    }

    int size() {
        return commands.size() + notices.size();
    }

    void write(DataOutput out) throws IOException {
        Texts.writeVarInt(task, out);
        out.writeLong(checkpoint);
        write(commands, out);
        write(notices, out);
        out.writeLong(watermark);
    }

    private static void write(List<BoardCommand> list, DataOutput out) throws IOException {
        Texts.writeVarInt(list.size(), out);
        for (BoardCommand command : list) {
            command.write(out);
        }
    }

    static CommitBatch read(DataInput in) throws IOException {
        return new CommitBatch(
                Texts.readVarInt(in), in.readLong(), readList(in), readList(in), in.readLong());
    }

    private static List<BoardCommand> readList(DataInput in) throws IOException {
        int size = Texts.readVarInt(in);
        List<BoardCommand> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(BoardCommand.read(in));
        }
        return list;
    }
}
