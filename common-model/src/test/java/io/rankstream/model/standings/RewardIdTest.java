package io.rankstream.model.standings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class RewardIdTest {

    /** As Python's {@code uuid.uuid5} makes it. */
    @Test
    void isTheNameBasedUuidThatAnybodyCanMake() {
        assertThat(RewardId.of("daily_distance", "2026-11-20", "country=DE", "player-1"))
                .isEqualTo(UUID.fromString("cce39e1c-f6d0-5e21-adbe-86ad5a4a6059"));
        assertThat(RewardId.of("laps", "s1", "", "Zo\u00eb"))
                .isEqualTo(UUID.fromString("4be373cc-237f-5090-b1e9-d06387674b21"));
    }

    @Test
    void differsByPartition() {
        assertThat(RewardId.of("laps", "s1", "country=DE", "a"))
                .isNotEqualTo(RewardId.of("laps", "s1", "country=FR", "a"))
                .isEqualTo(RewardId.of("laps", "s1", "country=DE", "a"));
    }
}
