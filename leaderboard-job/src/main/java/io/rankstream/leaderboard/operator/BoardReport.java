package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.BinaryTypeInfo;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.RefillBoard;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/**
 * One thing that was seen in Redis: a member with its score, that boards have to be written again,
 * or the answer that says so to people.
 */
public final class BoardReport {

    public static final TypeInformation<BoardReport> TYPE =
            BinaryTypeInfo.of(BoardReport.class, new BoardReportCodec());

    private static final byte PROBE = 1;
    private static final byte LOST = 2;
    private static final byte REFILL = 3;
    private static final byte ANSWER = 4;

    private final Object content;

    private BoardReport(Object content) {
        this.content = Objects.requireNonNull(content);
    }

    public static BoardReport of(BoardProbe probe) {
        return new BoardReport(probe);
    }

    public static BoardReport of(BoardsLost lost) {
        return new BoardReport(lost);
    }

    public static BoardReport of(RefillBoard refill) {
        return new BoardReport(refill);
    }

    public static BoardReport of(ControlAnswer answer) {
        return new BoardReport(answer);
    }

    /** Hands on what belongs to one member. */
    public static void toMember(BoardReport report, Collector<PlayerInput> out) {
        if (report.content instanceof PlayerInput) {
            out.collect((PlayerInput) report.content);
        }
    }

    /** Hands on what every scoring task is to know. */
    public static void toAll(BoardReport report, Collector<BroadcastInput> out) {
        if (report.content instanceof BroadcastInput) {
            out.collect((BroadcastInput) report.content);
        }
    }

    /** Hands on what goes to the control-status stream. */
    public static void toStatus(BoardReport report, Collector<ControlAnswer> out) {
        if (report.content instanceof ControlAnswer) {
            out.collect((ControlAnswer) report.content);
        }
    }

    void write(DataOutput out) throws IOException {
        if (content instanceof BoardProbe) {
            out.writeByte(PROBE);
            ((BoardProbe) content).write(out);
        } else if (content instanceof BoardsLost) {
            out.writeByte(LOST);
            ((BoardsLost) content).write(out);
        } else if (content instanceof RefillBoard) {
            out.writeByte(REFILL);
            ((RefillBoard) content).write(out);
        } else {
            out.writeByte(ANSWER);
            ((ControlAnswer) content).write(out);
        }
    }

    static BoardReport read(DataInput in) throws IOException {
        byte tag = in.readByte();
        switch (tag) {
            case PROBE:
                return of(BoardProbe.read(in));
            case LOST:
                return of(BoardsLost.read(in));
            case REFILL:
                return of(RefillBoard.read(in));
            case ANSWER:
                return of(ControlAnswer.read(in));
            default:
                throw new IOException("unknown tag of a board report: " + tag);
        }
    }

    @Override
    public String toString() {
        return content.toString();
    }
}
