package io.rankstream.flink.serialization;

import io.rankstream.model.archive.ArchivedRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Carries records on their way to and from the archive. */
public final class ArchivedRecordCodec implements Codec<ArchivedRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "archived record";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ArchivedRecord value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ArchivedRecord read(DataInput in) throws IOException {
        return ArchivedRecord.read(in);
    }
}
