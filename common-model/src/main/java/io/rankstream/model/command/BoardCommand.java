package io.rankstream.model.command;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the job asks of the boards: a closed list of structured commands with logical addresses.
 *
 * <p>Every value is absolute, so a command may be executed again, and of several commands for one
 * member only the last counts.
 */
public abstract class BoardCommand {

    /** The board this command is about, or null for a command about a player. */
    public abstract String board();

    /** Whether it only tells those downstream something: it is forwarded, not executed. */
    public final boolean isNotice() {
        return this instanceof WindowShare
                || this instanceof TrackRetired
                || this instanceof TrackReasserted;
    }

    abstract byte tag();

    abstract void writeBody(DataOutput out) throws IOException;

    public final void write(DataOutput out) throws IOException {
        out.writeByte(tag());
        writeBody(out);
    }

    public static BoardCommand read(DataInput in) throws IOException {
        byte tag = in.readByte();
        switch (tag) {
            case PutScore.TAG:
                return PutScore.readBody(in);
            case RemoveMember.TAG:
                return RemoveMember.readBody(in);
            case PutProfile.TAG:
                return PutProfile.readBody(in);
            case WindowShare.TAG:
                return WindowShare.readBody(in);
            case TrackRetired.TAG:
                return TrackRetired.readBody(in);
            case TrackReasserted.TAG:
                return TrackReasserted.readBody(in);
            case PutMeta.TAG:
                return PutMeta.readBody(in);
            case DropKeys.TAG:
                return DropKeys.readBody(in);
            case PromoteKeys.TAG:
                return PromoteKeys.readBody(in);
            default:
                throw new IOException("unknown command tag " + tag);
        }
    }

    /** Changes where one member of a board stands. */
    public abstract static class MemberCommand extends BoardCommand {

        private final BoardAddress address;
        private final String member;
        private final long eventTime;
        private final long revision;

        MemberCommand(BoardAddress address, String member, long eventTime, long revision) {
            this.address = address;
            this.member = member;
            this.eventTime = eventTime;
            this.revision = revision;
        }

        public final BoardAddress address() {
            return address;
        }

        @Override
        public final String board() {
            return address.board();
        }

        public final String member() {
            return member;
        }

        /** The time of the input that caused it, epoch milliseconds. */
        public final long eventTime() {
            return eventTime;
        }

        /** Grows with each command for a member. */
        public final long revision() {
            return revision;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            address.write(out);
            Texts.write(member, out);
            out.writeLong(eventTime);
            out.writeLong(revision);
        }
    }

    /** Gives a member of a sorted set its score. */
    public static final class PutScore extends MemberCommand {

        static final byte TAG = 1;

        private final double score;
        private final boolean exclusive;
        private final boolean assertion;

        /** Puts a member where it belongs now. */
        public PutScore(
                BoardAddress address,
                String member,
                double score,
                boolean exclusive,
                long eventTime,
                long revision) {
            this(address, member, score, exclusive, false, eventTime, revision);
        }

        /**
         * Puts a member where it belongs.
         *
         * @param exclusive remove the member from the board's other partitions as well: after a
         *     restore it is not known which of them an earlier attempt wrote to
         * @param assertion the member should have this score already: what changes is a repair
         * @param eventTime of the input that caused it, epoch milliseconds
         * @param revision grows with each command for a member
         */
        public PutScore(
                BoardAddress address,
                String member,
                double score,
                boolean exclusive,
                boolean assertion,
                long eventTime,
                long revision) {
            super(address, member, eventTime, revision);
            this.score = score;
            this.exclusive = exclusive;
            this.assertion = assertion;
        }

        public double score() {
            return score;
        }

        public boolean exclusive() {
            return exclusive;
        }

        /** Whether the member should have this score already: what changes is a repair. */
        public boolean assertion() {
            return assertion;
        }

        /** The same as news: what an assertion becomes when news it repeats is not written yet. */
        public PutScore asNews() {
            return assertion
                    ? new PutScore(address(), member(), score, exclusive, eventTime(), revision())
                    : this;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            super.writeBody(out);
            out.writeDouble(score);
            out.writeBoolean(exclusive);
            out.writeBoolean(assertion);
        }

        static PutScore readBody(DataInput in) throws IOException {
            BoardAddress address = BoardAddress.read(in);
            String member = Texts.read(in);
            long eventTime = in.readLong();
            long revision = in.readLong();
            return new PutScore(
                    address,
                    member,
                    in.readDouble(),
                    in.readBoolean(),
                    in.readBoolean(),
                    eventTime,
                    revision);
        }
    }

    /** Takes a member out of a sorted set. */
    public static final class RemoveMember extends MemberCommand {

        static final byte TAG = 2;

        private final boolean everywhere;

        /**
         * Takes a member out.
         *
         * @param everywhere take it out of all partitions of this board, version and window
         * @param eventTime of the input that caused it, epoch milliseconds
         * @param revision grows with each command for a member
         */
        public RemoveMember(
                BoardAddress address,
                String member,
                boolean everywhere,
                long eventTime,
                long revision) {
            super(address, member, eventTime, revision);
            this.everywhere = everywhere;
        }

        public boolean everywhere() {
            return everywhere;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            super.writeBody(out);
            out.writeBoolean(everywhere);
        }

        static RemoveMember readBody(DataInput in) throws IOException {
            BoardAddress address = BoardAddress.read(in);
            String member = Texts.read(in);
            long eventTime = in.readLong();
            long revision = in.readLong();
            return new RemoveMember(address, member, in.readBoolean(), eventTime, revision);
        }
    }

    /** Replaces the display columns of a player; none at all removes the hash. */
    public static final class PutProfile extends BoardCommand {

        static final byte TAG = 3;

        private final String playerId;
        private final Map<String, String> columns;
        private final long revision;

        /**
         * @param columns name to text, in the declared order; empty removes the player's hash
         */
        public PutProfile(String playerId, Map<String, String> columns, long revision) {
            this.playerId = playerId;
            this.columns = columns;
            this.revision = revision;
        }

        public String playerId() {
            return playerId;
        }

        public Map<String, String> columns() {
            return columns;
        }

        public long revision() {
            return revision;
        }

        @Override
        public String board() {
            return null;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            Texts.write(playerId, out);
            writeMap(columns, out);
            out.writeLong(revision);
        }

        static PutProfile readBody(DataInput in) throws IOException {
            return new PutProfile(Texts.read(in), readMap(in), in.readLong());
        }
    }

    /**
     * What one task adds to, or takes from, a closed window: how many members it holds and the sum
     * of their checksums.
     *
     * <p>It is not executed on Redis but forwarded once everything before it is written.
     */
    public static final class WindowShare extends BoardCommand {

        static final byte TAG = 4;

        private final String board;
        private final int trackId;
        private final String window;
        private final long windowEnd;
        private final long expireAt;
        private final long members;
        private final long checksum;

        /**
         * @param trackId names the life of the board: a promotion may move it to another place
         *     while its shares are under way
         * @param windowEnd epoch milliseconds, exclusive
         * @param members how many more members there are, negative for fewer
         * @param checksum what to add to the window's checksum, modulo 2^64
         */
        public WindowShare(
                String board,
                int trackId,
                String window,
                long windowEnd,
                long expireAt,
                long members,
                long checksum) {
            this.board = board;
            this.trackId = trackId;
            this.window = window;
            this.windowEnd = windowEnd;
            this.expireAt = expireAt;
            this.members = members;
            this.checksum = checksum;
        }

        @Override
        public String board() {
            return board;
        }

        /** Names the life of the board, wherever it stands by now. */
        public int trackId() {
            return trackId;
        }

        public String window() {
            return window;
        }

        public long windowEnd() {
            return windowEnd;
        }

        public long expireAt() {
            return expireAt;
        }

        public long members() {
            return members;
        }

        public long checksum() {
            return checksum;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            Texts.write(board, out);
            Texts.writeVarInt(trackId, out);
            Texts.write(window, out);
            out.writeLong(windowEnd);
            out.writeLong(expireAt);
            out.writeLong(members);
            out.writeLong(checksum);
        }

        static WindowShare readBody(DataInput in) throws IOException {
            return new WindowShare(
                    Texts.read(in),
                    Texts.readVarInt(in),
                    Texts.read(in),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong());
        }
    }

    /**
     * Says that one task writes no more to a deleted board or shadow.
     *
     * <p>Once every task has said so, its keys can be dropped for good.
     */
    public static final class TrackRetired extends BoardCommand {

        static final byte TAG = 5;

        private final String board;
        private final int shadowVersion;
        private final int trackId;
        private final int task;
        private final int tasks;

        /**
         * @param trackId names the life of the board that ended; a later board of the same name has
         *     another
         * @param task index of the task that says so
         * @param tasks how many tasks there are
         */
        public TrackRetired(String board, int shadowVersion, int trackId, int task, int tasks) {
            this.board = board;
            this.shadowVersion = shadowVersion;
            this.trackId = trackId;
            this.task = task;
            this.tasks = tasks;
        }

        @Override
        public String board() {
            return board;
        }

        public int shadowVersion() {
            return shadowVersion;
        }

        public int trackId() {
            return trackId;
        }

        public int task() {
            return task;
        }

        public int tasks() {
            return tasks;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            Texts.write(board, out);
            Texts.writeVarInt(shadowVersion, out);
            out.writeInt(trackId);
            out.writeInt(task);
            out.writeInt(tasks);
        }

        static TrackRetired readBody(DataInput in) throws IOException {
            return new TrackRetired(
                    Texts.read(in), Texts.readVarInt(in), in.readInt(), in.readInt(), in.readInt());
        }
    }

    /**
     * Says that one task has published all it knows of a board or shadow again, because Redis lost
     * it.
     *
     * <p>Once every task has said so, its closed windows can be announced again.
     */
    public static final class TrackReasserted extends BoardCommand {

        static final byte TAG = 9;

        private final String board;
        private final int trackId;
        private final String lineage;
        private final int task;
        private final int tasks;

        /**
         * @param trackId names the life of the board
         * @param lineage names the loss
         * @param task index of the task that says so
         * @param tasks how many tasks there are
         */
        public TrackReasserted(String board, int trackId, String lineage, int task, int tasks) {
            this.board = board;
            this.trackId = trackId;
            this.lineage = lineage;
            this.task = task;
            this.tasks = tasks;
        }

        @Override
        public String board() {
            return board;
        }

        public int trackId() {
            return trackId;
        }

        /** Names the loss. */
        public String lineage() {
            return lineage;
        }

        public int task() {
            return task;
        }

        public int tasks() {
            return tasks;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            Texts.write(board, out);
            out.writeInt(trackId);
            Texts.write(lineage, out);
            out.writeInt(task);
            out.writeInt(tasks);
        }

        static TrackReasserted readBody(DataInput in) throws IOException {
            return new TrackReasserted(
                    Texts.read(in), in.readInt(), Texts.read(in), in.readInt(), in.readInt());
        }
    }

    /** Sets fields of a board's meta hash and removes others. */
    public static final class PutMeta extends BoardCommand {

        static final byte TAG = 6;

        private final String board;
        private final Map<String, String> fields;
        private final long revision;

        /**
         * @param fields name to value; a null value removes the field
         * @param revision grows with each command for the board as a whole
         */
        public PutMeta(String board, Map<String, String> fields, long revision) {
            this.board = board;
            this.fields = fields;
            this.revision = revision;
        }

        /** Grows with each command for the board as a whole. */
        public long revision() {
            return revision;
        }

        @Override
        public String board() {
            return board;
        }

        public Map<String, String> fields() {
            return fields;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            Texts.write(board, out);
            writeMap(fields, out);
            out.writeLong(revision);
        }

        static PutMeta readBody(DataInput in) throws IOException {
            return new PutMeta(Texts.read(in), readMap(in), in.readLong());
        }
    }

    /**
     * Drops the registered keys of a board or shadow that ended, and the meta fields that belong to
     * it. What a later board of the same name has written to stays.
     */
    public static final class DropKeys extends BoardCommand {

        static final byte TAG = 7;

        private final String board;
        private final int shadowVersion;
        private final int trackId;
        private final long revision;

        /**
         * @param trackId the life of the board that ended
         * @param revision grows with each command for the board as a whole
         */
        public DropKeys(String board, int shadowVersion, int trackId, long revision) {
            this.board = board;
            this.shadowVersion = shadowVersion;
            this.trackId = trackId;
            this.revision = revision;
        }

        /** The life of the board that ended. */
        public int trackId() {
            return trackId;
        }

        /** Grows with each command for the board as a whole. */
        public long revision() {
            return revision;
        }

        @Override
        public String board() {
            return board;
        }

        public int shadowVersion() {
            return shadowVersion;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            Texts.write(board, out);
            Texts.writeVarInt(shadowVersion, out);
            Texts.writeVarInt(trackId, out);
            out.writeLong(revision);
        }

        static DropKeys readBody(DataInput in) throws IOException {
            return new DropKeys(
                    Texts.read(in), Texts.readVarInt(in), Texts.readVarInt(in), in.readLong());
        }
    }

    /**
     * Makes a shadow the live board and the live board a shadow: their keys change places, and so
     * do the meta fields that belong to them. Where one of the two is not there, the other one
     * moves, to nobody's place. Executed again it changes nothing.
     */
    public static final class PromoteKeys extends BoardCommand {

        static final byte TAG = 8;

        private final String board;
        private final int liveBecomes;
        private final int shadowVersion;
        private final long revision;

        /**
         * @param liveBecomes the version that the keys of the live board carry from now on, or
         *     {@link BoardAddress#LIVE} if no board was live; it may be that of the shadow
         * @param shadowVersion the version of the shadow that becomes live, or {@link
         *     BoardAddress#LIVE} if no board is live afterwards
         * @param revision grows with each command for the board as a whole
         */
        public PromoteKeys(String board, int liveBecomes, int shadowVersion, long revision) {
            this.board = board;
            this.liveBecomes = liveBecomes;
            this.shadowVersion = shadowVersion;
            this.revision = revision;
        }

        @Override
        public String board() {
            return board;
        }

        /**
         * The version that the keys of the live board carry from now on; {@link BoardAddress#LIVE}
         * if no board was live.
         */
        public int liveBecomes() {
            return liveBecomes;
        }

        /**
         * The version of the shadow that becomes live; {@link BoardAddress#LIVE} if no board is
         * live afterwards.
         */
        public int shadowVersion() {
            return shadowVersion;
        }

        /** Grows with each command for the board as a whole. */
        public long revision() {
            return revision;
        }

        @Override
        byte tag() {
            return TAG;
        }

        @Override
        void writeBody(DataOutput out) throws IOException {
            Texts.write(board, out);
            Texts.writeVarInt(liveBecomes, out);
            Texts.writeVarInt(shadowVersion, out);
            out.writeLong(revision);
        }

        static PromoteKeys readBody(DataInput in) throws IOException {
            return new PromoteKeys(
                    Texts.read(in), Texts.readVarInt(in), Texts.readVarInt(in), in.readLong());
        }
    }

    private static void writeMap(Map<String, String> map, DataOutput out) throws IOException {
        Texts.writeVarInt(map.size(), out);
        for (Map.Entry<String, String> entry : map.entrySet()) {
            Texts.write(entry.getKey(), out);
            Texts.write(entry.getValue(), out);
        }
    }

    private static Map<String, String> readMap(DataInput in) throws IOException {
        int size = Texts.readVarInt(in);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(Texts.read(in), Texts.read(in));
        }
        return map;
    }

    private BoardCommand() {}
}
