package io.rankstream.benchmarks.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.rankstream.benchmarks.load.RacingRecords;
import java.io.IOException;

/** Reads records as most jobs do, with the times at which the events happened. */
final class RaceEventReader implements RecordSource.Reader<RaceEvent> {

    private static final ObjectReader JSON = new ObjectMapper().readerFor(RaceEvent.class);

    private final RacingRecords records;

    RaceEventReader(RacingRecords records) {
        this.records = records;
    }

    @Override
    public RaceEvent read(int index) throws IOException {
        return JSON.readValue(records.bytes(index));
    }

    @Override
    public long timestamp(RacingRecords all, int index) {
        return all.eventTime(index);
    }
}
