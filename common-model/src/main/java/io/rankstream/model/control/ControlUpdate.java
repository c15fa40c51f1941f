package io.rankstream.model.control;

import io.rankstream.model.field.Texts;
import io.rankstream.model.player.BroadcastInput;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * Everything known of one board or parameter, accepted by the validator; replaces what was known.
 */
public final class ControlUpdate implements BroadcastInput {

    /** What the subject of an update of {@link BoardTracks} starts with. */
    public static final String BOARD = "board:";

    /** What the subject of an update of a {@link ParameterHistory} starts with. */
    public static final String PARAMETER = "param:";

    private final String subject;
    private final String json;

    ControlUpdate(String subject, String json) {
        this.subject = Objects.requireNonNull(subject);
        this.json = Objects.requireNonNull(json);
    }

    /** {@code board:<name>} or {@code param:<name>}. */
    public String subject() {
        return subject;
    }

    /** Whether it is about a board, not a parameter. */
    public boolean isBoard() {
        return subject.startsWith(BOARD);
    }

    /** The board's or the parameter's name. */
    public String name() {
        return subject.substring(subject.indexOf(':') + 1);
    }

    public String json() {
        return json;
    }

    public void write(DataOutput out) throws IOException {
        Texts.write(subject, out);
        Texts.write(json, out);
    }

    public static ControlUpdate read(DataInput in) throws IOException {
        return new ControlUpdate(Texts.read(in), Texts.read(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ControlUpdate
                && subject.equals(((ControlUpdate) other).subject)
                && json.equals(((ControlUpdate) other).json);
    }

    @Override
    public int hashCode() {
        return subject.hashCode() * 31 + json.hashCode();
    }

    @Override
    public String toString() {
        return subject + " " + json;
    }
}
