package io.rankstream.model.control;

import static io.rankstream.model.control.ControlFixture.JSON;
import static io.rankstream.model.control.ControlFixture.answer;
import static io.rankstream.model.control.ControlFixture.apply;
import static io.rankstream.model.control.ControlFixture.board;
import static io.rankstream.model.control.ControlFixture.declarations;
import static io.rankstream.model.control.ControlFixture.message;
import static io.rankstream.model.control.ControlFixture.parameter;
import static io.rankstream.model.control.ControlFixture.put;
import static io.rankstream.model.control.ControlFixture.registry;
import static io.rankstream.model.control.ControlFixture.status;
import static io.rankstream.model.control.ControlFixture.track;
import static io.rankstream.model.control.ControlFixture.tracks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.player.PlayerMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlRegistryTest {

    private static final long NOW = 1_000_000_000_000L;

    @Test
    void appliesANewBoard_fromItsArrivalOn() throws Exception {
        ControlRegistry registry = registry();

        ControlDecision decision = apply(registry, put(10, "laps", 1), NOW);

        assertThat(new String(decision.status().toJson(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"id\":\"m10\",\"type\":\"board.put\",\"subject\":\"board:laps\","
                                + "\"status\":\"applied\",\"issued_at\":10,\"at\":1000000000000,"
                                + "\"in_force\":{\"laps\":1}}");
        assertThat(decision.status().partitionKey()).isEqualTo("board:laps");
        BoardTrack track = track(decision);
        assertThat(track.id()).isEqualTo(1);
        assertThat(track.board()).isEqualTo("laps");
        assertThat(track.shadowVersion()).isZero();
        assertThat(track.isPausedAt(NOW)).isFalse();
        assertThat(track.retired()).isFalse();
        assertThat(track.rules()).extracting(BoardRule::effectiveFrom).containsExactly(NOW);
        assertThat(track.newest()).isEqualTo(board("laps", 1));
    }

    @Test
    void keepsTheTrack_whenACompatibleVersionComes() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));

        ControlDecision decision =
                apply(
                        registry,
                        put(
                                10,
                                "laps",
                                2,
                                "'filter':'event.speed_kmph < 300'",
                                "'effective_from':'2026-11-20T00:00:00Z'"),
                        NOW);

        assertThat(answer(decision).path("in_force")).isEqualTo(json("{'laps':1}"));
        BoardTrack track = track(decision);
        assertThat(track.id()).isEqualTo(1);
        assertThat(track.rules())
                .extracting(BoardRule::effectiveFrom)
                .containsExactly(Long.MIN_VALUE, 1_795_132_800_000L);
        assertThat(track.newest().filter()).isEqualTo("event.speed_kmph < 300");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'aggregation':'max' | aggregation | max | a change from sum",
                "'window':{'type':'tumbling','size':'PT30S'} | window | {'type':'tumbling','size':'PT30S'} | a change from (default)",
                "'partition_by':['player.country'] | partition_by | ['player.country'] | a change from (default)",
                "'order':'asc'       | order       | asc | a change from (default)",
                "'decimals':2        | decimals    | 2   | a change from (default)"
            })
    void acceptsAnotherMeaningOnlyAsAShadow(String change, String field, String value, String rule)
            throws Exception {
        ControlRegistry registry = registry(board("laps", 1));
        String before = registry.toJson();

        ControlDecision refused = apply(registry, put(10, "laps", 2, change), NOW);

        assertThat(answer(refused))
                .isEqualTo(
                        JSON.createObjectNode()
                                .put("subject", "board:laps")
                                .put("status", "rejected")
                                .put("field", field)
                                .put("value", value.replace('\'', '"'))
                                .put(
                                        "rule",
                                        rule
                                                + " is accepted only as a shadow"
                                                + " (\"mode\":\"shadow\") or with"
                                                + " \"reset\":true")
                                .set("in_force", json("{'laps':1}")));
        assertThat(refused.updates()).isEmpty();
        assertThat(registry.toJson()).isEqualTo(before);

        ControlDecision shadow =
                apply(registry, put(11, "laps", 2, change, "'mode':'shadow'"), NOW);
        assertThat(answer(shadow).path("in_force")).isEqualTo(json("{'laps':1,'laps:v2':2}"));
        assertThat(track(shadow).id()).isEqualTo(2);
        assertThat(track(shadow).shadowVersion()).isEqualTo(2);
    }

    @Test
    void refusesAnotherMeaningOfAShadow_underItsVersion() throws Exception {
        ControlRegistry registry = registry(board("laps", 2, "'mode':'shadow'"));

        ControlDecision refused =
                apply(registry, put(10, "laps", 2, "'mode':'shadow'", "'aggregation':'min'"), NOW);

        assertThat(answer(refused).path("rule").asText())
                .isEqualTo("a change from sum is accepted only under another version");
    }

    @Test
    void keepsLiveVersionsAndShadowsApart() throws Exception {
        ControlRegistry registry = registry(board("laps", 1), board("laps", 2, "'mode':'shadow'"));

        ControlDecision live = apply(registry, put(10, "laps", 2), NOW);
        ControlDecision shadow = apply(registry, put(11, "laps", 1, "'mode':'shadow'"), NOW);

        assertThat(answer(live).path("rule").asText())
                .isEqualTo("is the version of a shadow: use another version");
        assertThat(answer(shadow).path("rule").asText())
                .isEqualTo("is a version of the live board: use another version");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'score':'distance'     | score  | distance | at line 1, column 1: unknown name 'distance'",
                "'score':'bonus'        | score  | bonus | has a fraction: say how many \"decimals\" the board keeps",
                "'filter':'event.speed' | filter | event.speed | at line 1, column 1: unknown event field 'event.speed': known are event.speed_kmph, event.distance_meters, event.bonus,",
                "'eligible':'event.speed_kmph > 1' | eligible | event.speed_kmph > 1 | at line 1, column 1: 'event.speed_kmph' is not known here",
                "'partition_by':['player.age'] | partition_by | player.age | must be a column of a dimension: known are player.country, player.level, player.is_bot",
                "'retroactive':true     | retroactive | true | is not supported",
                "'reset':1              | reset | 1 | must be true or false",
                "'speed':1              | speed | 1 | is not a known field: use board, version,"
            })
    void refusesADefinitionThatDoesNotFit(String change, String field, String value, String rule)
            throws Exception {
        ControlDecision decision = apply(registry(), put(10, "laps", 1, change), NOW);

        JsonNode answer = answer(decision);
        assertThat(answer.path("status").asText()).isEqualTo("rejected");
        assertThat(answer.path("field").asText()).isEqualTo(field);
        assertThat(answer.path("value").asText()).isEqualTo(value);
        assertThat(answer.path("rule").asText()).startsWith(rule);
        assertThat(decision.updates()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':'a','issued_at':1} | type | | is required",
                "{'type':'board.move','id':'a','issued_at':1} | type | board.move | is not supported: use board.put, board.pause, board.resume, board.delete, board.reset, board.promote, season.end, param.put, player.ban, player.unban, player.erase, event.retract or score.adjust",
                "{'type':'player.ban','issued_at':1,'player_id':'p'} | id | | is required",
                "{'type':'player.ban','id':' ','issued_at':1,'player_id':'p'} | id | ` ` | must have 1 to 128 characters",
                "{'type':'player.ban','id':7,'issued_at':1,'player_id':'p'} | id | 7 | must be a string",
                "{'type':'player.ban','id':'a','player_id':'p'} | issued_at | | is required",
                "{'type':'player.ban','id':'a','issued_at':'now','player_id':'p'} | issued_at | now | must be an integer",
                "{'type':'player.ban','id':'a','issued_at':-1,'player_id':'p'} | issued_at | -1 | must be 0 or more",
                "{'type':'player.ban','id':'a','issued_at':1,'by':3,'player_id':'p'} | by | 3 | must be a string",
                "{'type':'player.ban','id':'a','issued_at':1,'player':'p','player_id':'p'} | player | p | is not a known field: use player_id, from, until",
                "{'type':'player.ban','id':'a','issued_at':1} | player_id | | is required",
                "{'type':'player.ban','id':'a','issued_at':1,'player_id':''} | player_id | | must have 1 to 128 characters",
                "{'type':'player.ban','id':'a','issued_at':1,'player_id':'p','from':5,'until':5} | until | 5 | must be after from",
                "{'type':'player.ban','id':'a','issued_at':1,'player_id':'p','until':1000} | until | 1970-01-01T00:00:01Z | must be after from, which is the arrival",
                "{'type':'param.put','id':'a','issued_at':1,'name':'bot','value':1} | name | bot | must be a declared parameter: known are is_bot, factor, word, on",
                "{'type':'param.put','id':'a','issued_at':1,'name':'is_bot'} | value | | is required",
                "{'type':'param.put','id':'a','issued_at':1,'name':'is_bot','value':'0'} | value | `\"0\"` | must be of type int or null",
                "{'type':'param.put','id':'a','issued_at':1,'name':'is_bot','value':0.5} | value | 0.5 | must be of type int or null",
                "{'type':'param.put','id':'a','issued_at':1,'name':'on','value':1} | value | 1 | must be of type boolean or null",
                "{'type':'param.put','id':'a','issued_at':1,'name':'word','value':1} | value | 1 | must be of type string or null",
                "{'type':'param.put','id':'a','issued_at':1,'name':'factor','value':true} | value | true | must be of type decimal or null",
                "{'type':'param.put','id':'a','issued_at':1,'name':'is_bot','value':1,'effective_from':true} | effective_from | true | must be epoch milliseconds or an instant such as 2026-11-20T00:00:00Z",
                "{'type':'board.pause','id':'a','issued_at':1,'board':'laps','reset':1} | reset | 1 | is not a known field: use board, version",
                "{'type':'board.delete','id':'a','issued_at':1,'board':'laps','version':1} | version | 1 | must be the version of a shadow: leave it out for the live board",
                "{'is_bot':0} | event_time | | is required",
                "{'is_bot':0,'event_time':1,'by':'me'} | by | me | is not a known field: use is_bot, event_time",
                "{'is_bot':'0','event_time':1} | value | `\"0\"` | must be of type int or null",
                "{'type':'player.ban','type':'player.ban'} | message | {'type':'player.ban','type':'player.ban'} | must be JSON: Duplicate field 'type'",
                "[] | message | [] | must be a JSON object"
            })
    void refusesAMessageThatIsWrong(String message, String field, String value, String rule)
            throws Exception {
        ControlDecision decision =
                apply(registry(board("laps", 1)), message.replace('\'', '"'), NOW);

        JsonNode answer = answer(decision);
        assertThat(answer.path("status").asText()).isEqualTo("rejected");
        assertThat(answer.path("field").asText()).isEqualTo(field);
        assertThat(answer.path("value").asText())
                .isEqualTo(value == null ? "" : value.replace('\'', '"'));
        assertThat(answer.path("rule").asText()).isEqualTo(rule);
        assertThat(decision.updates()).isEmpty();
        assertThat(decision.playerMessages()).isEmpty();
    }

    @Test
    void namesTheOriginOfARecordThatIsNotJson() throws Exception {
        ControlDecision decision = apply(registry(), "racing!", NOW);

        assertThat(JSON.readTree(decision.status().toJson()))
                .isEqualTo(
                        json(
                                "{'origin':'control/shard-0/17','status':'rejected',"
                                        + "'field':'message','value':'racing!','rule':'must be"
                                        + " JSON: Unrecognized token `racing`: was expecting (JSON"
                                        + " String, Number, Array, Object or token `null`, `true`"
                                        + " or `false`)','at':1000000000000,'in_force':{}}"));
        assertThat(decision.status().partitionKey()).isEqualTo("unknown");
    }

    @Test
    void cutsWhatIsTooLongToBeRepeated() throws Exception {
        String text = "x".repeat(40_000);

        ControlDecision applied =
                apply(
                        registry(),
                        message("player.ban", 5, "'player_id':1", "'reason':'" + text + "'"),
                        NOW);
        ControlDecision rejected =
                apply(
                        registry(),
                        message("player.ban", 5, "'player_id':1", "'" + text + "':1"),
                        NOW);

        assertThat(answer(applied).path("reason").asText()).hasSize(1_024);
        assertThat(answer(applied).path("status").asText()).isEqualTo("applied");
        assertThat(answer(rejected).path("status").asText()).isEqualTo("rejected");
        assertThat(answer(rejected).toString()).hasSizeLessThan(2_000);
    }

    @Test
    void repeatsWhoAskedAndWhy() throws Exception {
        ControlDecision decision =
                apply(
                        registry(),
                        message(
                                "player.ban",
                                5,
                                "'player_id':42",
                                "'by':'ops'",
                                "'reason':'cheats'"),
                        NOW);

        assertThat(answer(decision))
                .isEqualTo(
                        json(
                                "{'subject':'player:42','status':'applied','by':'ops',"
                                        + "'reason':'cheats','in_force':{}}"));
    }

    @Test
    void passesMessagesAboutPlayersOn() throws Exception {
        ControlRegistry registry = registry();
        String before = registry.toJson();

        List<PlayerMessage> messages = new ArrayList<>();
        messages.addAll(
                apply(registry, message("player.ban", 5, "'player_id':'ada'"), NOW)
                        .playerMessages());
        messages.addAll(
                apply(registry, message("player.unban", 6, "'player_id':'ada'"), NOW)
                        .playerMessages());

        assertThat(messages)
                .extracting(PlayerMessage::kind)
                .containsExactly(PlayerMessage.Kind.BAN, PlayerMessage.Kind.UNBAN);
        assertThat(messages).extracting(PlayerMessage::playerId).containsOnly("ada");
        assertThat(messages).extracting(PlayerMessage::issuedAt).containsExactly(5L, 6L);
        assertThat(messages).extracting(PlayerMessage::id).containsExactly("m5", "m6");
        assertThat(registry.toJson()).isEqualTo(before);
    }

    @Test
    void givesAParameterItsValueFromAnEventTimeOn() throws Exception {
        ControlRegistry registry = registry();

        ControlDecision now =
                apply(registry, message("param.put", 5, "'name':'is_bot'", "'value':0"), NOW);
        ControlDecision later =
                apply(
                        registry,
                        message(
                                "param.put",
                                6,
                                "'name':'is_bot'",
                                "'value':null",
                                "'effective_from':" + (NOW + 60_000)),
                        NOW + 1);

        assertThat(answer(now))
                .isEqualTo(
                        json(
                                "{'subject':'param:is_bot','status':'applied',"
                                        + "'in_force':{'is_bot':0}}"));
        assertThat(answer(later).path("in_force")).isEqualTo(json("{'is_bot':0}"));
        ParameterHistory history = ParameterHistory.parse(later.updates().get(0));
        assertThat(history.name()).isEqualTo("is_bot");
        assertThat(history.type()).isEqualTo(ParameterType.INT);
        assertThat(history.valueAt(NOW - 1)).isNull();
        assertThat(history.valueAt(NOW)).isEqualTo(0L);
        assertThat(history.valueAt(NOW + 59_999)).isEqualTo(0L);
        assertThat(history.valueAt(NOW + 60_000)).isNull();
        assertThat(history.nextChangeAfter(NOW - 1)).isEqualTo(NOW);
        assertThat(history.nextChangeAfter(NOW)).isEqualTo(NOW + 60_000);
        assertThat(history.nextChangeAfter(NOW + 60_000)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void readsValuesOfEveryType() throws Exception {
        ControlRegistry registry = registry();

        apply(registry, message("param.put", 5, "'name':'factor'", "'value':2"), NOW);
        apply(registry, message("param.put", 6, "'name':'word'", "'value':'stop'"), NOW);
        apply(
                registry,
                message(
                        "param.put",
                        7,
                        "'name':'on'",
                        "'value':false",
                        "'effective_from':'2001-09-09T01:46:40Z'"),
                NOW);

        assertThat(parameter(registry, "factor").valueAt(NOW)).isEqualTo(2.0);
        assertThat(parameter(registry, "factor").valueAt(NOW - 1)).isEqualTo(1.5);
        assertThat(parameter(registry, "word").valueAt(NOW)).isEqualTo("stop");
        assertThat(parameter(registry, "on").valueAt(NOW - 1)).isEqualTo(true);
        assertThat(parameter(registry, "on").valueAt(NOW)).isEqualTo(false);
    }

    @Test
    void obeysRacingsBotSwitch() throws Exception {
        ControlRegistry registry = registry();

        ControlDecision decision =
                apply(registry, "{\"is_bot\":0,\"event_time\":1691094772000}", NOW);
        ControlDecision older = apply(registry, "{\"is_bot\":1,\"event_time\":1691094771000}", NOW);

        assertThat(JSON.readTree(decision.status().toJson()))
                .isEqualTo(
                        json(
                                "{'id':'control/shard-0/17','type':'param.put',"
                                        + "'subject':'param:is_bot','status':'applied',"
                                        + "'issued_at':1691094772000,'at':1000000000000,"
                                        + "'in_force':{'is_bot':0}}"));
        assertThat(status(older)).isEqualTo("superseded");
        assertThat(apply(registry, "{\"is_bot\":null,\"event_time\":1691094773000}", NOW + 1))
                .satisfies(
                        everyone ->
                                assertThat(answer(everyone).path("in_force"))
                                        .isEqualTo(json("{'is_bot':null}")));
    }

    @Test
    void answersARepeatedMessage_asSuperseded() throws Exception {
        ControlRegistry registry = registry();
        String message = put(10, "laps", 1);

        apply(registry, message, NOW);
        String before = registry.toJson();
        ControlDecision again = apply(registry, message, NOW + 5);

        assertThat(status(again)).isEqualTo("superseded");
        assertThat(again.updates()).isEmpty();
        assertThat(registry.toJson()).isEqualTo(before);
    }

    @Test
    void prefersTheHigherVersion_thenTheLaterIssue_thenTheId() throws Exception {
        ControlRegistry registry = registry();
        String from = "'effective_from':'2026-11-20T00:00:00Z'";

        assertThat(status(apply(registry, put(30, "laps", 2, from), NOW))).isEqualTo("applied");
        assertThat(status(apply(registry, put(40, "laps", 1, from), NOW))).isEqualTo("superseded");
        assertThat(status(apply(registry, put(20, "laps", 2, from), NOW))).isEqualTo("superseded");
        assertThat(status(apply(registry, put(30, "laps", 2, from, "'id':'z'"), NOW)))
                .isEqualTo("applied");
        assertThat(tracks(registry, "laps").get(0).rules()).hasSize(1);
    }

    @Test
    void keepsTheFirst_ofTwoMessagesWithOneId() throws Exception {
        ControlRegistry registry = registry();
        String value = "'name':'word'";

        apply(registry, message("param.put", 5, value, "'value':'a'", "'effective_from':7"), NOW);
        apply(
                registry,
                message("param.put", 5, value, "'value':'b'", "'effective_from':7", "'reason':'x'"),
                NOW);

        assertThat(parameter(registry, "word").valueAt(NOW)).isEqualTo("a");
    }

    @Test
    void remembersAnOlderVersion_saidAfterTheDeletionOfTheNewer() throws Exception {
        ControlRegistry registry = registry();
        apply(registry, put(10, "laps", 3), NOW);

        assertThat(status(apply(registry, put(30, "laps", 2), NOW))).isEqualTo("superseded");

        apply(registry, message("board.delete", 20, "'board':'laps'"), NOW);
        assertThat(tracks(registry, "laps"))
                .extracting(BoardTrack::retired)
                .containsExactly(true, false);
        assertThat(tracks(registry, "laps").get(1).newest().version()).isEqualTo(2);
    }

    @Test
    void pausesAndResumes() throws Exception {
        ControlRegistry registry = registry(board("laps", 1), board("laps", 2, "'mode':'shadow'"));

        ControlDecision paused = apply(registry, message("board.pause", 10, "'board':'laps'"), NOW);
        assertThat(status(paused)).isEqualTo("applied");
        assertThat(BoardTracks.parse(paused.updates().get(0)).tracks())
                .extracting(track -> track.isPausedAt(NOW))
                .containsExactly(true, false);

        ControlDecision late = apply(registry, message("board.resume", 9, "'board':'laps'"), NOW);
        assertThat(status(late)).isEqualTo("superseded");
        assertThat(late.updates()).isEmpty();

        apply(registry, message("board.pause", 11, "'board':'laps'", "'version':2"), NOW);
        apply(registry, message("board.resume", 12, "'board':'laps'"), NOW);
        assertThat(tracks(registry, "laps"))
                .extracting(track -> track.isPausedAt(NOW))
                .containsExactly(false, true);
    }

    @Test
    void takesThePauseFromTheNewestDefinition_unlessSomethingWasSaidLater() throws Exception {
        ControlRegistry registry = registry();

        apply(registry, put(10, "laps", 1, "'mode':'paused'"), NOW);
        assertThat(tracks(registry, "laps").get(0).isPausedAt(NOW)).isTrue();

        apply(registry, message("board.resume", 11, "'board':'laps'"), NOW);
        assertThat(tracks(registry, "laps").get(0).isPausedAt(NOW)).isFalse();

        apply(registry, put(12, "laps", 2, "'mode':'paused'"), NOW);
        assertThat(tracks(registry, "laps").get(0).isPausedAt(NOW)).isTrue();
    }

    @Test
    void retiresTheTrackOfADeletedBoard_andDoesNotReviveIt() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));

        ControlDecision deleted =
                apply(registry, message("board.delete", 20, "'board':'laps'"), NOW);
        assertThat(answer(deleted))
                .isEqualTo(json("{'subject':'board:laps','status':'applied','in_force':{}}"));
        assertThat(track(deleted).retired()).isTrue();
        assertThat(track(deleted).rules()).hasSize(1);

        assertThat(status(apply(registry, put(15, "laps", 7), NOW))).isEqualTo("superseded");

        ControlDecision revived = apply(registry, put(25, "laps", 1, "'aggregation':'max'"), NOW);
        assertThat(status(revived)).isEqualTo("applied");
        assertThat(BoardTracks.parse(revived.updates().get(0)).tracks())
                .extracting(BoardTrack::id)
                .containsExactly(1, 2);
        assertThat(BoardTracks.parse(revived.updates().get(0)).tracks())
                .extracting(BoardTrack::retired)
                .containsExactly(true, false);
    }

    @Test
    void startsANewTrack_whenADeletionComesAfterItsSuccessor() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));
        apply(registry, put(30, "laps", 2, "'filter':'event.speed_kmph < 300'"), NOW);

        ControlDecision deleted =
                apply(registry, message("board.delete", 20, "'board':'laps'"), NOW + 1);

        assertThat(status(deleted)).isEqualTo("applied");
        List<BoardTrack> tracks = BoardTracks.parse(deleted.updates().get(0)).tracks();
        assertThat(tracks).extracting(BoardTrack::id).containsExactly(1, 2);
        assertThat(tracks).extracting(BoardTrack::retired).containsExactly(true, false);
        assertThat(tracks.get(1).rules()).hasSize(1);
        assertThat(tracks.get(1).newest().version()).isEqualTo(2);
    }

    @Test
    void keepsADeletion_ofABoardThatHasNotCome() throws Exception {
        ControlRegistry registry = registry();

        ControlDecision deleted =
                apply(registry, message("board.delete", 20, "'board':'laps'"), NOW);

        assertThat(answer(deleted))
                .isEqualTo(
                        json(
                                "{'subject':'board:laps','status':'applied','rule':'there is no"
                                        + " such board: kept for when it comes','in_force':{}}"));
        assertThat(status(apply(registry, put(10, "laps", 1), NOW))).isEqualTo("superseded");
        assertThat(status(apply(registry, message("board.delete", 19, "'board':'laps'"), NOW)))
                .isEqualTo("superseded");
    }

    @Test
    void deletesAShadowAlone() throws Exception {
        ControlRegistry registry = registry(board("laps", 1), board("laps", 2, "'mode':'shadow'"));

        apply(registry, message("board.delete", 20, "'board':'laps'", "'version':2"), NOW);

        assertThat(tracks(registry, "laps"))
                .extracting(BoardTrack::retired)
                .containsExactly(false, true);
        assertThat(status(apply(registry, put(30, "laps", 2), NOW))).isEqualTo("applied");
    }

    @Test
    void limitsTheBoards() throws Exception {
        ControlRegistry registry =
                new ControlRegistry(
                        declarations("speed_kmph:int,distance_meters:int,bonus:decimal", 2),
                        List.of(board("laps", 1), board("laps", 2, "'mode':'shadow'")));

        ControlDecision refused = apply(registry, put(10, "speed", 1), NOW);
        assertThat(answer(refused).path("rule").asText())
                .isEqualTo("there are 2 boards already, shadows included: delete one first");
        assertThat(status(apply(registry, put(11, "laps", 3), NOW))).isEqualTo("applied");

        apply(registry, message("board.delete", 20, "'board':'laps'", "'version':2"), NOW);
        assertThat(status(apply(registry, put(21, "speed", 1), NOW))).isEqualTo("applied");
    }

    @Test
    void forgetsWhatNoEventIsJudgedByAnyMore() throws Exception {
        ControlRegistry registry = registry();
        long day = 86_400_000;

        for (int i = 0; i < 30; i++) {
            apply(registry, put(10 + i, "laps", 1 + i), NOW + i * day);
            apply(
                    registry,
                    message("param.put", 10 + i, "'name':'is_bot'", "'value':" + i),
                    NOW + i * day);
        }

        assertThat(tracks(registry, "laps").get(0).rules())
                .extracting(rule -> rule.definition().version())
                .containsExactly(22, 23, 24, 25, 26, 27, 28, 29, 30);
        ParameterHistory history = parameter(registry, "is_bot");
        assertThat(history.valueAt(NOW + 21 * day)).isEqualTo(21L);
        assertThat(history.valueAt(NOW + 21 * day - 1)).isNull();
    }

    @Test
    void numbersTheBoardsOfThePropertiesByNameAndVersion() throws Exception {
        ControlRegistry registry =
                registry(
                        board("speed", 1),
                        board("laps", 3, "'mode':'shadow'"),
                        board("laps", 2, "'mode':'shadow'"),
                        board("laps", 1));

        assertThat(tracks(registry, "laps")).extracting(BoardTrack::id).containsExactly(1, 2, 3);
        assertThat(tracks(registry, "laps"))
                .extracting(BoardTrack::shadowVersion)
                .containsExactly(0, 2, 3);
        assertThat(tracks(registry, "speed")).extracting(BoardTrack::id).containsExactly(4);
        assertThat(tracks(registry, "speed").get(0).rules().get(0).effectiveFrom())
                .isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void refusesAWrongBoardOfTheProperties() {
        assertThatThrownBy(() -> registry(board("laps", 1, "'score':'distance'")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith(
                        "board laps version 1 score 'distance': at line 1, column 1: unknown name");
    }

    @Test
    void isTheSameAfterARestore() throws Exception {
        ControlRegistry registry = registry(board("laps", 1), board("laps", 2, "'mode':'shadow'"));
        apply(registry, put(10, "laps", 3, "'filter':'event.speed_kmph < 9'"), NOW);
        apply(registry, put(11, "speed", 1), NOW);
        apply(registry, message("board.pause", 12, "'board':'laps'"), NOW);
        apply(registry, message("board.delete", 13, "'board':'speed'"), NOW);
        apply(registry, message("board.delete", 14, "'board':'later'"), NOW);
        apply(registry, message("param.put", 15, "'name':'word'", "'value':'\\u00fc'"), NOW);
        apply(registry, message("param.put", 16, "'name':'factor'", "'value':0.1"), NOW);

        ControlRegistry restored =
                ControlRegistry.fromJson(
                        registry.toJson(),
                        declarations(),
                        List.of(board("laps", 1), board("laps", 2, "'mode':'shadow'")),
                        NOW + 5);

        assertThat(restored.toJson()).isEqualTo(registry.toJson());
        assertThat(restored.updates()).isEqualTo(registry.updates());
        assertThat(status(apply(restored, put(12, "later", 1), NOW))).isEqualTo("superseded");
        assertThat(track(apply(restored, put(20, "later", 1), NOW)).id()).isEqualTo(4);
    }

    @Test
    void refusesAPropertyBoard_changedUnderItsVersion() throws Exception {
        String stored = registry(board("laps", 1)).toJson();

        assertThatThrownBy(
                        () ->
                                ControlRegistry.fromJson(
                                        stored,
                                        declarations(),
                                        List.of(
                                                board(
                                                        "laps",
                                                        1,
                                                        "'filter':'event.speed_kmph < 9'")),
                                        NOW))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(
                        "board laps version 1 filter 'event.speed_kmph < 9': differs from"
                                + " (default), which is in force under the same version: a change"
                                + " needs a higher version");
    }

    @Test
    void appliesAPropertyBoard_ofAHigherVersion() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));
        apply(registry, put(10, "laps", 2), NOW);

        ControlRegistry restored =
                ControlRegistry.fromJson(
                        registry.toJson(),
                        declarations(),
                        List.of(
                                board("laps", 3, "'filter':'event.speed_kmph < 9'"),
                                board("speed", 1)),
                        NOW + 10);

        assertThat(tracks(restored, "laps").get(0).rules())
                .extracting(BoardRule::effectiveFrom)
                .containsExactly(Long.MIN_VALUE, NOW, NOW + 10);
        assertThat(tracks(restored, "speed").get(0).id()).isEqualTo(2);
        assertThat(tracks(restored, "speed").get(0).rules().get(0).effectiveFrom())
                .isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void ignoresAPropertyBoard_olderThanWhatIsInForce_orDeleted() throws Exception {
        ControlRegistry registry = registry(board("speed", 1));
        apply(registry, put(10, "laps", 2), NOW);
        apply(registry, message("board.delete", 20, "'board':'speed'"), NOW);

        ControlRegistry restored =
                ControlRegistry.fromJson(
                        registry.toJson(),
                        declarations(),
                        List.of(board("laps", 1), board("laps", 2), board("speed", 1)),
                        NOW + 10);

        assertThat(restored.updates()).isEqualTo(registry.updates());
    }

    @Test
    void refusesToStart_whenABoardInForceLostItsField() throws Exception {
        ControlRegistry registry = registry(board("laps", 1, "'score':'speed_kmph'"));

        assertThatThrownBy(
                        () ->
                                ControlRegistry.fromJson(
                                        registry.toJson(),
                                        declarations("distance_meters:int", 256),
                                        List.of(),
                                        NOW))
                .hasMessageStartingWith("board laps version 1 score 'speed_kmph': at line 1");

        apply(registry, message("board.delete", 20, "'board':'laps'"), NOW);
        ControlRegistry restored =
                ControlRegistry.fromJson(
                        registry.toJson(),
                        declarations("distance_meters:int", 256),
                        List.of(),
                        NOW);
        assertThat(tracks(restored, "laps")).isEmpty();
        assertThat(status(apply(restored, put(10, "laps", 1), NOW))).isEqualTo("superseded");
    }

    @Test
    void travelsAsBytes() throws Exception {
        for (ControlUpdate update : registry(board("laps", 1)).updates()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            update.write(new DataOutputStream(bytes));

            ControlUpdate read =
                    ControlUpdate.read(
                            new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

            assertThat(read).isEqualTo(update);
        }
    }

    private static JsonNode json(String json) throws Exception {
        return JSON.readTree(json.replace('\'', '"').replace('`', '\''));
    }
}
