package io.rankstream.flink.serialization;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * How values of one type are written as bytes and read again, on the network and in state.
 *
 * <p>A codec is a named public class without mutable state, shared between threads. A snapshot of
 * state names it by its class, {@link #version()} and {@link #declaration()}, and builds it again
 * through its public constructor: one without parameters, or, if it has a declaration, one that
 * takes the declaration as a string.
 */
public interface Codec<T> extends Serializable {

    /** The word that messages use for the type, such as {@code gameplay event}. */
    String name();

    /** The version of the bytes; raised when {@link #read} no longer reads what was written. */
    int version();

    /**
     * What the bytes depend on beside the version, such as the declared fields; empty if nothing.
     */
    default String declaration() {
        return "";
    }

    /**
     * Whether state written under another declaration is read right; a codec whose bytes say what
     * they are made of answers yes.
     */
    default boolean readsDeclaration(String written) {
        return declaration().equals(written);
    }

    /** Whether values never change once built: then they are passed on without a copy. */
    default boolean isImmutable() {
        return true;
    }

    void write(T value, DataOutput out) throws IOException;

    T read(DataInput in) throws IOException;
}
