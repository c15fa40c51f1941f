package io.rankstream.model.reference;

import io.rankstream.model.reference.Expression.Arithmetic;
import io.rankstream.model.reference.Expression.Both;
import io.rankstream.model.reference.Expression.Choice;
import io.rankstream.model.reference.Expression.Comparison;
import io.rankstream.model.reference.Expression.IsAbsent;
import io.rankstream.model.reference.Expression.Literal;
import io.rankstream.model.reference.Expression.Name;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes boards over the whole language. */
final class BoardGenerator {

    static final long SECOND = 1_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;

    private static final List<String> AGGREGATIONS =
            List.of(
                    "sum",
                    "sum",
                    "sum",
                    "max",
                    "min",
                    "count",
                    "avg",
                    "last",
                    "first",
                    "count_distinct");

    private final Random random;
    private final Settings settings;
    private final long start;
    private final String zone;

    /** The seasons that boards had before others, by the board. */
    private final Map<String, List<WindowSpec>> formerSeasons = new HashMap<>();

    BoardGenerator(Random random, Settings settings, long start, String zone) {
        this.random = random;
        this.settings = settings;
        this.start = start;
        this.zone = zone;
    }

    @SafeVarargs
    final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    BoardSpec board(String name, int version) {
        BoardSpec spec = new BoardSpec();
        spec.board = name;
        spec.version = version;
        spec.aggregation = oneOf(AGGREGATIONS.toArray(new String[0]));
        boolean session = settings.sessionGap() > 0 && chance(45);
        if (session && spec.aggregation.equals("count_distinct")) {
            spec.aggregation = "sum";
        }
        if (spec.aggregation.equals("avg") || chance(25)) {
            spec.decimals = random.nextInt(3);
        }
        if (spec.aggregation.startsWith("count")) {
            spec.decimals = null;
        }
        spec.order = chance(30) ? "asc" : "desc";
        spec.window = window();
        chooseScore(spec, session);
        chooseFilter(spec, session);
        spec.eligible = chance(35) ? eligible() : null;
        choosePlace(spec, session);
        if (spec.window.isFinite()) {
            chooseLateness(spec);
            chooseTies(spec);
            spec.retention = chance(10) ? 40 * 24 * HOUR : null;
        } else if (chance(10)) {
            spec.ties = "shared";
        }
        spec.keepTop = chance(10) ? 1 + random.nextInt(5) : null;
        return spec;
    }

    void chooseScore(BoardSpec spec, boolean session) {
        if (spec.aggregation.equals("count")) {
            return;
        }
        if (spec.aggregation.equals("count_distinct")) {
            spec.distinct =
                    Name.of(oneOf("event.room", "event.points", "event.weight", "event.room"));
            return;
        }
        if (session) {
            spec.score = sessionScore();
        } else {
            spec.score = spec.decimals != null && chance(60) ? decimalScore() : integerScore(spec);
        }
        boolean caps = !List.of("max", "min", "count").contains(spec.aggregation) || chance(50);
        spec.capPerEvent = caps && chance(25) ? BigDecimal.valueOf(2 + random.nextInt(40)) : null;
    }

    private Expression sessionScore() {
        return oneOf(
                Name.of("session.count"),
                Name.of("session.duration"),
                new Arithmetic('/', Name.of("session.duration"), new Literal(1_000L)),
                new Arithmetic('*', Name.of("session.count"), Name.of("param.bonus")));
    }

    private Expression integerScore(BoardSpec spec) {
        Expression points = Name.of("event.points");
        return switch (random.nextInt(13)) {
            case 0, 1 -> Name.of("points");
            case 2 -> points;
            case 3, 11 -> new Arithmetic('+', points, Name.of("param.bonus"));
            case 4 -> new Arithmetic('*', points, Name.of("player.level"));
            case 5, 6 -> new Arithmetic('/', points, Name.of("event.laps"));
            case 7, 12 -> new Choice(Name.of("param.on"), points, Name.of("event.laps"));
            case 8 -> new Choice(new IsAbsent(Name.of("event.room")), new Literal(1L), points);
            // Beyond what a double holds exactly, and no sum of all events leaves 64 bits.
            case 9 ->
                    new Arithmetic(
                            '*', points, new Literal((long) (6e14 / Math.pow(10, spec.scale()))));
            default -> new Arithmetic('-', points, new Literal(10L));
        };
    }

    private Expression decimalScore() {
        return oneOf(
                Name.of("event.weight"),
                Name.of("weight"),
                new Arithmetic('*', Name.of("event.points"), new Literal(1.5)),
                new Arithmetic('*', Name.of("event.weight"), Name.of("param.factor")),
                new Arithmetic('+', Name.of("event.weight"), Name.of("event.points")));
    }

    void chooseFilter(BoardSpec spec, boolean session) {
        if (session) {
            boolean needed = spec.score == null;
            spec.filter =
                    needed || chance(40)
                            ? new Comparison(">=", Name.of("session.count"), new Literal(2L))
                            : null;
            return;
        }
        spec.filter = chance(45) ? filter() : null;
    }

    private Expression filter() {
        Expression points = new Comparison(">=", Name.of("event.points"), new Literal(5L));
        return switch (random.nextInt(8)) {
            case 0 -> points;
            case 1 -> new Comparison("==", Name.of("event.room"), new Literal("r1"));
            case 2 -> new Comparison("==", Name.of("player.country"), new Literal("DE"));
            case 3 -> new Comparison(">=", Name.of("player.level"), new Literal(2L));
            case 4 -> new Both("&&", Name.of("param.on"), points);
            case 5 -> new Comparison("<", Name.of("event.weight"), new Literal(2.5));
            case 6 ->
                    new Comparison(
                            ">=",
                            new Arithmetic('/', Name.of("event.points"), Name.of("event.laps")),
                            new Literal(2L));
            default -> new Comparison("!=", Name.of("event.points"), Name.of("param.bonus"));
        };
    }

    Expression eligible() {
        return switch (random.nextInt(3)) {
            case 0 ->
                    new Both(
                            "||",
                            new IsAbsent(Name.of("param.is_bot")),
                            new Comparison(
                                    "==", Name.of("player.is_bot"), Name.of("param.is_bot")));
            case 1 -> new Comparison("==", Name.of("player.is_bot"), new Literal(0L));
            default -> new Comparison(">=", Name.of("player.level"), new Literal(2L));
        };
    }

    private void choosePlace(BoardSpec spec, boolean session) {
        spec.partitionBy =
                oneOf(
                        List.<String>of(),
                        List.of(),
                        List.of(),
                        List.of("player.country"),
                        List.of("event.room"),
                        List.of("player.country", "event.room"),
                        List.of("player.team"));
        spec.profile = chance(35) ? "as_of_event" : "current";
        // Two sessions of a group may end at one time, and nothing says which of them is the last.
        if (!session && chance(40)) {
            spec.member = Name.of(oneOf("player.team", "event.room", "event.player_id"));
        }
    }

    private WindowSpec window() {
        DayOfWeek first = oneOf(DayOfWeek.MONDAY, DayOfWeek.SUNDAY, DayOfWeek.SATURDAY);
        return switch (random.nextInt(10)) {
            case 0, 1 -> WindowSpec.ALL_TIME;
            case 2, 3 -> WindowSpec.tumbling(oneOf(30 * SECOND, MINUTE, 10 * MINUTE));
            case 4 -> WindowSpec.calendar("hour", zone, DayOfWeek.MONDAY);
            case 5 -> WindowSpec.calendar("day", zone, DayOfWeek.MONDAY);
            case 6 -> WindowSpec.calendar("week", zone, first);
            case 7 -> WindowSpec.calendar("month", zone, DayOfWeek.MONDAY);
            case 8 -> seasons();
            default -> {
                long slide = oneOf(10 * SECOND, MINUTE, 5 * MINUTE);
                yield WindowSpec.rolling(slide * (1 + random.nextInt(60)), slide);
            }
        };
    }

    private WindowSpec seasons() {
        List<WindowSpec.Season> seasons = new ArrayList<>();
        long from = start - random.nextInt(3) * HOUR;
        for (int i = 1; i <= 3; i++) {
            long end = from + (10 + random.nextInt(120)) * MINUTE;
            seasons.add(new WindowSpec.Season("s" + i, from, end));
            from = end + (chance(50) ? 10 * MINUTE : 0);
        }
        return WindowSpec.season(seasons);
    }

    void chooseLateness(BoardSpec spec) {
        spec.late = oneOf("correct", "correct", "next_window", "next_window", "reject");
        spec.allowedLateness =
                spec.late.equals("reject") || chance(30)
                        ? null
                        : oneOf(15 * SECOND, 5 * MINUTE, HOUR, 24 * HOUR);
    }

    private void chooseTies(BoardSpec spec) {
        if (!chance(40)) {
            spec.ties = chance(20) ? "shared" : "member";
            return;
        }
        spec.ties = chance(50) ? "first_to_reach" : "last_to_reach";
        spec.scoreMin = BigDecimal.valueOf(-100L);
        spec.scoreMax = BigDecimal.valueOf(chance(25) ? 30L : 100_000L);
        spec.tieResolution = oneOf(SECOND, 10 * SECOND, MINUTE);
        if (!spec.fitsADouble()) {
            spec.ties = "member";
            spec.scoreMin = null;
            spec.scoreMax = null;
            spec.tieResolution = null;
        }
    }

    /** Another version: what may change without a reset. */
    BoardSpec changed(BoardSpec spec, int version, long arrival) {
        BoardSpec changed = spec.copy();
        changed.version = version;
        changed.reset = false;
        changed.effectiveFrom = effective(arrival);
        boolean session = spec.usesSession();
        switch (spec.window.seasons().isEmpty() || chance(40) ? random.nextInt(6) : 4) {
            case 0 -> chooseFilter(changed, session);
            case 1 -> changed.eligible = chance(70) ? eligible() : null;
            case 2 -> {
                if (spec.window.isFinite()) {
                    chooseLateness(changed);
                }
            }
            case 3 -> changed.mode = !spec.isShadow() && chance(50) ? "paused" : spec.mode;
            case 4 -> changeSeasons(changed, arrival);
            default -> {
                if (!spec.aggregation.startsWith("count")) {
                    chooseScore(changed, session);
                }
            }
        }
        return changed;
    }

    /** Moves, splits, joins, leaves out or adds a season, or brings those of before back. */
    private void changeSeasons(BoardSpec spec, long arrival) {
        if (spec.window.seasons().isEmpty() || spec.byTime()) {
            return;
        }
        List<WindowSpec> before = formerSeasons.computeIfAbsent(spec.board, b -> new ArrayList<>());
        before.add(spec.window);
        spec.window =
                chance(20)
                        ? before.get(random.nextInt(before.size()))
                        : WindowSpec.season(otherSeasons(spec.window.seasons(), arrival));
    }

    private List<WindowSpec.Season> otherSeasons(List<WindowSpec.Season> before, long arrival) {
        List<WindowSpec.Season> seasons = new ArrayList<>(before);
        int index = random.nextInt(seasons.size());
        while (index < seasons.size() - 1 && seasons.get(index).end() < arrival && chance(80)) {
            index++;
        }
        WindowSpec.Season season = seasons.get(index);
        String name = season.name();
        boolean isLast = index == seasons.size() - 1;
        long from = index == 0 ? season.start() - HOUR : seasons.get(index - 1).end();
        long until = isLast ? season.end() + HOUR : seasons.get(index + 1).start();
        switch (random.nextInt(10)) {
            case 0 ->
                    seasons.set(
                            index,
                            new WindowSpec.Season(name, between(from, season.end()), season.end()));
            case 1 -> {
                if (seasons.size() > 1) {
                    seasons.remove(index);
                }
            }
            case 2 -> {
                if (until > season.end()) {
                    long start = between(season.end(), until);
                    long end = Math.min(start + 20 * MINUTE, isLast ? Long.MAX_VALUE : until);
                    seasons.add(index + 1, new WindowSpec.Season(unused(seasons), start, end));
                }
            }
            case 3 -> {
                if (!isLast) {
                    WindowSpec.Season next = seasons.remove(index + 1);
                    seasons.set(index, new WindowSpec.Season(name, season.start(), next.end()));
                }
            }
            case 4 -> {
                long middle = between(season.start() + MINUTE, season.end());
                if (middle < season.end()) {
                    seasons.set(index, new WindowSpec.Season(name, season.start(), middle));
                    seasons.add(
                            index + 1,
                            new WindowSpec.Season(unused(seasons), middle, season.end()));
                }
            }
            case 5 -> {
                if (!isLast) {
                    WindowSpec.Season next = seasons.get(index + 1);
                    long boundary = between(season.start() + MINUTE, next.end());
                    seasons.set(index, new WindowSpec.Season(name, season.start(), boundary));
                    seasons.set(
                            index + 1, new WindowSpec.Season(next.name(), boundary, next.end()));
                }
            }
            default ->
                    seasons.set(
                            index,
                            new WindowSpec.Season(
                                    name,
                                    season.start(),
                                    chance(50)
                                            ? between(season.start() + MINUTE, until + MINUTE)
                                            : near(arrival, season.start() + MINUTE, until)));
        }
        return seasons;
    }

    /** The first name that no season has; one that was left out may have had it. */
    private static String unused(List<WindowSpec.Season> seasons) {
        int number = 1;
        while (isTaken("s" + number, seasons)) {
            number++;
        }
        return "s" + number;
    }

    private static boolean isTaken(String name, List<WindowSpec.Season> seasons) {
        return seasons.stream().anyMatch(season -> season.name().equals(name));
    }

    /** A time of the last half an hour, or the next, if it is not out of these bounds. */
    private long near(long arrival, long from, long to) {
        long time = (arrival / MINUTE + random.nextInt(60) - 30) * MINUTE;
        return Math.max(from, Math.min(to, time));
    }

    /** A time from {@code from} on and before {@code to}, in whole minutes from it. */
    private long between(long from, long to) {
        return from + random.nextInt((int) Math.max(1, (to - from) / MINUTE)) * MINUTE;
    }

    Long effective(long arrival) {
        long horizon = settings.correctionsHorizon();
        return switch (random.nextInt(6)) {
            case 0, 1 -> null;
            case 2 -> arrival + random.nextInt(10) * MINUTE;
            case 3 -> arrival - 2 * horizon;
            default -> arrival - (long) (random.nextDouble() * horizon) / SECOND * SECOND;
        };
    }

    static long instant(String text) {
        return Instant.parse(text).toEpochMilli();
    }
}
