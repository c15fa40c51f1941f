package io.rankstream.model.event;

import io.rankstream.model.event.EventMapping.Node;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@link Node} as {@link PlainJson} finds it: by the bytes of its name, and first where it was in
 * the record before. For one thread.
 */
final class PlainNode {

    /** Stands for whatever nothing is mapped to. */
    static final PlainNode UNWANTED =
            new PlainNode(new PlainName(""), EventMapping.NOTHING, null, List.of(), false);

    private final PlainName name;
    private final int target;
    private final FieldType type;
    private final PlainNode[] children;
    private final boolean leadsOn;

    /** The child that an object began with last time. */
    private PlainNode first;

    /** The sibling that followed last time. */
    private PlainNode next;

    private PlainNode(
            PlainName name, int target, FieldType type, List<PlainNode> children, boolean leadsOn) {
        this.name = name;
        this.target = target;
        this.type = type;
        this.children = children.toArray(new PlainNode[0]);
        this.leadsOn = leadsOn;
    }

    static PlainNode of(String name, Node node, FieldSchema fields) {
        List<PlainNode> children = new ArrayList<>();
        for (Map.Entry<String, Node> child : node.children().entrySet()) {
            if (PlainName.isPlain(child.getKey())) {
                children.add(of(child.getKey(), child.getValue(), fields));
            }
        }
        int target = node.target();
        return new PlainNode(
                new PlainName(name),
                target,
                target < 0 ? null : fields.type(target),
                children,
                node.leadsOn());
    }

    /**
     * The child whose quoted name is at an index, or {@link #UNWANTED}.
     *
     * @param previous the child before it in this object, or null
     */
    PlainNode childAt(byte[] bytes, int index, PlainNode previous) {
        PlainNode likely = previous == null ? first : previous.next;
        if (likely != null && likely.name.isAt(bytes, index)) {
            return likely;
        }
        for (PlainNode child : children) {
            if (child.name.isAt(bytes, index)) {
                if (previous == null) {
                    first = child;
                } else {
                    previous.next = child;
                }
                return child;
            }
        }
        return UNWANTED;
    }

    /** Of the name with its quotes, in bytes. */
    int nameLength() {
        return name.length();
    }

    /** What it is good for, as {@link Node#target} says. */
    int target() {
        return target;
    }

    /** Of the declared field that it is; null if it is none. */
    FieldType type() {
        return type;
    }

    /** Whether something below it is wanted. */
    boolean leadsOn() {
        return leadsOn;
    }
}
