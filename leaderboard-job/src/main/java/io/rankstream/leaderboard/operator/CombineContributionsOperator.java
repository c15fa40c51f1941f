package io.rankstream.leaderboard.operator;

import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up contributions to one group before they are shuffled, so that a country with half the
 * players does not become half the traffic.
 *
 * <p>Differences for one group become one, of several replacements of one player the last stays.
 * Everything is passed on before a watermark and a checkpoint barrier, so there is no state.
 */
public final class CombineContributionsOperator extends AbstractStreamOperator<GroupContribution>
        implements OneInputStreamOperator<GroupContribution, GroupContribution> {

    private static final long serialVersionUID = 1L;

    private static final int MAX_COMBINED = 10_000;
    private static final long MAX_DELAY_MILLIS = 50;

    /** What a contribution is combined by. */
    private static final class Slot {

        private final GroupKey group;
        private final String playerId;

        private Slot(GroupContribution contribution) {
            this.group = contribution.group();
            this.playerId = contribution.playerId();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Slot
                    && group.equals(((Slot) other).group)
                    && Objects.equals(playerId, ((Slot) other).playerId);
        }

        @Override
        public int hashCode() {
            return group.hashCode() * 31 + Objects.hashCode(playerId);
        }
    }

    private transient Map<Slot, GroupContribution> combined;
    private transient ScheduledFuture<?> passing;

    public CombineContributionsOperator() {
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    public void open() throws Exception {
        super.open();
        combined = new LinkedHashMap<>();
    }

    @Override
    public void processElement(StreamRecord<GroupContribution> element) {
        GroupContribution contribution = element.getValue();
        if (contribution.isProbe()) {
            // Its value is no part of a sum.
            output.collect(element);
            return;
        }
        Slot slot = new Slot(contribution);
        GroupContribution before = combined.get(slot);
        if (before != null && contribution.isDifference() && !before.fits(contribution)) {
            passOn();
            before = null;
        }
        combined.put(
                slot,
                before == null || !contribution.isDifference()
                        ? contribution
                        : before.plus(contribution));
        if (combined.size() >= MAX_COMBINED) {
            passOn();
        } else if (passing == null) {
            long now = getProcessingTimeService().getCurrentProcessingTime();
            passing =
                    getProcessingTimeService()
                            .registerTimer(now + MAX_DELAY_MILLIS, this::passOnInTime);
        }
    }

    private void passOnInTime(long time) {
        passing = null;
        passOn();
    }

    private void passOn() {
        for (GroupContribution contribution : combined.values()) {
            output.collect(new StreamRecord<>(contribution));
        }
        combined.clear();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        passOn();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        passOn();
    }

    @Override
    public void finish() throws Exception {
        passOn();
        super.finish();
    }
}
