package io.rankstream.model.scoring;

import io.rankstream.model.bytes.Murmur;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Stands for a text among those that are counted once: 128 bits of MurmurHash3 (x64 variant, Austin
 * Appleby, seed 0) over its UTF-8 bytes.
 */
public final class TextHash {

    private final long high;
    private final long low;

    private TextHash(long high, long low) {
        this.high = high;
        this.low = low;
    }

    static TextHash of(String text) {
        Murmur hash = Murmur.of(text.getBytes(StandardCharsets.UTF_8), 0);
        return new TextHash(hash.high(), hash.low());
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(high);
        out.writeLong(low);
    }

    void write(PackedOutput out) {
        out.writeLong(high);
        out.writeLong(low);
    }

    static TextHash read(PackedInput in) throws IOException {
        return new TextHash(in.readLong(), in.readLong());
    }

    public static TextHash read(DataInput in) throws IOException {
        return new TextHash(in.readLong(), in.readLong());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextHash
                && high == ((TextHash) other).high
                && low == ((TextHash) other).low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(low);
    }
}
