package io.rankstream.model.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoardDefinitionTest {

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
    }

    @Test
    void readsEveryField() throws Exception {
        BoardDefinition board =
                BoardDefinition.parse(
                        """
                        {"effective_from":"2026-11-20T00:00:00Z", "retention":"P7D",
                         "ties":"member", "late":"correct", "allowed_lateness":"PT10M",
                         "window":{"unit":"day","zone":"Europe/Berlin","type":"calendar"},
                         "profile":"current", "partition_by":["player.country"],
                         "eligible":"player.is_bot == 0", "filter":"event.speed_kmph < 400",
                         "member":"event.player_id", "order":"asc", "aggregation":"avg",
                         "decimals":1, "score":"event.points * 1.5", "mode":"shadow",
                         "version":3, "board":"daily_points"}
                        """);

        assertThat(board.mode()).isEqualTo(BoardMode.SHADOW);
        assertThat(board.order()).isEqualTo(SortOrder.ASC);
        assertThat(board.hasDecimals()).isTrue();
        assertThat(board.decimals()).isEqualTo(1);
        assertThat(board.partitionBy()).containsExactly("player.country");
        assertThat(board.allowedLateness()).isEqualTo(Duration.ofMinutes(10));
        assertThat(board.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(board.effectiveFrom())
                .isEqualTo(Instant.parse("2026-11-20T00:00:00Z").toEpochMilli());
        assertThat(board.toJson())
                .isEqualTo(
                        "{\"board\":\"daily_points\",\"version\":3,\"mode\":\"shadow\","
                                + "\"score\":\"event.points * 1.5\",\"decimals\":1,"
                                + "\"aggregation\":\"avg\",\"order\":\"asc\","
                                + "\"filter\":\"event.speed_kmph < 400\","
                                + "\"eligible\":\"player.is_bot == 0\","
                                + "\"partition_by\":[\"player.country\"],"
                                + "\"window\":{\"type\":\"calendar\",\"unit\":\"day\","
                                + "\"zone\":\"Europe/Berlin\"},"
                                + "\"allowed_lateness\":\"PT10M\",\"retention\":\"PT168H\","
                                + "\"effective_from\":\"2026-11-20T00:00:00Z\"}");
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
                "aggregation   | 'median'         | aggregation  | median | is not supported: use sum, max, min, count, avg, last, first or count_distinct",
                "order         | 'up'           | order        | up | is not supported: use desc or asc",
                "decimals      | 10             | decimals     | 10 | must be from 0 to 9",
                "decimals      | -1             | decimals     | -1 | must be from 0 to 9",
                "score         | ' '            | score        | ` ` | must not be empty",
                "filter        | true           | filter       | true | must be a string",
                "filter        | null           | filter       | null | must be a string",
                "partition_by  | 'player.level' | partition_by | player.level | must be an array of strings",
                "partition_by  | ['a',1]        | partition_by | ['a',1] | must be an array of strings",
                "partition_by  | ['event.a','event.a']      | partition_by | ['event.a','event.a'] | must name each column once",
                "partition_by  | ['event.a','event.b','event.c','event.d','event.e'] | partition_by | ['event.a','event.b','event.c','event.d','event.e'] | must name at most 4 columns",
                "member        | 'team'         | member       | team | must be event.<field> or player.<column>",
                "profile       | 'old'          | profile      | old | is not supported: use current or as_of_event",
                "late          | 'drop'         | late         | drop | needs a window that closes",
                "ties          | 'random'       | ties         | random | is not supported: use member, shared, first_to_reach or last_to_reach",
                "ties          | 'first_to_reach' | score_min  | | is required",
                "score_min     | 0              | score_min    | 0 | needs ties first_to_reach or last_to_reach",
                "tie_resolution | 'PT1S'        | tie_resolution | PT1S | needs ties first_to_reach or last_to_reach",
                "caps          | {}             | caps.per_event | | is required",
                "caps          | {'per_event':'5'} | caps.per_event | 5 | must be a number",
                "keep_top      | 0              | keep_top     | 0 | must be from 1 to 1000000",
                "distinct      | 'event.x'      | distinct     | event.x | needs the aggregation count_distinct",
                "reset         | 1              | reset        | 1 | must be true or false",
                "partition_by  | ['country']    | partition_by | country | must name event.<field> or player.<column>",
                "retroactive   | true           | retroactive  | true | is not supported",
                "effective_from | 'soon'        | effective_from | soon | must be an instant such as 2026-11-20T00:00:00Z",
                "effective_from | 17            | effective_from | 17 | must be a string",
                "retention     | 'P7D'          | retention    | P7D | needs a window",
                "allowed_lateness | 'PT1M'      | allowed_lateness | PT1M | needs a window",
                "window        | 'day'          | window       | day | must be an object",
                "window        | {}             | window.type  | | is required",
                "window        | {'type':'season'} | window.seasons | | is required",
                "window        | {'type':'tumbling'} | window.size | | is required",
                "window        | {'type':'tumbling','size':'PT0S'} | window.size | PT0S | must be a whole number of seconds, at least one",
                "window        | {'type':'tumbling','size':'PT0.5S'} | window.size | PT0.5S | must be a whole number of seconds, at least one",
                "window        | {'type':'tumbling','size':'PT-5S'} | window.size | PT-5S | must not be negative",
                "window        | {'type':'tumbling','size':'30s'} | window.size | 30s | must be an ISO-8601 duration such as PT10M or P30D",
                "window        | {'type':'tumbling','size':'PT9S','zone':'UTC'} | window.zone | UTC | is not a known field: use type, size",
                "window        | {'type':'calendar'} | window.unit | | is required",
                "window        | {'type':'calendar','unit':'year'} | window.unit | year | is not supported: use hour, day, week or month",
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
