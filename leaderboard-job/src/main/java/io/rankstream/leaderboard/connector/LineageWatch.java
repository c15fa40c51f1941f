package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.operator.ControlAnswer;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BoardsLost.Reason;
import io.rankstream.model.player.RefillBoard;
import java.util.Map;

/**
 * Decides whether Redis still holds what the job wrote, from two keys that the job alone writes.
 *
 * <p>The <em>mark</em>, {@link RedisLineage}, names the last checkpoint that is known to be
 * complete. It tells after a restart whether job and Redis go on from where they were. The
 * <em>beat</em>, {@code <lineage>:<number>}, grows with every look at Redis. It is written only on
 * top of the beat before it, so a Redis that has lost, or been set back by, more than one interval
 * shows it, and shows it still after a crash of the job.
 *
 * <p>When something was lost a new lineage begins: first its beat is written, then the loss is
 * reported. A crash before a checkpoint has taken the report in leaves a beat that the restored job
 * does not know, so the loss is found again. The mark follows once that checkpoint is complete.
 *
 * <p>It talks to nobody: each {@link #request} is executed elsewhere, and {@link #seen} takes in
 * the answer to the last one.
 */
final class LineageWatch {

    /** What to do with the beat and the mark. */
    static final class Request {

        private final String expected;
        private final String beat;
        private final String mark;

        private Request(String expected, String beat, String mark) {
            this.expected = expected;
            this.beat = beat;
            this.mark = mark;
        }

        /** The beat that must be there for the new one to be written; null if any may be. */
        String expected() {
            return expected;
        }

        /** The beat to write, or null to write nothing. */
        String beat() {
            return beat;
        }

        /** The mark to write if the beat was as expected, or null. */
        String mark() {
            return mark;
        }
    }

    /** A loss, and how people are told of it. */
    static final class Loss {

        private final BoardsLost lost;
        private final String before;
        private final String found;

        private Loss(BoardsLost lost, String before, String found) {
            this.lost = lost;
            this.before = before;
            this.found = found;
        }

        BoardsLost lost() {
            return lost;
        }

        ControlAnswer answer(long now) {
            return ControlAnswer.lineage(lost, before, found, now);
        }

        @Override
        public String toString() {
            return "mark is " + lost.reason() + " (" + found + ") in lineage " + before;
        }
    }

    private static final long FIRST_BEAT = 1;

    private String lineage;
    private long beat;
    private long marked;

    /** The last checkpoint at which Redis was known to hold what the job wrote. */
    private long checkpoint;

    /** The first checkpoint that contains the beginning of the lineage. */
    private long since = Long.MAX_VALUE;

    /** The checkpoint to mark, if it is not marked yet. */
    private long complete = WatchSplit.NONE;

    private boolean compared;

    /** The lineage that begins once Redis has its first beat, or null. */
    private String successor;

    /** Why it begins; null if there was nothing to lose. */
    private Reason reason;

    private String found;

    LineageWatch(WatchSplit restored) {
        lineage = restored.lineage();
        beat = restored.beat();
        marked = restored.marked();
        checkpoint = restored.checkpoint();
    }

    /** Whether Redis is known to hold what the job wrote, or has been reported not to. */
    boolean isSettled() {
        return compared && successor == null;
    }

    Request request() {
        if (successor != null) {
            return new Request(null, RedisLineage.of(successor, FIRST_BEAT).toString(), null);
        }
        if (!compared) {
            return new Request(null, null, null);
        }
        return new Request(
                RedisLineage.of(lineage, beat).toString(),
                RedisLineage.of(lineage, beat + 1).toString(),
                complete > marked ? RedisLineage.of(lineage, complete).toString() : null);
    }

    /**
     * Takes in what was there when the request was executed.
     *
     * @param mark the mark before it, or null
     * @param beatBefore the beat before it, or null
     * @param hasBoards whether any board has keys
     * @return what was lost, to be reported now; or null
     */
    Loss seen(Request executed, String mark, String beatBefore, boolean hasBoards) {
        if (successor != null) {
            return begin();
        }
        if (!compared) {
            compare(mark, beatBefore, hasBoards);
        } else {
            goOn(executed, mark, beatBefore);
        }
        return null;
    }

    private Loss begin() {
        String before = lineage;
        lineage = successor;
        beat = FIRST_BEAT;
        marked = WatchSplit.NONE;
        complete = WatchSplit.NONE;
        since = Long.MAX_VALUE;
        compared = true;
        successor = null;
        return reason == null ? null : new Loss(new BoardsLost(reason, lineage), before, found);
    }

    private void compare(String mark, String beatBefore, boolean hasBoards) {
        if (lineage == null) {
            boolean empty = mark == null && beatBefore == null && !hasBoards;
            succeed(empty ? null : Reason.FOREIGN, mark);
            return;
        }
        Reason wrong = judge(RedisLineage.parse(mark), RedisLineage.parse(beatBefore));
        if (wrong != null) {
            succeed(wrong, mark);
            return;
        }
        beat = RedisLineage.parse(beatBefore).checkpoint();
        compared = true;
        // The checkpoint that was restored is complete and contains the beginning of the lineage.
        since = checkpoint;
        complete = checkpoint;
    }

    private void goOn(Request executed, String mark, String beatBefore) {
        RedisLineage before = RedisLineage.parse(beatBefore);
        Reason wrong = judge(RedisLineage.parse(mark), before);
        if (wrong == null && before.checkpoint() > beat + 1) {
            // Another job goes on from the same state.
            wrong = Reason.FOREIGN;
        }
        if (wrong != null) {
            succeed(wrong, mark);
            return;
        }
        if (!beatBefore.equals(executed.expected())) {
            // An attempt before, which seemed to have failed, was executed.
            beat = before.checkpoint();
            return;
        }
        beat++;
        if (executed.mark() != null) {
            marked = RedisLineage.parse(executed.mark()).checkpoint();
        }
    }

    private Reason judge(RedisLineage mark, RedisLineage beatBefore) {
        if (mark != null && mark.isOf(lineage) && mark.checkpoint() > checkpoint) {
            return Reason.NEWER;
        }
        if (marked != WatchSplit.NONE) {
            if (mark == null) {
                return Reason.MISSING;
            }
            if (!mark.isOf(lineage)) {
                return Reason.FOREIGN;
            }
            if (mark.checkpoint() < marked) {
                return Reason.OLDER;
            }
        }
        if (beatBefore == null) {
            return Reason.MISSING;
        }
        if (!beatBefore.isOf(lineage)) {
            return Reason.FOREIGN;
        }
        return beatBefore.checkpoint() < beat ? Reason.OLDER : null;
    }

    private void succeed(Reason why, String mark) {
        successor = RedisLineage.newLineage();
        reason = why;
        found = mark;
    }

    /** Notes that a checkpoint contains everything reported so far. */
    WatchSplit snapshot(
            long checkpointId,
            String board,
            String key,
            String cursor,
            Map<RefillBoard, String> refills) {
        if (isSettled()) {
            checkpoint = checkpointId;
            since = Math.min(since, checkpointId);
        }
        return new WatchSplit(lineage, beat, marked, checkpoint, board, key, cursor, refills);
    }

    /** Notes that a checkpoint is complete: the mark may say so. */
    void completed(long checkpointId) {
        if (isSettled() && checkpointId >= since) {
            complete = Math.max(complete, checkpointId);
        }
    }
}
