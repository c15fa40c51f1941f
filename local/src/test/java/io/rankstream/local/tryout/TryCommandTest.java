package io.rankstream.local.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TryCommandTest {

    private static final String SUM =
            "{'board':'total','version':1,'score':'points','aggregation':'sum'}";

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int exitCode;

    @BeforeEach
    void boards() throws IOException {
        file("sum.json", SUM);
    }

    @Test
    void ranksTheEventsOfAFile() throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','points':5,'event_time':'2026-11-20 12:00:00'}",
                "",
                "{'player_id':'bob','points':9,'event_time':'2026-11-20 12:00:01'}",
                "{'player_id':'ada','points':7,'event_time':'2026-11-20 12:00:02'}");

        run();

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        """
                        fields: points:int (inferred)
                        counted: events 3

                        leaderboard:total
                          rank  member   score
                             1  ada         12
                             2  bob          9
                        """);
    }

    @Test
    void countsARepeatedRecordOnce() throws IOException {
        String event = "{'player_id':'ada','points':5,'event_time':'2026-11-20 12:00:00'}";
        file("events.jsonl", event, event);

        assertThat(board("leaderboard:total")).containsExactly("1 ada 5");
        assertThat(json().at("/counts/duplicates").asInt()).isEqualTo(1);
        assertThat(exitCode).isZero();
    }

    @Test
    void readsAnArrayOverSeveralLines() throws IOException {
        file(
                "events.jsonl",
                "[",
                "  {'player_id':'ada', 'points':5},",
                "  {'player_id':'ada',",
                "   'points':1},",
                "  {'points':3}",
                "]");

        assertThat(board("leaderboard:total")).containsExactly("1 ada 6");
        assertThat(exitCode).isEqualTo(3);
        JsonNode rejected = json().at("/rejected/0");
        assertThat(rejected.path("line").asInt()).isEqualTo(5);
        assertThat(rejected.path("element").asInt()).isEqualTo(3);
        assertThat(rejected.path("reason").asText()).isEqualTo("bad_player");
    }

    @Test
    void readsLinesThatAreArrays() throws IOException {
        file(
                "events.jsonl",
                "[{'player_id':'ada','points':5},{'player_id':'bob','points':1}]",
                "[{'player_id':'ada','points':2}]");

        assertThat(board("leaderboard:total")).containsExactly("1 ada 7", "2 bob 1");
    }

    @Test
    void keepsWhatStandsBeforeABrokenPlaceInAnArray() throws IOException {
        file("events.jsonl", "[{'player_id':'ada','points':5},", "{'player_id':'bob'!}]");

        assertThat(board("leaderboard:total")).containsExactly("1 ada 5");
        assertThat(json().at("/rejected/0/reason").asText()).isEqualTo("not_json");
        assertThat(json().at("/rejected/0/line").asInt()).isEqualTo(2);
    }

    @Test
    void saysWhichLinesAreBroken() throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','points':5,'event_time':'2026-11-20 12:00:00'}",
                "{'player_id':'ada',",
                "{'points':1}",
                "{'player_id':'ada','points':'many'}",
                "{'player_id':'ada','points':1,'event_time':'half past nine'}",
                "{'player_id':'bob','points':2}");

        run();

        assertThat(exitCode).isEqualTo(3);
        String file = folder.resolve("events.jsonl").toString();
        assertThat(out.toString())
                .contains("note: event field points is taken as int, but is something else 1 of 5")
                .contains(
                        "  " + file + ":2: not_json: must be JSON in UTF-8, one object a line\n",
                        "  " + file + ":3: bad_player: player_id: must be a string of 1 to 128",
                        "  " + file + ":4: bad_field: points 'many': must be of the declared type",
                        "  " + file + ":5: bad_time: event_time 'half past nine': must be yyyy-")
                .contains("  1  ada          5", "  2  bob          2");
    }

    @Test
    void rejectsTimesThatNoCalendarHas() throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','points':5,'event_time':9000000000000000}",
                "{'player_id':'ada','points':5,'event_time':-90000000000000}");

        assertThat(board("leaderboard:total")).isEmpty();
        assertThat(json().findValuesAsText("reason")).containsExactly("future_time", "too_old");
        assertThat(json().findValuesAsText("rule")).containsOnly("must be in the years 1 to 9999");
    }

    @Test
    void refusesAWrongDefinition() throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5}");
        file(
                "board.json",
                "[{'board':'a','version':1,'score':'point','aggregation':'sum'},",
                " {'board':'b','version':1,'score':'points','aggregation':'sum','filtre':'x'},",
                " {'board':'c','version':1,'score':'points','aggregation':'sum'}]");

        run("--board", path("board.json"));

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString())
                .contains("definitions refused, nothing was scored:")
                .contains("board.json, a: score 'point': ")
                .contains("board.json, b: filtre 'x': ")
                .doesNotContain("board.json, c", "rank");
    }

    @Test
    void refusesVersionsThatDoNotGoTogether() throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5}");
        file("second.json", SUM.replace("sum", "max").replace("'version':1", "'version':2"));

        run("--board", path("second.json"));

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString()).contains("aggregation 'max'");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T12:00:40Z, 0, 1 ada 5",
        "2026-11-20T12:00:40.001Z, 3, ",
    })
    void judgesLatenessByTheArrivalThatALineSays(String arrival, int code, String standing)
            throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','points':5,'event_time':'2026-11-20 12:00:05','arrival_time':'"
                        + arrival
                        + "'}");
        file("window.json", window("PT10S"));

        List<String> board =
                board("leaderboard:window:20261120T120000Z", "--board", path("window.json"));

        assertThat(exitCode).isEqualTo(code);
        assertThat(board).isEqualTo(standing == null ? List.of() : List.of(standing));
        if (code == 3) {
            JsonNode late = json().at("/rejected/0");
            assertThat(late.path("reason").asText()).isEqualTo("late");
            assertThat(late.path("board").asText()).isEqualTo("window");
            assertThat(late.path("window").asText()).isEqualTo("20261120T120000Z");
            assertThat(late.path("rule").asText()).endsWith("arrived at " + arrival);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "event-time, 0",
        "PT35S, 0",
        "PT35.001S, 3",
        "2026-11-20T12:00:40Z, 0",
        "2026-11-20T12:00:41Z, 3",
        "2026-11-20T11:00:00Z, 3",
        "now, 3"
    })
    void letsEventsArriveByThePolicy(String policy, int code) throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5,'event_time':'2026-11-20 12:00:05'}");
        file("window.json", window("PT10S"));
        if (policy.equals("now")) {
            // A time that is beyond every horizon, whenever this test runs.
            file(
                    "events.jsonl",
                    "{'player_id':'ada','points':5,'event_time':'1999-01-01 00:00:05'}");
        }

        run("--board", path("window.json"), "--arrival", policy);

        assertThat(exitCode).isEqualTo(code);
    }

    @Test
    void givesEventsWithoutATimeTheArrivalOfThePolicy() throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5}");
        file("window.json", window("PT10S"));

        assertThat(
                        board(
                                "leaderboard:window:20261120T120030Z",
                                "--board",
                                path("window.json"),
                                "--arrival",
                                "2026-11-20T12:00:30Z"))
                .containsExactly("1 ada 5");
    }

    @Test
    void rejectsAnArrivalThatCannotBeRead() throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5,'arrival_time':'soon'}");

        assertThat(board("leaderboard:total")).isEmpty();
        assertThat(json().at("/rejected/0/field").asText()).isEqualTo("arrival_time");
    }

    @ParameterizedTest
    @CsvSource({
        "member, 1 cyd 7; 2 bob 7; 3 ada 7; 4 dan 1",
        "shared, 1 cyd 7; 1 bob 7; 1 ada 7; 4 dan 1",
        "first_to_reach, 1 bob 7; 2 ada 7; 3 cyd 7; 4 dan 1",
        "last_to_reach, 1 cyd 7; 2 ada 7; 3 bob 7; 4 dan 1"
    })
    void ranksEqualScores(String ties, String standings) throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'cyd','points':7,'event_time':'2026-11-20 12:00:09'}",
                "{'player_id':'ada','points':7,'event_time':'2026-11-20 12:00:08'}",
                "{'player_id':'bob','points':7,'event_time':'2026-11-20 12:00:07'}",
                "{'player_id':'dan','points':1,'event_time':'2026-11-20 12:00:06'}");
        String byTime =
                ties.contains("_") ? ",'score_min':0,'score_max':1000,'tie_resolution':'PT1S'" : "";
        file(
                "window.json",
                window("PT10S").replace("}}", "},'ties':'" + ties + "'" + byTime + "}"));

        assertThat(board("leaderboard:window:20261120T120000Z", "--board", path("window.json")))
                .containsExactly(standings.split("; "));
    }

    @Test
    void gathersPlayersAndFollowsTheirProfiles() throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','points':5,'room':'red'}",
                "{'player_id':'bob','points':3,'room':'red'}",
                "{'player_id':7,'points':100,'room':'blue'}",
                "{'player_id':'eve','points':9,'room':'blue'}");
        file(
                "players.jsonl",
                "{'player_id':'ada','country':'DE','is_bot':0}",
                "{'player_id':'bob','country':'FR','is_bot':0}",
                "{'player_id':7,'country':'DE','is_bot':1}",
                "{'country':'DE'}");
        file(
                "more.json",
                "[{'board':'rooms','version':1,'score':'points','aggregation':'sum','member':'event.room'},",
                "{'board':'nations','version':1,'score':'points','aggregation':'sum',",
                "'member':'player.country','eligible':'player.is_bot == 0'},",
                "{'board':'local','version':1,'score':'points','aggregation':'sum',",
                "'partition_by':['player.country']}]");

        String[] options = {"--board", path("more.json"), "--players", path("players.jsonl")};

        assertThat(board("leaderboard:rooms", options)).containsExactly("1 blue 109", "2 red 8");
        assertThat(board("leaderboard:nations", options)).containsExactly("1 DE 5", "2 FR 3");
        assertThat(board("leaderboard:local:country=DE", options))
                .containsExactly("1 7 100", "2 ada 5");
        assertThat(board("leaderboard:local:country=~", options)).containsExactly("1 eve 9");
        assertThat(json().path("player_columns").asText()).isEqualTo("country:string,is_bot:int");
        assertThat(json().at("/rejected/0/file").asText()).endsWith("players.jsonl");
        assertThat(exitCode).isEqualTo(3);
    }

    @Test
    void scoresSessions() throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','event_time':'2026-11-20 12:00:00'}",
                "{'player_id':'ada','event_time':'2026-11-20 12:00:10'}",
                "{'player_id':'ada','event_time':'2026-11-20 12:00:20.001'}",
                "{'player_id':'bob','event_time':'2026-11-20 12:00:00'}");
        file(
                "sum.json",
                "{'board':'longest','version':1,'score':'session.duration','aggregation':'max'}");

        assertThat(board("leaderboard:longest", "--session-gap", "PT10S"))
                .containsExactly("1 ada 10000", "2 bob 0");
        assertThat(board("leaderboard:longest", "--session-gap", "PT11S"))
                .containsExactly("1 ada 20001", "2 bob 0");

        run();

        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void showsARollingWindowAsItIsWhenTheLastEventCame() throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','points':50,'event_time':'2026-11-20 12:00:00'}",
                "{'player_id':'ada','points':5,'event_time':'2026-11-20 12:00:40'}",
                "{'player_id':'bob','points':3,'event_time':'2026-11-20 12:01:30'}");
        file(
                "window.json",
                window("PT10S")
                        .replaceAll(",'allowed_lateness':'PT10S'", "")
                        .replace(
                                "'tumbling','size':'PT30S'",
                                "'rolling','size':'PT1M','slide':'PT10S'"));

        assertThat(board("leaderboard:window", "--board", path("window.json")))
                .containsExactly("1 ada 5", "2 bob 3");
    }

    @Test
    void keepsWindowsWhoseRetentionIsOver() throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','points':5,'event_time':'2026-01-01 12:00:00'}",
                "{'player_id':'ada','points':6,'event_time':'2026-11-20 12:00:00'}");
        file("window.json", window("PT10S"));

        assertThat(board("leaderboard:window:20260101T120000Z", "--board", path("window.json")))
                .containsExactly("1 ada 5");
    }

    @Test
    void readsRecordsOfAnotherShape() throws IOException {
        file(
                "events.jsonl",
                "{'data':{'userId':12,'value':'5'},'meta':{'at':1763640000.5},'x-y':1}");
        file(
                "mapping.properties",
                "fields=points:int",
                "mapping.player_id=/data/userId",
                "mapping.points=/data/value",
                "mapping.event_time=/meta/at",
                "time_unit=epoch_s");
        file("window.json", window("PT10S"));

        String[] options = {
            "--mapping", path("mapping.properties"), "--board", path("window.json")
        };

        assertThat(board("leaderboard:window:20251120T120000Z", options)).containsExactly("1 12 5");
        assertThat(json().path("fields_inferred").asBoolean()).isFalse();
    }

    @Test
    void infersFieldsUnderTheirMappedNames() throws IOException {
        file("events.jsonl", "{'user':'ada','data':{'value':5,'w':0.5},'ok':true,'x-y':1}");
        file("mapping.properties", "mapping.player_id=/user", "mapping.points=/data/value");

        assertThat(board("leaderboard:total", "--mapping", path("mapping.properties")))
                .containsExactly("1 ada 5");
        assertThat(json().path("fields").asText())
                .isEqualTo("data.w:decimal,ok:boolean,points:int");
        assertThat(json().at("/notes/0").asText()).contains("x-y");
    }

    @Test
    void declaresParameters() throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5}");
        file("sum.json", SUM.replace("'points'", "'event.points * param.factor'"));

        assertThat(board("leaderboard:total", "--param", "factor={\"type\":\"int\",\"default\":3}"))
                .containsExactly("1 ada 15");
    }

    @Test
    void showsTheBestAlone() throws IOException {
        file(
                "events.jsonl",
                "{'player_id':'ada','points':5}",
                "{'player_id':'bob','points':4}",
                "{'player_id':'cyd','points':3}");

        run("--top", "1");

        assertThat(out.toString()).contains("ada", "and 2 more").doesNotContain("bob");
    }

    @Test
    void saysWhyABoardIsEmpty() throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5}");
        file("sum.json", SUM.replace("'version'", "'filter':'event.points > 5','version'"));

        run();

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .contains("counted: events 1, filtered 1")
                .contains("total version 1: nobody stands on it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--arrival tomorrow | --arrival tomorrow: use event-time",
                "--session-gap PT0S | --session-gap PT0S: must be at least",
                "--session-gap ten | must be an ISO-8601 duration",
                "--players nowhere.jsonl | cannot read nowhere.jsonl: there is no such file",
                "--param p={} | --param p: ",
                "--top 0 | --top 0: must be at least 1",
                "--frob | Unknown option: '--frob'"
            })
    void explainsWrongOptions(String options, String message) throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5}");

        run(options.trim().split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "streams=a | streams=a: is not known",
                "fields=points:number | 'number' is not a type",
                "time_unit=epoch | use auto or epoch_s",
                "max_age=-P1D | must not be negative",
                "mapping.points=data | is not a JSON Pointer"
            })
    void explainsAWrongMapping(String line, String message) throws IOException {
        file("events.jsonl", "{'player_id':'ada','points':5}");
        file("mapping.properties", "fields=points:int", line);

        run("--mapping", path("mapping.properties"));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void showsWhatTheDocumentationShows() throws IOException {
        String examples = "../examples/racing/try/";

        runWith(
                "--events",
                examples + "events.jsonl",
                "--board",
                examples + "boards.json",
                "--players",
                examples + "players.jsonl");

        String shown =
                out.toString()
                        .replace("../examples", "examples")
                        .lines()
                        .map(line -> line.isEmpty() ? "" : "    " + line)
                        .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("../docs/run-local.md"))).contains("\n" + shown + "\n");
        assertThat(exitCode).isEqualTo(3);
    }

    private static String window(String lateness) {
        return "{'board':'window','version':1,'score':'points','aggregation':'sum','allowed_lateness':'"
                + lateness
                + "','window':{'type':'tumbling','size':'PT30S'}}";
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** Writes lines with single quotes for double ones. */
    private void file(String name, String... lines) throws IOException {
        Files.writeString(folder.resolve(name), String.join("\n", lines).replace('\'', '"') + "\n");
    }

    private void run(String... options) {
        List<String> args = new ArrayList<>();
        args.addAll(List.of("--events", path("events.jsonl"), "--board", path("sum.json")));
        args.addAll(List.of(options));
        runWith(args.toArray(String[]::new));
    }

    private void runWith(String... args) {
        out.getBuffer().setLength(0);
        exitCode =
                new CommandLine(new TryCommand())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(args);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    /** Runs with {@code --json} and answers the standings on one board. */
    private List<String> board(String key, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of(options));
        args.add("--json");
        run(args.toArray(String[]::new));
        List<String> standings = new ArrayList<>();
        for (JsonNode board : json().path("boards")) {
            if (board.path("key").asText().equals(key)) {
                board.path("members")
                        .forEach(
                                member ->
                                        standings.add(
                                                member.path("rank").asText()
                                                        + " "
                                                        + member.path("member").asText()
                                                        + " "
                                                        + member.path("score").asText()));
            }
        }
        return standings;
    }
}
