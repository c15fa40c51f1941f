package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.DeclaredCodec;
import io.rankstream.model.scoring.PlayerState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes the hot state of a player, with what its rows are made of: columns may come and go between
 * a savepoint and the job that is restored from it. That needs a state backend that keeps bytes, as
 * RocksDB does.
 */
public final class PlayerStateCodec extends DeclaredCodec<PlayerState> {

    private static final long serialVersionUID = 1L;

    public PlayerStateCodec(String declaration) {
        super(declaration);
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
    public boolean readsDeclaration(String written) {
        return true;
    }

    @Override
    public boolean isImmutable() {
        return false;
    }

    @Override
    public void write(PlayerState state, DataOutput out) throws IOException {
        state.write(schema(), out);
    }

    @Override
    public PlayerState read(DataInput in) throws IOException {
        return PlayerState.read(schema(), in);
    }
}
