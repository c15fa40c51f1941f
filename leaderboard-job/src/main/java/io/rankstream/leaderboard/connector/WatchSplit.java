package io.rankstream.leaderboard.connector;

import io.rankstream.model.field.Texts;
import io.rankstream.model.player.RefillBoard;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The one split of {@link WatchBoardsSource}: what a checkpoint remembers of the lineage, of where
 * the audit is and of the refills that were asked for.
 */
final class WatchSplit implements SourceSplit {

    /** The mark or checkpoint of one that has none. */
    static final long NONE = -1;

    private static final String ID = "boards";

    private final String lineage;
    private final long beat;
    private final long marked;
    private final long checkpoint;
    private final String board;
    private final String key;
    private final String cursor;
    private final Map<RefillBoard, String> refills;

    /**
     * @param lineage in force, or null if Redis has not been seen yet
     * @param beat the last of the lineage that Redis has taken
     * @param marked the checkpoint of the last mark that Redis has taken, or {@link #NONE}
     * @param checkpoint the last one at which Redis was known to hold what the job wrote, or {@link
     *     #NONE}
     * @param board the board that the audit is at, or null if no round is under way
     * @param key the key of it that the audit is at, or null for its first
     * @param cursor where in the key
     * @param refills the last request for each board that was reported
     */
    WatchSplit(
            String lineage,
            long beat,
            long marked,
            long checkpoint,
            String board,
            String key,
            String cursor,
            Map<RefillBoard, String> refills) {
        this.lineage = lineage;
        this.beat = beat;
        this.marked = marked;
        this.checkpoint = checkpoint;
        this.board = board;
        this.key = key;
        this.cursor = cursor;
        this.refills = refills;
    }

    /** Of a job that has just begun. */
    static WatchSplit initial() {
        return new WatchSplit(null, 0, NONE, NONE, null, null, null, Map.of());
    }

    @Override
    public String splitId() {
        return ID;
    }

    String lineage() {
        return lineage;
    }

    long beat() {
        return beat;
    }

    long marked() {
        return marked;
    }

    long checkpoint() {
        return checkpoint;
    }

    String board() {
        return board;
    }

    String key() {
        return key;
    }

    String cursor() {
        return cursor;
    }

    Map<RefillBoard, String> refills() {
        return refills;
    }

    @Override
    public String toString() {
        return lineage
                + ":"
                + beat
                + " marked "
                + marked
                + " at "
                + checkpoint
                + ", audit at "
                + board
                + " "
                + key
                + " "
                + cursor;
    }

    /** Stores the split. */
    static final class Serializer implements SimpleVersionedSerializer<WatchSplit> {

        private static final int VERSION = 1;

        private static final int USUAL_BYTES = 128;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(WatchSplit split) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(USUAL_BYTES);
            Texts.write(split.lineage, out);
            out.writeLong(split.beat);
            out.writeLong(split.marked);
            out.writeLong(split.checkpoint);
            Texts.write(split.board, out);
            Texts.write(split.key, out);
            Texts.write(split.cursor, out);
            Texts.writeVarInt(split.refills.size(), out);
            for (Map.Entry<RefillBoard, String> refill : split.refills.entrySet()) {
                refill.getKey().write(out);
                Texts.write(refill.getValue(), out);
            }
            return out.getCopyOfBuffer();
        }

        @Override
        public WatchSplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "the watch of the boards was stored in version "
                                + version
                                + ", this release knows version "
                                + VERSION);
            }
            DataInputDeserializer in = new DataInputDeserializer(serialized);
            return new WatchSplit(
                    Texts.read(in),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    Texts.read(in),
                    Texts.read(in),
                    Texts.read(in),
                    readRefills(in));
        }

        private static Map<RefillBoard, String> readRefills(DataInputDeserializer in)
                throws IOException {
            Map<RefillBoard, String> refills = new LinkedHashMap<>();
            for (int i = Texts.readVarInt(in); i > 0; i--) {
                refills.put(RefillBoard.read(in), Texts.read(in));
            }
            return refills;
        }
    }
}
