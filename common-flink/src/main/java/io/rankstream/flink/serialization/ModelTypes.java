package io.rankstream.flink.serialization;

import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The Flink types of what travels between the operators of the jobs. */
public final class ModelTypes {

    public static final TypeInformation<PlayerMessage> PLAYER_MESSAGE =
            BinaryTypeInfo.of(PlayerMessage.class, new PlayerMessageCodec());

    public static final TypeInformation<DeadLetter> DEAD_LETTER =
            BinaryTypeInfo.of(DeadLetter.class, new DeadLetterCodec());

    public static final TypeInformation<ControlUpdate> CONTROL_UPDATE =
            BinaryTypeInfo.of(ControlUpdate.class, new ControlUpdateCodec());

    public static final TypeInformation<BoardCommand> BOARD_COMMAND =
            BinaryTypeInfo.of(BoardCommand.class, new BoardCommandCodec());

    public static final TypeInformation<ArchivedRecord> ARCHIVED_RECORD =
            BinaryTypeInfo.of(ArchivedRecord.class, new ArchivedRecordCodec());

    /** What records held, their events with these declared fields. */
    public static TypeInformation<ParsedRecord> parsedRecord(FieldSchema fields) {
        return BinaryTypeInfo.of(ParsedRecord.class, new ParsedRecordCodec(fields));
    }

    /** Rows of a dimension with these declared columns, the key not among them. */
    public static TypeInformation<DimensionRow> row(FieldSchema columns) {
        return BinaryTypeInfo.of(DimensionRow.class, new RowCodec(columns));
    }

    /**
     * An event, a row of the player's profile, a player message or a probe of a board.
     *
     * @param fields the declared fields of events
     * @param columns the declared columns of the player dimension, without its key
     */
    public static TypeInformation<PlayerInput> playerInput(
            FieldSchema fields, FieldSchema columns) {
        return BinaryTypeInfo.of(PlayerInput.class, new PlayerInputCodec(fields, columns));
    }

    /**
     * A row of the player dimension, an accepted control update, or that boards are to be written
     * again.
     *
     * @param columns the declared columns of the player dimension, without its key
     */
    public static TypeInformation<BroadcastInput> broadcastInput(FieldSchema columns) {
        return BinaryTypeInfo.of(BroadcastInput.class, new BroadcastInputCodec(columns));
    }

    private ModelTypes() {}
}
