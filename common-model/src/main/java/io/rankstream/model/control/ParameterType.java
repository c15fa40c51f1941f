package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.model.board.InvalidDefinitionException;

/** The declared type of a parameter. Every parameter may be null. */
public enum ParameterType {
    /** A {@code Long}. */
    INT("int"),
    /** A {@code Double}. */
    DECIMAL("decimal"),
    STRING("string"),
    BOOLEAN("boolean");

    private final String code;

    ParameterType(String code) {
        this.code = code;
    }

    /** The word that declarations use. */
    public String code() {
        return code;
    }

    /**
     * A value of this type, or null for JSON's null.
     *
     * @param field what the value is called if it is of another type
     */
    Object read(String field, JsonNode node) throws InvalidDefinitionException {
        if (node.isNull()) {
            return null;
        }
        if (this == INT && node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (this == DECIMAL && node.isNumber() && Double.isFinite(node.doubleValue())) {
            return node.doubleValue();
        }
        if (this == STRING && node.isTextual()) {
            return node.textValue();
        }
        if (this == BOOLEAN && node.isBoolean()) {
            return node.booleanValue();
        }
        throw new InvalidDefinitionException(
                field, node.toString(), "must be of type " + code + " or null");
    }
}
