package io.rankstream.model.control;

import static io.rankstream.model.control.ControlFixture.CORRECTIONS;
import static io.rankstream.model.control.ControlFixture.DEDUP;
import static io.rankstream.model.control.ControlFixture.answer;
import static io.rankstream.model.control.ControlFixture.apply;
import static io.rankstream.model.control.ControlFixture.board;
import static io.rankstream.model.control.ControlFixture.declarations;
import static io.rankstream.model.control.ControlFixture.message;
import static io.rankstream.model.control.ControlFixture.put;
import static io.rankstream.model.control.ControlFixture.registry;
import static io.rankstream.model.control.ControlFixture.status;
import static io.rankstream.model.control.ControlFixture.tracks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.player.PlayerMessage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that are judged by what they are about: seasons, adjustments, promotions, repeats. */
class ControlMessagesTest {

    private static final long NOW = millis("2026-03-01T12:00:00Z");
    private static final long FAR_BACK = NOW - CORRECTIONS.toMillis();

    private static final String SEASONS =
            "'window':{'type':'season','seasons':["
                    + "{'name':'ice','start':'2026-01-01T00:00:00Z','end':'2026-04-01T00:00:00Z'},"
                    + "{'name':'sun','start':'2026-05-01T00:00:00Z','end':'2026-08-01T00:00:00Z'}]}";

    private static final String SHADOW = "'mode':'shadow'";

    @Test
    void endsASeason_onTheLiveBoardAndItsShadows() throws Exception {
        ControlRegistry registry =
                registry(board("cup", 1, SEASONS), board("cup", 2, SEASONS, SHADOW));

        ControlDecision decision = apply(registry, endOf("cup", "ice", NOW - 5), NOW);

        assertThat(status(decision)).isEqualTo("applied");
        assertThat(answer(decision).path("rule").isMissingNode()).isTrue();
        assertThat(tracks(registry, "cup"))
                .hasSize(2)
                .allSatisfy(track -> assertThat(endOfIce(track)).isEqualTo(NOW - 5));
    }

    @Test
    void endsASeason_onAShadowAlone() throws Exception {
        ControlRegistry registry =
                registry(board("cup", 1, SEASONS), board("cup", 2, SEASONS, SHADOW));

        apply(registry, endOf("cup", "ice", NOW, "'version':2"), NOW);

        assertThat(tracks(registry, "cup"))
                .extracting(ControlMessagesTest::endOfIce)
                .containsExactlyInAnyOrder(millis("2026-04-01T00:00:00Z"), NOW);
    }

    @Test
    void endsASeasonWithItsArrival_whenNoTimeIsNamed() throws Exception {
        ControlRegistry registry = registry(board("cup", 1, SEASONS));

        apply(registry, message("season.end", 10, "'board':'cup'", "'season':'ice'"), NOW);

        assertThat(endOfIce(tracks(registry, "cup").get(0))).isEqualTo(NOW);
    }

    @Test
    void endsASeasonNoEarlierThanCorrectionsReach_andSaysSo() throws Exception {
        ControlRegistry registry = registry(board("cup", 1, SEASONS));

        ControlDecision decision = apply(registry, endOf("cup", "ice", FAR_BACK - 1), NOW);

        assertThat(status(decision)).isEqualTo("applied");
        assertThat(answer(decision).path("rule").asText())
                .isEqualTo(
                        "at 2026-03-01T10:59:59.999Z is before the corrections horizon: it holds"
                                + " from 2026-03-01T11:00:00Z");
        assertThat(endOfIce(tracks(registry, "cup").get(0))).isEqualTo(FAR_BACK);

        ControlRegistry other = registry(board("cup", 1, SEASONS));
        assertThat(answer(apply(other, endOf("cup", "ice", FAR_BACK), NOW)).has("rule")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "laps | ice | 2026-03-01T12:00:00Z | board | laps | must have a window of type season",
                "cup | fog | 2026-03-01T12:00:00Z | season | fog | must be a season of the board: known are ice, sun",
                "cup | ice | 2026-04-01T00:00:00.001Z | at | 2026-04-01T00:00:00.001Z | must not be after the season's end, which is 2026-04-01T00:00:00Z",
                "cup | sun | 2026-03-01T12:00:00Z | at | 2026-03-01T12:00:00Z | window.seasons[1].end must be after start 2026-05-01T00:00:00Z"
            })
    void refusesAnEndThatNoSeasonHas(
            String board, String season, String at, String field, String value, String rule)
            throws Exception {
        ControlRegistry registry = registry(board("cup", 1, SEASONS), board("laps", 1));

        ControlDecision decision = apply(registry, endOf(board, season, millis(at)), NOW);

        assertRejected(decision, field, value, rule);
        assertThat(endOfIce(tracks(registry, "cup").get(0)))
                .isEqualTo(millis("2026-04-01T00:00:00Z"));
    }

    @Test
    void bringsNothingBack_thatAResetEnded_byOneOfAnEarlierTime() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));
        apply(registry, put(10, "laps", 2, "'reset':true"), NOW);
        apply(
                registry,
                message(
                        "board.reset",
                        20,
                        "'board':'laps'",
                        "'effective_from':'2026-03-01T11:30:00Z'"),
                NOW + 1);
        apply(registry, put(30, "laps", 3, "'effective_from':'2026-03-01T11:15:00Z'"), NOW + 2);

        assertThat(tracks(registry, "laps"))
                .filteredOn(track -> !track.retired())
                .flatExtracting(BoardTrack::rules)
                .extracting(BoardRule::effectiveFrom)
                .containsExactly(NOW);
    }

    @Test
    void notesWhatTakesEffectLaterThanItNames() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));

        assertThat(
                        ruleOf(
                                apply(
                                        registry,
                                        put(
                                                10,
                                                "laps",
                                                2,
                                                "'effective_from':'2026-03-01T10:59:59.999Z'"),
                                        NOW)))
                .startsWith("effective_from 2026-03-01T10:59:59.999Z is before the corrections");
        assertThat(tracks(registry, "laps").get(0).rules().get(1).effectiveFrom())
                .isEqualTo(FAR_BACK);

        assertThat(
                        ruleOf(
                                apply(
                                        registry,
                                        message(
                                                "param.put",
                                                11,
                                                "'name':'is_bot'",
                                                "'value':1",
                                                "'effective_from':" + (FAR_BACK - 1)),
                                        NOW)))
                .startsWith("effective_from ");

        ControlDecision ban =
                apply(
                        registry,
                        message(
                                "player.ban",
                                12,
                                "'player_id':'ada'",
                                "'from':" + (FAR_BACK - 1),
                                "'until':" + NOW),
                        NOW);
        assertThat(ruleOf(ban)).startsWith("from ");
        assertThat(ban.playerMessages().get(0).from()).isEqualTo(FAR_BACK);
        assertThat(ban.playerMessages().get(0).until()).isEqualTo(NOW);

        ControlDecision reset =
                apply(
                        registry,
                        message(
                                "board.reset",
                                13,
                                "'board':'laps'",
                                "'effective_from':" + (FAR_BACK - 1)),
                        NOW);
        assertThat(ruleOf(reset)).startsWith("effective_from ");
    }

    @Test
    void passesAnAdjustmentOn_forTheTrackItIsAbout() throws Exception {
        ControlRegistry registry =
                registry(
                        board("laps", 1, "'decimals':2"), board("laps", 2, "'decimals':2", SHADOW));

        ControlDecision decision =
                apply(registry, adjust("'board':'laps'", "'version':2", "'amount':-2.50"), NOW);

        assertThat(status(decision)).isEqualTo("applied");
        PlayerMessage adjustment = decision.playerMessages().get(0);
        assertThat(adjustment.kind()).isEqualTo(PlayerMessage.Kind.ADJUST);
        assertThat(adjustment.amount()).isEqualByComparingTo("-2.5");
        assertThat(adjustment.eventTime()).isEqualTo(NOW);
        assertThat(adjustment.shadowVersion()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'board':'laps','amount':1.255 | amount | 1.255 | must have at most 2 decimals, as the board has",
                "'board':'laps','amount':'90071992547409.93' | amount | 90071992547409.93 | must be at most 90071992547409.92",
                "'board':'best','amount':1 | board | best | must sum: it takes the max",
                "'board':'fog','amount':1 | board | fog | must be the name of a board: there is no such one",
                "'board':'laps','version':2,'amount':1 | version | 2 | must be the version of a shadow: leave it out for the live board",
                "'board':'laps','amount':1,'event_time':'2026-03-01T10:59:59.999Z' | event_time | 2026-03-01T10:59:59.999Z | must be from 2026-03-01T11:00:00Z, as far as corrections go back, to the arrival",
                "'board':'laps','amount':1,'event_time':'2026-03-01T12:00:00.001Z' | event_time | 2026-03-01T12:00:00.001Z | must be from 2026-03-01T11:00:00Z, as far as corrections go back, to the arrival",
                "'board':'late','amount':1 | event_time | 2026-03-01T12:00:00Z | must not be before the board, which counts events from 2026-03-02T00:00:00Z",
                "'board':'sun','amount':1 | event_time | 2026-03-01T12:00:00Z | must be inside a season of the board"
            })
    void refusesAnAdjustmentThatTheBoardCannotTake(
            String fields, String field, String value, String rule) throws Exception {
        ControlRegistry registry =
                registry(
                        board("laps", 1, "'decimals':2"),
                        board("best", 1, "'aggregation':'max'"),
                        board("late", 1, "'effective_from':'2026-03-02T00:00:00Z'"),
                        board(
                                "sun",
                                1,
                                "'window':{'type':'season','seasons':[{'name':'sun',"
                                        + "'start':'2026-05-01T00:00:00Z',"
                                        + "'end':'2026-08-01T00:00:00Z'}]}"));

        assertRejected(apply(registry, adjust(fields), NOW), field, value, rule);
    }

    @Test
    void refusesAnAdjustmentBeyondAllNumbers() throws Exception {
        String message =
                adjust("'board':'laps'", "'amount':1").replace("\"amount\":1", "\"amount\":-1e400");

        ControlDecision decision = apply(registry(board("laps", 1)), message, NOW);

        assertRejected(decision, "amount", "\"-Infinity\"", "must be a number that a double holds");
    }

    @Test
    void takesTheGreatestAdjustmentThatADoubleHolds() throws Exception {
        ControlRegistry registry = registry(board("laps", 1, "'decimals':2"));

        assertThat(
                        status(
                                apply(
                                        registry,
                                        adjust("'board':'laps'", "'amount':'-90071992547409.92'"),
                                        NOW)))
                .isEqualTo("applied");
    }

    @Test
    void promotesNoShadowThatCoversLess_unlessForced() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));
        apply(registry, put(10, "laps", 2, SHADOW), NOW);

        assertRejected(
                apply(registry, promote(11, "laps", 2), NOW + 1),
                "version",
                "2",
                "must cover what the live board covers: it counts events from 2026-03-01T12:00:00Z,"
                        + " the live board from the beginning (or say \"force\":true)");
        assertThat(liveVersion(registry)).isEqualTo(1);

        assertThat(status(apply(registry, promote(12, "laps", 2, "'force':true"), NOW + 2)))
                .isEqualTo("applied");
        assertThat(liveVersion(registry)).isEqualTo(2);
    }

    @Test
    void promotesAShadow_onceNoEventBeforeItIsCountedAnyMore() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));
        apply(registry, put(10, "laps", 2, SHADOW), NOW);
        long covered = NOW + DEDUP.toMillis();

        assertThat(status(apply(registry, promote(11, "laps", 2), covered - 1)))
                .isEqualTo("rejected");
        assertThat(status(apply(registry, promote(12, "laps", 2), covered))).isEqualTo("applied");
        assertThat(status(apply(registry, promote(13, "laps", 1), covered)))
                .as("the way back")
                .isEqualTo("applied");
        assertThat(liveVersion(registry)).isEqualTo(1);
    }

    @Test
    void letsWhatEndedFollowItsPlace_whereAPromotionMovesIt() throws Exception {
        ControlRegistry registry = registry(board("laps", 1), board("laps", 2, SHADOW));
        apply(registry, message("board.reset", 10, "'board':'laps'"), NOW);
        apply(registry, message("board.reset", 11, "'board':'laps'", "'version':2"), NOW + 1);
        assertThat(places(registry)).containsExactly("1 in 0", "2 in 2");

        apply(registry, promote(12, "laps", 2, "'force':true"), NOW + 2);

        assertThat(places(registry)).containsExactly("1 in 1", "2 in 0");
        assertThat(places(restart(registry))).containsExactly("1 in 1", "2 in 0");
    }

    /** Where the tracks that ended stand. */
    private static List<String> places(ControlRegistry registry) {
        return tracks(registry, "laps").stream()
                .filter(BoardTrack::retired)
                .map(track -> track.id() + " in " + track.shadowVersion())
                .toList();
    }

    @Test
    void leavesWhatEndedInThePlaceThatAShadowTakes_whereNothingIsLive() throws Exception {
        ControlRegistry registry = registry(board("laps", 1), board("laps", 2, SHADOW));
        apply(registry, message("board.delete", 10, "'board':'laps'"), NOW);

        apply(registry, promote(11, "laps", 2), NOW + 1);

        assertThat(places(registry)).containsExactly("1 in 0");
    }

    @Test
    void takesWhatWasPromotedAsLive_fromTheProperties() throws Exception {
        ControlRegistry registry = registry(board("laps", 1), board("laps", 2, SHADOW));
        apply(registry, promote(10, "laps", 2), NOW);

        ControlRegistry asBefore = restart(registry, board("laps", 1), board("laps", 2, SHADOW));
        assertThat(asBefore.updates()).isEqualTo(registry.updates());
        ControlRegistry asNow = restart(registry, board("laps", 1, SHADOW), board("laps", 2));
        assertThat(asNow.updates()).isEqualTo(registry.updates());

        assertThatThrownBy(
                        () ->
                                restart(
                                        registry,
                                        board("laps", 2, "'filter':'event.speed_kmph < 9'")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("board laps version 2 filter 'event.speed_kmph < 9'");
    }

    @Test
    void refusesAnotherModeInTheProperties_ofWhatWasNotPromoted() throws Exception {
        ControlRegistry registry = registry(board("laps", 1), board("laps", 2, SHADOW));

        assertThatThrownBy(() -> restart(registry, board("laps", 1), board("laps", 2)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith(
                        "board laps version 2 mode '(default)': differs from shadow");
        assertThatThrownBy(() -> restart(registry, board("laps", 1, "'mode':'paused'")))
                .hasMessageStartingWith("board laps version 1 mode 'paused': differs from");
    }

    @Test
    void absorbsMessagesInBoundedMemory() throws Exception {
        ControlRegistry registry = registry(board("laps", 1));
        tell(registry, 1, 200);
        int before = registry.toJson().length();

        tell(registry, 201, 2_000);

        assertThat(registry.toJson().length()).isLessThan(before + 200);
        JsonNode repeated = answer(apply(registry, pause(150), NOW + 5_000));
        assertThat(repeated.path("status").asText()).isEqualTo("superseded");
        assertThat(repeated.path("rule").asText())
                .isEqualTo("is older than the last messages about the board that are known");
        assertThat(answer(apply(registry, pause(1_999), NOW + 5_000)).path("status").asText())
                .isEqualTo("superseded");
        assertThat(tracks(registry, "laps")).hasSize(1);
    }

    private static void tell(ControlRegistry registry, int from, int until) {
        for (int i = from; i <= until; i++) {
            assertThat(status(apply(registry, pause(i), NOW + i))).isEqualTo("applied");
            apply(registry, pause(i), NOW + i);
        }
    }

    private static String pause(int issuedAt) {
        return message(
                issuedAt % 2 == 0 ? "board.resume" : "board.pause", issuedAt, "'board':'laps'");
    }

    private static void assertRejected(
            ControlDecision decision, String field, String value, String rule) throws Exception {
        JsonNode answer = answer(decision);
        assertThat(answer.path("status").asText()).isEqualTo("rejected");
        assertThat(answer.path("field").asText()).isEqualTo(field);
        assertThat(answer.path("value").asText()).isEqualTo(value);
        assertThat(answer.path("rule").asText()).isEqualTo(rule);
        assertThat(decision.updates()).isEmpty();
        assertThat(decision.playerMessages()).isEmpty();
    }

    private static String ruleOf(ControlDecision decision) throws Exception {
        assertThat(status(decision)).as(decision.status().toString()).isEqualTo("applied");
        return answer(decision).path("rule").asText();
    }

    private static String endOf(String board, String season, long at, String... more) {
        String[] fields = new String[3 + more.length];
        fields[0] = "'board':'" + board + "'";
        fields[1] = "'season':'" + season + "'";
        fields[2] = "'at':" + at;
        System.arraycopy(more, 0, fields, 3, more.length);
        return message("season.end", 10, fields);
    }

    private static String promote(long issuedAt, String board, int version, String... more) {
        String[] fields = new String[2 + more.length];
        fields[0] = "'board':'" + board + "'";
        fields[1] = "'version':" + version;
        System.arraycopy(more, 0, fields, 2, more.length);
        return message("board.promote", issuedAt, fields);
    }

    private static String adjust(String... fields) {
        return message("score.adjust", 10, "'player_id':'ada'", String.join(",", fields));
    }

    private static ControlRegistry restart(ControlRegistry registry, BoardDefinition... properties)
            throws Exception {
        return ControlRegistry.fromJson(
                registry.toJson(), declarations(), List.of(properties), NOW + 10);
    }

    private static int liveVersion(ControlRegistry registry) {
        return tracks(registry, "laps").stream()
                .filter(track -> track.shadowVersion() == 0 && !track.retired())
                .findFirst()
                .orElseThrow()
                .newest()
                .version();
    }

    private static long endOfIce(BoardTrack track) {
        return track.newest().window().end(millis("2026-01-01T00:00:00Z"));
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
