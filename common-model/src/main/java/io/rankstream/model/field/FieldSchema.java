package io.rankstream.model.field;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/**
 * The declared fields of an event or columns of a dimension: their names, types and order.
 *
 * <p>Only declared fields are parsed, shipped and usable in expressions. A field is addressed by
 * its index on the hot path; names are for definitions and messages.
 */
public final class FieldSchema implements Serializable {

    private static final long serialVersionUID = 1L;

    /** One bit of a {@code long} says whether a field is present. */
    public static final int MAX_FIELDS = 64;

    public static final FieldSchema EMPTY = new FieldSchema(List.of(), List.of());

    private final ArrayList<String> names;
    private final ArrayList<FieldType> types;
    private final HashMap<String, Integer> indexes = new HashMap<>();
    private final boolean texts;
    private final String declaration;

    private FieldSchema(List<String> names, List<FieldType> types) {
        this.names = new ArrayList<>(names);
        this.types = new ArrayList<>(types);
        for (int i = 0; i < names.size(); i++) {
            indexes.put(names.get(i), i);
        }
        this.declaration = declaration(names, types);
        this.texts = types.contains(FieldType.STRING);
    }

    private static String declaration(List<String> names, List<FieldType> types) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : ",")
                    .append(names.get(i))
                    .append(':')
                    .append(types.get(i).name().toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    /**
     * Reads a declaration such as {@code speed_kmph:int,distance_meters:int,car:string}; nested
     * fields are dotted ({@code position.x:decimal}).
     *
     * @throws IllegalArgumentException naming the entry that is malformed, repeated or one too many
     */
    public static FieldSchema parse(String declaration) {
        List<String> names = new ArrayList<>();
        List<FieldType> types = new ArrayList<>();
        for (String entry : declaration.split(",", -1)) {
            String trimmed = entry.trim();
            if (trimmed.isEmpty() && declaration.trim().isEmpty()) {
                continue;
            }
            int colon = trimmed.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException(
                        "'" + trimmed + "' is not of the form name:type");
            }
            String name = trimmed.substring(0, colon).trim();
            if (!isName(name)) {
                throw new IllegalArgumentException(
                        "'"
                                + name
                                + "' is not a field name: letters, digits, '_' and dots between names");
            }
            if (names.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is declared twice");
            }
            names.add(name);
            types.add(typeOf(trimmed.substring(colon + 1).trim()));
        }
        if (names.size() > MAX_FIELDS) {
            throw new IllegalArgumentException(
                    names.size() + " fields declared, at most " + MAX_FIELDS + " are supported");
        }
        return new FieldSchema(names, types);
    }

    private static FieldType typeOf(String text) {
        for (FieldType type : FieldType.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a type: use int, decimal, string or boolean");
    }

    private static boolean isName(String name) {
        boolean start = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (start) {
                    return false;
                }
                start = true;
                continue;
            }
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (start || c < '0' || c > '9')) {
                return false;
            }
            start = false;
        }
        return !start;
    }

    public int size() {
        return names.size();
    }

    public String name(int index) {
        return names.get(index);
    }

    public FieldType type(int index) {
        return types.get(index);
    }

    public List<String> names() {
        return Collections.unmodifiableList(names);
    }

    /** The index of a field, or -1 if it is not declared. */
    public int indexOf(String name) {
        Integer index = indexes.get(name);
        return index == null ? -1 : index;
    }

    /** Whether any field is a string. */
    public boolean hasTexts() {
        return texts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSchema
                && names.equals(((FieldSchema) other).names)
                && types.equals(((FieldSchema) other).types);
    }

    @Override
    public int hashCode() {
        return declaration.hashCode();
    }

    @Override
    public String toString() {
        return declaration;
    }
}
