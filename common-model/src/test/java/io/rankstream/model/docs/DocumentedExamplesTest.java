package io.rankstream.model.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.control.ControlDeclarations;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlStatus;
import io.rankstream.model.control.ParameterDeclaration;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventLimits;
import io.rankstream.model.event.EventMapping;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the pages of {@code docs} to what the code accepts. */
class DocumentedExamplesTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern JSON_BLOCK = Pattern.compile("(?ms)^```json\\n(.*?)^```$");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FieldSchema FIELDS =
            FieldSchema.parse(
                    "distance_meters:int,speed_kmph:int,points:int,lap_millis:int,room_id:string");
    private static final RecordOrigin ORIGIN =
            new RecordOrigin("control", "shardId-000000000000", "1");
    private static final long ARRIVAL = 1_763_596_900_000L;

    @Test
    void acceptsEveryBoardOfThePage() throws Exception {
        List<String> examples = jsonBlocks("boards.md");

        assertThat(examples).hasSizeGreaterThan(10);
        for (String example : examples) {
            ControlRegistry registry =
                    new ControlRegistry(declarations(), List.of(BoardDefinition.parse(example)));
            assertThat(registry.updates()).as(example).hasSize(2);
        }
    }

    @Test
    void obeysEveryMessageOfThePage() throws Exception {
        ControlRegistry registry =
                new ControlRegistry(
                        declarations(),
                        List.of(
                                board("total_distance", 1, "live"),
                                board("top_speed", 1, "live"),
                                board("top_speed", 2, "shadow")));
        List<String> messages = jsonBlocks("control.md");
        messages.removeIf(block -> block.contains("\"status\""));

        assertThat(messages).hasSizeGreaterThan(7);
        for (String message : messages) {
            ControlStatus status =
                    registry.apply(message.getBytes(StandardCharsets.UTF_8), ARRIVAL, ORIGIN)
                            .status();
            assertThat(status.result())
                    .as(status.toString())
                    .isEqualTo(ControlStatus.Result.APPLIED);
        }
    }

    @Test
    void readsTheEventOfThePage() throws Exception {
        JsonNode event = JSON.readTree(jsonBlocks("send-events.md").get(0));
        byte[] bytes = JSON.writeValueAsBytes(event);
        EventParser parser =
                new EventParser(
                        new EventMapping(FIELDS, Map.of(), EventMapping.TimeUnit.AUTO),
                        EventLimits.defaults());

        ParsedRecord record = parser.parse(bytes, ORIGIN, 1_690_994_592_011L);

        assertThat(record.deadLetters()).isEmpty();
        assertThat(record.events())
                .singleElement()
                .satisfies(parsed -> assertThat(parsed.eventTime()).isEqualTo(1_690_994_591_696L));
    }

    @Test
    void explainsEveryReasonForADeadLetter() throws Exception {
        String page = Files.readString(DOCS.resolve("send-events.md"));

        for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
            assertThat(page).contains("| `" + reason.code() + "` |");
        }
    }

    private static BoardDefinition board(String name, int version, String mode) throws Exception {
        return BoardDefinition.parse(
                String.format(
                        "{\"board\":\"%s\",\"version\":%d,\"mode\":\"%s\","
                                + "\"score\":\"distance_meters\",\"aggregation\":\"sum\"}",
                        name, version, mode));
    }

    private static ControlDeclarations declarations() throws Exception {
        FieldSchema columns =
                FieldSchema.parse(
                        "alias:string,country:string,is_bot:int,subscription_type:string,"
                                + "team:string");
        return new ControlDeclarations(
                FIELDS,
                Map.of("player", new DimensionSchema("player", columns, new FieldValues(columns))),
                List.of(ParameterDeclaration.parse("is_bot", "{\"type\":\"int\"}")),
                256,
                Duration.ofDays(373),
                Duration.ofHours(1),
                Duration.ofDays(8),
                Duration.ofMinutes(5));
    }

    private static List<String> jsonBlocks(String page) throws Exception {
        List<String> blocks = new ArrayList<>();
        Matcher block = JSON_BLOCK.matcher(Files.readString(DOCS.resolve(page)));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }
}
