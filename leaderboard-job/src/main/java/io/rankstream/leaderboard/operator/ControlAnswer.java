package io.rankstream.leaderboard.operator;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The answer to a control message, as the control-status stream takes it. */
public final class ControlAnswer {

    private final String partitionKey;
    private final byte[] json;

    ControlAnswer(String partitionKey, byte[] json) {
        this.partitionKey = partitionKey;
        this.json = json;
    }

    public String partitionKey() {
        return partitionKey;
    }

    public byte[] json() {
        return json;
    }

    void write(DataOutput out) throws IOException {
        Texts.write(partitionKey, out);
        Texts.writeBytes(json, out);
    }

    static ControlAnswer read(DataInput in) throws IOException {
        return new ControlAnswer(Texts.read(in), Texts.readBytes(in));
    }
}
