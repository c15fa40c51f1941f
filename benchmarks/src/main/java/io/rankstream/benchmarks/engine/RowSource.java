package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.RacingRecords;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/** Hands out a row of each player, those of the first markers last: then the load begins. */
@SuppressWarnings("deprecation") // As the other inputs.
final class RowSource implements SourceFunction<DimensionRow> {

    private static final long serialVersionUID = 1L;

    private final String run;
    private final FieldSchema columns;
    private volatile boolean cancelled;

    RowSource(String run, FieldSchema columns) {
        this.run = run;
        this.columns = columns;
    }

    @Override
    public void run(SourceContext<DimensionRow> context) throws InterruptedException {
        RacingRecords records = TimedRun.of(run).records();
        Set<String> players = new LinkedHashSet<>();
        for (int i = 0; i < records.size(); i++) {
            if (!RacingRecords.isFirst(records.player(i))) {
                players.add(records.player(i));
            }
        }
        for (int i = records.begin() - RacingRecords.MARKERS; i < records.begin(); i++) {
            players.add(records.player(i));
        }
        for (String player : players) {
            if (cancelled) {
                return;
            }
            synchronized (context.getCheckpointLock()) {
                context.collect(row(player));
            }
        }
        RecordSource.stayOpen();
    }

    private DimensionRow row(String player) {
        FieldValues values = new FieldValues(columns);
        for (int i = 0; i < columns.size(); i++) {
            values.setInteger(i, Math.floorMod(player.hashCode(), 100 + i));
        }
        return DimensionRow.snapshot(player, values);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
