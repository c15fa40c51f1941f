package io.rankstream.flink.serialization;

import static io.rankstream.flink.testkit.RacingEvents.FIELDS;
import static io.rankstream.flink.testkit.RacingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.Texts;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.player.RefillBoard;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class ModelTypesTest {

    private static final FieldSchema COLUMNS =
            FieldSchema.parse("alias:string,level:int,is_bot:boolean,rating:decimal");

    @Test
    void carriesEventsWithTheirFields() throws Exception {
        assertRoundTrip(
                BinaryTypeInfo.of(GameplayEvent.class, new EventCodec(FIELDS)),
                event("ada", 200, 30));
    }

    @Test
    void carriesRows() throws Exception {
        assertRoundTrip(ModelTypes.row(COLUMNS), DimensionRow.of("ada", 5, values("Ada")));
        assertRoundTrip(ModelTypes.row(COLUMNS), DimensionRow.snapshot("ada", values(null)));
        assertRoundTrip(ModelTypes.row(COLUMNS), DimensionRow.deleted("ada", 7));
    }

    @Test
    void carriesMessagesLettersAndCommands() throws Exception {
        assertRoundTrip(ModelTypes.PLAYER_MESSAGE, ban());
        assertRoundTrip(ModelTypes.DEAD_LETTER, letter());
        assertRoundTrip(
                ModelTypes.BOARD_COMMAND,
                new BoardCommand.PutScore(
                        new BoardAddress("top_speed", 0, "", null, 0), "ada", 12.5, true, 3, 4));
    }

    @Test
    void carriesWhatARecordHeld() throws Exception {
        assertRoundTrip(
                ModelTypes.parsedRecord(FIELDS),
                new ParsedRecord(
                        List.of(event("ada", 1, 2), event("bob", 3, 4)), List.of(letter()), 99));
    }

    @Test
    void carriesEveryKindOfPlayerInput() throws Exception {
        assertRoundTrip(ModelTypes.playerInput(FIELDS, COLUMNS), event("ada", 200, 30));
        assertRoundTrip(
                ModelTypes.playerInput(FIELDS, COLUMNS), DimensionRow.of("ada", 5, values("Ada")));
        assertRoundTrip(ModelTypes.playerInput(FIELDS, COLUMNS), ban());
        assertRoundTrip(
                ModelTypes.playerInput(FIELDS, COLUMNS),
                new BoardProbe("daily", 2, "country=DE", "2026-11-20", "ada", 0.1));
        assertRoundTrip(
                ModelTypes.playerInput(FIELDS, COLUMNS),
                new BoardProbe("daily", 0, "", null, "", Double.NEGATIVE_INFINITY));
    }

    @Test
    void carriesControlUpdates() throws Exception {
        assertRoundTrip(ModelTypes.CONTROL_UPDATE, update());
        assertRoundTrip(ModelTypes.broadcastInput(COLUMNS), update());
    }

    @Test
    void carriesRowsAsBroadcastInput() throws Exception {
        assertRoundTrip(
                ModelTypes.broadcastInput(COLUMNS), DimensionRow.of("ada", 5, values("Ada")));
    }

    @Test
    void carriesWhatIsToBeWrittenAgain() throws Exception {
        for (BoardsLost.Reason reason : BoardsLost.Reason.values()) {
            assertRoundTrip(ModelTypes.broadcastInput(COLUMNS), new BoardsLost(reason, "1a2b"));
        }
        assertRoundTrip(ModelTypes.broadcastInput(COLUMNS), new RefillBoard("daily", 2));
    }

    @Test
    void refusesAPlayerInputItHasNoTagFor() {
        TypeSerializer<?> serializer = serializer(ModelTypes.playerInput(FIELDS, COLUMNS));
        DataInputDeserializer unknownTag = new DataInputDeserializer(new byte[] {9});

        assertThatThrownBy(() -> serializer.deserialize(unknownTag))
                .hasMessage("unknown tag of a player input: 9");
    }

    @Test
    void passesImmutableValuesOnWithoutACopy() {
        PlayerMessage ban = ban();

        assertThat(serializer(ModelTypes.PLAYER_MESSAGE).copy(ban)).isSameAs(ban);
    }

    @Test
    void copiesMutableValues() {
        long[] value = {1, 2};

        long[] copy = serializer(BinaryTypeInfo.of(long[].class, new PairCodec())).copy(value);

        assertThat(copy).isNotSameAs(value).containsExactly(1, 2);
    }

    @Test
    void survivesShippingToTheTasks() throws Exception {
        TypeSerializer<?> shipped =
                InstantiationUtil.clone(serializer(ModelTypes.playerInput(FIELDS, COLUMNS)));

        assertThat(shipped).isEqualTo(serializer(ModelTypes.playerInput(FIELDS, COLUMNS)));
    }

    @Test
    void restoresTheSerializerThatWroteASavepoint() throws Exception {
        TypeSerializer<?> written = serializer(ModelTypes.playerInput(FIELDS, COLUMNS));

        TypeSerializer<?> restored = stored(written).restoreSerializer();

        assertThat(restored).isEqualTo(written);
    }

    @Test
    void readsStateOfTheSameDeclaration() throws Exception {
        assertThat(
                        compatibility(ModelTypes.row(COLUMNS), ModelTypes.row(COLUMNS))
                                .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void refusesStateOfAnotherDeclaration() throws Exception {
        assertThat(
                        compatibility(
                                        ModelTypes.row(COLUMNS),
                                        ModelTypes.row(FieldSchema.parse("alias:string")))
                                .isIncompatible())
                .isTrue();
    }

    @Test
    void refusesStateOfAnotherCodec() throws Exception {
        TypeSerializerSnapshot<Object> written = stored(cast(ModelTypes.DEAD_LETTER));

        assertThat(
                        serializer(cast(ModelTypes.PLAYER_MESSAGE))
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(written)
                                .isIncompatible())
                .isTrue();
    }

    @Test
    void refusesStateOfAnotherVersion() throws Exception {
        TypeSerializerSnapshot<long[]> written =
                stored(BinaryTypeInfo.of(long[].class, new PairCodec()));
        PairCodec.version = 2;
        try {
            assertThat(
                            serializer(BinaryTypeInfo.of(long[].class, new PairCodec()))
                                    .snapshotConfiguration()
                                    .resolveSchemaCompatibility(written)
                                    .isIncompatible())
                    .isTrue();
            assertThatThrownBy(written::restoreSerializer)
                    .hasMessageContaining("version 1 [], in force is version 2 []");
        } finally {
            PairCodec.version = 1;
        }
    }

    @Test
    void refusesACodecThatASavepointCouldNotBuildAgain() {
        assertThatThrownBy(() -> BinaryTypeInfo.of(long[].class, new PairCodec() {}))
                .hasMessageContaining("must be a public class with a public constructor");
    }

    private static <T> void assertRoundTrip(TypeInformation<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = serializer(type);
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        DataOutputSerializer copy = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);
        DataInputDeserializer in = new DataInputDeserializer(copy.getCopyOfBuffer());

        T read = serializer.deserialize(in);

        assertThat(in.available()).isZero();
        assertThat(read).usingRecursiveComparison().isEqualTo(value);
        assertThat(read).isInstanceOf(value.getClass());
    }

    private static <T> TypeSerializerSchemaCompatibility<T> compatibility(
            TypeInformation<T> written, TypeInformation<T> inForce) throws IOException {
        return serializer(inForce)
                .snapshotConfiguration()
                .resolveSchemaCompatibility(stored(written));
    }

    private static <T> TypeSerializerSnapshot<T> stored(TypeInformation<T> type)
            throws IOException {
        return stored(serializer(type));
    }

    /** Through bytes, as a savepoint stores it. */
    private static <T> TypeSerializerSnapshot<T> stored(TypeSerializer<T> serializer)
            throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(out.getCopyOfBuffer()),
                ModelTypesTest.class.getClassLoader());
    }

    private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
        return type.createSerializer(new SerializerConfigImpl());
    }

    @SuppressWarnings("unchecked") // Flink hands snapshots of any type to any other.
    private static TypeInformation<Object> cast(TypeInformation<?> type) {
        return (TypeInformation<Object>) type;
    }

    private static ControlUpdate update() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        Texts.write("param:is_bot", out);
        Texts.write("{\"values\":[]}", out);
        return ControlUpdate.read(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static PlayerMessage ban() {
        return PlayerMessage.ban("ada", 11, "id-1", 12);
    }

    private static DeadLetter letter() {
        return DeadLetter.ofEvent(
                DeadLetter.Reason.BEYOND_HORIZON, "event_time", "1", event("ada", 1, 2));
    }

    private static FieldValues values(String alias) {
        FieldValues values = new FieldValues(COLUMNS);
        if (alias != null) {
            values.setText(0, alias);
        }
        values.setInteger(1, 7);
        values.setBool(2, true);
        values.setDecimal(3, 0.1);
        return values;
    }

    /** Two numbers that may be changed. */
    public static class PairCodec implements Codec<long[]> {

        private static final long serialVersionUID = 1L;

        private static int version = 1;

        @Override
        public String name() {
            return "pair";
        }

        @Override
        public int version() {
            return version;
        }

        @Override
        public boolean isImmutable() {
            return false;
        }

        @Override
        public void write(long[] pair, DataOutput out) throws IOException {
            out.writeLong(pair[0]);
            out.writeLong(pair[1]);
        }

        @Override
        public long[] read(DataInput in) throws IOException {
            return new long[] {in.readLong(), in.readLong()};
        }
    }
}
