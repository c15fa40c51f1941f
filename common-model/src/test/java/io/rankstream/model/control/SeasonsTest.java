package io.rankstream.model.control;

import static io.rankstream.model.control.ControlFixture.answer;
import static io.rankstream.model.control.ControlFixture.apply;
import static io.rankstream.model.control.ControlFixture.board;
import static io.rankstream.model.control.ControlFixture.message;
import static io.rankstream.model.control.ControlFixture.put;
import static io.rankstream.model.control.ControlFixture.registry;
import static io.rankstream.model.control.ControlFixture.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other seasons change: they replace those of all rules, whenever these are in force. */
class SeasonsTest {

    private static final long NOW = time("12:10");
    private static final String AUTUMN = season("autumn", "09:00", "11:00");

    private static long time(String time) {
        return Instant.parse("2026-11-20T" + time + ":00Z").toEpochMilli();
    }

    private static String season(String name, String start, String end) {
        return "{'name':'%s','start':'2026-11-20T%s:00Z','end':'2026-11-20T%s:00Z'}"
                .formatted(name, start, end);
    }

    private static String window(String... seasons) {
        return "'window':{'type':'season','seasons':[%s]}".formatted(String.join(",", seasons));
    }

    private static ControlRegistry cup(String... fields) throws Exception {
        return registry(board("cup", 1, fields));
    }

    private static BoardTracks tracks(ControlRegistry registry) {
        return BoardTracks.parse(
                registry.updates().stream()
                        .filter(ControlUpdate::isBoard)
                        .findFirst()
                        .orElseThrow());
    }

    /** The first event time that the second version judges otherwise than the first. */
    private static long changedFrom(ControlRegistry registry, String... fields) {
        BoardTracks before = tracks(registry);
        assertThat(status(apply(registry, put(10, "cup", 2, fields), NOW))).isEqualTo("applied");
        return tracks(registry).judgementChangedFrom(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12:00", "12:20", "13:00"})
    void changeWhatCountsFromTheStartOfTheFirstThatDiffers(String end) throws Exception {
        ControlRegistry registry = cup(window(AUTUMN, season("winter", "11:30", "12:30")));

        long changed = changedFrom(registry, window(AUTUMN, season("winter", "11:30", end)));

        assertThat(changed).isEqualTo(time("11:30"));
    }

    @Test
    void changeWhatCountsFromTheEarlierStart() throws Exception {
        ControlRegistry registry = cup(window(AUTUMN, season("winter", "11:30", "12:30")));

        long changed = changedFrom(registry, window(AUTUMN, season("winter", "11:20", "12:30")));

        assertThat(changed).isEqualTo(time("11:20"));
    }

    @Test
    void changeWhatCountsFromTheStartOfOneThatIsNew() throws Exception {
        ControlRegistry registry = cup(window(AUTUMN));

        long changed = changedFrom(registry, window(AUTUMN, season("winter", "12:30", "13:30")));

        assertThat(changed).isEqualTo(time("12:30"));
    }

    @Test
    void changeWhatCountsFromTheRuleOn_whereThatIsEarlier() throws Exception {
        ControlRegistry registry = cup(window(AUTUMN));

        long changed =
                changedFrom(
                        registry,
                        "'score':'event.distance_meters * 2'",
                        window(AUTUMN, season("winter", "12:30", "13:30")));

        assertThat(changed).isEqualTo(NOW);
    }

    @Test
    void changeNothing_whereTheyAreTheSame() throws Exception {
        ControlRegistry registry = cup(window(AUTUMN));

        assertThat(changedFrom(registry, "'keep_top':9", window(AUTUMN))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void changeWhatCountsOfAnyTime_whereLateEventsCountInTheSeasonOfTheirArrival()
            throws Exception {
        String late = "'late':'next_window'";
        ControlRegistry registry = cup(late, window(AUTUMN, season("winter", "11:30", "12:30")));

        long changed =
                changedFrom(registry, late, window(AUTUMN, season("winter", "11:30", "12:00")));

        assertThat(changed).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void endOnAShadowWhenTheyEndThere_whereThatIsEarlier() throws Exception {
        ControlRegistry registry = cup(window(season("winter", "11:30", "12:30")));
        String shadow = window(season("winter", "11:30", "12:00"));
        apply(registry, put(10, "cup", 2, "'mode':'shadow'", shadow), NOW);

        apply(registry, message("season.end", 20, "'board':'cup'", "'season':'winter'"), NOW);

        assertThat(tracks(registry).tracks())
                .extracting(track -> track.window().end(time("11:30")))
                .containsExactly(NOW, time("12:00"));
    }

    @Test
    void areRefused_whereOneHasAnotherNameAndTheSameStart() throws Exception {
        ControlRegistry registry = cup(window(AUTUMN, season("winter", "12:30", "13:30")));

        ControlDecision decision =
                apply(
                        registry,
                        put(10, "cup", 2, window(AUTUMN, season("snow", "12:30", "13:00"))),
                        NOW);

        assertThat(status(decision)).isEqualTo("rejected");
        assertThat(answer(decision).toString())
                .contains("the season that starts at 2026-11-20T12:30:00Z must keep its name")
                .contains("'winter'");
        assertThat(
                        status(
                                apply(
                                        registry,
                                        put(
                                                20,
                                                "cup",
                                                2,
                                                window(AUTUMN, season("snow", "12:31", "13:00"))),
                                        NOW)))
                .isEqualTo("applied");
    }

    @ParameterizedTest
    @CsvSource({"11:50, applied", "12:05, rejected"})
    void sayWhatTimesAnAdjustmentCanHave(String eventTime, String status) throws Exception {
        ControlRegistry registry = cup(window(season("winter", "11:30", "12:30")));
        apply(registry, put(10, "cup", 2, window(season("winter", "11:30", "12:00"))), NOW);

        ControlDecision decision =
                apply(
                        registry,
                        message(
                                "score.adjust",
                                20,
                                "'board':'cup'",
                                "'player_id':'ada'",
                                "'amount':5",
                                "'event_time':" + time(eventTime)),
                        NOW);

        assertThat(status(decision)).isEqualTo(status);
    }
}
