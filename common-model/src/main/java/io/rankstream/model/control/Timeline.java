package io.rankstream.model.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is in force when, of everything that was ever said: at any time it is the last said of what
 * is effective by then.
 *
 * <p>It only depends on what was put, not on the order. Entries that are never in force are left
 * out, so later entries were also said later.
 */
final class Timeline<E extends Timeline.Entry> {

    /** Something said that is in force from a time on. */
    interface Entry {

        /** Epoch milliseconds. */
        long effectiveFrom();

        MessageOrder order();
    }

    private final List<E> entries;

    private Timeline(List<E> entries) {
        this.entries = Collections.unmodifiableList(entries);
    }

    static <E extends Entry> Timeline<E> of(Iterable<E> entries) {
        Timeline<E> timeline = new Timeline<>(new ArrayList<>());
        for (E entry : entries) {
            timeline = timeline.with(entry);
        }
        return timeline;
    }

    /** With one more entry; this one if the entry is never in force. */
    Timeline<E> with(E entry) {
        List<E> merged = new ArrayList<>(entries.size() + 1);
        int at = 0;
        for (E other : entries) {
            boolean earlier = other.effectiveFrom() <= entry.effectiveFrom();
            boolean saidLater = other.order().compareTo(entry.order()) >= 0;
            if (earlier && saidLater) {
                return this;
            }
            boolean replaced = !saidLater && other.effectiveFrom() >= entry.effectiveFrom();
            if (!replaced) {
                merged.add(other);
                at += earlier ? 1 : 0;
            }
        }
        merged.add(at, entry);
        return new Timeline<>(merged);
    }

    /** Without what is no longer in force at {@code time}. */
    Timeline<E> since(long time) {
        int first = indexAt(time);
        return first <= 0 ? this : new Timeline<>(entries.subList(first, entries.size()));
    }

    /** What is in force at {@code time}, or null. */
    E at(long time) {
        int index = indexAt(time);
        return index < 0 ? null : entries.get(index);
    }

    private int indexAt(long time) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).effectiveFrom() <= time) {
                return i;
            }
        }
        return -1;
    }

    /** When something else comes into force after {@code time}, or {@code Long.MAX_VALUE}. */
    long nextChangeAfter(long time) {
        int next = indexAt(time) + 1;
        return next < entries.size() ? entries.get(next).effectiveFrom() : Long.MAX_VALUE;
    }

    /** The entry that stays in force once every one has been. */
    E newest() {
        return entries.get(entries.size() - 1);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** In the order in which they come into force. */
    List<E> entries() {
        return entries;
    }
}
