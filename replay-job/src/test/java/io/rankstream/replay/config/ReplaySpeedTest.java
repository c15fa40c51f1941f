package io.rankstream.replay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplaySpeedTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void neverWaits_atFullSpeed() {
        ReplaySpeed.Pace pace = ReplaySpeed.parse("max").start();

        assertThat(pace.waitNanos(0, 0)).isZero();
        assertThat(pace.waitNanos(3_600_000, 0)).isZero();
    }

    @Test
    void followsTheTimesOfTheEvents() {
        ReplaySpeed.Pace pace = ReplaySpeed.parse("60x").start();

        assertThat(pace.waitNanos(1_000_000, 7 * SECOND)).isZero();
        assertThat(pace.waitNanos(1_060_000, 7 * SECOND)).isEqualTo(SECOND);
        assertThat(pace.waitNanos(1_060_000, 8 * SECOND)).isZero();
        assertThat(pace.waitNanos(900_000, 8 * SECOND)).isZero();
    }

    @Test
    void sendsSoManyASecond() {
        ReplaySpeed.Pace pace = ReplaySpeed.parse("100").start();
        long now = 0;
        int sent = 0;
        while (now < 10 * SECOND) {
            long wait = pace.waitNanos(0, now);
            if (wait == 0) {
                sent++;
            }
            now += wait;
        }

        assertThat(sent).isEqualTo(1_000);
    }

    @Test
    void doesNotMakeUpForAPause() {
        ReplaySpeed.Pace pace = ReplaySpeed.parse("100").start();
        assertThat(pace.waitNanos(0, 0)).isZero();

        int burst = 0;
        while (pace.waitNanos(0, 60 * SECOND) == 0) {
            burst++;
        }

        assertThat(burst).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "x", "-1x", "0x", "0", "-5", "1.5", "NaNx", "Infinityx"})
    void refusesAnotherSpeed(String text) {
        assertThatThrownBy(() -> ReplaySpeed.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("is (no speed|out of range): use .*");
    }
}
