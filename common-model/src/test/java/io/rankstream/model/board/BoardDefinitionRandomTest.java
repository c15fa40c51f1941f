package io.rankstream.model.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds definitions to being refused or being read back as they are written. */
class BoardDefinitionRandomTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Fields, each with values of which some are right. */
    private static final String[][] FIELDS = {
        {"board", "'b'", "'meta'", "''"},
        {"version", "1", "2147483647", "1e3"},
        {"mode", "'shadow'", "'paused'"},
        {"aggregation", "'sum'", "'last'", "'avg'", "'count'", "'count_distinct'"},
        {"score", "'points'", "'event.points * 2.5'"},
        {"distinct", "'event.room'"},
        {"decimals", "0", "1", "9"},
        {"order", "'asc'", "'desc'"},
        {"member", "'player.team'", "'event.player_id'"},
        {"filter", "'true'"},
        {"eligible", "'player.level > 3'"},
        {"partition_by", "[]", "['player.country','event.mode']"},
        {"profile", "'as_of_event'", "'current'"},
        {
            "window",
            "{'type':'all_time'}",
            "{'type':'tumbling','size':'PT30S'}",
            "{'type':'tumbling','size':'P10000D'}",
            "{'type':'calendar','unit':'hour'}",
            "{'type':'calendar','unit':'week','week_start':'sunday','zone':'Asia/Kolkata'}",
            "{'type':'rolling','size':'P7D','slide':'PT1H'}",
            "{'type':'season','seasons':[{'name':'a','start':'2026-01-01T00:00:00Z','end':'2026-02-01T00:00:00Z'}]}"
        },
        {"allowed_lateness", "'PT1M'", "'P9999D'", "'PT0S'"},
        {"late", "'next_window'", "'reject'", "'correct'"},
        {"ties", "'first_to_reach'", "'last_to_reach'", "'shared'", "'member'"},
        {"score_min", "0", "-1.5", "-1e-9"},
        {"score_max", "100", "1e15", "9007199254740992", "0.1", "1e400"},
        {"tie_resolution", "'PT1S'", "'PT0.001S'", "'P1D'"},
        {"tie_bits", "17", "30", "53"},
        {"caps", "{'per_event':5}", "{'per_event':0.25}", "{'per_event':-1e300}"},
        {"keep_top", "1", "1000000"},
        {"retention", "'P10000D'", "'PT1H'"},
        {"reset", "true", "false"},
        {"effective_from", "'2026-11-20T00:00:00Z'", "'+292278994-08-17T07:12:55.807Z'"}
    };

    private static final String[] ANY = {
        "null",
        "true",
        "-1",
        "0",
        "1e999",
        "99999999999999999999",
        "''",
        "'x'",
        "[]",
        "[null]",
        "{}",
        "'PT9999999999999H'",
        "'P-1D'"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void areRefusedOrReadBack(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            ObjectNode json = JSON.createObjectNode();
            json.put("board", "b").put("version", 1).put("aggregation", "sum");
            json.put("score", "points");
            int changes = random.nextInt(1, 8);
            for (int j = 0; j < changes; j++) {
                change(json, random);
            }
            String text = json.toString();
            BoardDefinition definition;
            try {
                definition = BoardDefinition.parse(text);
            } catch (InvalidDefinitionException e) {
                assertThat(e.field()).as("seed %d: %s", seed, text).isNotBlank();
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
            read++;
            assertThat(BoardDefinition.parse(definition.toJson()))
                    .as("seed %d: %s", seed, text)
                    .hasToString(definition.toJson());
            assertThat(BoardDefinition.parse(definition.toJson()).tieBits())
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(definition.tieBits());
            assertThat(BoardDefinition.parse(definition.json()))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(definition);
            if (definition.ties().byTime()) {
                TieEncoding encoding = TieEncoding.of(definition);
                long max =
                        definition
                                .scoreMax()
                                .scaleByPowerOfTen(definition.decimals())
                                .longValueExact();
                assertThat(encoding.scoreOf(encoding.encode(max, 1, 0)))
                        .as("seed %d: %s", seed, text)
                        .isEqualTo(max);
            }
        }
        assertThat(read).isGreaterThan(2_000);
    }

    private static void change(ObjectNode json, SplittableRandom random) throws Exception {
        if (random.nextInt(4) == 0) {
            json.put("ties", "first_to_reach").put("score_min", 0).put("score_max", 100);
            json.put("tie_resolution", "PT1S");
            json.set("window", JSON.readTree(quoted(FIELDS[13][random.nextInt(2, 6)])));
            return;
        }
        String[] field = FIELDS[random.nextInt(FIELDS.length)];
        String value =
                random.nextInt(10) == 0
                        ? ANY[random.nextInt(ANY.length)]
                        : field[random.nextInt(1, field.length)];
        json.set(field[0], JSON.readTree(quoted(value)));
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
