package io.rankstream.archive.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** Carries entries between the tasks of the job; they are never in its state. */
public final class ArchiveEntryCodec implements Codec<ArchiveEntry> {

    private static final long serialVersionUID = 1L;

    private static final List<ArchiveKind> KINDS = List.of(ArchiveKind.values());

    @Override
    public String name() {
        return "archive entry";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ArchiveEntry value, DataOutput out) throws IOException {
        out.writeByte(KINDS.indexOf(value.kind()));
        Texts.write(value.partition(), out);
        value.record().write(out);
    }

    @Override
    public ArchiveEntry read(DataInput in) throws IOException {
        return new ArchiveEntry(KINDS.get(in.readByte()), Texts.read(in), ArchivedRecord.read(in));
    }
}
