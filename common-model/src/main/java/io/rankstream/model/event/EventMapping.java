package io.rankstream.model.event;

import io.rankstream.model.field.FieldSchema;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Where in a record of one stream the parts of an event are found: JSON Pointers (RFC 6901) through
 * objects, by default the part's own name, dots read as nesting.
 */
public final class EventMapping implements Serializable {

    private static final long serialVersionUID = 1L;

    static final String PLAYER_ID = "player_id";
    static final String EVENT_TIME = "event_time";
    static final String EVENT_ID = "event_id";
    static final String EVENT_TYPE = "event_type";

    /** How a bare number in the event time is read. */
    public enum TimeUnit {
        /** Epoch milliseconds. */
        AUTO,
        /** Epoch seconds, with or without a fraction. */
        EPOCH_S
    }

    /**
     * What a place in the JSON is good for; declared fields have their index, which is not
     * negative.
     */
    static final int NOTHING = -1;

    static final int PLAYER = -2;
    static final int TIME = -3;
    static final int ID = -4;
    static final int TYPE = -5;

    /** One object level of the paths that lead to something wanted. */
    static final class Node implements Serializable {

        private static final long serialVersionUID = 1L;

        private final HashMap<String, Node> children = new HashMap<>();
        private final String path;
        private int target = NOTHING;

        private Node(String path) {
            this.path = path;
        }

        private Node childFor(String name) {
            Node child = children.get(name);
            if (child == null) {
                child = new Node(path.isEmpty() ? name : path + "." + name);
                children.put(name, child);
            }
            return child;
        }

        /** The node below {@code name}, or null if nothing there is wanted. */
        Node child(String name) {
            return children.get(name);
        }

        /** The nodes below, by name. */
        Map<String, Node> children() {
            return Collections.unmodifiableMap(children);
        }

        int target() {
            return target;
        }

        boolean leadsOn() {
            return !children.isEmpty();
        }

        String path() {
            return path;
        }
    }

    private final FieldSchema fields;
    private final TimeUnit timeUnit;
    private final Node root = new Node("");

    /**
     * @param pointers part or declared field to JSON Pointer; what is missing is at its own name
     * @throws IllegalArgumentException if a pointer is malformed, or names a part that is not known
     */
    public EventMapping(FieldSchema fields, Map<String, String> pointers, TimeUnit timeUnit) {
        this.fields = fields;
        this.timeUnit = timeUnit;
        for (String part : pointers.keySet()) {
            if (fields.indexOf(part) < 0 && targetOf(part) == NOTHING) {
                throw new IllegalArgumentException(
                        "'"
                                + part
                                + "' is neither a part of an event nor a declared field: known are "
                                + "player_id, event_time, event_id, event_type, "
                                + String.join(", ", fields.names()));
            }
        }
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            place(pointers.getOrDefault(name, "/" + name.replace('.', '/')), i);
        }
        place(pointers.getOrDefault(PLAYER_ID, "/" + PLAYER_ID), PLAYER);
        place(pointers.getOrDefault(EVENT_TIME, "/" + EVENT_TIME), TIME);
        place(pointers.getOrDefault(EVENT_ID, "/" + EVENT_ID), ID);
        place(pointers.getOrDefault(EVENT_TYPE, "/" + EVENT_TYPE), TYPE);
    }

    private static int targetOf(String part) {
        switch (part) {
            case PLAYER_ID:
                return PLAYER;
            case EVENT_TIME:
                return TIME;
            case EVENT_ID:
                return ID;
            case EVENT_TYPE:
                return TYPE;
            default:
                return NOTHING;
        }
    }

    private void place(String pointer, int target) {
        if (pointer.length() < 2 || pointer.charAt(0) != '/') {
            throw new IllegalArgumentException(
                    "'" + pointer + "' is not a JSON Pointer: it starts with '/'");
        }
        Node node = root;
        for (String token : pointer.substring(1).split("/", -1)) {
            node = node.childFor(token.replace("~1", "/").replace("~0", "~"));
        }
        if (node.target != NOTHING) {
            throw new IllegalArgumentException("'" + pointer + "' is mapped twice");
        }
        node.target = target;
    }

    FieldSchema fields() {
        return fields;
    }

    TimeUnit timeUnit() {
        return timeUnit;
    }

    Node root() {
        return root;
    }
}
