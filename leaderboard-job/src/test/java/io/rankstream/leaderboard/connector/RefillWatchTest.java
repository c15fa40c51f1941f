package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.RegisteredKey;
import io.rankstream.model.player.RefillBoard;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RefillWatchTest {

    private static final Set<String> BOARDS = Set.of("daily");
    private static final RefillBoard LIVE = new RefillBoard("daily", BoardAddress.LIVE);
    private static final RefillBoard SHADOW = new RefillBoard("daily", 2);

    private final RefillWatch watch = new RefillWatch(WatchSplit.initial());

    @Test
    void reportsTheFirstRequestOfABoard_whoseNameWasTakenOverAtOnce() {
        knowTheShadow();
        assertThat(watch.seen(BOARDS, Map.of(LIVE, "1", SHADOW, "1")))
                .containsExactlyInAnyOrder(LIVE, SHADOW);

        assertThat(watch.seen(BOARDS, Map.of())).isEmpty();
        assertThat(watch.reported()).isEmpty();

        assertThat(watch.seen(BOARDS, Map.of(LIVE, "1", SHADOW, "1")))
                .containsExactlyInAnyOrder(LIVE, SHADOW);
    }

    @Test
    void remembersTheRequestOfAShadow_untilItHearsOfThatAgain() {
        knowTheShadow();
        watch.seen(BOARDS, Map.of(LIVE, "1", SHADOW, "1"));
        RefillWatch restored =
                new RefillWatch(
                        new WatchSplit(
                                "lineage",
                                0,
                                WatchSplit.NONE,
                                WatchSplit.NONE,
                                null,
                                null,
                                null,
                                watch.reported()));

        assertThat(restored.seen(BOARDS, Map.of(LIVE, "1"))).isEmpty();
        assertThat(restored.seen(BOARDS, Map.of(LIVE, "1", SHADOW, "1"))).isEmpty();
    }

    private void knowTheShadow() {
        BoardAddress address = new BoardAddress("daily", 2, "", null, BoardAddress.NEVER);
        watch.keys("daily", List.of(RegisteredKey.of("leaderboard:daily:v2", address)));
    }
}
