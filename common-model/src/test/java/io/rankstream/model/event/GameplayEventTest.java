package io.rankstream.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GameplayEventTest {

    private static final FieldSchema FIELDS = FieldSchema.parse("points:int,car:string");

    @Test
    void keepsWhatWasSent() throws Exception {
        FieldValues fields = new FieldValues(FIELDS);
        fields.setInteger(0, 7);
        GameplayEvent event =
                new GameplayEvent(
                        "ada",
                        1_000,
                        2_000,
                        EventId.ofEventId("e1"),
                        "race",
                        fields,
                        new RecordOrigin("events", "shard-0", "42"),
                        new byte[] {1, 2, 3});

        GameplayEvent read = writtenAndRead(event);

        assertThat(read).usingRecursiveComparison().isEqualTo(event);
        assertThat(read.session()).isNull();
    }

    @Test
    void keepsASession() throws Exception {
        GameplayEvent event =
                GameplayEvent.ofSession(
                        "ada",
                        91_000,
                        151_000,
                        EventId.ofSession("ada", 1_000),
                        new SessionFacts(12, 90_000, 1_000),
                        FIELDS);

        GameplayEvent read = writtenAndRead(event);

        assertThat(read).usingRecursiveComparison().isEqualTo(event);
        assertThat(read.session().count()).isEqualTo(12);
        assertThat(read.session().durationMillis()).isEqualTo(90_000);
        assertThat(read.session().start()).isEqualTo(1_000);
        assertThat(read.fields().isPresent(0)).isFalse();
        assertThat(read.origin()).isNull();
    }

    @Test
    void tellsIdsOfEverySourceApart() throws Exception {
        List<EventId> ids = new ArrayList<>();
        for (EventId.Source source : EventId.Source.values()) {
            assertThat(EventId.Source.ofCode(source.code())).isEqualTo(source);
            ids.add(new EventId(source, -1, 1));
            ids.add(new EventId(source, 1, -1));
        }
        assertThat(ids).doesNotHaveDuplicates();

        Collections.sort(ids);

        // By source, then unsigned.
        assertThat(ids.get(0)).isEqualTo(new EventId(EventId.Source.EVENT_ID, 1, -1));
        assertThat(ids.get(1)).isEqualTo(new EventId(EventId.Source.EVENT_ID, -1, 1));
        assertThat(ids.get(9)).isEqualTo(new EventId(EventId.Source.CONTROL, -1, 1));
        assertThat(EventId.ofSession("ada", 1))
                .isEqualTo(EventId.ofSession("ada", 1))
                .isNotEqualTo(EventId.ofSession("ada", 2))
                .isNotEqualTo(EventId.ofSession("bob", 1));
        assertThat(EventId.ofControl("m1"))
                .isEqualTo(EventId.ofControl("m1"))
                .isNotEqualTo(EventId.ofControl("m2"))
                .isNotEqualTo(EventId.ofEventId("m1"));
    }

    private static GameplayEvent writtenAndRead(GameplayEvent event) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        event.write(FIELDS, new DataOutputStream(bytes));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        GameplayEvent read = GameplayEvent.read(FIELDS, in);
        assertThat(in.available()).isZero();
        return read;
    }
}
