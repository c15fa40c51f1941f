package io.rankstream.leaderboard.connector;

import java.util.Objects;
import java.util.UUID;

/**
 * The mark that the job leaves in Redis, {@code <lineage>:<checkpoint>}: which history of the job
 * the boards belong to, and up to which of its checkpoints they are known to go.
 *
 * <p>A lineage goes on over restarts from state. It ends where the boards no longer follow from it:
 * when Redis has lost or forgotten something, or the job was set back.
 */
final class RedisLineage {

    private static final char SEPARATOR = ':';

    private final String lineage;
    private final long checkpoint;

    private RedisLineage(String lineage, long checkpoint) {
        this.lineage = lineage;
        this.checkpoint = checkpoint;
    }

    static RedisLineage of(String lineage, long checkpoint) {
        return new RedisLineage(lineage, checkpoint);
    }

    /** A name that no other history has: 32 hexadecimal digits. */
    static String newLineage() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /**
     * Reads a mark. What was not written by this job is a lineage that nobody has.
     *
     * @return null if there is none
     */
    static RedisLineage parse(String mark) {
        if (mark == null) {
            return null;
        }
        int separator = mark.lastIndexOf(SEPARATOR);
        try {
            return new RedisLineage(
                    mark.substring(0, Math.max(separator, 0)),
                    Long.parseLong(mark.substring(separator + 1)));
        } catch (NumberFormatException e) {
            return new RedisLineage("", 0);
        }
    }

    String lineage() {
        return lineage;
    }

    long checkpoint() {
        return checkpoint;
    }

    boolean isOf(String other) {
        return lineage.equals(other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedisLineage
                && lineage.equals(((RedisLineage) other).lineage)
                && checkpoint == ((RedisLineage) other).checkpoint;
    }

    @Override
    public int hashCode() {
        return Objects.hash(lineage, checkpoint);
    }

    @Override
    public String toString() {
        return lineage + SEPARATOR + checkpoint;
    }
}
