package io.rankstream.model.board;

/**
 * Says what is wrong with a definition or a message: the field, its value and the rule it breaks.
 */
public final class InvalidDefinitionException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int MAX_VALUE_LENGTH = 256;

    private final String field;
    private final String value;
    private final String rule;

    /**
     * @param value what was given, as text; null if nothing was
     */
    public InvalidDefinitionException(String field, String value, String rule) {
        super(cut(field) + (value == null ? ": " : " '" + cut(value) + "': ") + rule);
        this.field = cut(field);
        this.value = value == null ? null : cut(value);
        this.rule = rule;
    }

    private static String cut(String value) {
        return value.length() <= MAX_VALUE_LENGTH
                ? value
                : value.substring(0, MAX_VALUE_LENGTH) + "...";
    }

    /** The name of the field, dotted where it is nested ({@code window.size}). */
    public String field() {
        return field;
    }

    /** What was given, cut if it is long; null if nothing was. */
    public String value() {
        return value;
    }

    /** What would have been right. */
    public String rule() {
        return rule;
    }
}
