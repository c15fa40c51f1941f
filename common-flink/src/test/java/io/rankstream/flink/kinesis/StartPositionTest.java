package io.rankstream.flink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class StartPositionTest {

    @Test
    void readsTheNamesOfTheService() {
        assertThat(StartPosition.parse("TRIM_HORIZON")).isSameAs(StartPosition.TRIM_HORIZON);
        assertThat(StartPosition.parse("LATEST")).isSameAs(StartPosition.LATEST);
    }

    @Test
    void handsAnInstantToTheConnectorInItsForm() {
        Properties properties = new Properties();

        StartPosition.parse("2026-11-20T01:02:03.5Z").addTo(properties);

        assertThat(properties)
                .containsEntry("flink.stream.initpos", "AT_TIMESTAMP")
                .containsEntry("flink.stream.initpos.timestamp", "2026-11-20T01:02:03.500Z");
    }

    @Test
    void refusesAnythingElse() {
        assertThatThrownBy(() -> StartPosition.parse("latest"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "is not a position: use TRIM_HORIZON, LATEST or an ISO-8601 instant such"
                                + " as 2026-11-20T00:00:00Z");
    }
}
