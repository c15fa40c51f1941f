package io.rankstream.model.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoardDefinitionTest {

    private static final String MINUTE = "{\"type\":\"tumbling\",\"size\":\"PT1M\"}";

    private static final String SMALLEST =
            "{\"board\":\"total_distance\",\"version\":1,\"score\":\"distance_meters\","
                    + "\"aggregation\":\"sum\"}";

    @Test
    void fillsInTheDefaults() throws Exception {
        BoardDefinition board = BoardDefinition.parse(SMALLEST);

        assertThat(board.board()).isEqualTo("total_distance");
        assertThat(board.version()).isEqualTo(1);
        assertThat(board.mode()).isEqualTo(BoardMode.LIVE);
        assertThat(board.score()).isEqualTo("distance_meters");
        assertThat(board.hasDecimals()).isFalse();
        assertThat(board.decimals()).isZero();
        assertThat(board.aggregation()).isEqualTo(Aggregation.SUM);
        assertThat(board.order()).isEqualTo(SortOrder.DESC);
        assertThat(board.filter()).isNull();
        assertThat(board.eligible()).isNull();
        assertThat(board.partitionBy()).isEmpty();
        assertThat(board.window().isAllTime()).isTrue();
        assertThat(board.allowedLateness()).isZero();
        assertThat(board.retention()).isEqualTo(Duration.ofDays(30));
        assertThat(board.effectiveFrom()).isNull();
        assertThat(board.member()).isEqualTo("event.player_id");
        assertThat(board.membersArePlayers()).isTrue();
        assertThat(board.distinct()).isNull();
        assertThat(board.profile()).isEqualTo(ProfilePolicy.CURRENT);
        assertThat(board.late()).isEqualTo(LatePolicy.CORRECT);
        assertThat(board.ties()).isEqualTo(TiePolicy.MEMBER);
        assertThat(board.scoreMin()).isNull();
        assertThat(board.scoreMax()).isNull();
        assertThat(board.tieResolution()).isNull();
        assertThat(board.tieBits()).isZero();
        assertThat(board.capPerEvent()).isNull();
        assertThat(board.keepTop()).isZero();
        assertThat(board.reset()).isFalse();
    }

    @Test
    void readsEveryField() throws Exception {
        BoardDefinition board =
                BoardDefinition.parse(
                        """
                        {"effective_from":"2026-11-20T00:00:00Z", "reset":true, "retention":"P7D",
                         "keep_top":100000, "caps":{"per_event":5e2},
                         "tie_resolution":"PT1S", "score_max":100000, "score_min":-0.50,
                         "ties":"first_to_reach", "late":"next_window",
                         "allowed_lateness":"PT10M",
                         "window":{"unit":"day","zone":"Europe/Berlin","type":"calendar"},
                         "profile":"as_of_event", "partition_by":["player.country","event.mode"],
                         "eligible":"player.is_bot == 0", "filter":"event.speed_kmph < 400",
                         "member":"player.team", "order":"asc", "aggregation":"avg",
                         "decimals":1, "score":"event.points * 1.5", "mode":"shadow",
                         "version":3, "board":"daily_points"}
                        """);

        assertThat(board.mode()).isEqualTo(BoardMode.SHADOW);
        assertThat(board.order()).isEqualTo(SortOrder.ASC);
        assertThat(board.hasDecimals()).isTrue();
        assertThat(board.decimals()).isEqualTo(1);
        assertThat(board.member()).isEqualTo("player.team");
        assertThat(board.membersArePlayers()).isFalse();
        assertThat(board.partitionBy()).containsExactly("player.country", "event.mode");
        assertThat(board.profile()).isEqualTo(ProfilePolicy.AS_OF_EVENT);
        assertThat(board.allowedLateness()).isEqualTo(Duration.ofMinutes(10));
        assertThat(board.late()).isEqualTo(LatePolicy.NEXT_WINDOW);
        assertThat(board.ties()).isEqualTo(TiePolicy.FIRST_TO_REACH);
        assertThat(board.scoreMin()).isEqualTo("-0.5");
        assertThat(board.scoreMax()).isEqualTo("100000");
        assertThat(board.tieResolution()).isEqualTo(Duration.ofSeconds(1));
        assertThat(board.tieBits()).isEqualTo(17);
        assertThat(board.capPerEvent()).isEqualTo("500");
        assertThat(board.keepTop()).isEqualTo(100_000);
        assertThat(board.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(board.reset()).isTrue();
        assertThat(board.effectiveFrom())
                .isEqualTo(Instant.parse("2026-11-20T00:00:00Z").toEpochMilli());
        assertThat(board.toJson())
                .isEqualTo(
                        "{\"board\":\"daily_points\",\"version\":3,\"mode\":\"shadow\","
                                + "\"score\":\"event.points * 1.5\",\"decimals\":1,"
                                + "\"aggregation\":\"avg\",\"order\":\"asc\","
                                + "\"member\":\"player.team\","
                                + "\"filter\":\"event.speed_kmph < 400\","
                                + "\"eligible\":\"player.is_bot == 0\","
                                + "\"partition_by\":[\"player.country\",\"event.mode\"],"
                                + "\"profile\":\"as_of_event\","
                                + "\"window\":{\"type\":\"calendar\",\"unit\":\"day\","
                                + "\"zone\":\"Europe/Berlin\"},"
                                + "\"allowed_lateness\":\"PT10M\",\"late\":\"next_window\","
                                + "\"ties\":\"first_to_reach\",\"score_min\":-0.5,"
                                + "\"score_max\":100000,\"tie_resolution\":\"PT1S\","
                                + "\"caps\":{\"per_event\":500},\"keep_top\":100000,"
                                + "\"retention\":\"PT168H\",\"reset\":true,"
                                + "\"effective_from\":\"2026-11-20T00:00:00Z\"}");
        assertThat(BoardDefinition.parse(board.toJson())).isEqualTo(board);
        assertThat(BoardDefinition.parse(board.json())).isEqualTo(board);
    }

    @Test
    void countsDistinctValues() throws Exception {
        BoardDefinition board =
                BoardDefinition.parse(
                        "{\"board\":\"rooms\",\"version\":1,"
                                + "\"aggregation\":\"count_distinct\","
                                + "\"distinct\":\"event.room_id\"}");

        assertThat(board.distinct()).isEqualTo("event.room_id");
        assertThat(board.score()).isNull();
        assertThat(BoardDefinition.parse(board.toJson())).isEqualTo(board);
        assertThat(
                        refused(
                                "{\"board\":\"rooms\",\"version\":1,"
                                        + "\"aggregation\":\"count_distinct\"}"))
                .hasMessage("distinct: is required");
        assertThat(refused(with("aggregation", "\"count_distinct\"")))
                .hasMessageStartingWith("score 'distance_meters': a count takes no score");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"allowed_lateness\":\"PT1M\"",
                "\"late\":\"correct\"",
                "\"retention\":\"P1D\""
            })
    void takesNothingAboutClosedWindows_whenItRolls(String field) {
        InvalidDefinitionException e =
                refused(
                        with(
                                "window",
                                "{\"type\":\"rolling\",\"size\":\"P7D\",\"slide\":\"PT1H\"},"
                                        + field));

        assertThat(field).contains("\"" + e.field() + "\"");
        assertThat(e.rule()).startsWith("must not be given with a rolling window");
    }

    @Test
    void allowsNoLateness_whenItRejectsWhatIsLate() {
        InvalidDefinitionException e =
                refused(
                        with(
                                "window",
                                MINUTE + ",\"late\":\"reject\",\"allowed_lateness\":\"PT1M\""));

        assertThat(e)
                .hasMessage(
                        "allowed_lateness 'PT1M': must not be given with \"late\":\"reject\","
                                + " which allows none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'score_max':9,'tie_resolution':'PT1S' | score_min | is required",
                "'score_min':0,'tie_resolution':'PT1S' | score_max | is required",
                "'score_min':0,'score_max':9 | tie_resolution | is required",
                "'score_min':9,'score_max':9,'tie_resolution':'PT1S' | score_max | must be greater than score_min 9",
                "'score_min':0,'score_max':9.5,'tie_resolution':'PT1S' | score_max | must be an integer: the board keeps no decimals",
                "'decimals':1,'score_min':0,'score_max':9.55,'tie_resolution':'PT1S' | score_max | must have at most 1 digits after the point",
                "'score_min':0,'score_max':9,'tie_resolution':'PT0S' | tie_resolution | must be a whole number of milliseconds",
                "'score_min':0,'score_max':9,'tie_resolution':'PT0.0015S' | tie_resolution | must be a whole number of milliseconds",
                "'score_min':0,'score_max':9,'tie_resolution':'PT1S','tie_bits':5 | tie_bits | must be from 6 to 53",
                "'score_min':0,'score_max':9,'tie_resolution':'PT1S','tie_bits':50 | ties | needs 4 bits for scores and 50 bits for times, and a double has 53",
                "'score_min':0,'score_max':1e300,'tie_resolution':'PT1S' | ties | needs 997 bits for scores and 6 bits for times",
            })
    void checksWhatTiesByTimeNeed(String fields, String field, String rule) {
        InvalidDefinitionException e =
                refused(
                        with(
                                "window",
                                MINUTE
                                        + ",\"ties\":\"last_to_reach\","
                                        + fields.replace('\'', '"')));

        assertThat(e.field()).isEqualTo(field);
        assertThat(e.rule()).startsWith(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "tumbling,'\"size\":\"PT30S\"', PT1S, 5",
        "tumbling,'\"size\":\"PT32S\"', PT1S, 5",
        "tumbling,'\"size\":\"PT33S\"', PT1S, 6",
        "tumbling,'\"size\":\"PT33S\"', PT1M, 0",
        "calendar,'\"unit\":\"hour\"', PT1S, 12",
        "calendar,'\"unit\":\"day\"', PT1S, 17",
        "calendar,'\"unit\":\"week\"', PT1S, 20",
        "calendar,'\"unit\":\"month\"', PT1S, 22",
        "season,'\"seasons\":[{\"name\":\"a\",\"start\":\"2026-01-01T00:00:00Z\",\"end\":\"2026-01-03T00:00:00Z\"},{\"name\":\"b\",\"start\":\"2026-02-01T00:00:00Z\",\"end\":\"2026-03-01T00:00:00Z\"}]', PT0.001S, 32"
    })
    void countsTheBitsOfTheLongestWindow(String type, String window, String resolution, int bits)
            throws Exception {
        BoardDefinition board = byTime(type, window, 0, 1_000, resolution);

        assertThat(board.tieBits()).isEqualTo(bits);
    }

    @Test
    void refusesWhatADoubleDoesNotHold() throws Exception {
        String day = "\"unit\":\"day\"";

        assertThat(byTime("calendar", day, -1, (1L << 36) - 1, "PT1S").tieBits()).isEqualTo(17);

        InvalidDefinitionException e =
                catchThrowableOfType(
                        InvalidDefinitionException.class,
                        () -> byTime("calendar", day, -(1L << 36), 5, "PT1S"));
        assertThat(e.rule()).startsWith("needs 37 bits for scores and 17 bits for times");
    }

    @Test
    void keepsTheBitsForTies_whenASeasonEndsEarlier() throws Exception {
        BoardDefinition board =
                byTime(
                        "season",
                        "\"seasons\":[{\"name\":\"ice\",\"start\":\"2026-01-01T00:00:00Z\","
                                + "\"end\":\"2026-03-01T00:00:00Z\"}]",
                        0,
                        1_000,
                        "PT1S");
        long end = Instant.parse("2026-01-02T00:00:00Z").toEpochMilli();

        BoardDefinition ended = board.withSeasonEnd("ice", end);

        assertThat(ended.window().start(end - 1)).isEqualTo(board.window().start(end));
        assertThat(ended.window().start(end)).isEqualTo(BoardWindow.NONE);
        assertThat(ended.tieBits()).isEqualTo(board.tieBits());
        assertThat(BoardDefinition.parse(ended.toJson())).isEqualTo(ended);
        assertThat(ended.withSeasonEnd("ice", Instant.parse("2026-03-01T00:00:00Z").toEpochMilli()))
                .isEqualTo(board);
    }

    @Test
    void letsASeasonEnd_afterItsStartAndBeforeTheNextOneAtTheLatest() throws Exception {
        BoardDefinition board =
                BoardDefinition.parse(
                        with(
                                "window",
                                "{\"type\":\"season\",\"seasons\":["
                                        + "{\"name\":\"ice\",\"start\":\"2026-01-01T00:00:00Z\","
                                        + "\"end\":\"2026-02-01T00:00:00Z\"},"
                                        + "{\"name\":\"mud\",\"start\":\"2026-03-01T00:00:00Z\","
                                        + "\"end\":\"2026-04-01T00:00:00Z\"}]}"));
        long start = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        long next = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
        long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

        assertThat(board.withSeasonEnd("ice", start + 1).window().end(start)).isEqualTo(start + 1);
        assertThat(board.withSeasonEnd("ice", next).window().start(next - 1)).isEqualTo(start);
        assertThat(board.withSeasonEnd("ice", next).window().start(next)).isEqualTo(next);
        assertThatThrownBy(() -> board.withSeasonEnd("ice", start))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("must be after start");
        assertThatThrownBy(() -> board.withSeasonEnd("ice", next + 1))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("must not be before the end of the season before it");
        assertThatThrownBy(() -> board.withSeasonEnd("mud", last + 1))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("must not be after 9999-12-31T23:59:59.999Z");
        assertThatIllegalArgumentException().isThrownBy(() -> board.withSeasonEnd("fog", next));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoardDefinition.parse(SMALLEST).withSeasonEnd("ice", next));
    }

    private static BoardDefinition byTime(
            String type, String window, long min, long max, String resolution) throws Exception {
        return BoardDefinition.parse(
                with(
                        "window",
                        String.format(
                                "{\"type\":\"%s\",%s},\"ties\":\"first_to_reach\","
                                        + "\"score_min\":%d,\"score_max\":%d,"
                                        + "\"tie_resolution\":\"%s\"",
                                type, window, min, max, resolution)));
    }

    @Test
    void writesWhatItReads() throws Exception {
        BoardDefinition board =
                BoardDefinition.parse(with("window", "{\"type\":\"tumbling\",\"size\":\"PT30S\"}"));

        assertThat(BoardDefinition.parse(board.toJson())).isEqualTo(board);
        assertThat(BoardDefinition.parse(SMALLEST).toJson()).isEqualTo(SMALLEST);
    }

    @Test
    void leavesOutTheDefaults() throws Exception {
        String spelledOut =
                with(
                        "window",
                        "{\"type\":\"all_time\"},\"mode\":\"live\",\"order\":\"desc\","
                                + "\"partition_by\":[]");

        assertThat(BoardDefinition.parse(spelledOut).toJson()).isEqualTo(SMALLEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "scores        | 'x'            | scores       | x | is not a known field",
                "board         | 'Total'        | board        | Total | must match [a-z][a-z0-9_]{0,63}",
                "board         | 'meta'         | board        | meta | must not be 'meta' or 'v' and digits",
                "board         | 'v12'          | board        | v12 | must not be 'meta' or 'v' and digits",
                "board         | 7              | board        | 7 | must be a string",
                "version       | 0              | version      | 0 | must be from 1 to 2147483647",
                "version       | '1'            | version      | 1 | must be an integer",
                "version       | 1.0            | version      | 1.0 | must be an integer",
                "version       | 99999999999    | version      | 99999999999 | must be from 1 to 2147483647",
                "mode          | 'off'          | mode         | off | is not supported: use live, shadow or paused",
                "aggregation   | 'median'       | aggregation  | median | is not supported: use sum, max, min, last, first, count, avg or count_distinct",
                "order         | 'up'           | order        | up | is not supported: use desc or asc",
                "decimals      | 10             | decimals     | 10 | must be from 0 to 9",
                "decimals      | -1             | decimals     | -1 | must be from 0 to 9",
                "score         | ' '            | score        | ` ` | must not be empty",
                "filter        | true           | filter       | true | must be a string",
                "filter        | null           | filter       | null | must be a string",
                "partition_by  | 'player.level' | partition_by | player.level | must be an array of strings",
                "partition_by  | ['a',1]        | partition_by | ['a',1] | must be an array of strings",
                "partition_by  | ['player.a','player.a'] | partition_by | ['player.a','player.a'] | must name each column once",
                "partition_by  | ['player.a','event.a'] | partition_by | ['player.a','event.a'] | must name each column once, and only one of event and player",
                "partition_by  | ['a','b','c','d','e'] | partition_by | ['a','b','c','d','e'] | must name at most 4 columns",
                "partition_by  | ['country']    | partition_by | country | must be event.<field> or player.<column>",
                "partition_by  | ['room.size']  | partition_by | room.size | must be event.<field> or player.<column>",
                "partition_by  | ['event.']     | partition_by | event. | must be event.<field> or player.<column>",
                "member        | 'team'         | member       | team | must be event.<field> or player.<column>",
                "member        | 'event.a + event.b' | member  | event.a + event.b | must be event.<field> or player.<column>",
                "profile       | 'newest'       | profile      | newest | is not supported: use current or as_of_event",
                "late          | 'drop'         | late         | drop | is not supported: use correct, next_window or reject",
                "late          | 'reject'       | late         | reject | needs a window: nothing is late on an all-time board",
                "late          | 'next_window'  | late         | next_window | needs a window: nothing is late on an all-time board",
                "ties          | 'none'         | ties         | none | is not supported: use member, shared, first_to_reach or last_to_reach",
                "ties          | 'first_to_reach' | ties       | first_to_reach | needs a window that ends: tumbling, calendar or season",
                "score_min     | 0              | score_min    | 0 | is for ties first_to_reach and last_to_reach only",
                "score_max     | 9              | score_max    | 9 | is for ties first_to_reach and last_to_reach only",
                "tie_resolution | 'PT1S'        | tie_resolution | PT1S | is for ties first_to_reach and last_to_reach only",
                "tie_bits      | 9              | tie_bits     | 9 | is for ties first_to_reach and last_to_reach only",
                "caps          | 500            | caps         | 500 | must be an object",
                "caps          | {}             | caps.per_event | | is required",
                "caps          | {'per_event':'5'} | caps.per_event | 5 | must be a number",
                "caps          | {'per_event':1e999} | caps.per_event | 'Infinity' | must be a number",
                "caps          | {'per_event':0.5} | caps.per_event | 0.5 | must be an integer: the board keeps no decimals",
                "caps          | {'per_event':9007199254740993} | caps.per_event | 9007199254740993 | must be at most 2^53",
                "caps          | {'per_event':5,'per_day':9} | caps.per_day | 9 | is not a known field: use per_event",
                "keep_top      | 0              | keep_top     | 0 | must be from 1 to 1000000",
                "keep_top      | 1000001        | keep_top     | 1000001 | must be from 1 to 1000000",
                "distinct      | 'event.x'      | distinct     | event.x | needs the aggregation count_distinct",
                "reset         | 'yes'          | reset        | yes | must be true or false",
                "retroactive   | true           | retroactive  | true | is not supported, since the job does not have the events of the past",
                "effective_from | 'soon'        | effective_from | soon | must be an instant such as 2026-11-20T00:00:00Z",
                "effective_from | 17            | effective_from | 17 | must be a string",
                "retention     | 'P7D'          | retention    | P7D | needs a window",
                "allowed_lateness | 'PT1M'      | allowed_lateness | PT1M | needs a window",
                "window        | 'day'          | window       | day | must be an object",
                "window        | {}             | window.type  | | is required",
                "window        | {'type':'hopping'} | window.type | hopping | is not supported: use all_time, tumbling, calendar, season or rolling",
                "window        | {'type':'tumbling'} | window.size | | is required",
                "window        | {'type':'tumbling','size':'PT0S'} | window.size | PT0S | must be a whole number of seconds, at least one",
                "window        | {'type':'tumbling','size':'PT0.5S'} | window.size | PT0.5S | must be a whole number of seconds, at least one",
                "window        | {'type':'tumbling','size':'PT-5S'} | window.size | PT-5S | must not be negative",
                "window        | {'type':'tumbling','size':'30s'} | window.size | 30s | must be an ISO-8601 duration such as PT10M or P30D",
                "window        | {'type':'tumbling','size':'PT9S','zone':'UTC'} | window.zone | UTC | is not a known field: use type, size",
                "window        | {'type':'calendar'} | window.unit | | is required",
                "window        | {'type':'tumbling','size':'P10001D'} | window.size | P10001D | must be at most P10000D",
                "window        | {'type':'calendar','unit':'year'} | window.unit | year | is not supported: use hour, day, week or month",
                "window        | {'type':'calendar','unit':'day','week_start':'sunday'} | window.week_start | sunday | needs the unit week",
                "window        | {'type':'calendar','unit':'week','week_start':'Sunday'} | window.week_start | Sunday | is not supported: use monday",
                "window        | {'type':'season'} | window.seasons | | is required",
                "window        | {'type':'season','seasons':{}} | window.seasons | {} | must be an array of objects",
                "window        | {'type':'season','seasons':['a']} | window.seasons | ['a'] | must be an array of objects",
                "window        | {'type':'season','seasons':[]} | window.seasons | [] | must have 1 to 1000 seasons",
                "window        | {'type':'season','seasons':[{'name':'v2'}]} | window.seasons[0].name | v2 | must not be 'meta' or 'v' and digits",
                "window        | {'type':'season','seasons':[{'name':'Ice'}]} | window.seasons[0].name | Ice | must match [a-z]",
                "window        | {'type':'season','seasons':[{'name':'a'}]} | window.seasons[0].start | | is required",
                "window        | {'type':'season','seasons':[{'name':'a','start':'2026-01-01T00:00:00Z'}]} | window.seasons[0].end | | is required",
                "window        | {'type':'season','seasons':[{'name':'a','start':'1969-01-01T00:00:00Z','end':'2026-01-01T00:00:00Z'}]} | window.seasons[0].start | 1969-01-01T00:00:00Z | must not be before 1970",
                "window        | {'type':'season','seasons':[{'name':'a','start':'2026-01-01T00:00:00Z','end':'2026-01-01T00:00:00Z'}]} | window.seasons[0].end | 2026-01-01T00:00:00Z | must be after start 2026-01-01T00:00:00Z",
                "window        | {'type':'season','seasons':[{'name':'a','start':'2026-01-01T00:00:00Z','end':'2056-01-01T00:00:00Z'}]} | window.seasons[0].end | 2056-01-01T00:00:00Z | must be at most 10000 days after start",
                "window        | {'type':'season','seasons':[{'name':'a','start':'9999-01-01T00:00:00Z','end':'+10000-01-01T00:00:00Z'}]} | window.seasons[0].end | +10000-01-01T00:00:00Z | must not be after 9999-12-31T23:59:59.999Z",
                "window        | {'type':'season','seasons':[{'name':'a','start':'2026-01-01T00:00:00Z','end':'2026-03-01T00:00:00Z'},{'name':'b','start':'2026-02-01T00:00:00Z','end':'2026-04-01T00:00:00Z'}]} | window.seasons[1].start | 2026-02-01T00:00:00Z | must not be before the end of the season before it",
                "window        | {'type':'season','seasons':[{'name':'a','start':'2026-01-01T00:00:00Z','end':'2026-03-01T00:00:00Z'},{'name':'a','start':'2026-03-01T00:00:00Z','end':'2026-04-01T00:00:00Z'}]} | window.seasons[1].name | a | must not be the name of another season",
                "window        | {'type':'rolling','size':'P1D'} | window.slide | | is required",
                "window        | {'type':'rolling','size':'P1D','slide':'PT7H'} | window.size | P1D | must be a multiple of slide PT7H",
                "window        | {'type':'rolling','size':'PT1M','slide':'PT1H'} | window.size | PT1M | must be a multiple of slide PT1H",
                "window        | {'type':'rolling','size':'PT1001S','slide':'PT1S'} | window.slide | PT1S | makes 1001 slices of size PT16M41S, at most 1000 are allowed",
                "window        | {'type':'calendar','unit':'day','zone':'Berlin'} | window.zone | Berlin | must be a time zone such as UTC or Europe/Berlin"
            })
    void namesFieldValueAndRule(String name, String json, String field, String value, String rule) {
        InvalidDefinitionException e = refused(with(name, json.replace('\'', '"')));

        assertThat(e.field()).isEqualTo(field);
        assertThat(e.value()).isEqualTo(value == null ? null : value.replace('\'', '"'));
        assertThat(e.rule()).startsWith(rule);
        assertThat(e).hasMessageContaining(field).hasMessageContaining(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"board", "version", "score", "aggregation"})
    void refusesToDoWithout(String field) {
        String without = SMALLEST.replaceFirst("\"" + field + "\":(\"[a-z_]*\"|1),?", "");

        InvalidDefinitionException e = refused(without.replace(",}", "}"));

        assertThat(e.field()).isEqualTo(field);
        assertThat(e.value()).isNull();
        assertThat(e.rule()).isEqualTo("is required");
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        InvalidDefinitionException e = refused(SMALLEST.replace("{", "{\"version\":2,"));

        assertThat(e.field()).isEqualTo("definition");
        assertThat(e.rule()).isEqualTo("must be JSON: Duplicate field 'version'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "{} {}"})
    void refusesWhatIsNotOneJsonValue(String json) {
        InvalidDefinitionException e = refused(json);

        assertThat(e.field()).isEqualTo("definition");
        assertThat(e.rule()).startsWith("must be JSON");
    }

    @Test
    void refusesWhatIsNotAnObject() {
        assertThat(refused("[1]")).hasMessage("definition '[1]': must be a JSON object");
    }

    @Test
    void wantsARetentionLongerThanTheLateness() {
        String window = "{\"type\":\"tumbling\",\"size\":\"PT30S\"}";

        InvalidDefinitionException e =
                refused(
                        with(
                                "window",
                                window
                                        + ",\"retention\":\"PT10M\","
                                        + "\"allowed_lateness\":\"PT10M\""));

        assertThat(e).hasMessage("retention 'PT10M': must be longer than allowed_lateness PT10M");
    }

    @Test
    void takesNoScore_whenItCounts() throws Exception {
        BoardDefinition board =
                BoardDefinition.parse(
                        "{\"board\":\"races\",\"version\":1,\"aggregation\":\"count\"}");

        assertThat(board.score()).isNull();
        assertThat(refused(with("aggregation", "\"count\"")))
                .hasMessage(
                        "score 'distance_meters': a count takes no score: choose what counts with"
                                + " filter");
    }

    @Test
    void wantsDecimals_whenItAverages() {
        assertThat(refused(with("aggregation", "\"avg\"")))
                .hasMessage("decimals: is required: an average has a fraction");
    }

    @Test
    void cutsALongValue() {
        InvalidDefinitionException e = refused(with("board", "\"" + "X".repeat(1_000) + "\""));

        assertThat(e.value()).isEqualTo("X".repeat(256) + "...");
    }

    private static InvalidDefinitionException refused(String json) {
        return catchThrowableOfType(
                InvalidDefinitionException.class, () -> BoardDefinition.parse(json));
    }

    /** The smallest definition with one field more, or another value for one it has. */
    private static String with(String field, String json) {
        String without = SMALLEST.replaceFirst("\"" + field + "\":(\"[a-z_]*\"|1),?", "");
        return without.replace(",}", "}").replaceFirst("\\}$", "")
                + ",\""
                + field
                + "\":"
                + json
                + "}";
    }
}
