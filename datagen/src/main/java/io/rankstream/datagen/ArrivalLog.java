package io.rankstream.datagen;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Stands in for a stream where there is none: every record arrives when the plan has it sent. */
public final class ArrivalLog implements LoadSink<StreamRecord> {

    private final List<ArrivedRecord> records = new ArrayList<>();

    @Override
    public void put(List<StreamRecord> batch, Instant at) {
        for (StreamRecord record : batch) {
            records.add(
                    new ArrivedRecord("log", Integer.toString(records.size()), at, record.data()));
        }
    }

    public List<ArrivedRecord> records() {
        return List.copyOf(records);
    }
}
