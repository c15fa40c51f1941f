package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.BinaryTypeInfo;
import io.rankstream.model.event.EventId;
import io.rankstream.model.scoring.Accumulator;
import io.rankstream.model.scoring.BoardValue;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupState;
import io.rankstream.model.scoring.TextHash;
import io.rankstream.model.scoring.ValueKey;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The types of what only this job's operators exchange or keep in state. */
public final class ScoringTypes {

    public static final TypeInformation<ControlRecord> CONTROL_RECORD =
            BinaryTypeInfo.of(ControlRecord.class, new ControlRecordCodec());

    public static final TypeInformation<ControlAnswer> CONTROL_ANSWER =
            BinaryTypeInfo.of(ControlAnswer.class, new ControlAnswerCodec());

    static final TypeInformation<EventId> EVENT_ID =
            BinaryTypeInfo.of(EventId.class, new EventIdCodec());

    static final TypeInformation<BoardValue> BOARD_VALUE =
            BinaryTypeInfo.of(BoardValue.class, new BoardValueCodec());

    static final TypeInformation<ParkedEvent> PARKED_EVENT =
            BinaryTypeInfo.of(ParkedEvent.class, new ParkedEventCodec());

    static final TypeInformation<ValueKey> VALUE_KEY =
            BinaryTypeInfo.of(ValueKey.class, new ValueKeyCodec());

    public static final TypeInformation<GroupContribution> GROUP_CONTRIBUTION =
            BinaryTypeInfo.of(GroupContribution.class, new GroupContributionCodec());

    static final TypeInformation<GroupState> GROUP_STATE =
            BinaryTypeInfo.of(GroupState.class, new GroupStateCodec());

    static final TypeInformation<Accumulator> ACCUMULATOR =
            BinaryTypeInfo.of(Accumulator.class, new AccumulatorCodec());

    static final TypeInformation<TextHash> TEXT_HASH =
            BinaryTypeInfo.of(TextHash.class, new TextHashCodec());

    private ScoringTypes() {}
}
