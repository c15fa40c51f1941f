package io.rankstream.leaderboard.operator;

/**
 * Says which checkpoint of which task a commit belongs to.
 *
 * <p>Two chunks have the same mark only if they change the same members of the same set: a commit
 * of one task is then never taken for that of another.
 */
public final class CommitMark {

    private final String lineage;
    private final String writer;
    private final int task;
    private final long checkpoint;

    /**
     * @param lineage names the submission of the job; its checkpoints are numbered upwards
     * @param writer names the operator among those that write to the same sets
     * @param task index of the task that collected the commands
     */
    public CommitMark(String lineage, String writer, int task, long checkpoint) {
        this.lineage = lineage;
        this.writer = writer;
        this.task = task;
        this.checkpoint = checkpoint;
    }

    public String lineage() {
        return lineage;
    }

    public String writer() {
        return writer;
    }

    public int task() {
        return task;
    }

    public long checkpoint() {
        return checkpoint;
    }
}
