package io.rankstream.replay.rebuild;

import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.rebuild.PlayerRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Makes the records of players of archived ones. */
final class ReadRecordsFunction extends RichFlatMapFunction<ArchivedRecord, PlayerRecord> {

    private static final long serialVersionUID = 1L;

    private final ScoringConfig config;
    private final ArchiveKind kind;
    private final long asOf;

    private transient RecordReading reading;

    /**
     * @param kind of the records, events or dimensions
     * @param asOf events that arrived later are left out, epoch milliseconds
     */
    ReadRecordsFunction(ScoringConfig config, ArchiveKind kind, long asOf) {
        this.config = config;
        this.kind = kind;
        this.asOf = asOf;
    }

    @Override
    public void open(OpenContext context) {
        reading = new RecordReading(config);
    }

    @Override
    public void flatMap(ArchivedRecord record, Collector<PlayerRecord> out) {
        if (record.arrivalTime() > asOf) {
            return;
        }
        if (kind == ArchiveKind.EVENTS) {
            reading.events(record, out::collect);
        } else {
            reading.rows(record, out::collect);
        }
    }
}
