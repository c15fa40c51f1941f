package io.rankstream.model.control;

import static io.rankstream.model.control.ControlFixture.apply;
import static io.rankstream.model.control.ControlFixture.board;
import static io.rankstream.model.control.ControlFixture.message;
import static io.rankstream.model.control.ControlFixture.parameter;
import static io.rankstream.model.control.ControlFixture.put;
import static io.rankstream.model.control.ControlFixture.registry;
import static io.rankstream.model.control.ControlFixture.tracks;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in force depends on what was said, not on the order in which it arrived. */
class ArrivalOrderTest {

    private static final long NOW = 1_000_000_000_000L;
    private static final int ORDERS = 8;

    /** Those that never contradict each other. */
    private static final int SIMPLE_KINDS = 10;

    private static final int ALL_KINDS = 16;

    static List<Long> seeds() {
        String given = System.getProperty("rankstream.seed");
        if (given != null) {
            return List.of(Long.valueOf(given));
        }
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 60; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    /** A message and when the stream took it, which is a part of what it says. */
    private record Said(String json, long arrivalTime, long issuedAt, String id) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void doesNotMatter(long seed) throws Exception {
        List<Said> messages = messages(new SplittableRandom(seed), SIMPLE_KINDS);
        String expected = null;
        for (int order = 0; order < ORDERS; order++) {
            ControlRegistry registry = newRegistry();
            for (Said message : messages) {
                apply(registry, message.json(), message.arrivalTime());
            }
            String inForce = inForce(registry);
            if (expected == null) {
                expected = inForce;
            }

            assertThat(inForce)
                    .as("seed %d, order %d: %s", seed, order, messages)
                    .isEqualTo(expected);
            Collections.shuffle(messages, new Random(seed * ORDERS + order));
        }
    }

    /** What is accepted may depend on the order: a promotion of a board that is gone is wrong. */
    @ParameterizedTest
    @MethodSource("seeds")
    void doesNotMatter_ofWhatIsAccepted(long seed) throws Exception {
        List<Said> messages = messages(new SplittableRandom(seed), ALL_KINDS);
        for (int order = 0; order < ORDERS; order++) {
            Collections.shuffle(messages, new Random(seed * ORDERS + order));
            ControlRegistry registry = newRegistry();
            List<Said> accepted = new ArrayList<>();
            for (Said message : messages) {
                ControlDecision decision = apply(registry, message.json(), message.arrivalTime());
                if (decision.status().result() != ControlStatus.Result.REJECTED) {
                    accepted.add(message);
                }
            }
            accepted.sort(Comparator.comparing(Said::issuedAt).thenComparing(Said::id));
            ControlRegistry inOrder = newRegistry();
            for (Said message : accepted) {
                ControlDecision decision = apply(inOrder, message.json(), message.arrivalTime());
                assertThat(decision.status().result())
                        .as("seed %d, order %d: %s", seed, order, decision.status())
                        .isNotEqualTo(ControlStatus.Result.REJECTED);
            }

            assertThat(inForce(registry))
                    .as("seed %d, order %d: %s", seed, order, messages)
                    .isEqualTo(inForce(inOrder));
        }
    }

    /** Whoever does the promotions one by one has every track under the keys it should have. */
    @ParameterizedTest
    @MethodSource("seeds")
    void leavesNoTrackUnderOldKeys(long seed) throws Exception {
        List<Said> messages = messages(new SplittableRandom(seed), ALL_KINDS);
        for (int order = 0; order < ORDERS; order++) {
            Collections.shuffle(messages, new Random(seed * ORDERS + order));
            ControlRegistry registry = newRegistry();
            Map<Integer, Integer> tracksByKey = new HashMap<>(Map.of(0, 1, 100, 2));
            Set<String> done = new HashSet<>();
            for (Said message : messages) {
                for (ControlUpdate update :
                        apply(registry, message.json(), message.arrivalTime()).updates()) {
                    if (update.isBoard()) {
                        take(BoardTracks.parse(update), tracksByKey, done);
                    }
                }
            }
        }
    }

    private static void take(
            BoardTracks board, Map<Integer, Integer> tracksByKey, Set<String> done) {
        for (Promotion promotion : board.promotions()) {
            if (done.add(promotion.id())) {
                Integer live = tracksByKey.remove(0);
                Integer shadow = tracksByKey.remove(promotion.shadowVersion());
                if (live != null && promotion.liveBecomes() != 0) {
                    tracksByKey.put(promotion.liveBecomes(), live);
                }
                if (shadow != null) {
                    tracksByKey.put(0, shadow);
                }
            }
        }
        Map<Integer, Integer> expected = new HashMap<>();
        for (BoardTrack track : board.tracks()) {
            if (!track.retired()) {
                expected.put(track.shadowVersion(), track.id());
                if (tracksByKey.containsValue(track.id())) {
                    assertThat(tracksByKey).containsEntry(track.shadowVersion(), track.id());
                }
            }
        }
        tracksByKey.clear();
        tracksByKey.putAll(expected);
    }

    private static ControlRegistry newRegistry() throws Exception {
        return registry(board("laps", 1), board("laps", 100, "'mode':'shadow'"));
    }

    /** Times and versions from few, so that they often collide; effects from given times. */
    private static List<Said> messages(SplittableRandom random, int kinds) {
        List<Said> messages = new ArrayList<>();
        int count = 2 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            long issuedAt = 10 + random.nextLong(8);
            String name = String.valueOf((char) ('a' + i));
            String id = "'id':'" + name + "'";
            long arrivalTime = NOW + random.nextLong(20) * 600_000;
            String json =
                    ofKind(
                            random.nextInt(kinds),
                            random,
                            issuedAt,
                            id,
                            arrivalTime - random.nextLong(10) * 600_000);
            messages.add(new Said(json, arrivalTime, issuedAt, name));
        }
        return messages;
    }

    private static String ofKind(
            int kind, SplittableRandom random, long issuedAt, String id, long from) {
        String isoFrom = "'effective_from':'" + Instant.ofEpochMilli(from) + "'";
        String board = "'board':'laps'";
        String filter = "'filter':'event.speed_kmph < " + random.nextInt(1_000) + "'";
        String mode = random.nextInt(3) == 0 ? "'mode':'paused'" : "'mode':'live'";
        return switch (kind) {
            case 0, 1 -> put(issuedAt, "laps", 1 + random.nextInt(4), id, isoFrom, filter, mode);
            case 2 ->
                    put(
                            issuedAt,
                            "laps",
                            100 + random.nextInt(2),
                            id,
                            isoFrom,
                            "'mode':'shadow'",
                            filter);
            case 3 -> message("board.pause", issuedAt, id, board);
            case 4 -> message("board.resume", issuedAt, id, board);
            case 5 -> message("board.delete", issuedAt, id, board);
            case 6 -> message("board.delete", issuedAt, id, board, "'version':100");
            case 7 -> message("board.reset", issuedAt, id, board, isoFrom);
            case 8 ->
                    put(
                            issuedAt,
                            "laps",
                            1 + random.nextInt(4),
                            id,
                            isoFrom,
                            filter,
                            "'reset':true");
            case 9 ->
                    message(
                            "param.put",
                            issuedAt,
                            id,
                            "'name':'is_bot'",
                            "'value':" + random.nextInt(9),
                            "'effective_from':" + from);
            case 10, 11 ->
                    message("board.promote", issuedAt, id, board, "'version':100", "'force':true");
            case 12 ->
                    message("board.promote", issuedAt, id, board, "'version':101", "'force':true");
            case 13 ->
                    message(
                            "board.promote",
                            issuedAt,
                            id,
                            board,
                            "'version':" + (1 + random.nextInt(4)),
                            "'force':true");
            case 14 -> message("board.reset", issuedAt, id, board, "'version':100", isoFrom);
            default -> message("board.promote", issuedAt, id, board, "'version':100");
        };
    }

    /** Everything but the numbers of the tracks and those that ended. */
    private static String inForce(ControlRegistry registry) {
        List<String> boards = new ArrayList<>();
        for (BoardTrack track : tracks(registry, "laps")) {
            if (!track.retired()) {
                StringBuilder text = new StringBuilder();
                text.append(track.shadowVersion()).append(track.isPausedAt(NOW));
                for (BoardRule rule : track.rules()) {
                    text.append(rule.effectiveFrom())
                            .append(rule.definition())
                            .append(track.isPausedAt(rule.effectiveFrom()));
                }
                boards.add(text.toString());
            }
        }
        Collections.sort(boards);
        return boards + parameter(registry, "is_bot").toUpdate().json();
    }
}
