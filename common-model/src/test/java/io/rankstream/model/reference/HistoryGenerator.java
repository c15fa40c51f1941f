package io.rankstream.model.reference;

import static io.rankstream.model.reference.BoardGenerator.HOUR;
import static io.rankstream.model.reference.BoardGenerator.MINUTE;
import static io.rankstream.model.reference.BoardGenerator.SECOND;

import io.rankstream.model.reference.History.Clock;
import io.rankstream.model.reference.History.Deliver;
import io.rankstream.model.reference.History.Restart;
import io.rankstream.model.reference.History.Step;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Input.Row;
import io.rankstream.model.reference.Message.BoardDelete;
import io.rankstream.model.reference.Message.BoardPause;
import io.rankstream.model.reference.Message.BoardPromote;
import io.rankstream.model.reference.Message.BoardPut;
import io.rankstream.model.reference.Message.BoardReset;
import io.rankstream.model.reference.Message.EventRetract;
import io.rankstream.model.reference.Message.ParamPut;
import io.rankstream.model.reference.Message.PlayerBan;
import io.rankstream.model.reference.Message.PlayerErase;
import io.rankstream.model.reference.Message.PlayerUnban;
import io.rankstream.model.reference.Message.ScoreAdjust;
import io.rankstream.model.reference.Message.SeasonEnd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes a history from a seed: always the same one, and never one that breaks the contract. */
final class HistoryGenerator {

    /** A place and time where something happens to clocks, weeks or months. */
    private record Scene(String zone, String start) {}

    private static final List<Scene> SCENES =
            List.of(
                    new Scene("Europe/Berlin", "2026-03-28T23:30:00Z"),
                    new Scene("Europe/Berlin", "2026-10-24T23:30:00Z"),
                    new Scene("America/New_York", "2026-03-08T05:30:00Z"),
                    new Scene("America/New_York", "2026-11-01T04:30:00Z"),
                    new Scene("Australia/Lord_Howe", "2026-04-04T13:45:00Z"),
                    new Scene("Australia/Lord_Howe", "2026-10-03T14:45:00Z"),
                    new Scene("Asia/Kolkata", "2026-12-31T17:45:00Z"),
                    new Scene("UTC", "2026-02-28T23:00:00Z"));

    private static final long FAR = 35 * 24 * HOUR;

    private final long seed;
    private final Random random;
    private final Settings settings;
    private final long start;
    private final BoardGenerator boards;
    private final List<Input> inputs = new ArrayList<>();
    private final List<BoardSpec> properties = new ArrayList<>();
    private final List<Event> sent = new ArrayList<>();

    /** The newest definition of each board and shadow, by name and shadow version. */
    private final Map<String, Map<Integer, BoardSpec>> known = new LinkedHashMap<>();

    private final Map<String, Integer> versions = new HashMap<>();
    private final Map<String, Row> rows = new HashMap<>();
    private final Set<String> paused = new HashSet<>();
    private final int players;
    private long now;

    private HistoryGenerator(long seed) {
        this.seed = seed;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        // The first numbers of seeds that lie close together are close together.
        for (int i = 0; i < 8; i++) {
            random.nextLong();
        }
        Scene scene = SCENES.get(random.nextInt(SCENES.size()));
        start = BoardGenerator.instant(scene.start());
        boolean sessions = random.nextInt(3) == 0;
        settings =
                new Settings(
                        48 * HOUR,
                        (random.nextBoolean() ? 20 : 60) * MINUTE,
                        Settings.UNLIMITED,
                        30 * SECOND,
                        2 * SECOND,
                        60 * 24 * HOUR,
                        sessions ? (10 + random.nextInt(110)) * SECOND : 0,
                        sessions && random.nextBoolean() ? 10 * SECOND : 0);
        boards = new BoardGenerator(random, settings, start, scene.zone());
        players = 1 + random.nextInt(4);
        now = start;
    }

    static History history(long seed) {
        return new HistoryGenerator(seed).generate();
    }

    private History generate() {
        int boardCount = 1 + random.nextInt(3);
        for (int i = 1; i <= boardCount; i++) {
            BoardSpec spec = boards.board("b" + i, 1);
            spec.mode = boards.chance(6) ? "paused" : "live";
            known.computeIfAbsent(spec.board, name -> new LinkedHashMap<>()).put(0, spec);
            versions.put(spec.board, 1);
            if (boards.chance(75)) {
                properties.add(spec);
            } else {
                spec.effectiveFrom = boards.effective(now);
                control(new BoardPut(spec));
            }
        }
        int count = 5 + random.nextInt(56);
        while (inputs.size() < count) {
            advance();
            addInput();
        }
        if (boards.chance(85)) {
            for (String name : List.copyOf(paused)) {
                pause(name, false);
            }
        }
        History history = schedule();
        return withinContract(history);
    }

    private void advance() {
        int pace = random.nextInt(40);
        if (pace == 0) {
            now += random.nextInt(5 * 60) * MINUTE;
        } else if (pace < 4) {
            now += random.nextInt(30) * MINUTE;
        } else {
            now += random.nextInt(40) * SECOND + (boards.chance(20) ? random.nextInt(1_000) : 0);
        }
    }

    private String player() {
        return "p" + (1 + random.nextInt(players));
    }

    private void addInput() {
        int choice = random.nextInt(100);
        if (choice < 60) {
            event();
        } else if (choice < 72) {
            row();
        } else {
            control();
        }
    }

    private void event() {
        if (!sent.isEmpty() && boards.chance(12)) {
            Event copy = sent.get(random.nextInt(sent.size()));
            inputs.add(
                    new Event(
                            inputs.size(),
                            now,
                            copy.player(),
                            copy.time(),
                            copy.eventId(),
                            copy.nonce(),
                            copy.fields()));
            return;
        }
        int number = inputs.size();
        if (!sent.isEmpty() && boards.chance(10)) {
            Event other = sent.get(sent.size() - 1);
            send(new Event(number, now, player(), other.time(), other.eventId(), number, fields()));
            return;
        }
        send(
                new Event(
                        number,
                        now,
                        player(),
                        now - age(),
                        boards.chance(75) ? "e" + number : null,
                        number,
                        fields()));
    }

    /** Ids are those of one player: others may have the same. */
    private void send(Event event) {
        boolean isTaken =
                event.eventId() != null
                        && sent.stream()
                                .anyMatch(
                                        other ->
                                                event.eventId().equals(other.eventId())
                                                        && event.player().equals(other.player()));
        if (!isTaken) {
            sent.add(event);
            inputs.add(event);
        }
    }

    private long age() {
        return switch (random.nextInt(14)) {
            case 0 -> random.nextInt(30) * MINUTE;
            case 1 -> random.nextInt(90) * MINUTE;
            case 2 -> (long) random.nextInt(47) * HOUR;
            case 3 -> settings.dedupHorizon() + (random.nextInt(3) - 1) * SECOND;
            case 4 -> -random.nextInt(300) * SECOND;
            case 5, 6 -> random.nextInt(60) * SECOND;
            case 7 -> settings.correctionsHorizon() + (random.nextInt(3) - 1) * SECOND;
            default -> random.nextInt(5) * SECOND;
        };
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (boards.chance(92)) {
            fields.put("points", (long) random.nextInt(25));
        }
        if (boards.chance(85)) {
            fields.put("laps", (long) random.nextInt(4));
        }
        if (boards.chance(85)) {
            fields.put("weight", random.nextInt(80) / 16.0);
        }
        if (boards.chance(85)) {
            fields.put("room", "r" + (1 + random.nextInt(2)));
        }
        return fields;
    }

    private void row() {
        String player = player();
        Row before = rows.get(player);
        long from = (now - random.nextInt(3) * SECOND) / SECOND * SECOND;
        if (before != null && before.validFrom() != null) {
            from = Math.max(from, before.validFrom());
        }
        Row row;
        if (before != null && boards.chance(25)) {
            row = new Row(inputs.size(), now, player, from, null);
        } else {
            boolean snapshot = before == null && boards.chance(50);
            row = new Row(inputs.size(), now, player, snapshot ? null : from, columns());
        }
        rows.put(player, row);
        inputs.add(row);
    }

    private Map<String, Object> columns() {
        Map<String, Object> columns = new LinkedHashMap<>();
        if (boards.chance(85)) {
            columns.put("country", boards.oneOf("DE", "FR", "U K"));
        }
        if (boards.chance(85)) {
            columns.put("team", boards.oneOf("red", "blue"));
        }
        if (boards.chance(85)) {
            columns.put("level", 1L + random.nextInt(3));
        }
        if (boards.chance(85)) {
            columns.put("is_bot", (long) random.nextInt(2));
        }
        return columns;
    }

    private void control(Message message) {
        // Where boards exchange their places, who spoke first decides which one is meant, and where
        // seasons change, which ones have begun.
        boolean inOrder =
                message instanceof BoardPut put
                        && (put.spec().reset
                                || hasSeasons(put)
                                || inputs.stream().anyMatch(this::exchangesBoards));
        control(
                message,
                inOrder
                        ? Math.max(now, lastInOrder() + 1)
                        : now - (boards.chance(70) ? 0 : random.nextInt(60) * SECOND));
    }

    /** When the last message was issued that others are issued after. */
    private long lastInOrder() {
        return inputs.stream()
                .filter(input -> exchangesBoards(input) || setsSeasons(input))
                .mapToLong(input -> ((Control) input).issuedAt())
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private static boolean hasSeasons(BoardPut put) {
        return put.spec().window.kind() == WindowSpec.Kind.SEASON;
    }

    private static boolean setsSeasons(Input input) {
        return input instanceof Control control
                && (control.message() instanceof SeasonEnd
                        || (control.message() instanceof BoardPut put && hasSeasons(put)));
    }

    private boolean exchangesBoards(Input input) {
        return input instanceof Control control
                && (control.message() instanceof BoardPromote
                        || control.message() instanceof BoardReset
                        || (control.message() instanceof BoardPut put && put.spec().reset));
    }

    private void control(Message message, long issuedAt) {
        int number = inputs.size();
        inputs.add(new Control(number, now, "m" + number, issuedAt, message));
    }

    private void control() {
        if (boards.chance(12)) {
            adjust();
            return;
        }
        switch (random.nextInt(27)) {
            case 0, 1, 2 -> putVersion();
            case 3 -> putReset();
            case 4 -> putShadow();
            case 5 -> {
                String name = anyBoard();
                pause(name, !paused.contains(name));
            }
            case 6 -> delete();
            case 7, 8, 26 -> promote();
            case 9 -> reset();
            case 10, 11 -> endSeason();
            case 12, 13, 14, 15 -> parameter();
            case 16 -> control(new PlayerBan(player(), null, null));
            case 17, 18 -> ban();
            case 19, 20 -> control(new PlayerUnban(player()));
            case 21 -> control(new PlayerErase(player()), now);
            case 22, 23 -> retract();
            case 24 -> staleVersion();
            default -> adjust();
        }
    }

    private String anyBoard() {
        return List.copyOf(known.keySet()).get(random.nextInt(known.size()));
    }

    private BoardSpec live(String name) {
        return known.get(name).get(0);
    }

    private void remember(BoardSpec spec) {
        known.get(spec.board).put(spec.isShadow() ? spec.version : 0, spec);
    }

    /** Leaves a number out, for {@link #staleVersion}. */
    private int nextVersion(String name) {
        return versions.merge(name, 2, Integer::sum);
    }

    private void putVersion() {
        String name = anyBoard();
        BoardSpec live = live(name);
        BoardSpec spec =
                live == null
                        ? boards.board(name, nextVersion(name))
                        : boards.changed(live, nextVersion(name), now);
        remember(spec);
        control(new BoardPut(spec));
    }

    private void putReset() {
        String name = anyBoard();
        BoardSpec spec = boards.board(name, nextVersion(name));
        spec.reset = live(name) != null;
        spec.effectiveFrom = boards.effective(now);
        remember(spec);
        control(new BoardPut(spec));
    }

    private void putShadow() {
        String name = anyBoard();
        BoardSpec spec =
                boards.chance(50) || live(name) == null
                        ? boards.board(name, nextVersion(name))
                        : boards.changed(live(name), nextVersion(name), now);
        spec.mode = "shadow";
        spec.effectiveFrom = boards.effective(now);
        remember(spec);
        control(new BoardPut(spec));
    }

    private void staleVersion() {
        String name = anyBoard();
        BoardSpec live = live(name);
        if (live == null || live.window.kind() == WindowSpec.Kind.SEASON) {
            return;
        }
        BoardSpec spec = boards.changed(live, Math.max(1, live.version - 1), now);
        if (spec.version < live.version) {
            control(new BoardPut(spec));
        }
    }

    private void pause(String name, boolean pause) {
        if (live(name) == null) {
            return;
        }
        if (pause) {
            paused.add(name);
        } else {
            paused.remove(name);
        }
        control(new BoardPause(pause ? "board.pause" : "board.resume", name, 0));
    }

    private int anyVersion(String name) {
        List<Integer> lives = List.copyOf(known.get(name).keySet());
        return lives.isEmpty() ? 0 : lives.get(random.nextInt(lives.size()));
    }

    private void delete() {
        String name = anyBoard();
        int version = anyVersion(name);
        known.get(name).remove(version);
        control(new BoardDelete(name, version), now + 1);
    }

    private void promote() {
        String name = anyBoard();
        List<Integer> shadows =
                known.get(name).keySet().stream().filter(version -> version != 0).toList();
        BoardSpec live = live(name);
        if (shadows.isEmpty() || live == null || paused.contains(name)) {
            return;
        }
        int version = shadows.get(random.nextInt(shadows.size()));
        boolean force = boards.chance(60);
        control(new BoardPromote(name, version, force), now + 3);
        if (force) {
            BoardSpec shadow = known.get(name).remove(version).copy();
            shadow.mode = "live";
            known.get(name).put(0, shadow);
            BoardSpec old = live.copy();
            old.mode = "shadow";
            known.get(name).put(live.version, old);
        }
    }

    private void reset() {
        String name = anyBoard();
        Long from = boards.chance(50) ? null : now - random.nextInt(20) * MINUTE;
        control(new BoardReset(name, anyVersion(name), from), now);
    }

    private void endSeason() {
        for (String name : known.keySet()) {
            BoardSpec live = live(name);
            if (live == null || live.window.kind() != WindowSpec.Kind.SEASON) {
                continue;
            }
            long at = now - (boards.chance(50) ? 0 : random.nextInt(10) * MINUTE);
            List<WindowSpec.Season> seasons = new ArrayList<>();
            for (WindowSpec.Season season : live.window.seasons()) {
                boolean current = season.start() < at && at < season.end();
                if (current) {
                    control(new SeasonEnd(name, season.name(), at == now ? null : at), now + 2);
                }
                seasons.add(
                        current
                                ? new WindowSpec.Season(season.name(), season.start(), at)
                                : season);
            }
            BoardSpec changed = live.copy();
            changed.window = WindowSpec.season(seasons);
            remember(changed);
            return;
        }
    }

    private void parameter() {
        String name = boards.oneOf("is_bot", "bonus", "factor", "on");
        Object value =
                switch (name) {
                    case "is_bot" -> boards.chance(30) ? null : (Object) (long) random.nextInt(2);
                    case "bonus" -> (long) random.nextInt(6);
                    case "factor" -> random.nextInt(8) / 4.0;
                    default -> boards.chance(50);
                };
        control(new ParamPut(name, value, boards.effective(now)));
    }

    private void ban() {
        Long from = boards.chance(30) ? null : now - random.nextInt(90) * MINUTE;
        Long until =
                from != null && boards.chance(30) ? null : now + (random.nextInt(60) - 5) * MINUTE;
        control(new PlayerBan(player(), from, until));
    }

    private void retract() {
        List<Event> named = sent.stream().filter(event -> event.eventId() != null).toList();
        if (boards.chance(20)) {
            // The event comes later, if the number after the next becomes one.
            String eventId = "e" + (inputs.size() + 1 + random.nextInt(3));
            control(new EventRetract(player(), eventId));
        } else if (!named.isEmpty()) {
            int last = named.size() - 1;
            Event event = named.get(Math.max(0, last - random.nextInt(8)));
            control(new EventRetract(event.player(), event.eventId()));
        }
    }

    private void adjust() {
        List<BoardSpec> sums =
                known.values().stream()
                        .flatMap(lives -> lives.values().stream())
                        .filter(spec -> spec.aggregation.equals("sum") || boards.chance(3))
                        .toList();
        if (sums.isEmpty()) {
            event();
            return;
        }
        BoardSpec spec = sums.get(random.nextInt(sums.size()));
        BigDecimal amount = BigDecimal.valueOf(random.nextInt(200) - 80L, spec.scale());
        Long time =
                boards.chance(50)
                        ? null
                        : now - (long) (random.nextDouble() * 1.1 * settings.correctionsHorizon());
        control(
                new ScoreAdjust(
                        player(), spec.board, spec.isShadow() ? spec.version : 0, amount, time));
        if (boards.chance(15)) {
            Control said = (Control) inputs.get(inputs.size() - 1);
            inputs.add(new Control(inputs.size(), now, said.id(), said.issuedAt(), said.message()));
        }
    }

    /** What is delivered when: each source lags in its own way. */
    private History schedule() {
        record Arriving(Input input, long delivered) {}

        Map<String, Long> lags = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        List<Arriving> arriving = new ArrayList<>();
        for (Input input : inputs) {
            if (!lags.containsKey(input.source()) || boards.chance(6)) {
                lags.put(input.source(), lag());
            }
            long at = input.arrival() + lags.get(input.source());
            at = Math.max(at, last.getOrDefault(input.source(), at));
            last.put(input.source(), at);
            arriving.add(new Arriving(input, at));
        }
        arriving.sort(Comparator.comparingLong(Arriving::delivered));
        boolean runsAhead = settings.sessionGap() == 0 && boards.chance(15);
        List<Step> steps = new ArrayList<>();
        long clock = start - SECOND;
        steps.add(new Clock(clock, start));
        long wall = start;
        for (int i = 0; i < arriving.size(); i++) {
            wall = Math.max(wall, arriving.get(i).delivered());
            if (boards.chance(50)) {
                long mark = wall;
                for (Arriving pending : arriving.subList(i, arriving.size())) {
                    if (pending.input() instanceof Event && !runsAhead) {
                        mark = Math.min(mark, pending.input().arrival() - 1);
                    }
                }
                clock = boards.chance(30) ? clock : Math.max(clock, mark);
                steps.add(new Clock(clock, wall));
            }
            steps.add(new Deliver(arriving.get(i).input()));
            if (boards.chance(5)) {
                steps.add(new Restart());
            }
        }
        long settled = wall + settings.parking() + settings.slack() + random.nextInt(20) * SECOND;
        return new History(seed, settings, List.copyOf(properties), steps, settled, settled + FAR);
    }

    private long lag() {
        long most = settings.correctionsHorizon() / 2;
        return switch (random.nextInt(6)) {
            case 0 -> (long) (random.nextDouble() * most);
            case 1 -> (long) (random.nextDouble() * most / 10);
            case 2 -> random.nextInt(20) * SECOND;
            default -> random.nextInt(2) * SECOND;
        };
    }

    /** Leaves out what comes too late, or the events that it comes too late for. */
    private static History withinContract(History history) {
        History kept = history;
        Contract.Breach breach = Contract.firstBreach(kept);
        while (breach != null) {
            Set<Input> removed = new HashSet<>();
            boolean few = !breach.events().isEmpty() && breach.events().size() <= 2;
            for (Input input : kept.inputs()) {
                boolean event = few && breach.events().contains(input.number());
                if (event || (!few && input.number() == breach.input().number())) {
                    removed.add(input);
                }
            }
            kept = kept.without(removed);
            breach = Contract.firstBreach(kept);
        }
        return kept;
    }
}
