package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void leavesAWindowOutAMinuteBeforeItsRetentionEnds() throws Exception {
        Retention retention =
                retention(
                        """
                        {"board":"w","version":1,"retention":"PT1H",
                         "window":{"type":"tumbling","size":"PT30S"}}
                        """);
        String key = "leaderboard:w:20261120T120000Z";

        assertThat(retention.isOver(key, Instant.parse("2026-11-20T12:59:29Z"))).isFalse();
        assertThat(retention.isOver(key, Instant.parse("2026-11-20T12:59:30Z"))).isTrue();
    }

    @Test
    void countsADayToItsEndInTheBoardsZone_andKeepsItThirtyDays() throws Exception {
        Retention retention =
                retention(
                        """
                        {"board":"d","version":1,
                         "window":{"type":"calendar","unit":"day","zone":"Europe/Berlin"}}
                        """);
        String key = "leaderboard:d:country=DE:2026-11-20";

        assertThat(retention.isOver(key, Instant.parse("2026-12-20T22:58:59Z"))).isFalse();
        assertThat(retention.isOver(key, Instant.parse("2026-12-20T22:59:00Z"))).isTrue();
    }

    @Test
    void neverLeavesABoardWithoutWindowsOutOrAKeyItDoesNotKnow() throws Exception {
        Retention retention = retention("{\"board\":\"total\",\"version\":1}");
        Instant late = Instant.parse("2126-11-20T00:00:00Z");

        assertThat(retention.isOver("leaderboard:total", late)).isFalse();
        assertThat(retention.isOver("leaderboard:other:20261120T120000Z", late)).isFalse();
    }

    @Test
    void neverLeavesAKeyOutThatNamesNoWindow() throws Exception {
        Retention retention =
                retention(
                        """
                        {"board":"w","version":1,"window":{"type":"tumbling","size":"PT30S"}}
                        """);

        assertThat(retention.isOver("leaderboard:w", Instant.parse("2126-11-20T00:00:00Z")))
                .isFalse();
    }

    @Test
    void namesAShadowWithItsVersion() throws Exception {
        assertThat(retention("{\"board\":\"t\",\"version\":2,\"mode\":\"shadow\"}").boards())
                .containsExactly("t:v2");
    }

    private static Retention retention(String board) throws Exception {
        return Retention.of(
                JSON.valueToTree(
                        List.of(
                                Map.of(
                                        "PropertyGroupId",
                                        "boards",
                                        "PropertyMap",
                                        Map.of("any", board)))));
    }
}
