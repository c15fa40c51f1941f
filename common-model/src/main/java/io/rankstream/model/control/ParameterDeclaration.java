package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.board.JsonFields;
import java.util.regex.Pattern;

/** Declares a parameter that expressions read as {@code param.<name>}. */
public final class ParameterDeclaration {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private final String name;
    private final ParameterType type;
    private final Object defaultValue;

    private ParameterDeclaration(String name, ParameterType type, Object defaultValue) {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
    }

    /**
     * Reads a declaration such as {@code {"type":"int","default":null}}; without a default it is
     * null.
     *
     * @throws InvalidDefinitionException naming what is wrong with it
     */
    public static ParameterDeclaration parse(String name, String json)
            throws InvalidDefinitionException {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidDefinitionException("name", name, "must match " + NAME.pattern());
        }
        JsonNode node = JsonFields.parse(name, json);
        JsonFields fields = JsonFields.of(name, node);
        ParameterType type =
                fields.choice("type", null, ParameterType.values(), ParameterType::code);
        Object defaultValue =
                fields.has("default") ? type.read("default", fields.required("default")) : null;
        fields.refuseOthers();
        return new ParameterDeclaration(name, type, defaultValue);
    }

    public String name() {
        return name;
    }

    public ParameterType type() {
        return type;
    }

    /** A {@code Long}, {@code Double}, {@code String}, {@code Boolean} or null. */
    public Object defaultValue() {
        return defaultValue;
    }
}
