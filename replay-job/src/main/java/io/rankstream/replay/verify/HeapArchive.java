package io.rankstream.replay.verify;

import io.rankstream.flink.archive.ArchiveException;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.rebuild.HeapRebuild;
import io.rankstream.model.rebuild.PlayerRecord;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.replay.rebuild.RebuildPlan;
import java.io.IOException;

/** An archive that fits into memory, to be rebuilt without a job. */
final class HeapArchive {

    private final ScoringRules rules;
    private final HeapRebuild heap;
    private final int maxEvents;

    private int events;

    private HeapArchive(RebuildPlan plan, int maxEvents) {
        this.rules = plan.newRules();
        this.heap = new HeapRebuild(rules, plan.config().limits());
        this.maxEvents = maxEvents;
    }

    /**
     * Reads an archive.
     *
     * @param playerId the only player that matters, or null for all
     * @param maxEvents how many events may be held
     * @throws ArchiveException if there are more
     */
    static HeapArchive read(RebuildPlan plan, String playerId, int maxEvents) throws IOException {
        HeapArchive archive = new HeapArchive(plan, maxEvents);
        plan.read(playerId, archive::add);
        if (archive.events > maxEvents) {
            throw archive.tooMany();
        }
        return archive;
    }

    private void add(PlayerRecord record) {
        if (record.input() instanceof GameplayEvent && ++events > maxEvents) {
            // The rest is only counted: what is said of it names the number.
            return;
        }
        heap.add(record);
    }

    private ArchiveException tooMany() {
        return new ArchiveException(
                "rebuild.heap.max-events: there are "
                        + events
                        + " events to hold, more than "
                        + maxEvents
                        + ": name a range, or use the job form of rebuild and compare its file");
    }

    ScoringRules rules() {
        return rules;
    }

    HeapRebuild heap() {
        return heap;
    }
}
