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

    private static final int INITIAL_BUFFER = 1_024;
    private static final int LARGEST = 2_048;
    private static final long ARRIVAL = 1_795_000_000_000L;
    private static final RecordOrigin ORIGIN = new RecordOrigin("events", "shard-0", "1");
    private static final FieldSchema FIELDS =
            FieldSchema.parse("points:int,weight:decimal,room:string,won:boolean,place.x:int");

    private static final EventMapping MAPPING =
            new EventMapping(FIELDS, Map.of(), EventMapping.TimeUnit.AUTO);

    private static final String RACING =
            "{\"player_id\":\"player-91550\",\"points\":157,\"weight\":12,"
                    + "\"event_time\":\"2026-11-18 20:26:40.123\"}";

    private static final String SPACED =
            "{\"player_id\": \"ada\", \"event_time\": \"2026-11-18T20:26:40Z\","
                    + " \"weight\": -71.25, \"won\": true, \"event_type\": \"lap\"}\n";

    private static final String NESTED =
            "{\"event_id\":\"e-1234567890\",\"place\":{\"y\":[1.5,{}],\"x\":-3},\"other\":null,"
                    + "\"player_id\":\"ada\",\"event_time\":1795000000000,\"room\":\"blue\"}";

    private static final String TIGHT = "{\"player_id\":\"a\"}";

    /** What may be written into the middle of a record. */
    private static final List<String> MORE =
            List.of(
                    " ",
                    "0",
                    "12345678",
                    "\"",
                    "\\",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "-",
                    ".",
                    "e1",
                    "\u00fc",
                    "\0",
                    "null",
                    "\"\",",
                    "\"a\":1,",
                    "{\"a\":1},");

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
            EventParser parser = parser(new EventMapping(FIELDS, Map.of(), unit));
            EventParser inFull = parser.inFull();
            for (int i = 0; i < 20_000; i++) {
                assertNoDifference(parser, inFull, record(random));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RACING, SPACED, NESTED, TIGHT})
    void makesNoDifference_withAnyOtherByteAnywhere(String json) throws Exception {
        byte[] record = json.getBytes(StandardCharsets.UTF_8);
        EventParser parser = parser(MAPPING);
        EventParser inFull = parser.inFull();
        for (int index = 0; index < record.length; index++) {
            byte[] changed = record.clone();
            for (int other = 0; other < 256; other++) {
                changed[index] = (byte) other;
                assertNoDifference(parser, inFull, changed);
            }
            // As a neighbour of the change, so that what is remembered is of another record.
            assertNoDifference(parser, inFull, record);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RACING, SPACED, NESTED, TIGHT})
    void makesNoDifference_withAnythingMoreOrLess(String json) throws Exception {
        EventParser parser = parser(MAPPING);
        EventParser inFull = parser.inFull();
        for (int index = 0; index <= json.length(); index++) {
            String before = json.substring(0, index);
            String after = json.substring(index);
            assertNoDifference(parser, inFull, before.getBytes(StandardCharsets.UTF_8));
            for (String more : MORE) {
                assertNoDifference(
                        parser, inFull, (before + more + after).getBytes(StandardCharsets.UTF_8));
            }
            for (int less = 1; less <= after.length(); less++) {
                assertNoDifference(
                        parser,
                        inFull,
                        (before + after.substring(less)).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {INITIAL_BUFFER, LARGEST})
    void makesNoDifference_toRecordsAboutAsLong(int length) throws Exception {
        for (int more = -30; more < 30; more++) {
            String end = "\"," + RACING.substring(1);
            String begin = "{\"other\":\"";
            String filling = "x".repeat(length + more - begin.length() - end.length());
            String json = begin + filling + end;
            for (int less = 0; less < 30; less++) {
                EventParser parser = parser(MAPPING);
                parse(parser, RACING.getBytes(StandardCharsets.UTF_8));
                assertNoDifference(
                        parser,
                        parser.inFull(),
                        json.substring(0, json.length() - less).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 49_999, 50_000, 50_001})
    void makesNoDifference_toNamesOfAnyLength(int length) throws Exception {
        EventParser parser = new EventParser(MAPPING, EventLimits.defaults());
        String json = "{\"" + "x".repeat(length) + "\":1," + TIGHT.substring(1);

        assertNoDifference(parser, parser.inFull(), json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsDecimalsAsJavaDoes(long seed) throws Exception {
        Random random = new Random(seed);
        PlainJson plain = new PlainJson(MAPPING);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            String decimal = decimal(random);
            EventDraft draft = new EventDraft();
            byte[] record = ("{\"weight\":" + decimal + "}").getBytes(StandardCharsets.UTF_8);
            if (plain.read(record, draft) >= 0) {
                assertThat(draft.fields.decimal(1))
                        .as(decimal)
                        .isEqualTo(Double.parseDouble(decimal));
                read++;
            }
        }
        assertThat(read).isGreaterThan(12_000);
    }

    @Test
    void findsNamesOfAnyLength_andNoneThatDiffer() throws Exception {
        for (int length = 1; length <= 40; length++) {
            String name =
                    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz".substring(0, length);
            PlainJson plain =
                    new PlainJson(
                            new EventMapping(
                                    FieldSchema.parse(name + ":int"),
                                    Map.of(),
                                    EventMapping.TimeUnit.AUTO));

            assertThat(isFound(plain, name)).isTrue();
            for (int i = 0; i < length; i++) {
                assertThat(isFound(plain, name.substring(0, i) + '_' + name.substring(i + 1)))
                        .isFalse();
            }
            assertThat(isFound(plain, name + "_")).isFalse();
            assertThat(isFound(plain, "_" + name)).isFalse();
            assertThat(isFound(plain, name.substring(1))).isFalse();
            assertThat(isFound(plain, name.substring(0, length - 1))).isFalse();
        }
    }

    @Test
    void findsNoNameThatNeedsEscapes() throws Exception {
        EventMapping mapping =
                new EventMapping(
                        FIELDS,
                        Map.of("points", "/a\":1,\"b", "room", "/\u00fc"),
                        EventMapping.TimeUnit.AUTO);
        EventParser parser = parser(mapping);
        EventParser inFull = parser.inFull();

        for (String json :
                List.of(
                        "{\"player_id\":\"ada\",\"a\":1,\"b\":2}",
                        "{\"player_id\":\"ada\",\"a\\\":1,\\\"b\":2}",
                        "{\"player_id\":\"ada\",\"\u00fc\":\"x\",\"?\":\"y\"}")) {
            assertNoDifference(parser, inFull, json.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RACING, SPACED, NESTED, TIGHT})
    void isUsedForWhatIsPlain(String json) {
        PlainJson plain = new PlainJson(MAPPING);

        assertThat(plain.read(json.getBytes(StandardCharsets.UTF_8), new EventDraft()))
                .isEqualTo(json.stripTrailing().length());
    }

    @Test
    void readsWhatIsPlain() {
        String json =
                "{ \"player_id\":\"ada\", \"points\": 7, \"more\": [1, {\"a\": null}],"
                        + "\"place\":{\"x\":-3,\"y\":0.5},\"weight\":2.25,\"won\":true,"
                        + "\"event_time\":\"2026-11-18 20:26:40\",\"event_id\":\"e\"}\n";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        EventDraft draft = new EventDraft();

        assertThat(new PlainJson(MAPPING).read(bytes, draft)).isEqualTo(bytes.length - 1);
        assertThat(draft.playerId).isEqualTo("ada");
        assertThat(draft.hasOwnTime).isTrue();
        assertThat(draft.eventId).isEqualTo("e");
        assertThat(draft.fields.integer(0)).isEqualTo(7);
        assertThat(draft.fields.decimal(1)).isEqualTo(2.25);
        assertThat(draft.fields.isPresent(2)).isFalse();
        assertThat(draft.fields.bool(3)).isTrue();
        assertThat(draft.fields.integer(4)).isEqualTo(-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {NESTED, SPACED})
    void keepsNothingOfTheRecordBefore(String before) {
        PlainJson plain = new PlainJson(MAPPING);
        EventDraft draft = new EventDraft();
        plain.read(before.getBytes(StandardCharsets.UTF_8), draft);
        byte[] record = "{\"points\":7}".getBytes(StandardCharsets.UTF_8);

        assertThat(plain.read(record, draft)).isEqualTo(record.length);
        assertThat(draft.playerId).isNull();
        assertThat(draft.hasOwnTime).isFalse();
        assertThat(draft.eventId).isNull();
        assertThat(draft.eventType).isNull();
        assertThat(draft.fields.isPresent(0)).isTrue();
        assertThat(draft.fields.isPresent(1)).isFalse();
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

    private static String decimal(Random random) {
        StringBuilder decimal = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
        int whole = 1 + random.nextInt(random.nextInt(18) + 1);
        for (int i = 0; i < whole; i++) {
            decimal.append(i == 0 && whole > 1 ? 1 + random.nextInt(9) : random.nextInt(10));
        }
        int fraction = random.nextInt(random.nextInt(18) + 1);
        for (int i = 0; i < fraction; i++) {
            decimal.append(i == 0 ? "." : "").append(random.nextInt(10));
        }
        return decimal.toString();
    }

    private static boolean isFound(PlainJson plain, String name) {
        EventDraft draft = new EventDraft();
        byte[] record = ("{\"" + name + "\":1}").getBytes(StandardCharsets.UTF_8);

        assertThat(plain.read(record, draft)).isEqualTo(record.length);
        return draft.fields.isPresent(0);
    }

    private static EventParser parser(EventMapping mapping) {
        return new EventParser(
                mapping, new EventLimits(Duration.ofDays(1), Duration.ofDays(36_500), LARGEST));
    }

    private static void assertNoDifference(EventParser parser, EventParser inFull, byte[] record)
            throws IOException {
        byte[] parsed = parse(parser, record);
        byte[] expected = parse(inFull, record);
        if (!Arrays.equals(parsed, expected)) {
            assertThat(HexFormat.of().formatHex(parsed))
                    .as(new String(record, StandardCharsets.UTF_8))
                    .isEqualTo(HexFormat.of().formatHex(expected));
        }
    }

    private static byte[] parse(EventParser parser, byte[] record) throws IOException {
        ParsedRecord parsed = parser.parse(record, ORIGIN, ARRIVAL);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (GameplayEvent event : parsed.events()) {
            event.write(FIELDS, out);
        }
        for (DeadLetter letter : parsed.deadLetters()) {
            letter.write(out);
        }
        return bytes.toByteArray();
    }
}
