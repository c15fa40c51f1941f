package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WindowSharesTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final String MINUTES =
            "{\"board\":\"b\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"window\":{\"type\":\"tumbling\",\"size\":\"PT1M\"}}";
    private static final int BOARD = 1;
    private static final int OTHER = 2;
    private static final int UNKNOWN = 3;

    private final ScoringGame game = new ScoringGame();
    private final WindowShares shares = new WindowShares();
    private final List<String> announced = new ArrayList<>();
    private long closes;

    @BeforeEach
    void open() {
        rules(false);
        closes = game.rules().track(BOARD).closesAt(NOON);
    }

    private void rules(boolean paused) {
        game.board(BOARD, 0, paused, false, List.of(MINUTES), List.of(Long.MIN_VALUE));
    }

    private List<String> announcedAt(long arrival) {
        announced.clear();
        shares.announceClosed(
                game.rules(),
                arrival,
                NOON,
                (track, share) ->
                        announced.add(
                                "%s %s: %d, %d"
                                        .formatted(
                                                track.name(),
                                                track.window().label(share.windowStart()),
                                                share.members(),
                                                share.checksum())));
        return announced;
    }

    @Test
    void addUpUntilTheWindowCloses_andAreSaidOnce() {
        shares.add(BOARD, NOON, 1, 10);
        shares.add(BOARD, NOON + MINUTE, 1, 5);
        shares.add(BOARD, NOON, 1, 20);
        shares.add(BOARD, NOON, -1, -10);

        assertThat(announcedAt(closes - 1)).isEmpty();
        assertThat(announcedAt(closes)).containsExactly("b 20261120T120000Z: 1, 20");
        assertThat(announcedAt(closes)).isEmpty();

        shares.add(BOARD, NOON, 0, 3);
        assertThat(announcedAt(closes)).containsExactly("b 20261120T120000Z: 0, 3");
        assertThat(announcedAt(closes + MINUTE)).containsExactly("b 20261120T120100Z: 1, 5");
        assertThat(shares.held()).isEmpty();
    }

    @Test
    void areForgottenWithASeasonThatIsNotThereAnyMore() {
        game.board(
                OTHER,
                MINUTES.replace("\"b\"", "\"cup\"")
                        .replace(
                                "{\"type\":\"tumbling\",\"size\":\"PT1M\"}",
                                "{\"type\":\"season\",\"seasons\":[{\"name\":\"autumn\","
                                        + "\"start\":\"2026-11-20T09:00:00Z\","
                                        + "\"end\":\"2026-11-20T14:00:00Z\"}]}"));
        shares.add(OTHER, NOON, 1, 10);
        long expires = game.rules().track(OTHER).expiresAt(NOON);

        assertThat(announcedAt(expires - 1)).isEmpty();
        assertThat(shares.held()).hasSize(1);
        assertThat(announcedAt(expires)).isEmpty();
        assertThat(shares.held()).isEmpty();
    }

    @Test
    void areOfOneBoardEach() {
        game.board(OTHER, MINUTES.replace("\"b\"", "\"other\""));

        shares.add(BOARD, NOON, 1, 10);
        shares.add(OTHER, NOON, 1, 2);
        shares.add(BOARD, NOON, 1, 20);

        assertThat(announcedAt(closes))
                .containsExactlyInAnyOrder(
                        "b 20261120T120000Z: 2, 30", "other 20261120T120000Z: 1, 2");
    }

    @Test
    void areNotSaid_whereNothingIsLeftOfThem() {
        shares.add(BOARD, NOON, 1, 10);
        shares.add(BOARD, NOON, -1, -10);

        assertThat(announcedAt(closes)).isEmpty();
        assertThat(shares.held()).isEmpty();
    }

    @Test
    void waitWhileTheBoardIsPaused() {
        shares.add(BOARD, NOON, 1, 10);
        rules(true);

        assertThat(announcedAt(closes)).isEmpty();
        assertThat(shares.held())
                .singleElement()
                .satisfies(
                        share -> {
                            assertThat(share.trackId()).isEqualTo(BOARD);
                            assertThat(share.windowStart()).isEqualTo(NOON);
                            assertThat(share.members()).isEqualTo(1);
                            assertThat(share.checksum()).isEqualTo(10);
                        });

        rules(false);
        assertThat(announcedAt(closes)).containsExactly("b 20261120T120000Z: 1, 10");
    }

    @Test
    void goWithABoardThatIsKnownNoMore() {
        shares.add(UNKNOWN, NOON, 1, 10);

        assertThat(announcedAt(closes)).isEmpty();
        assertThat(shares.held()).isEmpty();
    }
}
