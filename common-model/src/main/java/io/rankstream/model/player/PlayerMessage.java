package io.rankstream.model.player;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** An accepted control message about one player; it travels keyed, never broadcast. */
public final class PlayerMessage implements PlayerInput {

    /** What is asked. */
    public enum Kind {
        /** Withdraw the player's contributions everywhere. */
        BAN,
        /** Take a ban back. */
        UNBAN
    }

    private final Kind kind;
    private final String playerId;
    private final long issuedAt;
    private final String id;

    public PlayerMessage(Kind kind, String playerId, long issuedAt, String id) {
        this.kind = kind;
        this.playerId = playerId;
        this.issuedAt = issuedAt;
        this.id = id;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String playerId() {
        return playerId;
    }

    /** When it was issued, epoch milliseconds; with {@link #id} it orders messages. */
    public long issuedAt() {
        return issuedAt;
    }

    public String id() {
        return id;
    }

    public void write(DataOutput out) throws IOException {
        Texts.write(kind.name(), out);
        Texts.write(playerId, out);
        out.writeLong(issuedAt);
        Texts.write(id, out);
    }

    public static PlayerMessage read(DataInput in) throws IOException {
        return new PlayerMessage(
                Kind.valueOf(Texts.read(in)), Texts.read(in), in.readLong(), Texts.read(in));
    }
}
