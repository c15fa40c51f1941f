package io.rankstream.model.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisteredKeyTest {

    private static final KeyGrammar KEYS = KeyGrammar.withPrefix("game:1:");

    @ParameterizedTest
    @CsvSource({
        "0, '', ",
        "2, '', ",
        "0, country=DE, ",
        "0, '', 20261120T000000Z",
        "2, 'country=DE,level=~', 2026-11-20T02+0100",
        "2026112001, country=DE, 2026-11-20",
        "0, country=%E2%82%AC%3A, finals"
    })
    void findsTheAddressOfAKeyAgain(int shadowVersion, String partition, String window) {
        BoardAddress address = address(shadowVersion, partition, window);

        RegisteredKey parsed = RegisteredKey.parse(KEYS.board(address), "daily", KEYS);

        assertThat(parsed.shadowVersion()).isEqualTo(shadowVersion);
        assertThat(parsed.partition()).isEqualTo(address.partition());
        assertThat(parsed.window()).isEqualTo(address.window());
    }

    @Test
    void refusesTheKeysOfOtherBoards() {
        for (String key :
                List.of(
                        "game:1:leaderboard:daily_points",
                        "game:1:leaderboard:weekly",
                        "leaderboard:daily")) {
            assertThat(RegisteredKey.parse(key, "daily", KEYS)).as(key).isNull();
        }
    }

    private static BoardAddress address(int shadowVersion, String partition, String window) {
        return new BoardAddress("daily", shadowVersion, partition, window, BoardAddress.NEVER);
    }
}
