package io.rankstream.flink.serialization;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Adapts a {@link Codec} to Flink. */
final class BinarySerializer<T> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1L;

    /** Flink's mark for values whose length differs from one to the next. */
    private static final int VARIABLE_LENGTH = -1;

    private static final int INITIAL_COPY_BYTES = 512;

    private final Codec<T> codec;

    BinarySerializer(Codec<T> codec) {
        this.codec = codec;
    }

    @Override
    public boolean isImmutableType() {
        return codec.isImmutable();
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    public T createInstance() {
        return null;
    }

    @Override
    public T copy(T from) {
        if (from == null || codec.isImmutable()) {
            return from;
        }
        DataOutputSerializer out = new DataOutputSerializer(INITIAL_COPY_BYTES);
        try {
            codec.write(from, out);
            return codec.read(new DataInputDeserializer(out.wrapAsByteBuffer()));
        } catch (IOException e) {
            throw new IllegalStateException("cannot copy a " + codec.name(), e);
        }
    }

    @Override
    public T copy(T from, T reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return VARIABLE_LENGTH;
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        codec.write(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return codec.read(source);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return codec.read(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        codec.write(codec.read(source), target);
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new BinarySerializerSnapshot<>(codec);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BinarySerializer
                && isSame(codec, ((BinarySerializer<?>) other).codec);
    }

    static boolean isSame(Codec<?> one, Codec<?> other) {
        return one.getClass() == other.getClass()
                && one.version() == other.version()
                && one.declaration().equals(other.declaration());
    }

    @Override
    public int hashCode() {
        return Objects.hash(codec.getClass(), codec.declaration());
    }
}
