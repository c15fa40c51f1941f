package io.rankstream.model.control;

import static io.rankstream.model.control.ControlFixture.answer;
import static io.rankstream.model.control.ControlFixture.apply;
import static io.rankstream.model.control.ControlFixture.board;
import static io.rankstream.model.control.ControlFixture.declarations;
import static io.rankstream.model.control.ControlFixture.message;
import static io.rankstream.model.control.ControlFixture.put;
import static io.rankstream.model.control.ControlFixture.registry;
import static io.rankstream.model.control.ControlFixture.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import java.time.Instant;
import java.util.List;
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
        ControlRegistry registry = cup(window(AUTUMN, season("winter", "13:20", "14:00")));

        long changed = changedFrom(registry, window(AUTUMN, season("winter", "11:20", "14:00")));

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

    /** It is 12:10; corrections reach back an hour, and events are at most 5 minutes ahead. */
    @ParameterizedTest
    @CsvSource({
        "11:30, winter, 11:35, rejected",
        "11:30, winter, 11:25, rejected",
        "11:30, winter, 13:20, rejected",
        "13:14, winter, 13:20, rejected",
        "13:15, winter, 13:20, applied",
        "13:15, winter, 11:30, applied",
        "11:30, snow, 11:30, rejected",
        "13:15, snow, 13:15, applied",
    })
    void keepTheirNameAndStart_whereEventsMayHaveCountedInThem(
            String start, String name, String other, String status) throws Exception {
        ControlRegistry registry = cup(window(AUTUMN, season("winter", start, "14:00")));

        ControlDecision decision =
                apply(
                        registry,
                        put(10, "cup", 2, window(AUTUMN, season(name, other, "14:00"))),
                        NOW);

        assertThat(status(decision)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"11:30, rejected", "13:14, rejected", "13:15, applied"})
    void areNotLeftOut_whereEventsMayHaveCountedInThem(String start, String status)
            throws Exception {
        ControlRegistry registry =
                cup(window(season("autumn", "09:00", "11:20"), season("winter", start, "14:00")));

        ControlDecision decision =
                apply(registry, put(10, "cup", 2, window(season("autumn", "09:00", "14:00"))), NOW);

        assertThat(status(decision)).isEqualTo(status);
        if (status.equals("rejected")) {
            assertThat(answer(decision).toString())
                    .contains("must have season 'winter' from 2026-11-20T" + start + ":00Z on")
                    .contains("events may have counted in what starts before 2026-11-20T13:15:00Z");
        }
    }

    @Test
    void areNotLeftOut_byAHigherVersionThatWasIssuedEarlier() throws Exception {
        ControlRegistry registry = cup(window(AUTUMN));
        String both = window(AUTUMN, season("winter", "13:30", "18:00"));
        assertThat(status(apply(registry, put(20, "cup", 2, both), NOW))).isEqualTo("applied");

        ControlDecision decision =
                apply(registry, put(10, "cup", 3, window(AUTUMN)), time("15:00"));

        assertThat(status(decision)).isEqualTo("rejected");
        assertThat(tracks(registry).tracks().get(0).window().start(time("14:00")))
                .isEqualTo(time("13:30"));
    }

    @Test
    void areNotLeftOut_byAPromotionThatWasIssuedEarlier() throws Exception {
        ControlRegistry registry = cup(window(AUTUMN));
        apply(registry, put(10, "cup", 2, "'mode':'shadow'", window(AUTUMN)), NOW);
        String both = window(AUTUMN, season("winter", "13:30", "18:00"));
        assertThat(status(apply(registry, put(20, "cup", 3, both), NOW))).isEqualTo("applied");

        ControlDecision decision =
                apply(
                        registry,
                        message(
                                "board.promote",
                                15,
                                "'board':'cup'",
                                "'version':2",
                                "'force':true"),
                        time("15:00"));

        assertThat(status(decision)).isEqualTo("rejected");
    }

    @Test
    void areNotLeftOutByProperties_whereEventsMayHaveCountedInThem() throws Exception {
        ControlRegistry registry =
                cup(window(season("autumn", "09:00", "11:20"), season("winter", "11:30", "14:00")));
        List<BoardDefinition> others =
                List.of(board("cup", 2, window(season("autumn", "09:00", "14:00"))));

        assertThatThrownBy(
                        () ->
                                ControlRegistry.fromJson(
                                        registry.toJson(), declarations(), others, NOW))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("must have season 'winter' from");
    }

    @Test
    void mayTakeTheGroundOfOthers_whereTheseKeepTheirStart() throws Exception {
        ControlRegistry registry = cup(window(season("autumn", "09:00", "12:30")));

        ControlDecision decision =
                apply(
                        registry,
                        put(
                                10,
                                "cup",
                                2,
                                window(
                                        season("autumn", "09:00", "11:20"),
                                        season("winter", "11:30", "12:30"))),
                        NOW);

        assertThat(status(decision)).isEqualTo("applied");
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
