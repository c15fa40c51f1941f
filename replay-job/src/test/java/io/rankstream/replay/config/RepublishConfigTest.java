package io.rankstream.replay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.replay.TestProperties;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepublishConfigTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final TestProperties properties =
            new TestProperties()
                    .with("archive", "root", "file:///archive")
                    .with("republish", "from", "2026-11-20T00:00:00Z")
                    .with("republish", "until", "2026-11-21T00:00:00Z");

    @Test
    void sendsAllEventsOfTheRangeAsFastAsItCan() {
        RepublishConfig config = RepublishConfig.from(properties.runtime(), NOW);

        assertThat(config.kind()).isEqualTo(ArchiveKind.EVENTS);
        assertThat(config.filter()).isEmpty();
        assertThat(config.speed()).hasToString("max");
        assertThat(config.stream()).isEqualTo("replay");
    }

    @Test
    void refusesARangeThatIsEmpty() {
        properties.with("republish", "until", "2026-11-20T00:00:00Z");

        refuses("republish.from: '2026-11-20T00:00:00Z' is not before until");
    }

    @Test
    void refusesARangeInTheFuture() {
        properties.with("republish", "until", "2026-11-21T12:00:00.001Z");

        refuses("republish.until: '2026-11-21T12:00:00.001Z' lies in the future");
    }

    @Test
    void refusesARangeBeyondTheHorizon_andNamesTheOtherWay() {
        properties.with("republish", "from", "2026-11-13T11:59:59Z");

        refuses("scoring.dedup.horizon (PT192H) ago", "./rankstream rebuild");
    }

    @Test
    void refusesAFilterThatDoesNotCompile() {
        properties.with("republish", "filter", "event.speed > 3");

        refuses("republish.filter", "unknown event field 'event.speed'");
    }

    @Test
    void refusesToSendToAStreamOfEvents() {
        properties.with("replay", "stream", "events");

        refuses("replay.stream: 'events' is one of events.streams");
    }

    @Test
    void refusesToSendNowhere() {
        properties.without("replay", "stream");

        refuses("replay.stream: is missing");
    }

    private void refuses(String... parts) {
        assertThatThrownBy(() -> RepublishConfig.from(properties.runtime(), NOW))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll(parts);
    }
}
