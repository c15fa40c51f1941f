package io.rankstream.flink.serialization;

import io.rankstream.model.player.PlayerMessage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores messages about one player. */
public final class PlayerMessageCodec implements Codec<PlayerMessage> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "player message";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public void write(PlayerMessage value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public PlayerMessage read(DataInput in) throws IOException {
        return PlayerMessage.read(in);
    }
}
