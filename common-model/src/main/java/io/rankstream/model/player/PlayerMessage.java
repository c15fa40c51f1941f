package io.rankstream.model.player;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** An accepted control message about one player; it travels keyed, never broadcast. */
public final class PlayerMessage implements PlayerInput {

    /** What {@link #from} is if a ban holds from the beginning. */
    public static final long ALWAYS = Long.MIN_VALUE;

    /** What {@link #until} is if a ban does not end. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** What is asked. */
    public enum Kind {
        /** Do not count what happens in a time, or hide the player everywhere. */
        BAN(1),
        /** Take a ban back. */
        UNBAN(2),
        /** Withdraw everything and forget the player. */
        ERASE(3),
        /** Do not count one event. */
        RETRACT(4),
        /** Contribute an amount to a board. */
        ADJUST(5);

        /** What stored messages call it, for good. */
        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static Kind of(byte code) throws IOException {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IOException("unknown kind of a player message: " + code);
        }
    }

    private static final byte FORMAT = 1;

    private final Kind kind;
    private final String playerId;
    private final long issuedAt;
    private final String id;
    private final long arrivalTime;
    private long from = ALWAYS;
    private long until = FOREVER;
    private String eventId;
    private String board;
    private int shadowVersion;
    private int trackId;
    private BigDecimal amount;
    private long eventTime;

    private PlayerMessage(Kind kind, String playerId, long issuedAt, String id, long arrivalTime) {
        this.kind = kind;
        this.playerId = playerId;
        this.issuedAt = issuedAt;
        this.id = id;
        this.arrivalTime = arrivalTime;
    }

    /**
     * Hides the player everywhere, contributions and all, until it is taken back.
     *
     * @param issuedAt epoch milliseconds
     * @param id of the message
     * @param arrivalTime when the stream took it, epoch milliseconds
     */
    public static PlayerMessage ban(String playerId, long issuedAt, String id, long arrivalTime) {
        return new PlayerMessage(Kind.BAN, playerId, issuedAt, id, arrivalTime);
    }

    /**
     * Lets the player's events of a time count nowhere.
     *
     * @param from the first event time of the ban, epoch milliseconds
     * @param until the first event time after it, or {@link #FOREVER}
     */
    public static PlayerMessage ban(
            String playerId, long issuedAt, String id, long arrivalTime, long from, long until) {
        PlayerMessage message = ban(playerId, issuedAt, id, arrivalTime);
        message.from = from;
        message.until = until;
        return message;
    }

    /** Takes a ban of either kind back; the arguments are those of {@link #ban}. */
    public static PlayerMessage unban(String playerId, long issuedAt, String id, long arrivalTime) {
        return new PlayerMessage(Kind.UNBAN, playerId, issuedAt, id, arrivalTime);
    }

    /** Forgets the player, and every event that arrived no later than the message. */
    public static PlayerMessage erase(String playerId, long issuedAt, String id, long arrivalTime) {
        return new PlayerMessage(Kind.ERASE, playerId, issuedAt, id, arrivalTime);
    }

    /**
     * Lets one event count nowhere, whether it came before or comes later.
     *
     * @param eventId the {@code event_id} the event carries
     */
    public static PlayerMessage retract(
            String playerId, long issuedAt, String id, long arrivalTime, String eventId) {
        PlayerMessage message =
                new PlayerMessage(Kind.RETRACT, playerId, issuedAt, id, arrivalTime);
        message.eventId = eventId;
        return message;
    }

    /**
     * Contributes to a board that sums; it counts once per message id.
     *
     * @param shadowVersion the version of a shadow, or {@code BoardAddress.LIVE}
     * @param amount what is added, negative to take away, with no more decimals than the board has
     * @param eventTime when it counts as having happened, epoch milliseconds
     */
    public static PlayerMessage adjust(
            String playerId,
            long issuedAt,
            String id,
            long arrivalTime,
            String board,
            int shadowVersion,
            BigDecimal amount,
            long eventTime) {
        PlayerMessage message = new PlayerMessage(Kind.ADJUST, playerId, issuedAt, id, arrivalTime);
        message.board = board;
        message.shadowVersion = shadowVersion;
        message.amount = amount;
        message.eventTime = eventTime;
        return message;
    }

    /** The same adjustment of the track that the board had when it was accepted. */
    public PlayerMessage onTrack(int id) {
        PlayerMessage message =
                adjust(
                        playerId,
                        issuedAt,
                        this.id,
                        arrivalTime,
                        board,
                        shadowVersion,
                        amount,
                        eventTime);
        message.trackId = id;
        return message;
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

    /** When the stream took it, epoch milliseconds. */
    public long arrivalTime() {
        return arrivalTime;
    }

    /** Whether a {@link Kind#BAN} is about the events of a time, instead of about the player. */
    public boolean isDated() {
        return from != ALWAYS || until != FOREVER;
    }

    /** The first event time of a {@link Kind#BAN}, or {@link #ALWAYS}; epoch milliseconds. */
    public long from() {
        return from;
    }

    /** The first event time after a {@link Kind#BAN}, or {@link #FOREVER}; epoch milliseconds. */
    public long until() {
        return until;
    }

    /** Which event a {@link Kind#RETRACT} is about; null for another kind. */
    public String eventId() {
        return eventId;
    }

    /** Which board an {@link Kind#ADJUST} is about; null for another kind. */
    public String board() {
        return board;
    }

    /** Which shadow an {@link Kind#ADJUST} is about, or {@code BoardAddress.LIVE}. */
    public int shadowVersion() {
        return shadowVersion;
    }

    /**
     * Which track an {@link Kind#ADJUST} is about, or 0 if it does not say: a promotion may
     * overtake it, after which {@link #shadowVersion} is another track's.
     */
    public int trackId() {
        return trackId;
    }

    /** What an {@link Kind#ADJUST} adds; null for another kind. */
    public BigDecimal amount() {
        return amount;
    }

    /** When an {@link Kind#ADJUST} counts as having happened, epoch milliseconds. */
    public long eventTime() {
        return eventTime;
    }

    /** Writes what {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeByte(kind.code);
        Texts.write(playerId, out);
        out.writeLong(issuedAt);
        Texts.write(id, out);
        out.writeLong(arrivalTime);
        switch (kind) {
            case BAN:
                out.writeLong(from);
                out.writeLong(until);
                break;
            case RETRACT:
                Texts.write(eventId, out);
                break;
            case ADJUST:
                Texts.write(board, out);
                out.writeInt(shadowVersion);
                out.writeInt(trackId);
                Texts.writeBytes(amount.unscaledValue().toByteArray(), out);
                out.writeInt(amount.scale());
                out.writeLong(eventTime);
                break;
            case UNBAN:
            case ERASE:
                break;
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is of a later release
     */
    public static PlayerMessage read(DataInput in) throws IOException {
        byte format = in.readByte();
        if (format != FORMAT) {
            throw new IOException(
                    "a player message is of format " + format + ", known is " + FORMAT);
        }
        PlayerMessage message =
                new PlayerMessage(
                        Kind.of(in.readByte()),
                        Texts.read(in),
                        in.readLong(),
                        Texts.read(in),
                        in.readLong());
        switch (message.kind) {
            case BAN:
                message.from = in.readLong();
                message.until = in.readLong();
                break;
            case RETRACT:
                message.eventId = Texts.read(in);
                break;
            case ADJUST:
                message.board = Texts.read(in);
                message.shadowVersion = in.readInt();
                message.trackId = in.readInt();
                byte[] unscaled = Texts.readBytes(in);
                message.amount = new BigDecimal(new BigInteger(unscaled), in.readInt());
                message.eventTime = in.readLong();
                break;
            case UNBAN:
            case ERASE:
                break;
        }
        return message;
    }
}
