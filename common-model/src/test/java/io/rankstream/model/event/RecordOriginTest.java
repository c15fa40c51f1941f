package io.rankstream.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordOriginTest {

    @Test
    void isReadAsItWasWritten_fromHoweverManyShards() throws Exception {
        List<RecordOrigin> origins = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            origins.add(new RecordOrigin("stream-" + i % 3, "shard-" + i % 100, "" + i));
        }
        origins.add(new RecordOrigin("", "", ""));
        origins.add(null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (RecordOrigin origin : origins) {
            RecordOrigin.write(origin, new DataOutputStream(bytes));
        }

        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        for (RecordOrigin origin : origins) {
            assertThat(RecordOrigin.read(in)).isEqualTo(origin);
        }
    }

    @Test
    void holdsTheNamesOfAShardOnce() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordOrigin.write(new RecordOrigin("events", "shard-0", "1"), new DataOutputStream(bytes));

        RecordOrigin first = read(bytes);
        RecordOrigin second = read(bytes);

        assertThat(second.shard()).isSameAs(first.shard());
        assertThat(second.stream()).isSameAs(first.stream());
    }

    private static RecordOrigin read(ByteArrayOutputStream bytes) throws Exception {
        return RecordOrigin.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
