package io.rankstream.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.field.FieldSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {

    private static final FieldSchema FIELDS =
            FieldSchema.parse(
                    "speed_kmph:int,distance_meters:int,fuel:decimal,car:string,night:boolean,pos.x:int");
    private static final Instant ARRIVAL = Instant.parse("2023-08-02T16:43:12Z");
    private static final RecordOrigin ORIGIN = new RecordOrigin("events", "shard-0", "42");

    private final EventParser parser = parser(Map.of());

    @Test
    void readsARacingRecordAsItIsSent() {
        GameplayEvent event =
                one(
                        "{\"player_id\":\"player-1\",\"speed_kmph\":238,\"distance_meters\":39,\"event_time\":\"2023-08-02"
                                + " 16:43:11.696\"}");

        assertThat(event.playerId()).isEqualTo("player-1");
        assertThat(event.eventTime())
                .isEqualTo(Instant.parse("2023-08-02T16:43:11.696Z").toEpochMilli());
        assertThat(event.arrivalTime()).isEqualTo(ARRIVAL.toEpochMilli());
        assertThat(event.fields().integer(0)).isEqualTo(238);
        assertThat(event.fields().integer(1)).isEqualTo(39);
        assertThat(event.fields().isPresent(2)).isFalse();
        assertThat(event.id().source()).isEqualTo(EventId.Source.CONTENT);
    }

    @ParameterizedTest
    @CsvSource({
        "2023-08-02 16:43:11, 2023-08-02T16:43:11Z",
        "2023-08-02 16:43:11.6, 2023-08-02T16:43:11.600Z",
        "2023-08-02T18:43:11.696+02:00, 2023-08-02T16:43:11.696Z",
        "2023-08-02T16:43:11Z, 2023-08-02T16:43:11Z",
        "2023-08-02T11:13:11-0530, 2023-08-02T16:43:11Z",
        "1690994591696, 2023-08-02T16:43:11.696Z",
        "2023-03-01T00:00:00.123456789Z, 2023-03-01T00:00:00.123Z",
    })
    void readsEveryFormOfTime(String text, String expected) {
        GameplayEvent event = one("{\"player_id\":\"a\",\"event_time\":\"" + text + "\"}");

        assertThat(Instant.ofEpochMilli(event.eventTime())).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "",
                "2023-13-02 16:43:11",
                "2023-02-29 16:43:11",
                "2023-08-02 24:00:00",
                "2023-08-02T16:43:11",
                "2023-08-02 16:43:11.",
                "2023-08-02 16:43:11Z",
                "2023-08-02T16:43:11+19:00",
                "16909945916961690994591696",
                "12.5",
            })
    void refusesATimeItCannotRead(String text) {
        DeadLetter letter = rejected("{\"player_id\":\"a\",\"event_time\":\"" + text + "\"}");

        assertThat(letter.reason()).isEqualTo(Reason.BAD_TIME);
        assertThat(letter.field()).isEqualTo("event_time");
        assertThat(letter.value()).isEqualTo(text);
    }

    @Test
    void readsEpochSeconds_whereTheStreamDeclaresThem() {
        EventParser seconds =
                new EventParser(
                        new EventMapping(FIELDS, Map.of(), EventMapping.TimeUnit.EPOCH_S),
                        EventLimits.defaults());

        GameplayEvent event = one(seconds, "{\"player_id\":\"a\",\"event_time\":1690994591.6969}");

        assertThat(event.eventTime()).isEqualTo(1_690_994_591_696L);
    }

    @Test
    void takesTheArrival_whereTheRecordHasNoTime() {
        GameplayEvent event = one("{\"player_id\":\"a\"}");

        assertThat(event.eventTime()).isEqualTo(ARRIVAL.toEpochMilli());
        assertThat(event.id().source()).isEqualTo(EventId.Source.SEQUENCE);
    }

    @Test
    void identifiesByEventId_whereThereIsOne() {
        GameplayEvent first = one("{\"player_id\":\"a\",\"event_id\":\"e1\",\"speed_kmph\":1}");
        GameplayEvent second = one("{\"player_id\":\"a\",\"event_id\":\"e1\",\"speed_kmph\":2}");

        assertThat(first.id()).isEqualTo(second.id());
        assertThat(first.id().source()).isEqualTo(EventId.Source.EVENT_ID);
    }

    @Test
    void identifiesByPlayerAndBytes_whereTheRecordHasItsOwnTime() {
        String time = "\"event_time\":\"2023-08-02 16:43:11\"}";

        assertThat(one("{\"player_id\":\"a\"," + time).id())
                .isEqualTo(one("{\"player_id\":\"a\"," + time).id())
                .isNotEqualTo(one("{\"player_id\":\"a\", " + time).id());
    }

    @Test
    void readsAnIntegerPlayerAsItsDecimalString() {
        assertThat(one("{\"player_id\":1001}").playerId()).isEqualTo("1001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "{a}", "😀-1", "\\u00e9"})
    void acceptsAnyCharactersInAPlayerId(String player) {
        assertThat(one("{\"player_id\":\"" + player + "\"}").playerId()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"speed_kmph\":1}",
                "{\"player_id\":null}",
                "{\"player_id\":\"\"}",
                "{\"player_id\":1.5}",
                "{\"player_id\":true}",
                "{\"player_id\":{\"id\":1}}",
                "{\"player_id\":\"\\ud83d\"}",
            })
    void refusesARecordWithoutAUsablePlayer(String json) {
        assertThat(rejected(json).reason()).isEqualTo(Reason.BAD_PLAYER);
    }

    @Test
    void refusesAPlayerOfMoreThan128Characters() {
        assertThat(one("{\"player_id\":\"" + "x".repeat(128) + "\"}").playerId()).hasSize(128);
        assertThat(rejected("{\"player_id\":\"" + "x".repeat(129) + "\"}").reason())
                .isEqualTo(Reason.BAD_PLAYER);
    }

    @Test
    void readsDeclaredFieldsByType() {
        GameplayEvent event =
                one(
                        "{\"player_id\":\"a\",\"speed_kmph\":\"12\",\"distance_meters\":3.0,\"fuel\":\"0.5\",\"car\":7,"
                                + "\"night\":true,\"pos\":{\"x\":-4,\"y\":[1,{\"x\":2}]},\"other\":{\"a\":[]}}");

        assertThat(event.fields().integer(0)).isEqualTo(12);
        assertThat(event.fields().integer(1)).isEqualTo(3);
        assertThat(event.fields().decimal(2)).isEqualTo(0.5);
        assertThat(event.fields().text(3)).isEqualTo("7");
        assertThat(event.fields().bool(4)).isTrue();
        assertThat(event.fields().integer(5)).isEqualTo(-4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"speed_kmph\":NaN | speed_kmph | NaN",
                "\"speed_kmph\":\"NaN\" | speed_kmph | NaN",
                "\"fuel\":NaN | fuel | NaN",
                "\"fuel\":-Infinity | fuel | -Infinity",
                "\"fuel\":1e999 | fuel | 1e999",
                "\"speed_kmph\":1e999999999 | speed_kmph | 1e999999999",
                "\"speed_kmph\":9223372036854775808 | speed_kmph | 9223372036854775808",
                "\"speed_kmph\":\"9223372036854775808\" | speed_kmph | 9223372036854775808",
            })
    void refusesANumberThatIsNotFinite(String member, String field, String value) {
        DeadLetter letter = rejected("{\"player_id\":\"a\"," + member + "}");

        assertThat(letter.reason()).isEqualTo(Reason.NOT_FINITE);
        assertThat(letter.field()).isEqualTo(field);
        assertThat(letter.value()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"speed_kmph\":\"fast\" | speed_kmph",
                "\"speed_kmph\":1.5 | speed_kmph",
                "\"speed_kmph\":true | speed_kmph",
                "\"speed_kmph\":[1] | speed_kmph",
                "\"night\":1 | night",
                "\"car\":{} | car",
                "\"pos\":{\"x\":\"far\"} | pos.x",
            })
    void refusesADeclaredFieldOfAnotherType(String member, String field) {
        DeadLetter letter = rejected("{\"player_id\":\"a\"," + member + "}");

        assertThat(letter.reason()).isEqualTo(Reason.BAD_FIELD);
        assertThat(letter.field()).isEqualTo(field);
    }

    @Test
    void refusesANumberOfThousandsOfDigitsAtOnce() {
        DeadLetter letter =
                rejected("{\"player_id\":\"a\",\"speed_kmph\":" + "9".repeat(200_000) + "}");

        assertThat(letter.reason()).isEqualTo(Reason.NOT_FINITE);
    }

    @Test
    void skipsAFieldThatIsNotDeclared_howeverLongItsName() {
        String longName = "x".repeat(200_000);

        GameplayEvent event = one("{\"" + longName + "\":1,\"player_id\":\"a\"}");

        assertThat(event.playerId()).isEqualTo("a");
    }

    @Test
    void takesEveryEventOnce_whereOneHasALongName() {
        String longName = "\"" + "x".repeat(60_000) + "\":1,";

        ParsedRecord parsed =
                parse(
                        "{\"player_id\":\"a\"}\n[{\"player_id\":\"b\"},{"
                                + longName
                                + "\"player_id\":\"c\"}]\n{\"player_id\":\"z\",\"speed_kmph\":true}\n{"
                                + longName
                                + "\"player_id\":\"d\",\"speed_kmph\":"
                                + "9".repeat(1_000)
                                + "}\n{\"player_id\":\"e\"}");

        assertThat(parsed.events())
                .extracting(GameplayEvent::playerId)
                .containsExactly("a", "b", "c", "e");
        assertThat(parsed.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(Reason.BAD_FIELD, Reason.NOT_FINITE);
    }

    @Test
    void takesNullForAbsent() {
        assertThat(one("{\"player_id\":\"a\",\"speed_kmph\":null}").fields().isPresent(0))
                .isFalse();
    }

    @Test
    void refusesATimeAheadOfTheArrival() {
        assertThat(
                        rejected("{\"player_id\":\"a\",\"event_time\":\"2099-01-01 00:00:00\"}")
                                .reason())
                .isEqualTo(Reason.FUTURE_TIME);
        assertThat(one("{\"player_id\":\"a\",\"event_time\":\"2023-08-02 16:48:12.000\"}"))
                .isNotNull();
        assertThat(
                        rejected("{\"player_id\":\"a\",\"event_time\":\"2023-08-02 16:48:12.001\"}")
                                .reason())
                .isEqualTo(Reason.FUTURE_TIME);
    }

    @Test
    void refusesATimeTooFarBehindTheArrival() {
        Instant oldest = ARRIVAL.minus(Duration.ofDays(400));

        assertThat(one("{\"player_id\":\"a\",\"event_time\":" + oldest.toEpochMilli() + "}"))
                .isNotNull();
        assertThat(
                        rejected(
                                        "{\"player_id\":\"a\",\"event_time\":"
                                                + (oldest.toEpochMilli() - 1)
                                                + "}")
                                .reason())
                .isEqualTo(Reason.TOO_OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "player-1", "{\"player_id\":", "{'player_id':1}", "\u0000"})
    void refusesWhatIsNotJson(String text) {
        DeadLetter letter = rejected(text);

        assertThat(letter.reason()).isEqualTo(Reason.NOT_JSON);
        assertThat(text(letter.bytes())).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"a\"", "null", "[1]", "[[{\"player_id\":1}]]"})
    void refusesWhatIsNoObject(String json) {
        assertThat(rejected(json).reason()).isEqualTo(Reason.NOT_AN_OBJECT);
    }

    @Test
    void refusesJsonNestedTenThousandDeep() {
        DeadLetter letter =
                rejected(
                        "{\"player_id\":\"a\",\"x\":"
                                + "[".repeat(10_000)
                                + "]".repeat(10_000)
                                + "}");

        assertThat(letter.reason()).isEqualTo(Reason.TOO_DEEP);
    }

    @Test
    void refusesARecordOfOneMebibyte() {
        byte[] bytes = new byte[1 << 20];

        ParsedRecord parsed = parser.parse(bytes, ORIGIN, ARRIVAL.toEpochMilli());

        assertThat(parsed.events()).isEmpty();
        assertThat(parsed.deadLetters().get(0).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(parsed.deadLetters().get(0).bytes()).isEqualTo(bytes);
    }

    @Test
    void readsAnArrayAsSeveralEvents() {
        ParsedRecord parsed =
                parse(" [{\"player_id\":\"a\"}, {\"player_id\":\"\"} ,{\"player_id\":\"b\"}]\n");

        assertThat(parsed.events()).extracting(GameplayEvent::playerId).containsExactly("a", "b");
        assertThat(parsed.events())
                .extracting(event -> text(event.bytes()))
                .containsExactly("{\"player_id\":\"a\"}", "{\"player_id\":\"b\"}");
        assertThat(parsed.deadLetters())
                .extracting(letter -> text(letter.bytes()))
                .containsExactly("{\"player_id\":\"\"}");
    }

    @Test
    void readsLinesAsSeveralEvents() {
        ParsedRecord parsed = parse("{\"player_id\":\"a\"}\n{\"player_id\":\"b\"}\n");

        assertThat(parsed.events()).extracting(GameplayEvent::playerId).containsExactly("a", "b");
        assertThat(parsed.deadLetters()).isEmpty();
    }

    @Test
    void losesOnlyTheBrokenLine() {
        ParsedRecord parsed =
                parse(
                        "{\"player_id\":\"a\"}\n{\"player_id\":\"b\"\n{\"player_id\":\"c\"}\n{\"player_id\":\"d\"}");

        assertThat(parsed.events())
                .extracting(GameplayEvent::playerId)
                .containsExactly("a", "c", "d");
        assertThat(parsed.events())
                .extracting(event -> text(event.bytes()))
                .contains("{\"player_id\":\"d\"}");
        assertThat(parsed.deadLetters())
                .extracting(letter -> text(letter.bytes()).trim())
                .containsExactly("{\"player_id\":\"b\"");
    }

    @Test
    void losesOnlyWhatFollowsInABrokenArray() {
        ParsedRecord parsed =
                parse("[{\"player_id\":\"a\"},{\"player_id\":]\r\n  {\"player_id\":\"c\"}");

        assertThat(parsed.events()).extracting(GameplayEvent::playerId).containsExactly("a", "c");
        assertThat(parsed.deadLetters())
                .extracting(letter -> text(letter.bytes()))
                .singleElement()
                .satisfies(
                        bytes ->
                                assertThat(bytes)
                                        .contains("{\"player_id\":]")
                                        .doesNotContain("\"a\"", "\"c\""));
    }

    @Test
    void takesAnEmptyEventIdForNone() {
        ParsedRecord parsed =
                parse(
                        "{\"player_id\":\"a\",\"event_id\":\"\"}\n"
                                + "{\"player_id\":\"b\",\"event_id\":\"\"}");

        assertThat(parsed.events()).extracting(GameplayEvent::id).doesNotHaveDuplicates();
    }

    @Test
    void tellsRecordsApart_thatShareASequenceNumber() {
        GameplayEvent one = parse("{\"player_id\":\"a\"}").events().get(0);
        GameplayEvent other = parse("{\"player_id\":\"b\"}").events().get(0);

        assertThat(one.id()).isNotEqualTo(other.id());
    }

    @Test
    void tellsEventsOfOneRecordApart_withoutTimeAndId() {
        ParsedRecord parsed = parse("{\"player_id\":\"a\"}\n{\"player_id\":\"a\"}");

        assertThat(parsed.events()).extracting(GameplayEvent::id).doesNotHaveDuplicates();
    }

    @Test
    void readsPartsWhereTheMappingPointsTo() {
        EventParser mapped =
                parser(
                        Map.of(
                                "player_id", "/data/userId",
                                "event_time", "/meta/at",
                                "speed_kmph", "/data/a~1b"));

        GameplayEvent event =
                one(
                        mapped,
                        "{\"data\":{\"userId\":5,\"a/b\":6},\"meta\":{\"at\":\"2023-08-02 16:43:11\"},\"player_id\":\"no\"}");

        assertThat(event.playerId()).isEqualTo("5");
        assertThat(event.fields().integer(0)).isEqualTo(6);
        assertThat(event.eventTime())
                .isEqualTo(Instant.parse("2023-08-02T16:43:11Z").toEpochMilli());
    }

    @Test
    void refusesAMappingOfSomethingUnknown() {
        assertThatThrownBy(() -> parser(Map.of("spede", "/x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'spede'")
                .hasMessageContaining("speed_kmph");
    }

    @Test
    void writesADeadLetterWithItsOriginAndBytes() {
        String json = text(rejected("{\"player_id\":\"\"}").toJson());

        assertThat(json)
                .isEqualTo(
                        "{\"reason\":\"bad_player\",\"field\":\"player_id\",\"value\":\"\",\"stream\":\"events\","
                                + "\"shard\":\"shard-0\",\"sequence_number\":\"42\",\"arrival_time\":1690994592000,"
                                + "\"record\":\"eyJwbGF5ZXJfaWQiOiIifQ==\"}");
    }

    @Test
    void readsAgainWhatWasSetAside() {
        GameplayEvent event = one("{\"player_id\":\"a\",\"speed_kmph\":5}");

        GameplayEvent again =
                parser.parseAgain(event.bytes(), ORIGIN, event.arrivalTime(), event.id())
                        .events()
                        .get(0);

        assertThat(again.fields()).isEqualTo(event.fields());
        assertThat(again.eventTime()).isEqualTo(event.eventTime());
        assertThat(again.id()).isEqualTo(event.id());
    }

    @Test
    void makesADeadLetterOfWhatWasSetAside_ifItCanNoLongerBeUsed() {
        GameplayEvent event = one("{\"player_id\":\"a\",\"speed_kmph\":5}");
        long longAfter = event.eventTime() + Duration.ofDays(1_000).toMillis();
        byte[] dated =
                ("{\"player_id\":\"a\",\"event_time\":" + event.eventTime() + "}")
                        .getBytes(StandardCharsets.UTF_8);

        ParsedRecord again = parser.parseAgain(dated, ORIGIN, longAfter, event.id());

        assertThat(again.events()).isEmpty();
        assertThat(again.deadLetters()).hasSize(1);
    }

    private ParsedRecord parse(String text) {
        return parser.parse(text.getBytes(StandardCharsets.UTF_8), ORIGIN, ARRIVAL.toEpochMilli());
    }

    private GameplayEvent one(String text) {
        return one(parser, text);
    }

    private static GameplayEvent one(EventParser parser, String text) {
        ParsedRecord parsed =
                parser.parse(text.getBytes(StandardCharsets.UTF_8), ORIGIN, ARRIVAL.toEpochMilli());
        assertThat(parsed.deadLetters()).isEmpty();
        assertThat(parsed.events()).hasSize(1);
        return parsed.events().get(0);
    }

    private DeadLetter rejected(String text) {
        ParsedRecord parsed = parse(text);
        assertThat(parsed.events()).isEmpty();
        assertThat(parsed.deadLetters()).hasSize(1);
        return parsed.deadLetters().get(0);
    }

    private static EventParser parser(Map<String, String> pointers) {
        return new EventParser(
                new EventMapping(FIELDS, pointers, EventMapping.TimeUnit.AUTO),
                EventLimits.defaults());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
