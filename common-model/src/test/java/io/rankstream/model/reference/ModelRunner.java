package io.rankstream.model.reference;

import io.rankstream.model.reference.BoardReference.Now;
import io.rankstream.model.reference.BoardReference.Result;
import io.rankstream.model.reference.History.Clock;
import io.rankstream.model.reference.History.Deliver;
import io.rankstream.model.reference.History.Step;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Input.Row;
import io.rankstream.model.reference.Message.EventRetract;
import io.rankstream.model.reference.Message.PlayerBan;
import io.rankstream.model.reference.Message.PlayerErase;
import io.rankstream.model.reference.ModelHarness.DeadEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays a history on a harness and compares what it publishes with the reference. */
final class ModelRunner {

    private static final Pattern TRACK =
            Pattern.compile("(?:leaderboard:)?([a-z][a-z0-9_]*(?::v[0-9]+)?)(?::.*)?");

    private static final Set<String> COMPARED =
            Set.of(
                    BoardReference.BEYOND_HORIZON,
                    BoardReference.LATE,
                    BoardReference.EXPRESSION_FAILED);

    private final ModelHarness.Factory factory;

    ModelRunner(ModelHarness.Factory factory) {
        this.factory = factory;
    }

    /** What is wrong, as text, or null if the harness agrees with the reference. */
    String fault(History history) {
        try {
            return play(history);
        } catch (RuntimeException | AssertionError e) {
            StringBuilder text = new StringBuilder("fails with ").append(e);
            for (StackTraceElement frame : e.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
            return text.toString();
        }
    }

    private String play(History history) {
        List<String> boards = history.boards().stream().map(BoardSpec::toString).toList();
        ModelHarness harness = factory.start(history.settings(), boards);
        for (Step step : history.steps()) {
            if (step instanceof Clock clock) {
                harness.clock(clock.arrival(), clock.wall());
            } else if (step instanceof Deliver deliver) {
                harness.deliver(deliver.input());
            } else {
                harness.restart();
            }
        }
        BoardReference reference = BoardReference.of(history);
        harness.clock(history.settled(), history.settled());
        Result settled = reference.result(new Now(history.settled(), history.settled()));
        String fault = difference("boards", settled, settled.boards(), harness.boards());
        if (fault == null) {
            fault = deadDifference(history, reference, harness.deadEvents());
        }
        if (fault != null) {
            return fault;
        }
        harness.clock(history.closed(), history.closed());
        Result closed = reference.result(new Now(history.closed(), history.closed()));
        fault = difference("boards, all windows closed", closed, closed.boards(), harness.boards());
        return fault != null
                ? fault
                : difference("final windows", closed, closed.windows(), harness.finalWindows());
    }

    private static <T> String difference(
            String what, Result result, Map<String, T> expected, Map<String, T> actual) {
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        StringBuilder text = new StringBuilder();
        for (String key : keys) {
            boolean same = Objects.equals(expected.get(key), actual.get(key));
            if (!same && !result.undetermined().contains(trackOf(key))) {
                text.append("\n  ")
                        .append(key)
                        .append("\n    expected ")
                        .append(sorted(expected.get(key)))
                        .append("\n    but was  ")
                        .append(sorted(actual.get(key)));
            }
        }
        return text.isEmpty() ? null : what + " differ:" + text;
    }

    private static Object sorted(Object value) {
        return value instanceof Map<?, ?> map ? new TreeMap<>(map) : value;
    }

    /** The board of a key or of a final window, with the version of a shadow. */
    static String trackOf(String key) {
        Matcher matcher = TRACK.matcher(key);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no key: " + key);
        }
        return matcher.group(1);
    }

    /**
     * Compares the dead letters of events that nothing judged again: which letter the first
     * judgement of the others leaves depends on what was known then.
     */
    private static String deadDifference(
            History history, BoardReference reference, List<DeadEvent> actual) {
        Set<Integer> judgedOnce = judgedOnce(history.inputs());
        Set<String> leftOut = reference.boardsWithoutDeadEvents();
        Set<DeadEvent> expected = new HashSet<>(reference.deadEvents());
        Set<DeadEvent> found = new HashSet<>(actual);
        for (Set<DeadEvent> letters : List.of(expected, found)) {
            letters.removeIf(
                    dead ->
                            !judgedOnce.contains(dead.number())
                                    || !COMPARED.contains(dead.reason())
                                    || leftOut.contains(String.valueOf(dead.board())));
        }
        return expected.equals(found)
                ? null
                : "dead letters differ:\n    expected " + expected + "\n    but was  " + found;
    }

    private static Set<Integer> judgedOnce(List<Input> inputs) {
        Set<String> touched = new HashSet<>();
        for (Input input : inputs) {
            if (input instanceof Control control
                    && (control.message() instanceof PlayerBan
                            || control.message() instanceof PlayerErase
                            || control.message() instanceof EventRetract)) {
                touched.add(control.player());
            }
        }
        Set<Integer> once = new HashSet<>();
        for (Input input : inputs) {
            if (input instanceof Control) {
                once.clear();
            } else if (input instanceof Row row) {
                once.removeIf(number -> playerOf(inputs, number).equals(row.player()));
            } else if (input instanceof Event event && !touched.contains(event.player())) {
                once.add(event.number());
            }
        }
        return once;
    }

    private static String playerOf(List<Input> inputs, int number) {
        return inputs.stream()
                .filter(input -> input.number() == number)
                .findFirst()
                .orElseThrow()
                .player();
    }
}
