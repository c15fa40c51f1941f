package io.rankstream.leaderboard.operator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.control.ControlStatus;
import io.rankstream.model.field.Texts;
import io.rankstream.model.player.BoardsLost;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What the control-status stream takes: the answer to a control message, or what the job did
 * unasked.
 */
public final class ControlAnswer {

    private static final String LINEAGE_SUBJECT = "redis";

    private final String partitionKey;
    private final byte[] json;

    ControlAnswer(String partitionKey, byte[] json) {
        this.partitionKey = partitionKey;
        this.json = json;
    }

    /**
     * Says that a new lineage has begun, because Redis does not hold what the job wrote.
     *
     * @param before the lineage that ended, or null if the job has just begun
     * @param found the mark that Redis held instead, or null for none
     * @param at epoch milliseconds
     */
    public static ControlAnswer lineage(BoardsLost lost, String before, String found, long at) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", lost.lineage());
        json.put("type", "redis.lineage");
        json.put("subject", LINEAGE_SUBJECT);
        json.put("status", ControlStatus.Result.APPLIED.code());
        json.put("reason", lost.reason().name().toLowerCase(Locale.ROOT));
        json.put("old", before);
        json.put("found", found);
        json.put("new", lost.lineage());
        json.put("at", at);
        return new ControlAnswer(LINEAGE_SUBJECT, json.toString().getBytes(StandardCharsets.UTF_8));
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
