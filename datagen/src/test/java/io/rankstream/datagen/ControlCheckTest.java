package io.rankstream.datagen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.datagen.ControlMessage.Action;
import io.rankstream.datagen.ControlMessage.Ban;
import io.rankstream.datagen.ControlMessage.BotSwitch;
import io.rankstream.datagen.ControlMessage.PutBoard;
import io.rankstream.datagen.ControlMessage.Unban;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCheckTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    static Stream<Action> actions() {
        return Stream.of(
                new BotSwitch(OptionalInt.of(0)),
                new BotSwitch(OptionalInt.empty()),
                new Ban("player \"7\"\\"),
                new Unban("player-1"));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void letsEveryMessageOfTheScriptOut(Action action) {
        ControlMessage message = new ControlMessage("id", NOON, action);

        assertThat(ControlCheck.accepted(message)).isEqualTo(message.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "total_distance",
                "top_speed",
                "window_30s_distance",
                "window_30s_speed",
                "daily_distance"
            })
    void letsANewVersionOfEachLiveBoardOut(String board) {
        ControlMessage message =
                new ControlMessage("id", NOON, new PutBoard(board, 3, NOON.plusSeconds(10), 300));

        assertThat(ControlCheck.accepted(message)).isEqualTo(message.json());
    }

    @Test
    void keepsBackWhatTheJobsWouldReject() {
        ControlMessage nobody = new ControlMessage("id", NOON, new Ban(""));

        assertThatThrownBy(() -> ControlCheck.accepted(nobody))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the jobs would reject control message id")
                .hasRootCauseMessage("player_id '': must have 1 to 128 characters");
    }

    @Test
    void knowsNoBoardThatIsNotLive() {
        ControlMessage unknown =
                new ControlMessage("id", NOON, new PutBoard("lap_times", 2, NOON, 300));

        assertThatThrownBy(() -> ControlCheck.accepted(unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lap_times is no live board of racing");
    }
}
