package io.rankstream.leaderboard.operator;

import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of many players, in cells of {@value #CELL_BYTES} that are used again by whoever comes
 * next: the garbage collector sees a few large arrays without a reference in them, however many
 * players there are and however often they change.
 *
 * <p>What takes more than one cell is in several, each with the number of the next. Room that was
 * once taken is kept for other players.
 */
final class PackedPlayers {

    /** The number of no cell. */
    static final int NONE = -1;

    private static final int CELL_BITS = 8;
    private static final int CELL_BYTES = 1 << CELL_BITS;

    /** The rest of a cell is the number of the next one. */
    private static final int CONTENT_BYTES = CELL_BYTES - Integer.BYTES;

    /** A block is smaller than what the garbage collector keeps apart from all else. */
    private static final int BLOCK_BITS = 9;

    private static final int BLOCK_CELLS = 1 << BLOCK_BITS;

    private static final int LINE_BYTES = 64;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final List<byte[]> blocks = new ArrayList<>();
    private int cells;
    private int firstFree = NONE;

    /** How many bytes so many take here. */
    static long room(int length) {
        return (length + CONTENT_BYTES - 1L) / CONTENT_BYTES * CELL_BYTES;
    }

    /**
     * Keeps bytes, of which there is at least one, in the place of others.
     *
     * @param before the first cell of the others, or {@link #NONE}
     * @return the first cell
     */
    int put(PackedOutput bytes, int before) {
        int length = bytes.size();
        int first = before == NONE ? take() : before;
        int cell = first;
        for (int at = 0; ; at += CONTENT_BYTES) {
            byte[] block = block(cell);
            int offset = offset(cell);
            bytes.copy(at, block, offset, Math.min(CONTENT_BYTES, length - at));
            int next = (int) INT.get(block, offset + CONTENT_BYTES);
            if (at + CONTENT_BYTES >= length) {
                free(next);
                INT.set(block, offset + CONTENT_BYTES, NONE);
                return first;
            }
            if (next == NONE) {
                next = take();
                INT.set(block, offset + CONTENT_BYTES, next);
            }
            cell = next;
        }
    }

    /**
     * Reads bytes that are kept, for as long as they are.
     *
     * @param buffer may be used for them
     */
    PackedInput read(int first, int length, PackedOutput buffer) {
        if (length <= CONTENT_BYTES) {
            int offset = offset(first);
            return new PackedInput(block(first), offset, offset + length);
        }
        buffer.reset();
        copy(first, length, buffer);
        return buffer.toInput();
    }

    /** Adds bytes that are kept to others. */
    void copy(int first, int length, PackedOutput to) {
        int cell = first;
        for (int rest = length; rest > 0; rest -= CONTENT_BYTES) {
            byte[] block = block(cell);
            int offset = offset(cell);
            to.write(block, offset, Math.min(CONTENT_BYTES, rest));
            cell = (int) INT.get(block, offset + CONTENT_BYTES);
        }
    }

    /** Looks at bytes, so that the processor has them at hand; the result is of no meaning. */
    int look(int first, int length) {
        int sum = 0;
        int cell = first;
        for (int rest = length; rest > 0; rest -= CONTENT_BYTES) {
            byte[] block = block(cell);
            int offset = offset(cell);
            int end = offset + Math.min(CONTENT_BYTES, rest);
            for (int at = offset; at < end; at += LINE_BYTES) {
                sum += block[at];
            }
            cell = (int) INT.get(block, offset + CONTENT_BYTES);
        }
        return sum;
    }

    /** Gives cells back, from one on. */
    void free(int first) {
        int cell = first;
        while (cell != NONE) {
            byte[] block = block(cell);
            int link = offset(cell) + CONTENT_BYTES;
            int next = (int) INT.get(block, link);
            INT.set(block, link, firstFree);
            firstFree = cell;
            cell = next;
        }
    }

    /** A cell that no other follows. */
    private int take() {
        int cell = firstFree;
        if (cell == NONE) {
            cell = cells++;
            if (cell >>> BLOCK_BITS == blocks.size()) {
                blocks.add(new byte[BLOCK_CELLS << CELL_BITS]);
            }
        } else {
            firstFree = (int) INT.get(block(cell), offset(cell) + CONTENT_BYTES);
        }
        INT.set(block(cell), offset(cell) + CONTENT_BYTES, NONE);
        return cell;
    }

    private byte[] block(int cell) {
        return blocks.get(cell >>> BLOCK_BITS);
    }

    private static int offset(int cell) {
        return (cell & (BLOCK_CELLS - 1)) << CELL_BITS;
    }
}
