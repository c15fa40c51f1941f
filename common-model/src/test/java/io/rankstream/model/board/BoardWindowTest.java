package io.rankstream.model.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoardWindowTest {

    @Test
    void hasOneWindow_forAllTime() {
        BoardWindow window = BoardWindow.allTime();

        assertThat(window.isAllTime()).isTrue();
        assertThat(window.start(millis("2026-11-20T12:00:00Z")))
                .isEqualTo(BoardWindow.ALL_TIME_START);
        assertThat(window.end(BoardWindow.ALL_TIME_START)).isEqualTo(Long.MAX_VALUE);
        assertThat(window.label(BoardWindow.ALL_TIME_START)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T00:00:00Z,     2026-11-20T00:00:00Z, 20261120T000000Z",
        "2026-11-20T00:00:29.999Z, 2026-11-20T00:00:00Z, 20261120T000000Z",
        "2026-11-20T00:00:30Z,     2026-11-20T00:00:30Z, 20261120T000030Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:30Z, 19691231T235930Z"
    })
    void alignsTumblingWindowsToTheEpoch(String time, String start, String label) {
        BoardWindow window = window("{\"type\":\"tumbling\",\"size\":\"PT30S\"}");

        assertThat(window.start(millis(time))).isEqualTo(millis(start));
        assertThat(window.end(millis(start))).isEqualTo(millis(start) + 30_000);
        assertThat(window.label(millis(start))).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        // The clocks go forward: 23 hours.
        "Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z, 2026-03-29",
        // The clocks go back: 25 hours.
        "Europe/Berlin, 2026-10-25T22:59:59Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, 2026-10-25",
        // The clocks go forward at midnight: the day starts at one.
        "America/Sao_Paulo, 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z, 2018-11-04",
        // Samoa left out 30 December 2011.
        "Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-29",
        "UTC, 2026-11-20T23:59:59.999Z, 2026-11-20T00:00:00Z, 2026-11-21T00:00:00Z, 2026-11-20"
    })
    void followsTheClocksOfTheZone_onCalendarDays(
            String zone, String time, String start, String end, String label) {
        BoardWindow window = day(zone);

        assertThat(window.start(millis(time))).isEqualTo(millis(start));
        assertThat(window.end(millis(start))).isEqualTo(millis(end));
        assertThat(window.label(millis(start))).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void findsTheSameDayWhateverWasAskedBefore(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BoardWindow asked = day("Australia/Lord_Howe");
        for (int i = 0; i < 5_000; i++) {
            long time = millis("2026-01-01T00:00:00Z") + random.nextLong(400L * 86_400_000L);

            BoardWindow fresh = day("Australia/Lord_Howe");
            assertThat(asked.start(time)).as("seed %d", seed).isEqualTo(fresh.start(time));
            assertThat(asked.end(asked.start(time)))
                    .as("seed %d", seed)
                    .isEqualTo(fresh.end(fresh.start(time)))
                    .isGreaterThan(time);
        }
    }

    private static BoardWindow day(String zone) {
        return window("{\"type\":\"calendar\",\"unit\":\"day\",\"zone\":\"" + zone + "\"}");
    }

    private static BoardWindow window(String json) {
        try {
            return BoardWindow.parse(JsonFields.of("window", JsonFields.parse("window", json)));
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
