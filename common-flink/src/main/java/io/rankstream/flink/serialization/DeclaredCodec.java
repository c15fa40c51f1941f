package io.rankstream.flink.serialization;

import io.rankstream.model.field.FieldSchema;
import java.io.IOException;
import java.io.ObjectInputStream;

/** A codec whose bytes hold declared fields or columns by position. */
public abstract class DeclaredCodec<T> implements Codec<T> {

    private static final long serialVersionUID = 1L;

    private final String declaration;
    private transient FieldSchema schema;

    protected DeclaredCodec(FieldSchema schema) {
        this.schema = schema;
        this.declaration = schema.toString();
    }

    protected DeclaredCodec(String declaration) {
        this(FieldSchema.parse(declaration));
    }

    protected final FieldSchema schema() {
        return schema;
    }

    @Override
    public final String declaration() {
        return declaration;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        schema = FieldSchema.parse(declaration);
    }
}
