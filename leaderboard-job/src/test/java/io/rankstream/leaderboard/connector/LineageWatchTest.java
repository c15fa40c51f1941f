package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BoardsLost.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Drives the watch against a mark and a beat that stand for Redis. */
class LineageWatchTest {

    private String mark;
    private String beat;
    private boolean hasBoards;

    private LineageWatch watch = new LineageWatch(WatchSplit.initial());

    @Test
    void claimsAnEmptyRedisSilently() {
        assertThat(look()).isNull();
        assertThat(watch.isSettled()).isFalse();
        assertThat(look()).isNull();

        assertThat(watch.isSettled()).isTrue();
        assertThat(beat).matches("[0-9a-f]{32}:1");
        assertThat(mark).isNull();
    }

    @Test
    void marksCheckpointsOnceTheyAreComplete() {
        settle();
        checkpoint(7);
        assertThat(mark).isNull();

        watch.completed(7);
        look();

        assertThat(mark).isEqualTo(lineage() + ":7");
    }

    @Test
    void doesNotMarkACheckpointFromBeforeTheLineageBegan() {
        checkpoint(6);
        settle();
        checkpoint(7);
        watch.completed(6);
        look();

        assertThat(mark).isNull();
    }

    @Test
    void goesOnQuietly() {
        settle();
        for (int i = 1; i <= 20; i++) {
            checkpoint(i);
            assertThat(look()).isNull();
            watch.completed(i);
        }

        assertThat(beat).isEqualTo(lineage() + ":21");
        assertThat(mark).isEqualTo(lineage() + ":19");
    }

    @Test
    void reportsDataOfAnotherHistoryOnAFirstStart() {
        hasBoards = true;
        assertThat(settle().reason()).isEqualTo(Reason.FOREIGN);

        restart(WatchSplit.initial());
        assertThat(settle().reason()).isEqualTo(Reason.FOREIGN);

        hasBoards = false;
        beat = null;
        mark = "someone:4";
        restart(WatchSplit.initial());
        assertThat(settle().reason()).isEqualTo(Reason.FOREIGN);
    }

    @Test
    void reportsAFlushOnce() {
        markedAt(3);
        String before = lineage();
        flush();

        BoardsLost lost = settle();

        assertThat(lost.reason()).isEqualTo(Reason.MISSING);
        assertThat(lost.lineage()).isEqualTo(lineage()).isNotEqualTo(before);
        assertThat(look()).isNull();
        assertThat(mark).isNull();
        checkpoint(4);
        watch.completed(4);
        look();
        assertThat(mark).isEqualTo(lineage() + ":4");
    }

    @Test
    void reportsAFlushBeforeTheFirstMark() {
        settle();
        flush();

        assertThat(settle().reason()).isEqualTo(Reason.MISSING);
    }

    @Test
    void reportsAnotherFlushWhileTheFirstIsBeingRepaired() {
        markedAt(3);
        flush();
        String first = settle().lineage();
        flush();

        assertThat(settle().lineage()).isNotEqualTo(first);
    }

    @Test
    void reportsAnOlderSnapshot_ofTheSameCheckpoint() {
        markedAt(3);
        String older = beat;
        look();
        beat = older;

        assertThat(settle().reason()).isEqualTo(Reason.OLDER);
    }

    @Test
    void reportsAnOlderMarkAfterARestart() {
        markedAt(3);
        String older = mark;
        WatchSplit state = markedAt(4);
        mark = older;
        restart(state);

        assertThat(settle().reason()).isEqualTo(Reason.OLDER);
    }

    @Test
    void reportsAnotherJobThatGoesOnFromTheSameState() {
        WatchSplit state = markedAt(3);
        LineageWatch first = watch;
        restart(state);
        settle();
        look();
        look();
        watch = first;

        assertThat(settle().reason()).isEqualTo(Reason.FOREIGN);
    }

    @Test
    void goesOnFromItsState() {
        WatchSplit state = markedAt(3);
        String before = lineage();
        look();
        look();
        restart(state);

        assertThat(settle()).isNull();
        assertThat(look()).isNull();
        assertThat(beat).startsWith(before + ":");
    }

    @Test
    void marksTheCheckpointItWasRestoredFrom() {
        settle();
        WatchSplit state = checkpoint(3);
        restart(state);
        settle();
        look();

        assertThat(mark).isEqualTo(lineage() + ":3");
    }

    @Test
    void reportsThatTheJobWasSetBack() {
        WatchSplit older = markedAt(3);
        markedAt(9);
        String found = mark;
        restart(older);

        LineageWatch.Loss loss = find();

        assertThat(loss.lost().reason()).isEqualTo(Reason.NEWER);
        assertThat(new String(loss.answer(5).json(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"id\":\""
                                + lineage()
                                + "\",\"type\":\"redis.lineage\",\"subject\":\"redis\","
                                + "\"status\":\"applied\",\"reason\":\"newer\",\"old\":\""
                                + older.lineage()
                                + "\",\"found\":\""
                                + found
                                + "\",\"new\":\""
                                + lineage()
                                + "\",\"at\":5}");
    }

    @Test
    void reportsThatTheJobWasSetBack_whenRedisIsAwayForSomeCheckpoints() {
        WatchSplit older = markedAt(3);
        markedAt(5);
        restart(older);
        WatchSplit unseen = checkpoint(10);
        restart(unseen);

        assertThat(settle().reason()).isEqualTo(Reason.NEWER);
    }

    @Test
    void reportsALossAgain_afterACrashBeforeACheckpointHasTakenItIn() {
        WatchSplit state = markedAt(3);
        flush();
        String first = settle().lineage();
        look();
        restart(state);

        BoardsLost again = settle();

        assertThat(again.reason()).isEqualTo(Reason.MISSING);
        assertThat(again.lineage()).isNotEqualTo(first);
    }

    @Test
    void reportsALossAgain_afterACrashInTheMomentOfTheFirstBeat() {
        WatchSplit state = markedAt(3);
        String old = beat;
        beat = old.substring(0, old.indexOf(':')) + ":1";
        look();
        LineageWatch.Request begin = watch.request();
        beat = begin.beat();
        restart(state);

        assertThat(settle().reason()).isEqualTo(Reason.FOREIGN);
    }

    @Test
    void doesNotReportALossAgain_afterACheckpointHasTakenItIn() {
        markedAt(3);
        flush();
        settle();
        WatchSplit state = checkpoint(4);
        look();
        restart(state);

        assertThat(settle()).isNull();
        look();
        assertThat(mark).isEqualTo(lineage() + ":4");
    }

    @Test
    void acceptsABeatWhoseAnswerWasLost() {
        settle();
        beat = watch.request().beat();

        assertThat(look()).isNull();
        assertThat(look()).isNull();
        assertThat(beat).endsWith(":3");
    }

    /** One look at Redis, executed as {@link WatchedRedis} does. */
    private LineageWatch.Loss look() {
        LineageWatch.Request request = watch.request();
        String markBefore = mark;
        String beatBefore = beat;
        if (request.beat() != null
                && (request.expected() == null || request.expected().equals(beat))) {
            beat = request.beat();
            mark = request.mark() == null ? mark : request.mark();
        }
        return watch.seen(request, markBefore, beatBefore, hasBoards);
    }

    private LineageWatch.Loss find() {
        LineageWatch.Loss loss = look();
        return loss == null ? look() : loss;
    }

    /** Looks until what is to be found is found, and hands out the loss, if it is one. */
    private BoardsLost settle() {
        LineageWatch.Loss loss = find();
        assertThat(watch.isSettled()).isTrue();
        return loss == null ? null : loss.lost();
    }

    private WatchSplit markedAt(long checkpointId) {
        settle();
        checkpoint(checkpointId);
        watch.completed(checkpointId);
        look();
        assertThat(mark).isEqualTo(lineage() + ":" + checkpointId);
        return checkpoint(checkpointId);
    }

    private WatchSplit checkpoint(long id) {
        return watch.snapshot(id, null, null, null, Map.of());
    }

    private void restart(WatchSplit state) {
        watch = new LineageWatch(state);
    }

    private void flush() {
        mark = null;
        beat = null;
    }

    private String lineage() {
        return beat.substring(0, beat.indexOf(':'));
    }
}
