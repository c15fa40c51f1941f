package io.rankstream.flink.serialization;

import io.rankstream.model.field.Texts;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a savepoint remembers of a {@link BinarySerializer}: the codec's class, version and
 * declaration. State of another codec, version or declaration is refused instead of misread.
 *
 * <p>Public, with a public constructor without parameters, because Flink builds it by name.
 */
public final class BinarySerializerSnapshot<T> implements TypeSerializerSnapshot<T> {

    private static final Logger LOG = LoggerFactory.getLogger(BinarySerializerSnapshot.class);

    /** The version of the snapshot's own bytes. */
    private static final int SNAPSHOT_VERSION = 1;

    private String codecClass;
    private int codecVersion;
    private String declaration;
    private ClassLoader classLoader;

    /** For Flink, which reads the rest from the savepoint. */
    public BinarySerializerSnapshot() {}

    BinarySerializerSnapshot(Codec<T> codec) {
        codecClass = codec.getClass().getName();
        codecVersion = codec.version();
        declaration = codec.declaration();
        classLoader = codec.getClass().getClassLoader();
    }

    @Override
    public int getCurrentVersion() {
        return SNAPSHOT_VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        Texts.write(codecClass, out);
        out.writeInt(codecVersion);
        Texts.write(declaration, out);
    }

    @Override
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
            throws IOException {
        if (readVersion != SNAPSHOT_VERSION) {
            throw new IOException(
                    "the savepoint describes its types in version "
                            + readVersion
                            + ", this release knows version "
                            + SNAPSHOT_VERSION);
        }
        codecClass = Texts.read(in);
        codecVersion = in.readInt();
        declaration = Texts.read(in);
        classLoader = userCodeClassLoader;
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        Codec<T> codec = codec();
        if (codec.version() != codecVersion) {
            throw new IllegalStateException(refusal(codec.version(), codec.declaration()));
        }
        return new BinarySerializer<>(codec);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
            TypeSerializerSnapshot<T> oldSnapshot) {
        if (!(oldSnapshot instanceof BinarySerializerSnapshot)) {
            return TypeSerializerSchemaCompatibility.incompatible();
        }
        BinarySerializerSnapshot<T> old = (BinarySerializerSnapshot<T>) oldSnapshot;
        if (codecClass.equals(old.codecClass)
                && codecVersion == old.codecVersion
                && codec().readsDeclaration(old.declaration)) {
            return TypeSerializerSchemaCompatibility.compatibleAsIs();
        }
        // Flink's own message names only the state, not what differs.
        LOG.error(
                "Cannot read state: {}; in force is {}",
                old.refusal(codecVersion, declaration),
                codecClass);
        return TypeSerializerSchemaCompatibility.incompatible();
    }

    private String refusal(int versionInForce, String declarationInForce) {
        return "it was written by "
                + codecClass
                + " version "
                + codecVersion
                + " ["
                + declaration
                + "], in force is version "
                + versionInForce
                + " ["
                + declarationInForce
                + "]";
    }

    @SuppressWarnings("unchecked") // The class was written together with values of type T.
    private Codec<T> codec() {
        try {
            return (Codec<T>) build(Class.forName(codecClass, true, classLoader), declaration);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "the savepoint was written by "
                            + codecClass
                            + ", which this release cannot build",
                    e);
        }
    }

    /**
     * @throws IllegalArgumentException if a savepoint could not name and build this codec
     */
    static void requireRebuildable(Codec<?> codec) {
        Class<?> type = codec.getClass();
        Codec<?> rebuilt;
        try {
            rebuilt = (Codec<?>) build(type, codec.declaration());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " must be a public class with a public constructor "
                            + (codec.declaration().isEmpty()
                                    ? "without parameters"
                                    : "that takes the declaration"),
                    e);
        }
        if (!BinarySerializer.isSame(codec, rebuilt)) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " built again from '"
                            + codec.declaration()
                            + "' declares '"
                            + rebuilt.declaration()
                            + "'");
        }
    }

    private static Object build(Class<?> type, String declaration)
            throws ReflectiveOperationException {
        if (!Modifier.isPublic(type.getModifiers())) {
            throw new IllegalAccessException(type.getName() + " is not public");
        }
        if (hasDeclarationConstructor(type)) {
            return newInstance(type.getConstructor(String.class), declaration);
        }
        return newInstance(type.getConstructor());
    }

    private static boolean hasDeclarationConstructor(Class<?> type) {
        for (Constructor<?> constructor : type.getConstructors()) {
            Class<?>[] parameters = constructor.getParameterTypes();
            if (parameters.length == 1 && parameters[0] == String.class) {
                return true;
            }
        }
        return false;
    }

    private static Object newInstance(Constructor<?> constructor, Object... arguments)
            throws ReflectiveOperationException {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e.getCause());
        }
    }
}
