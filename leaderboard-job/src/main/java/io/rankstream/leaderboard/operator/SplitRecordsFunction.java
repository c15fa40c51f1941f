package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.player.PlayerInput;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Lets the events of a record through and sends what could not be used of it aside. */
public final class SplitRecordsFunction extends ProcessFunction<ParsedRecord, PlayerInput> {

    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", ModelTypes.DEAD_LETTER);

    private static final long serialVersionUID = 1L;

    private transient Counter unreadable;

    @Override
    public void open(OpenContext context) {
        unreadable =
                new JobMetrics(getRuntimeContext().getMetricGroup())
                        .counter(LeaderboardMetrics.UNREADABLE_RECORDS);
    }

    @Override
    public void processElement(ParsedRecord record, Context context, Collector<PlayerInput> out) {
        for (GameplayEvent event : record.events()) {
            out.collect(event);
        }
        for (DeadLetter deadLetter : record.deadLetters()) {
            unreadable.inc();
            context.output(DEAD_LETTERS, deadLetter);
        }
    }
}
