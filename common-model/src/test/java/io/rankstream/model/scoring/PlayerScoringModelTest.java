package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.player.PlayerMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random games against a brute-force reference that shares no code with the scoring: it keeps every
 * event and computes every board from all of them at the end.
 */
class PlayerScoringModelTest {

    private static final int HISTORIES = 300;
    private static final long START = Instant.parse("2026-03-28T22:00:00Z").toEpochMilli();
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String[] COUNTRIES = {"DE", "FR", "U K", null};

    private record Board(
            String name, String definition, String aggregation, String window, long lateness) {}

    private static final List<Board> BOARDS =
            List.of(
                    new Board(
                            "total",
                            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}",
                            "sum",
                            "all",
                            0),
                    new Board(
                            "best",
                            "{\"board\":\"best\",\"version\":1,\"score\":\"points\",\"aggregation\":\"max\","
                                    + "\"eligible\":\"param.is_bot == null || player.is_bot == param.is_bot\"}",
                            "max",
                            "all",
                            0),
                    new Board(
                            "worst",
                            "{\"board\":\"worst\",\"version\":1,\"score\":\"points\",\"aggregation\":\"min\","
                                    + "\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"},"
                                    + "\"allowed_lateness\":\"PT15S\",\"retention\":\"P30D\"}",
                            "min",
                            "30s",
                            15 * SECOND),
                    new Board(
                            "mean",
                            "{\"board\":\"mean\",\"version\":1,\"score\":\"points\",\"aggregation\":\"avg\","
                                    + "\"decimals\":2,\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"},"
                                    + "\"allowed_lateness\":\"PT0S\",\"filter\":\"event.points >= 0\"}",
                            "avg",
                            "30s",
                            0),
                    new Board(
                            "daily",
                            "{\"board\":\"daily\",\"version\":1,\"aggregation\":\"count\","
                                    + "\"window\":{\"type\":\"calendar\",\"unit\":\"day\",\"zone\":\"Europe/Berlin\"},"
                                    + "\"allowed_lateness\":\"PT10M\",\"partition_by\":[\"player.country\"]}",
                            "count",
                            "day",
                            10 * MINUTE));

    static LongStream seeds() {
        String seed = System.getProperty("seed");
        return seed == null
                ? LongStream.rangeClosed(1, HISTORIES)
                : LongStream.of(Long.parseLong(seed));
    }

    /** To run one history again: {@code -Dseed=<n>}. */
    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithBruteForce(long seed) {
        Random random = new Random(seed);
        ScoringGame game = new ScoringGame();
        for (int i = 0; i < BOARDS.size(); i++) {
            game.board(i + 1, BOARDS.get(i).definition());
        }
        List<GameplayEvent> accepted = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        Map<String, FieldValues> rows = new HashMap<>();
        Set<String> deleted = new HashSet<>();
        Set<String> banned = new HashSet<>();
        Integer botSwitch = null;
        List<GameplayEvent> sent = new ArrayList<>();
        long now = START;
        int inputs = 50 + random.nextInt(400);
        int playerCount = 1 + random.nextInt(8);
        for (int i = 0; i < inputs; i++) {
            now += random.nextInt(random.nextInt(40) == 0 ? (int) (40 * MINUTE) : 3_000);
            game.wallClock(now);
            String player = "player-" + random.nextInt(playerCount);
            switch (random.nextInt(30)) {
                case 0, 1 -> {
                    FieldValues values =
                            row(
                                    "alias-" + random.nextInt(3),
                                    COUNTRIES[random.nextInt(COUNTRIES.length)],
                                    random.nextInt(2));
                    rows.put(player, values);
                    deleted.remove(player);
                    DimensionRow change =
                            random.nextInt(4) == 0 && !rows.containsKey(player)
                                    ? DimensionRow.snapshot(player, values)
                                    : DimensionRow.of(player, now / 1_000 * 1_000, values);
                    if (random.nextBoolean()) {
                        game.broadcast(change);
                    }
                    game.send(change);
                }
                case 2 -> {
                    if (rows.remove(player) != null) {
                        deleted.add(player);
                        game.send(DimensionRow.deleted(player, now / 1_000 * 1_000));
                    }
                }
                case 3 -> {
                    boolean ban = random.nextBoolean();
                    if (ban) {
                        banned.add(player);
                    } else {
                        banned.remove(player);
                    }
                    game.send(
                            ban
                                    ? PlayerMessage.ban(player, now, "m" + i, now)
                                    : PlayerMessage.unban(player, now, "m" + i, now));
                }
                case 4 -> {
                    botSwitch = random.nextInt(3) == 0 ? null : (Integer) random.nextInt(2);
                    game.botSwitch(botSwitch, now);
                    if (random.nextBoolean()) {
                        game.sweep();
                    }
                }
                case 5 -> game.writeAndRead();
                case 6 -> game.arrivalClock(now - random.nextInt((int) (20 * MINUTE)));
                // Ahead of what still arrives, as the wall clock is when shards were idle.
                case 7 -> game.arrivalClock(now + random.nextInt((int) (5 * MINUTE)));
                case 8 -> game.reassert(random.nextBoolean());
                case 9, 10, 11, 12 -> {
                    if (!sent.isEmpty()) {
                        GameplayEvent copy = sent.get(random.nextInt(sent.size()));
                        GameplayEvent again =
                                event(
                                        Integer.parseInt(copy.origin().sequenceNumber()),
                                        copy.playerId(),
                                        copy.fields().integer(0),
                                        copy.eventTime(),
                                        now);
                        note(again, seen, accepted);
                        game.send(again);
                    }
                }
                default -> {
                    GameplayEvent event =
                            event(
                                    game.nextNumber(),
                                    player,
                                    random.nextInt(100) - 20,
                                    now - age(random),
                                    now);
                    sent.add(event);
                    note(event, seen, accepted);
                    game.send(event);
                }
            }
        }
        game.wallClock(now + ScoringGame.PARKING.toMillis());
        game.sweep();

        Map<String, Map<String, Double>> expected =
                expected(accepted, rows, deleted, banned, botSwitch);
        assertThat(game.boards()).as("seed %d", seed).isEqualTo(expected);

        game.arrivalClock(now + 48 * 60 * MINUTE);
        assertThat(game.boards()).as("seed %d, closed", seed).isEqualTo(expected);
        assertThat(announced(game)).as("seed %d, windows", seed).isEqualTo(announced(expected));
    }

    private static long age(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt((int) (60 * SECOND));
            case 1 -> random.nextInt((int) (30 * MINUTE));
            case 2 -> random.nextLong(3 * 24 * 60 * MINUTE);
            case 3 -> -random.nextInt((int) (5 * MINUTE));
            default -> random.nextInt(5_000);
        };
    }

    private static void note(GameplayEvent event, Set<Integer> seen, List<GameplayEvent> accepted) {
        if (event.eventTime() >= event.arrivalTime() - ScoringGame.HORIZON.toMillis()
                && seen.add(Integer.parseInt(event.origin().sequenceNumber()))) {
            accepted.add(event);
        }
    }

    private static Map<String, Map<String, Double>> expected(
            List<GameplayEvent> events,
            Map<String, FieldValues> rows,
            Set<String> deleted,
            Set<String> banned,
            Integer botSwitch) {
        Map<String, Map<String, Double>> expected = new TreeMap<>();
        for (Board board : BOARDS) {
            String name = board.name();
            Map<String, Map<String, List<Long>>> scores = new TreeMap<>();
            for (GameplayEvent event : events) {
                String player = event.playerId();
                FieldValues row = rows.get(player);
                long points = event.fields().integer(0);
                boolean shown = !banned.contains(player) && !deleted.contains(player);
                if (name.equals("best") && botSwitch != null) {
                    shown &= row != null && row.integer(2) == botSwitch;
                }
                if (!shown
                        || (name.equals("mean") && points < 0)
                        || event.arrivalTime() > end(board, event.eventTime()) + board.lateness()) {
                    continue;
                }
                String key = "leaderboard:" + name;
                if (name.equals("daily")) {
                    String country = row == null || !row.isPresent(1) ? "~" : row.text(1);
                    key += ":country=" + country.replace(" ", "%20");
                }
                key += label(board, event.eventTime());
                scores.computeIfAbsent(key, k -> new TreeMap<>())
                        .computeIfAbsent(player, k -> new ArrayList<>())
                        .add(points);
            }
            scores.forEach(
                    (key, members) ->
                            members.forEach(
                                    (member, values) ->
                                            expected.computeIfAbsent(key, k -> new TreeMap<>())
                                                    .put(member, fold(board, values))));
        }
        return expected;
    }

    private static double fold(Board board, List<Long> values) {
        BinaryOperator<Long> max = Math::max;
        BinaryOperator<Long> min = Math::min;
        BinaryOperator<Long> sum = Long::sum;
        return switch (board.aggregation()) {
            case "sum" -> values.stream().reduce(sum).orElseThrow();
            case "max" -> values.stream().reduce(max).orElseThrow();
            case "min" -> values.stream().reduce(min).orElseThrow();
            case "count" -> values.size();
            default ->
                    BigDecimal.valueOf(values.stream().reduce(sum).orElseThrow())
                            .divide(BigDecimal.valueOf(values.size()), 2, RoundingMode.HALF_EVEN)
                            .doubleValue();
        };
    }

    private static long end(Board board, long time) {
        return switch (board.window()) {
            case "30s" -> time - Math.floorMod(time, 30 * SECOND) + 30 * SECOND;
            case "day" -> day(time).plusDays(1).atStartOfDay(BERLIN).toInstant().toEpochMilli();
            default -> Long.MAX_VALUE / 2;
        };
    }

    private static String label(Board board, long time) {
        return switch (board.window()) {
            case "30s" ->
                    ":"
                            + DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                                    .withZone(ZoneOffset.UTC)
                                    .format(
                                            Instant.ofEpochMilli(
                                                    time - Math.floorMod(time, 30 * SECOND)));
            case "day" -> ":" + day(time);
            default -> "";
        };
    }

    private static LocalDate day(long time) {
        return Instant.ofEpochMilli(time).atZone(BERLIN).toLocalDate();
    }

    private static Map<String, Long> announced(ScoringGame game) {
        Map<String, Long> members = new TreeMap<>();
        game.windows()
                .forEach(
                        (key, window) -> {
                            if (window.members != 0) {
                                members.put(key, window.members);
                            } else {
                                assertThat(window.checksum).as(key).isZero();
                            }
                        });
        return members;
    }

    private static Map<String, Long> announced(Map<String, Map<String, Double>> expected) {
        Map<String, Long> members = new TreeMap<>();
        expected.forEach(
                (key, board) -> {
                    String window =
                            key.replaceFirst("leaderboard:", "").replaceFirst(":country=[^:]*", "");
                    if (window.contains(":")) {
                        members.merge(window, (long) board.size(), Long::sum);
                    }
                });
        return members;
    }
}
