package io.rankstream.model.reference;

import io.rankstream.model.reference.History.Deliver;
import io.rankstream.model.reference.History.Step;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Input.Row;
import io.rankstream.model.reference.Message.BoardPut;
import io.rankstream.model.reference.Message.EventRetract;
import io.rankstream.model.reference.Message.PlayerBan;
import io.rankstream.model.reference.Message.PlayerErase;
import io.rankstream.model.reference.Message.PlayerUnban;
import io.rankstream.model.reference.Message.ScoreAdjust;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Makes a history that fails smaller as long as it fails: first it leaves out what happens, then
 * boards and their optional fields, then fields of events, then players.
 */
final class Shrinker {

    private static final int MAX_ROUNDS = 4;

    /** Each makes a definition simpler; the first take the most away. */
    private static final List<Consumer<BoardSpec>> SIMPLIFICATIONS =
            List.of(
                    spec -> {
                        spec.window = WindowSpec.ALL_TIME;
                        dropLateness(spec);
                        dropTies(spec);
                        spec.retention = null;
                    },
                    Shrinker::dropTies,
                    Shrinker::dropLateness,
                    spec -> spec.allowedLateness = null,
                    spec -> spec.retention = null,
                    spec -> spec.keepTop = null,
                    spec -> spec.capPerEvent = null,
                    spec -> spec.filter = null,
                    spec -> spec.eligible = null,
                    spec -> spec.partitionBy = List.of(),
                    spec -> spec.member = null,
                    spec -> spec.profile = "current",
                    spec -> spec.order = "desc",
                    spec -> {
                        boolean scored = spec.score != null && !spec.usesSession();
                        spec.score = scored ? Expression.Name.of("points") : spec.score;
                        spec.decimals = spec.aggregation.equals("avg") ? spec.decimals : null;
                    },
                    spec -> {
                        boolean live = spec.mode.equals("paused");
                        spec.mode = live ? "live" : spec.mode;
                    },
                    spec -> spec.effectiveFrom = null);

    private final Predicate<History> fails;

    /** Takes what says whether a history fails. */
    Shrinker(Predicate<History> fails) {
        this.fails = fails;
    }

    History shrink(History failing) {
        History smallest = failing;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String before = smallest.describe();
            smallest = withFewerSteps(smallest);
            smallest = withSimplerBoards(smallest);
            smallest = withFewerFields(smallest);
            smallest = withFewerPlayers(smallest);
            if (smallest.describe().equals(before)) {
                break;
            }
        }
        return smallest;
    }

    private boolean stillFails(History candidate) {
        return areValid(candidate)
                && Contract.firstBreach(candidate) == null
                && fails.test(candidate);
    }

    private History withFewerSteps(History history) {
        History smallest = history;
        for (int size = Math.max(1, smallest.steps().size() / 2); ; size = size / 2) {
            int at = 0;
            while (at < smallest.steps().size()) {
                List<Step> steps = new ArrayList<>(smallest.steps());
                steps.subList(at, Math.min(steps.size(), at + size)).clear();
                History candidate = smallest.withSteps(steps);
                if (stillFails(candidate)) {
                    smallest = candidate;
                } else {
                    at += size;
                }
            }
            if (size == 1) {
                return smallest;
            }
        }
    }

    private History withSimplerBoards(History history) {
        History smallest = history;
        for (BoardSpec board : history.boards()) {
            List<BoardSpec> fewer = new ArrayList<>(smallest.boards());
            fewer.removeIf(other -> other.board.equals(board.board));
            smallest = simplerOf(smallest, smallest.withBoards(fewer));
        }
        for (String name : names(smallest)) {
            for (Consumer<BoardSpec> simplification : SIMPLIFICATIONS) {
                smallest = simplerOf(smallest, withBoards(smallest, changed(name, simplification)));
            }
        }
        return smallest;
    }

    private History simplerOf(History history, History candidate) {
        boolean changed = !candidate.describe().equals(history.describe());
        return changed && stillFails(candidate) ? candidate : history;
    }

    private static List<String> names(History history) {
        List<String> names = new ArrayList<>();
        specs(history).stream().map(spec -> spec.board).distinct().forEach(names::add);
        return names;
    }

    private static List<BoardSpec> specs(History history) {
        List<BoardSpec> specs = new ArrayList<>(history.boards());
        for (Input input : history.inputs()) {
            if (input instanceof Control control && control.message() instanceof BoardPut put) {
                specs.add(put.spec());
            }
        }
        return specs;
    }

    private static UnaryOperator<BoardSpec> changed(
            String name, Consumer<BoardSpec> simplification) {
        return spec -> {
            BoardSpec copy = spec.copy();
            if (spec.board.equals(name)) {
                simplification.accept(copy);
            }
            return copy;
        };
    }

    private static History withBoards(History history, UnaryOperator<BoardSpec> change) {
        History changed = history.withBoards(history.boards().stream().map(change).toList());
        return withInputs(
                changed,
                input ->
                        input instanceof Control control
                                        && control.message() instanceof BoardPut put
                                ? new Control(
                                        control.number(),
                                        control.arrival(),
                                        control.id(),
                                        control.issuedAt(),
                                        new BoardPut(change.apply(put.spec())))
                                : input);
    }

    private static History withInputs(History history, UnaryOperator<Input> change) {
        List<Step> steps = new ArrayList<>();
        for (Step step : history.steps()) {
            steps.add(
                    step instanceof Deliver deliver
                            ? new Deliver(change.apply(deliver.input()))
                            : step);
        }
        return history.withSteps(steps);
    }

    private History withFewerFields(History history) {
        History smallest = history;
        for (String field : List.of("laps", "weight", "room", "points")) {
            smallest = simplerOf(smallest, withInputs(smallest, input -> without(field, input)));
        }
        for (String column : List.of("country", "team", "level", "is_bot")) {
            smallest = simplerOf(smallest, withInputs(smallest, input -> without(column, input)));
        }
        return smallest;
    }

    private static Input without(String name, Input input) {
        if (input instanceof Event event) {
            Map<String, Object> fields = new LinkedHashMap<>(event.fields());
            fields.remove(name);
            return new Event(
                    event.number(),
                    event.arrival(),
                    event.player(),
                    event.time(),
                    event.eventId(),
                    event.nonce(),
                    fields);
        }
        if (input instanceof Row row && row.columns() != null) {
            Map<String, Object> columns = new LinkedHashMap<>(row.columns());
            columns.remove(name);
            return new Row(row.number(), row.arrival(), row.player(), row.validFrom(), columns);
        }
        return input;
    }

    private History withFewerPlayers(History history) {
        History smallest = history;
        List<String> players = List.copyOf(history.players());
        for (int i = 1; i < players.size(); i++) {
            String from = players.get(i);
            String to = players.get(0);
            smallest = simplerOf(smallest, withInputs(smallest, input -> renamed(input, from, to)));
        }
        return smallest;
    }

    private static Input renamed(Input input, String from, String to) {
        if (!from.equals(input.player())) {
            return input;
        }
        if (input instanceof Event event) {
            return new Event(
                    event.number(),
                    event.arrival(),
                    to,
                    event.time(),
                    event.eventId(),
                    event.nonce(),
                    event.fields());
        }
        if (input instanceof Row row) {
            return new Row(row.number(), row.arrival(), to, row.validFrom(), row.columns());
        }
        Control control = (Control) input;
        return new Control(
                control.number(),
                control.arrival(),
                control.id(),
                control.issuedAt(),
                renamed(control.message(), to));
    }

    private static Message renamed(Message message, String to) {
        if (message instanceof PlayerBan ban) {
            return new PlayerBan(to, ban.from(), ban.until());
        }
        if (message instanceof PlayerUnban) {
            return new PlayerUnban(to);
        }
        if (message instanceof PlayerErase) {
            return new PlayerErase(to);
        }
        if (message instanceof EventRetract retract) {
            return new EventRetract(to, retract.eventId());
        }
        ScoreAdjust adjust = (ScoreAdjust) message;
        return new ScoreAdjust(
                to, adjust.board(), adjust.version(), adjust.amount(), adjust.eventTime());
    }

    private static void dropTies(BoardSpec spec) {
        spec.ties = "member";
        spec.scoreMin = null;
        spec.scoreMax = null;
        spec.tieResolution = null;
    }

    private static void dropLateness(BoardSpec spec) {
        spec.late = "correct";
        spec.allowedLateness = null;
    }

    /** Whether every definition is one that the product takes. */
    private static boolean areValid(History history) {
        for (BoardSpec spec : specs(history)) {
            boolean scored = spec.score != null || spec.aggregation.startsWith("count");
            boolean whole = spec.score == null || !spec.score.isDecimal();
            if (!scored || (!whole && spec.decimals == null)) {
                return false;
            }
        }
        return true;
    }
}
