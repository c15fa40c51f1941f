package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.player.PlayerMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;

    private final ScoringLimits limits =
            ScoringGame.limits().withCorrections(ScoringGame.CORRECTIONS).withMaxDistinct(2);
    private final ScoringGame game = new ScoringGame(limits.withoutForgetting());
    private final List<PlayerMessage> messages = new ArrayList<>();
    private final List<GameplayEvent> events = new ArrayList<>();
    private final List<ArrivedRow> rows = new ArrayList<>();

    private void board(String fields) {
        game.board(1, "{\"board\":\"b\",\"version\":1,%s}".formatted(fields.replace('\'', '"')));
    }

    /** What each adds, in the order of their times; empty if ada is not there. */
    private List<Integer> deltas(String window, long asOf) throws IOException {
        MemberExplainer explainer =
                new MemberExplainer(
                        game.rules(), limits, asOf, game.rules().track(1), window, "", "ada");
        PlayerRebuild player = explainer.players();
        player.begin("ada", rows, messages);
        for (GameplayEvent event : events) {
            player.event(event);
        }
        player.end();
        explainer.take();
        return explainer.explanation().stream()
                .flatMap(explanation -> explanation.steps().stream())
                .map(step -> step.delta().intValueExact())
                .toList();
    }

    private static PlayerMessage adjustment(String id, int track, int amount) {
        return PlayerMessage.adjust("ada", 1, id, NOON, "b", 0, BigDecimal.valueOf(amount), NOON)
                .onTrack(track);
    }

    @Test
    void namesWhatCounts() throws Exception {
        board("'score':'points','aggregation':'sum','filter':'event.points > 1'");
        events.add(event(1, "ada", 5, NOON, NOON));
        events.add(event(2, "ada", 1, NOON, NOON + 1));
        events.add(event(2, "ada", 7, NOON, NOON + 2));
        events.add(event(3, "ada", 3, NOON, NOON + 3));

        assertThat(deltas(null, NOON + MINUTE)).containsExactly(5, 3);
    }

    @Test
    void leavesOutWhatIsTakenBackOrBanned() throws Exception {
        board("'score':'points','aggregation':'sum'");
        events.add(named(1, "ada", null, 5, NOON, NOON));
        events.add(named(2, "ada", null, 3, NOON + 1, NOON + 1));
        events.add(named(3, "ada", null, 2, NOON + 2, NOON + 2));
        messages.add(PlayerMessage.retract("ada", 1, "m1", NOON + MINUTE, "event-1"));
        messages.add(PlayerMessage.ban("ada", 2, "m2", NOON + MINUTE, NOON + 2, NOON + 3));

        assertThat(deltas(null, NOON + 2 * MINUTE)).containsExactly(3);
    }

    @Test
    void namesTheAdjustmentsOfItsBoardOnly() throws Exception {
        board("'score':'points','aggregation':'sum'");
        messages.add(adjustment("m1", 1, 4));
        messages.add(adjustment("m2", 2, 9));
        events.add(event(1, "ada", 5, NOON, NOON + 1));

        assertThat(deltas(null, NOON + MINUTE)).containsExactlyInAnyOrder(4, 5);
    }

    @Test
    void judgesEachByTheRowOfItsTime() throws Exception {
        board("'score':'event.points + player.is_bot','aggregation':'sum'");
        rows.add(
                new ArrivedRow(
                        DimensionRow.of("ada", NOON, ScoringGame.row("Ada", "DE", 0)), NOON));
        rows.add(
                new ArrivedRow(
                        DimensionRow.of("ada", NOON + 9, ScoringGame.row("Ada", "DE", 1)),
                        NOON + 9));
        events.add(event(1, "ada", 5, NOON, NOON + 10));
        events.add(event(2, "ada", 3, NOON + 9, NOON + 11));

        assertThat(deltas(null, NOON + MINUTE)).containsExactly(5, 4);
    }

    @Test
    void isOfOneWindow() throws Exception {
        board(
                "'score':'points','aggregation':'sum','retention':'P1D',"
                        + "'window':{'type':'tumbling','size':'PT1M'}");
        events.add(event(1, "ada", 5, NOON, NOON));
        events.add(event(2, "ada", 3, NOON + MINUTE, NOON + MINUTE));
        events.add(event(3, "ada", 2, NOON + MINUTE - 1, NOON + MINUTE));
        long closed = NOON + Duration.ofHours(1).toMillis();

        assertThat(deltas("20261120T120000Z", closed)).containsExactly(5, 2);
        assertThat(deltas("20261120T120100Z", closed)).containsExactly(3);
        assertThat(deltas("20261120T120000Z", NOON + 2 * MINUTE)).containsExactly(5, 2);
        assertThat(deltas("20261120T120200Z", closed)).isEmpty();
    }

    @Test
    void leavesOutTheSlicesThatHaveLeftOrAreStillToCome() throws Exception {
        board(
                "'score':'points','aggregation':'sum',"
                        + "'window':{'type':'rolling','size':'PT3M','slide':'PT1M'}");
        events.add(event(1, "ada", 5, NOON, NOON));
        events.add(event(2, "ada", 3, NOON + 4 * MINUTE, NOON + 3 * MINUTE));
        events.add(event(3, "ada", 2, NOON + 2 * MINUTE, NOON + 3 * MINUTE + 1));

        assertThat(deltas(null, NOON + 3 * MINUTE + 2)).containsExactly(2);
        assertThat(deltas(null, NOON + 4 * MINUTE)).containsExactly(2, 3);
    }

    @Test
    void leavesOutWhatWasOneValueTooMany() throws Exception {
        board("'aggregation':'count_distinct','distinct':'event.room'");
        events.add(named(1, "ada", "red", 1, NOON, NOON));
        events.add(named(2, "ada", "blue", 1, NOON, NOON + 1));
        events.add(named(3, "ada", "green", 1, NOON, NOON + 2));
        events.add(named(4, "ada", "red", 1, NOON, NOON + 3));

        assertThat(deltas(null, NOON + MINUTE)).containsExactly(1, 1, 0);
    }

    @Test
    void leavesOutWhatWouldLeave64Bits() throws Exception {
        board("'score':'points','aggregation':'sum'");
        events.add(event(1, "ada", 5, NOON, NOON));
        events.add(event(2, "ada", Long.MAX_VALUE, NOON, NOON + 1));
        events.add(event(3, "ada", 3, NOON, NOON + 2));

        assertThat(deltas(null, NOON + MINUTE)).containsExactly(5, 3);
    }

    @Test
    void isEmpty_whereThePlayerIsHidden() throws Exception {
        board("'score':'points','aggregation':'sum'");
        events.add(event(1, "ada", 5, NOON, NOON));
        messages.add(PlayerMessage.ban("ada", 1, "m", NOON));

        assertThat(deltas(null, NOON + MINUTE)).isEmpty();
    }
}
