package io.rankstream.model.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of an array as a number, the highest byte first, as they are written. */
public final class BigEndian {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The number whose bytes begin at an index. */
    public static long at(byte[] bytes, int index) {
        return (long) LONG.get(bytes, index);
    }

    /** Writes a number from an index on. */
    public static void set(byte[] bytes, int index, long value) {
        LONG.set(bytes, index, value);
    }

    private BigEndian() {}
}
