package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.leaderboard.domain.ClosedWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.command.BoardCommand.TrackRetired;
import io.rankstream.model.command.BoardCommand.WindowShare;
import io.rankstream.model.command.KeyGrammar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultRecordTest {

    private static final KeyGrammar KEYS = KeyGrammar.withPrefix("g:");

    @Test
    void writesAScoreAsRedisTakesIt() {
        BoardAddress allTime = new BoardAddress("daily", 0, "", null, BoardAddress.NEVER);

        assertThat(json(new PutScore(allTime, "a \"b\" {c}", 42, false, 7, 9)))
                .containsExactly(
                        "{\"event_time\":7,\"command\":\"ZADD\",\"args\":[\"g:leaderboard:daily\","
                                + "\"42\",\"a \\\"b\\\" {c}\"],\"revision\":9}");
    }

    @Test
    void saysWhenTheKeyGoesAndWhatTheOtherPartitionsLose() {
        BoardAddress window = new BoardAddress("daily", 2, "country=DE", "d1", 1_000);

        assertThat(json(new PutScore(window, "ada", 0.25, true, 7, 9)))
                .containsExactly(
                        "{\"event_time\":7,\"command\":\"ZADD\",\"args\":"
                                + "[\"g:leaderboard:daily:v2:country=DE:d1\",\"0.25\",\"ada\"],"
                                + "\"revision\":9,\"expire_at\":1000,\"scope\":\"all_partitions\"}");
        assertThat(json(new RemoveMember(window, "ada", true, 7, 10)))
                .containsExactly(
                        "{\"event_time\":7,\"command\":\"ZREM\",\"args\":"
                                + "[\"g:leaderboard:daily:v2:country=DE:d1\",\"ada\"],"
                                + "\"revision\":10,\"scope\":\"all_partitions\"}");
    }

    @Test
    void replacesAWholeProfile() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("alias", "Ada");
        columns.put("level", "3");

        assertThat(json(new PutProfile("ada", columns, 5)))
                .containsExactly(
                        "{\"command\":\"HSET\",\"args\":[\"g:player:ada\",\"alias\",\"Ada\","
                                + "\"level\",\"3\"],\"revision\":5,\"scope\":\"whole_hash\"}");
        assertThat(json(new PutProfile("ada", Map.of(), 6)))
                .containsExactly(
                        "{\"command\":\"DEL\",\"args\":[\"g:player:ada\"],\"revision\":6}");
    }

    @Test
    void setsAndRemovesMetaFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("version", "2");
        fields.put("final:d1", null);

        assertThat(json(new PutMeta("daily", fields, 11)))
                .containsExactly(
                        "{\"command\":\"HSET\",\"args\":[\"{g:leaderboard:daily}:meta\","
                                + "\"version\",\"2\"],\"revision\":11}",
                        "{\"command\":\"HDEL\",\"args\":[\"{g:leaderboard:daily}:meta\","
                                + "\"final:d1\"],\"revision\":11}");
    }

    @Test
    void namesTheBoardThatIsDropped() {
        assertThat(json(new DropKeys("daily", 2, 1, 12)))
                .containsExactly(
                        "{\"command\":\"DEL\",\"args\":[\"g:leaderboard:daily:v2\"],"
                                + "\"revision\":12,\"scope\":\"all_keys\"}");
    }

    @Test
    void namesTheVersionsThatChangePlaces() {
        assertThat(json(new PromoteKeys("daily", 1, 2, 13)))
                .containsExactly(
                        "{\"command\":\"RENAME\",\"args\":[\"g:leaderboard:daily\",\"v1\",\"v2\"],"
                                + "\"revision\":13,\"scope\":\"all_keys\"}");
    }

    @Test
    void saysWhereOneOfTheTwoIsNotThere() {
        assertThat(json(new PromoteKeys("daily", BoardAddress.LIVE, 2, 13)))
                .containsExactly(
                        "{\"command\":\"RENAME\",\"args\":[\"g:leaderboard:daily\",\"v0\",\"v2\"],"
                                + "\"revision\":13,\"scope\":\"all_keys\"}");
        assertThat(json(new PromoteKeys("daily", 1, BoardAddress.LIVE, 14)))
                .containsExactly(
                        "{\"command\":\"RENAME\",\"args\":[\"g:leaderboard:daily\",\"v1\",\"v0\"],"
                                + "\"revision\":14,\"scope\":\"all_keys\"}");
    }

    @Test
    void staysSilentAboutWhatIsNotExecuted() {
        assertThat(json(new WindowShare("daily", 1, "d1", 10, 20, 1, 1))).isEmpty();
        assertThat(json(new TrackRetired("daily", 0, 1, 0, 1))).isEmpty();
    }

    @Test
    void announcesAWindow() {
        ClosedWindow window = ClosedWindow.of(new WindowShare("daily", 1, "d1", 10, 20, 3, 255));

        ResultRecord announced = ResultRecord.windowFinal("daily", 2, window, 77, KEYS);

        assertThat(new String(announced.json(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"event_time\":10,\"command\":\"window.final\",\"revision\":77,"
                                + "\"board\":\"daily\",\"version\":2,\"window\":\"d1\","
                                + "\"members\":3,\"checksum\":\"00000000000000ff\"}");
        assertThat(announced.partitionKey()).isEqualTo("{g:leaderboard:daily}:meta");
    }

    @Test
    void takesTheRedisKeyAsPartitionKey() {
        BoardAddress address = new BoardAddress("daily", 0, "country=DE", null, BoardAddress.NEVER);

        assertThat(partitionKey(address)).isEqualTo("g:leaderboard:daily:country=DE");
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        BoardAddress allTime = new BoardAddress("daily", 0, "", null, BoardAddress.NEVER);
        ResultRecord record =
                ResultRecord.of(new PutScore(allTime, "ada", 42, false, 7, 9), KEYS).get(0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ResultRecordCodec().write(record, new DataOutputStream(bytes));

        ResultRecord read =
                new ResultRecordCodec()
                        .read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.json()).isEqualTo(record.json());
        assertThat(read.partitionKey()).isEqualTo(record.partitionKey());
    }

    private static String partitionKey(BoardAddress address) {
        return ResultRecord.of(new PutScore(address, "ada", 1, false, 0, 0), KEYS)
                .get(0)
                .partitionKey();
    }

    private static List<String> json(BoardCommand command) {
        return ResultRecord.of(command, KEYS).stream()
                .map(record -> new String(record.json(), StandardCharsets.UTF_8))
                .toList();
    }
}
