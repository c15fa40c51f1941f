package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.scoring.PlayerState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.ObjectInputStream;

/**
 * Writes the hot state of a player, with what its rows are made of: columns may come and go between
 * a savepoint and the job that is restored from it. That needs a state backend that keeps bytes, as
 * RocksDB does.
 */
public final class PlayerStateCodec implements Codec<PlayerState> {

    private static final long serialVersionUID = 1L;

    private final String declaration;
    private transient FieldSchema columns;

    public PlayerStateCodec(String declaration) {
        this.declaration = declaration;
        this.columns = FieldSchema.parse(declaration);
    }

    @Override
    public String name() {
        return "player state";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String declaration() {
        return declaration;
    }

    @Override
    public boolean readsDeclaration(String written) {
        return true;
    }

    @Override
    public boolean isImmutable() {
        return false;
    }

    @Override
    public void write(PlayerState state, DataOutput out) throws IOException {
        state.write(columns, out);
    }

    @Override
    public PlayerState read(DataInput in) throws IOException {
        return PlayerState.read(columns, in);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        columns = FieldSchema.parse(declaration);
    }
}
