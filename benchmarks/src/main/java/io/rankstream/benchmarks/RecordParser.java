package io.rankstream.benchmarks;

import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;

/** Parses the records in memory as the job parses those of a Kinesis shard. */
final class RecordParser {

    private static final String STREAM = "events";
    private static final String SHARD = "shardId-000000000000";

    /** With ten digits more as long as those of Kinesis. */
    private static final String SEQUENCE_PREFIX = "4966810923875210982739812739812734918273491827";

    private static final long FIRST_SEQUENCE = 1_000_000_000L;

    private final RacingRecords records;
    private final EventParser parser;

    RecordParser(RacingRecords records, ScoringConfig config) {
        this.records = records;
        this.parser = config.newParsers().get(STREAM);
    }

    ParsedRecord parse(int index) {
        return parser.parse(
                records.bytes(index),
                new RecordOrigin(STREAM, SHARD, SEQUENCE_PREFIX + (FIRST_SEQUENCE + index)),
                records.arrivalMillis(index));
    }

    /**
     * Parses everything and throws it away.
     *
     * @return nanoseconds for all records but the first
     */
    long parseAll() {
        parse(0);
        long startedAt = System.nanoTime();
        int events = 0;
        for (int i = 1; i < records.size(); i++) {
            events += parse(i).events().size();
        }
        long nanos = System.nanoTime() - startedAt;
        if (events != records.size() - 1) {
            throw new InexactRunException(
                    "parsed " + events + " events of " + (records.size() - 1) + " records");
        }
        return nanos;
    }
}
