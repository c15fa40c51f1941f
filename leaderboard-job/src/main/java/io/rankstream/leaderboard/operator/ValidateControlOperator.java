package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.control.ControlDecision;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlStatus;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.player.PlayerMessage;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on every control message, answers it, and lets only what was accepted through.
 *
 * <p>It is an operator, not a function, because it speaks first: what is in force by the
 * properties, or by the snapshot it was restored from, is announced before any message comes.
 */
public final class ValidateControlOperator extends AbstractStreamOperator<ControlUpdate>
        implements OneInputStreamOperator<ControlRecord, ControlUpdate> {

    public static final OutputTag<ControlAnswer> ANSWERS =
            new OutputTag<>("control-answers", ScoringTypes.CONTROL_ANSWER);

    public static final OutputTag<PlayerMessage> PLAYER_MESSAGES =
            new OutputTag<>("player-messages", ModelTypes.PLAYER_MESSAGE);

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ValidateControlOperator.class);

    private final ScoringConfig scoringConfig;

    private transient ListState<String> registryState;
    private transient ControlRegistry registry;
    private transient ControlBootstrap bootstrap;

    /** By checkpoint, what the file is to hold once that is complete. */
    private transient TreeMap<Long, String> unwritten;

    private transient String written;
    private transient boolean announced;
    private transient ScheduledFuture<?> announcement;
    private transient Map<ControlStatus.Result, Counter> counters;

    public ValidateControlOperator(ScoringConfig scoringConfig) {
        this.scoringConfig = scoringConfig;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        registryState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("control-registry", Types.STRING));
        Iterator<String> restored = registryState.get().iterator();
        bootstrap = scoringConfig.controlBootstrap().map(ControlBootstrap::new).orElse(null);
        unwritten = new TreeMap<>();
        registry =
                restored.hasNext()
                        ? scoringConfig.restoreRegistry(restored.next(), now())
                        : firstRegistry();
    }

    private ControlRegistry firstRegistry() throws IOException {
        Optional<String> kept = bootstrap == null ? Optional.empty() : bootstrap.read();
        if (kept.isEmpty()) {
            return scoringConfig.newRegistry();
        }
        LOG.info("No snapshot: starting from control bootstrap {}", bootstrap);
        return scoringConfig.bootstrapRegistry(kept.get(), bootstrap.toString(), now());
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void open() throws Exception {
        super.open();
        JobMetrics metrics = new JobMetrics(getMetricGroup());
        counters = new EnumMap<>(ControlStatus.Result.class);
        for (ControlStatus.Result result : ControlStatus.Result.values()) {
            counters.put(result, metrics.counter(LeaderboardMetrics.nameOf(result)));
        }
        announcement =
                getProcessingTimeService()
                        .registerTimer(
                                getProcessingTimeService().getCurrentProcessingTime(),
                                now -> announce());
    }

    private void announce() {
        if (!announced) {
            announced = true;
            emit(registry.updates());
        }
    }

    @Override
    public void processElement(StreamRecord<ControlRecord> element) {
        announce();
        ControlRecord record = element.getValue();
        ControlDecision decision =
                registry.apply(record.bytes(), record.arrivalTime(), record.origin());
        emit(decision.updates());
        for (PlayerMessage message : decision.playerMessages()) {
            output.collect(PLAYER_MESSAGES, new StreamRecord<>(message));
        }
        answer(decision.status());
    }

    private void answer(ControlStatus status) {
        counters.get(status.result()).inc();
        output.collect(
                ANSWERS,
                new StreamRecord<>(new ControlAnswer(status.partitionKey(), status.toJson())));
    }

    private void emit(List<ControlUpdate> updates) {
        for (ControlUpdate update : updates) {
            output.collect(new StreamRecord<>(update));
        }
    }

    @Override
    public void close() throws Exception {
        if (announcement != null) {
            announcement.cancel(false);
        }
        super.close();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        String json = registry.toJson();
        registryState.update(List.of(json));
        if (bootstrap != null && !json.equals(written)) {
            unwritten.put(context.getCheckpointId(), json);
        }
    }

    /** Only what a checkpoint holds is kept beside it: the file is never ahead of the state. */
    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        Map.Entry<Long, String> newest = unwritten.floorEntry(checkpointId);
        if (newest == null) {
            return;
        }
        String json = newest.getValue();
        unwritten.headMap(checkpointId, true).clear();
        try {
            bootstrap.write(json);
            written = json;
        } catch (IOException e) {
            LOG.error(
                    "Cannot write control bootstrap {}: next try after the next checkpoint",
                    bootstrap,
                    e);
        }
    }
}
