package io.rankstream.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.field.FieldSchema;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {

    private static final long ARRIVAL = 1_795_000_000_000L;
    private static final RecordOrigin ORIGIN = new RecordOrigin("events", "shard-0", "1");
    private static final FieldSchema FIELDS =
            FieldSchema.parse("points:int,weight:decimal,room:string,won:boolean,place.x:int");

    private static final List<String> NAMES =
            List.of(
                    "player_id",
                    "event_time",
                    "event_id",
                    "event_type",
                    "points",
                    "weight",
                    "room",
                    "won",
                    "place",
                    "other",
                    "",
                    "poin\\u0074s");

    private static final List<String> VALUES =
            List.of(
                    "\"ada\"",
                    "\"\"",
                    "\"2026-11-18 20:26:40.123\"",
                    "\"2026-11-18T20:26:40+01:00\"",
                    "\"a\\\"b\"",
                    "\"\u00fc\"",
                    "\"1795000000000\"",
                    "1795000000000",
                    "1795000000000.5",
                    "17950000000001795000000000",
                    "0",
                    "-0",
                    "-0.0",
                    "007",
                    "-12",
                    "12.5",
                    "12.",
                    ".5",
                    "1e3",
                    "1E400",
                    "0.30000000000000004",
                    "123456789012345678.123456789",
                    "999999999999999999",
                    "9223372036854775808",
                    "true",
                    "false",
                    "null",
                    "nul",
                    "NaN",
                    "{}",
                    "{\"x\":3}",
                    "{\"x\":\"3\",\"y\":[1,{\"z\":null}]}",
                    "[]",
                    "[1, \"two\", [true], {\"a\":0.1}]");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void makesNoDifference_toAnyRecord(long seed) throws Exception {
        Random random = new Random(seed);
        for (EventMapping.TimeUnit unit : EventMapping.TimeUnit.values()) {
            EventMapping mapping = new EventMapping(FIELDS, Map.of(), unit);
            for (int i = 0; i < 20_000; i++) {
                byte[] record = record(random);
                assertThat(parse(mapping, record, true))
                        .as(() -> new String(record, StandardCharsets.UTF_8))
                        .isEqualTo(parse(mapping, record, false));
            }
        }
    }

    @Test
    void readsWhatIsPlain() {
        String json =
                "{ \"player_id\":\"ada\", \"points\": 7, \"more\": [1, {\"a\": null}],"
                        + "\"place\":{\"x\":-3,\"y\":0.5},\"weight\":2.25,\"won\":true,"
                        + "\"event_time\":\"2026-11-18 20:26:40\",\"event_id\":\"e\"}\n";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        PlainJson plain =
                new PlainJson(
                        new EventMapping(FIELDS, Map.of(), EventMapping.TimeUnit.AUTO), bytes);

        assertThat(plain.read()).isEqualTo(bytes.length - 1);
        assertThat(plain.playerId()).isEqualTo("ada");
        assertThat(plain.hasOwnTime()).isTrue();
        assertThat(plain.eventId()).isEqualTo("e");
        assertThat(plain.fields().integer(0)).isEqualTo(7);
        assertThat(plain.fields().decimal(1)).isEqualTo(2.25);
        assertThat(plain.fields().isPresent(2)).isFalse();
        assertThat(plain.fields().bool(3)).isTrue();
        assertThat(plain.fields().integer(4)).isEqualTo(-3);
    }

    private static byte[] record(Random random) {
        StringBuilder json = new StringBuilder("{");
        if (random.nextInt(4) > 0) {
            json.append("\"player_id\":\"ada\",\"event_time\":1795000000000");
        }
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            if (json.length() > 1) {
                json.append(random.nextInt(10) == 0 ? " , " : ",");
            }
            json.append('"')
                    .append(NAMES.get(random.nextInt(NAMES.size())))
                    .append(random.nextInt(10) == 0 ? "\" : " : "\":")
                    .append(VALUES.get(random.nextInt(VALUES.size())));
        }
        json.append('}');
        if (random.nextInt(20) == 0) {
            json.append(random.nextBoolean() ? " \n" : "{}");
        }
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(5) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(20) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))
                : bytes;
    }

    private static String parse(EventMapping mapping, byte[] record, boolean plain)
            throws IOException {
        EventLimits limits =
                new EventLimits(Duration.ofMinutes(10), Duration.ofDays(36_500), 1_024);
        ParsedRecord parsed =
                new EventParser(mapping, limits, plain).parse(record, ORIGIN, ARRIVAL);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (GameplayEvent event : parsed.events()) {
            event.write(FIELDS, out);
        }
        for (DeadLetter letter : parsed.deadLetters()) {
            letter.write(out);
        }
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
