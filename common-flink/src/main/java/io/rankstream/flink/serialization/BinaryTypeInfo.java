package io.rankstream.flink.serialization;

import java.util.Objects;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink that values of a type travel and are stored by a {@link Codec}. */
public final class BinaryTypeInfo<T> extends TypeInformation<T> {

    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final Codec<T> codec;

    private BinaryTypeInfo(Class<T> type, Codec<T> codec) {
        this.type = Objects.requireNonNull(type);
        this.codec = Objects.requireNonNull(codec);
    }

    /**
     * The type of values that a codec carries.
     *
     * @throws IllegalArgumentException if a snapshot could not build the codec again
     */
    public static <T> BinaryTypeInfo<T> of(Class<T> type, Codec<T> codec) {
        BinarySerializerSnapshot.requireRebuildable(codec);
        return new BinaryTypeInfo<>(type, codec);
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new BinarySerializer<>(codec);
    }

    @Override
    @Deprecated // By Flink, which still declares it abstract.
    public TypeSerializer<T> createSerializer(ExecutionConfig config) {
        return new BinarySerializer<>(codec);
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof BinaryTypeInfo;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BinaryTypeInfo
                && type == ((BinaryTypeInfo<?>) other).type
                && BinarySerializer.isSame(codec, ((BinaryTypeInfo<?>) other).codec);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, codec.declaration());
    }

    @Override
    public String toString() {
        return codec.name();
    }
}
