package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.ScoreLog;
import java.nio.charset.StandardCharsets;

/** Notes the scores that one task writes. */
final class Recorder {

    private final TimedRun run;
    private final ScoreLog log;

    Recorder(TimedRun run) {
        this.run = run;
        this.log = run.newLog();
    }

    /** The number by which a sorted set is noted. */
    int ordinal(String key) {
        return log.ordinal(key);
    }

    void put(int key, String member, double score) {
        log.put(key, ScoreLog.hash(member), score);
        if (isMarker(member.charAt(0))) {
            run.marker(member, log.keys().get(key));
        }
    }

    /** As {@link #put(int, String, double)}, of a member in ASCII. */
    void put(int key, byte[] member, double score) {
        log.put(key, ScoreLog.hash(member), score);
        if (isMarker((char) member[0])) {
            run.marker(new String(member, StandardCharsets.US_ASCII), log.keys().get(key));
        }
    }

    /** Players of the load are called player-1 and so on. */
    private static boolean isMarker(char initial) {
        return initial != 'p';
    }

    /** Says that what will be put is written, unless it comes after the last marker. */
    void wroteUnlessDone() {
        if (!run.isDone()) {
            run.wrote();
        }
    }

    /** Says that what was put is written. */
    void wrote() {
        run.wrote();
    }
}
