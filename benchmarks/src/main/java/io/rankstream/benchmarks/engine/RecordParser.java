package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.RacingRecords;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;

/** Parses the records in memory as the job parses those of a Kinesis shard. */
public final class RecordParser implements RecordSource.Reader<ParsedRecord> {

    static final String STREAM = "events";
    private static final String SHARD = "shardId-000000000000";

    /** With ten digits more as long as those of Kinesis. */
    private static final String SEQUENCE_PREFIX = "4966810923875210982739812739812734918273491827";

    private static final long FIRST_SEQUENCE = 1_000_000_000L;

    private final RacingRecords records;
    private final EventParser parser;

    public RecordParser(RacingRecords records, ScoringConfig config) {
        this.records = records;
        this.parser = config.newParsers().get(STREAM);
    }

    @Override
    public ParsedRecord read(int index) {
        return parser.parse(
                records.bytes(index),
                new RecordOrigin(STREAM, SHARD, SEQUENCE_PREFIX + (FIRST_SEQUENCE + index)),
                records.arrivalMillis(index));
    }
}
