package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.leaderboard.config.AuditConfig;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.RegisteredKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drives a round over keys that have pages of members. */
class AuditRoundTest {

    private static final KeyGrammar KEYS = KeyGrammar.withPrefix("");

    private static final int PAGE = 10;

    private final Map<String, Map<String, Integer>> membersByBoard = new TreeMap<>();
    private final List<String> read = new ArrayList<>();

    private long now = 1_000_000;
    private AuditRound round;

    @BeforeEach
    void fill() {
        membersByBoard.put(
                "daily",
                Map.of(
                        "leaderboard:daily:d1",
                        25,
                        "leaderboard:daily:d2",
                        10,
                        "leaderboard:daily:v2",
                        0));
        membersByBoard.put("weekly", Map.of("leaderboard:weekly", 1));
        round = newRound("PT10S", 1_000, WatchSplit.initial());
    }

    @Test
    void readsEveryPageOfEveryKeyOnce() {
        finishRound();

        assertThat(read)
                .containsExactly(
                        "leaderboard:daily:d1 0",
                        "leaderboard:daily:d1 1",
                        "leaderboard:daily:d1 2",
                        "leaderboard:daily:d2 0",
                        "leaderboard:daily:v2 0",
                        "leaderboard:weekly 0");
    }

    @Test
    void takesTheAuditsPeriod() {
        long startedAt = now;

        finishRound();
        assertThat((double) round.dueAt() - startedAt).isBetween(9_990.0, 10_010.0);

        read.clear();
        finishRound();
        assertThat(read).hasSize(6);
        assertThat((double) round.dueAt() - startedAt).isBetween(19_980.0, 20_020.0);
    }

    @Test
    void takesLongerThanThePeriod_whenTheRateIsLimited() {
        round = newRound("PT10S", 2, WatchSplit.initial());
        long startedAt = now;

        finishRound();

        // 36 members and 4 keys at 2 a second.
        assertThat((double) round.dueAt() - startedAt).isBetween(19_990.0, 20_010.0);
    }

    @Test
    void goesOnWhereItWas_afterARestart() {
        while (read.size() < 2) {
            step();
        }
        List<String> before = List.copyOf(read);
        read.clear();
        WatchSplit state =
                new WatchSplit(null, 0, 0, 0, round.board(), round.key(), round.cursor(), Map.of());
        round = newRound("PT10S", 1_000, state);
        finishRound();

        assertThat(before).containsExactly("leaderboard:daily:d1 0", "leaderboard:daily:d1 1");
        assertThat(read)
                .containsExactly(
                        "leaderboard:daily:d1 2",
                        "leaderboard:daily:d2 0",
                        "leaderboard:daily:v2 0",
                        "leaderboard:weekly 0");
    }

    @Test
    void goesOnBehindAKeyOrABoardThatIsGone() {
        round =
                newRound(
                        "PT10S",
                        1_000,
                        new WatchSplit(
                                null, 0, 0, 0, "daily", "leaderboard:daily:d1a", "5", Map.of()));
        finishRound();
        assertThat(read).startsWith("leaderboard:daily:d2 0").hasSize(3);

        read.clear();
        round = newRound("PT10S", 1_000, new WatchSplit(null, 0, 0, 0, "gone", "k", "5", Map.of()));
        finishRound();
        assertThat(read).containsExactly("leaderboard:weekly 0");
    }

    @Test
    void readsTheKeyUnderWayFromItsStart_afterAnOutage() {
        while (read.size() < 2) {
            step();
        }
        round.interrupted();
        step();

        assertThat(read.get(2)).isEqualTo("leaderboard:daily:d1 0");
    }

    @Test
    void doesNotMakeUpForALongDelayInOneBurst() {
        while (read.size() < 1) {
            step();
        }
        now += 8_000;
        step();

        assertThat(round.dueAt()).isGreaterThan(now);
    }

    @Test
    void looksAgainSoon_whenThereIsNothingToAudit() {
        membersByBoard.clear();
        round = newRound("PT1H", 1_000, WatchSplit.initial());

        assertThat(round.next(now)).isNull();

        assertThat(round.dueAt()).isEqualTo(now + 60_000);
        assertThat(round.rounds()).isZero();
    }

    @Test
    void readsNothing_whenItIsSwitchedOff() {
        round = newRound("PT0S", 1_000, WatchSplit.initial());

        assertThat(round.next(now)).isNull();
        assertThat(round.dueAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void waitsUntilItKnowsTheBoards() {
        AuditRound early =
                new AuditRound(
                        new AuditConfig(Duration.ofSeconds(1), 1, Duration.ofSeconds(1)),
                        WatchSplit.initial());

        assertThat(early.next(now)).isNull();
    }

    private void finishRound() {
        long rounds = round.rounds();
        while (round.rounds() == rounds) {
            step();
        }
    }

    private void step() {
        now = Math.max(now, round.dueAt());
        AuditRound.Step step = round.next(now);
        Map<String, Integer> members = membersByBoard.getOrDefault(step.board(), Map.of());
        if (step.counts()) {
            round.counted(
                    members.size(), members.values().stream().mapToInt(Integer::intValue).sum());
        } else if (step.key() == null) {
            NavigableMap<String, RegisteredKey> keys = new TreeMap<>();
            members.keySet()
                    .forEach(key -> keys.put(key, RegisteredKey.parse(key, step.board(), KEYS)));
            round.listed(keys);
        } else {
            read.add(step.key().key() + " " + step.cursor());
            int page = Integer.parseInt(step.cursor());
            int left = members.get(step.key().key()) - page * PAGE;
            round.scanned(
                    left > PAGE ? Integer.toString(page + 1) : "0", Math.min(left, PAGE), now);
        }
    }

    private AuditRound newRound(String period, int probesPerSecond, WatchSplit restored) {
        AuditRound made =
                new AuditRound(
                        new AuditConfig(
                                Duration.parse(period), probesPerSecond, Duration.ofSeconds(1)),
                        restored);
        made.boards(membersByBoard.keySet());
        return made;
    }
}
