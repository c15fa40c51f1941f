package io.rankstream.replay.rebuild;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.flink.serialization.PlayerInputCodec;
import io.rankstream.model.field.Texts;
import io.rankstream.model.rebuild.PlayerRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Carries the records of players to where they are sorted, and from there. */
public final class PlayerRecordCodec implements Codec<PlayerRecord> {

    private static final long serialVersionUID = 1L;

    private final PlayerInputCodec inputs;

    PlayerRecordCodec(PlayerInputCodec inputs) {
        this.inputs = inputs;
    }

    /** Builds the codec from its {@link #declaration()}. */
    public PlayerRecordCodec(String declaration) {
        this(new PlayerInputCodec(declaration));
    }

    @Override
    public String name() {
        return "player record";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String declaration() {
        return inputs.declaration();
    }

    @Override
    public void write(PlayerRecord record, DataOutput out) throws IOException {
        out.writeLong(record.arrivalTime());
        Texts.write(record.position(), out);
        inputs.write(record.input(), out);
    }

    @Override
    public PlayerRecord read(DataInput in) throws IOException {
        return new PlayerRecord(in.readLong(), Texts.read(in), inputs.read(in));
    }
}
