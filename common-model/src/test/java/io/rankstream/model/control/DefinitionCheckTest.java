package io.rankstream.model.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionCheckTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SEASONS =
            "{'type':'season','seasons':[{'name':'ice','start':'2026-01-01T00:00:00Z',"
                    + "'end':'2026-02-01T00:00:00Z'},{'name':'mud',"
                    + "'start':'2026-03-01T00:00:00Z','end':'%sT00:00:00Z'}]}";

    /** What every test starts from, with a value for each field that may change. */
    private static final String BEFORE =
            "{'board':'b','version':1,'score':'points','aggregation':'sum','decimals':1,"
                    + "'member':'player.team','partition_by':['event.room'],'profile':'as_of_event',"
                    + "'window':{'type':'calendar','unit':'day'},'ties':'first_to_reach',"
                    + "'score_min':0,'score_max':100,'tie_resolution':'PT1S'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "aggregation    | 'max'",
                "aggregation    | 'last'",
                "order          | 'asc'",
                "member         | 'player.country'",
                "member         | 'event.player_id'",
                "partition_by   | ['event.mode']",
                "partition_by   | []",
                "profile        | 'current'",
                "window         | {'type':'calendar','unit':'day','zone':'Europe/Berlin'}",
                "window         | {'type':'tumbling','size':'PT24H'}",
                "ties           | 'last_to_reach'",
                "score_min      | -1",
                "score_max      | 99.5",
                "tie_resolution | 'PT2S'",
                "tie_bits       | 20",
                "decimals       | 2"
            })
    void fixesWhatTheScoresMean(String field, String value) throws Exception {
        InvalidDefinitionException e = refused(BEFORE, with(BEFORE, field, value));

        assertThat(e.field()).isEqualTo(field);
        assertThat(e.rule())
                .startsWith("a change from ")
                .contains(
                        " is accepted only as a shadow (\"mode\":\"shadow\") or with"
                                + " \"reset\":true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "score            | 'points * 2'",
                "filter           | 'event.points > 1'",
                "eligible         | 'player.team == null'",
                "caps             | {'per_event':5}",
                "late             | 'next_window'",
                "allowed_lateness | 'PT1H'",
                "keep_top         | 100",
                "retention        | 'P1D'",
                "mode             | 'paused'",
                "reset            | true"
            })
    void leavesTheRestFree(String field, String value) throws Exception {
        DefinitionCheck.checkSuccession(board(BEFORE), board(with(BEFORE, field, value)));
    }

    @Test
    void fixesWhatIsDistinct() throws Exception {
        String rooms =
                "{'board':'b','version':1,'aggregation':'count_distinct','distinct':'event.room'}";

        assertThat(refused(rooms, with(rooms, "distinct", "'event.mode'")).field())
                .isEqualTo("distinct");
    }

    @Test
    void letsSeasonsChange_whileTiesNeedNoMoreBits() throws Exception {
        String before = with(BEFORE, "window", String.format(SEASONS, "2026-04-01"));
        String asLong = with(BEFORE, "window", String.format(SEASONS, "2026-04-10"));
        String longer = with(BEFORE, "window", String.format(SEASONS, "2026-09-01"));

        DefinitionCheck.checkSuccession(board(before), board(asLong));
        DefinitionCheck.checkSuccession(
                board(with(before, "tie_bits", "24")), board(with(longer, "tie_bits", "24")));

        InvalidDefinitionException e = refused(before, longer);
        assertThat(e.field()).isEqualTo("tie_bits");
        assertThat(e.value()).isEqualTo("24");
        assertThat(e.rule()).startsWith("a change from 22 is accepted only as a shadow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"player.team", "event.player_id", "event.room", "event.room.size"})
    void takesDeclaredNamesForMembersAndPartitions(String name) throws Exception {
        String plain = "{'board':'b','version':1,'aggregation':'count'}";

        check().check(board(with(plain, "member", "'" + name + "'")));
        check().check(board(with(plain, "partition_by", "['" + name + "']")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "member       | 'player.age'     | player.age | must be a column of a dimension: known are player.team, player.country",
                "member       | 'event.age'      | event.age  | at line 1, column 1: unknown event field 'event.age': known are event.points,",
                "partition_by | ['player.age']   | player.age | must be a column of a dimension: known are player.team, player.country",
                "partition_by | ['event.age']    | event.age  | at line 1, column 1: unknown event field 'event.age': known are event.points,",
                "distinct     | 'event.age'      | event.age  | at line 1, column 1: unknown event field 'event.age': known are event.points,",
                "filter       | 'session.length > 1' | session.length > 1 | at line 1, column 1: unknown property of a session 'session.length'"
            })
    void refusesNamesThatAreNotDeclared(String field, String json, String value, String rule)
            throws Exception {
        String rooms =
                "{'board':'b','version':1,'aggregation':'count_distinct','distinct':'event.room'}";
        BoardDefinition board = board(with(rooms, field, json));

        InvalidDefinitionException e =
                catchThrowableOfType(InvalidDefinitionException.class, () -> check().check(board));

        assertThat(e.field()).isEqualTo(field);
        assertThat(e.value()).isEqualTo(value);
        assertThat(e.rule()).startsWith(rule);
    }

    private static InvalidDefinitionException refused(String before, String after)
            throws Exception {
        BoardDefinition first = board(before);
        BoardDefinition second = board(after);
        return catchThrowableOfType(
                InvalidDefinitionException.class,
                () -> DefinitionCheck.checkSuccession(first, second));
    }

    private static DefinitionCheck check() throws Exception {
        FieldSchema columns = FieldSchema.parse("team:string,country:string");
        return new DefinitionCheck(
                new ControlDeclarations(
                        FieldSchema.parse("points:int,room:string,mode:string,room.size:int"),
                        Map.of(
                                "player",
                                new DimensionSchema("player", columns, new FieldValues(columns))),
                        List.of(),
                        256,
                        Duration.ofDays(373),
                        Duration.ofHours(1),
                        Duration.ofDays(8),
                        Duration.ofMinutes(5)));
    }

    private static BoardDefinition board(String json) throws Exception {
        return BoardDefinition.parse(json.replace('\'', '"'));
    }

    /** A definition of the next version with another value of a field. */
    private static String with(String json, String field, String value) throws Exception {
        ObjectNode object = (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        JsonNode changed = JSON.readTree(value.replace('\'', '"'));
        object.put("version", 2).set(field, changed);
        return object.toString();
    }
}
