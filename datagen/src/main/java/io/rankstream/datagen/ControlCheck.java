package io.rankstream.datagen;

import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.event.RecordOrigin;

/** Lets out only control messages that the jobs read as well-formed. */
final class ControlCheck {

    private static final RecordOrigin NOT_SENT_YET = new RecordOrigin("control", "none", "0");

    /**
     * The bytes of a message that may be sent.
     *
     * @throws IllegalArgumentException saying what the jobs would reject it for
     */
    static byte[] accepted(ControlMessage message) {
        byte[] json = message.json();
        try {
            io.rankstream.model.control.ControlMessage.parse(json, NOT_SENT_YET);
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException(
                    "the jobs would reject control message " + message.id(), e);
        }
        return json;
    }

    private ControlCheck() {}
}
