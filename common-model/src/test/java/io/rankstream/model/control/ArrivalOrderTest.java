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
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in force depends on what was said, not on the order in which it arrived. */
class ArrivalOrderTest {

    private static final long NOW = 1_000_000_000_000L;
    private static final int ORDERS = 20;

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

    @ParameterizedTest
    @MethodSource("seeds")
    void doesNotMatter(long seed) throws Exception {
        List<String> messages = messages(new SplittableRandom(seed));
        String expected = null;
        for (int order = 0; order < ORDERS; order++) {
            ControlRegistry registry =
                    registry(board("laps", 1), board("laps", 100, "'mode':'shadow'"));
            for (String message : messages) {
                apply(registry, message, NOW);
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

    /** Times and versions from few, so that they often collide; effects from given times. */
    private static List<String> messages(SplittableRandom random) {
        List<String> messages = new ArrayList<>();
        int count = 2 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            long issuedAt = 10 + random.nextLong(8);
            String id = "'id':'" + (char) ('a' + i) + "'";
            long from = NOW - random.nextLong(5) * 1_000;
            String isoFrom = "'effective_from':'" + Instant.ofEpochMilli(from) + "'";
            String board = "'board':'laps'";
            messages.add(
                    switch (random.nextInt(8)) {
                        case 0, 1 ->
                                put(
                                        issuedAt,
                                        "laps",
                                        1 + random.nextInt(4),
                                        id,
                                        isoFrom,
                                        "'filter':'event.speed_kmph < " + i + "'");
                        case 2 ->
                                put(
                                        issuedAt,
                                        "laps",
                                        100 + random.nextInt(2),
                                        id,
                                        isoFrom,
                                        "'mode':'shadow'",
                                        "'filter':'event.speed_kmph < " + i + "'");
                        case 3 -> message("board.pause", issuedAt, id, board);
                        case 4 -> message("board.resume", issuedAt, id, board);
                        case 5 -> message("board.delete", issuedAt, id, board);
                        case 6 -> message("board.delete", issuedAt, id, board, "'version':100");
                        default ->
                                message(
                                        "param.put",
                                        issuedAt,
                                        id,
                                        "'name':'is_bot'",
                                        "'value':" + i,
                                        "'effective_from':" + from);
                    });
        }
        return messages;
    }

    /** Everything but the numbers of the tracks and those that ended. */
    private static String inForce(ControlRegistry registry) {
        List<String> boards = new ArrayList<>();
        for (BoardTrack track : tracks(registry, "laps")) {
            if (!track.retired()) {
                StringBuilder text = new StringBuilder();
                text.append(track.shadowVersion()).append(track.paused());
                for (BoardRule rule : track.rules()) {
                    text.append(rule.effectiveFrom()).append(rule.definition());
                }
                boards.add(text.toString());
            }
        }
        Collections.sort(boards);
        return boards + parameter(registry, "is_bot").toUpdate().json();
    }
}
