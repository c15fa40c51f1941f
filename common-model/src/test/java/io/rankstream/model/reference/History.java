package io.rankstream.model.reference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything that happens to a job in one test: the boards of its properties, the records that
 * reach it in the order of their delivery, and what time does meanwhile.
 *
 * @param seed what it was generated from
 * @param settled the clock at which the boards are compared first
 * @param closed the clock by which every window is final
 */
record History(
        long seed,
        Settings settings,
        List<BoardSpec> boards,
        List<Step> steps,
        long settled,
        long closed) {

    /** One thing that happens. */
    sealed interface Step {}

    /** A record is delivered. */
    record Deliver(Input input) implements Step {}

    /** The clock of arrivals and the wall clock move; neither ever goes back. */
    record Clock(long arrival, long wall) implements Step {}

    /** The job writes its state, stops, and reads it. */
    record Restart() implements Step {}

    List<Input> inputs() {
        return inputs(steps.size());
    }

    /** The inputs delivered by the first {@code count} steps. */
    List<Input> inputs(int count) {
        List<Input> inputs = new ArrayList<>();
        for (Step step : steps.subList(0, count)) {
            if (step instanceof Deliver deliver) {
                inputs.add(deliver.input());
            }
        }
        return inputs;
    }

    Set<String> players() {
        return inputs().stream()
                .map(Input::player)
                .filter(player -> player != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    History withSteps(List<Step> changed) {
        return new History(seed, settings, boards, List.copyOf(changed), settled, closed);
    }

    History withBoards(List<BoardSpec> changed) {
        return new History(seed, settings, List.copyOf(changed), steps, settled, closed);
    }

    History without(Set<Input> removed) {
        return withSteps(
                steps.stream()
                        .filter(
                                step ->
                                        !(step instanceof Deliver deliver)
                                                || !removed.contains(deliver.input()))
                        .toList());
    }

    /** The whole case as text for people. */
    String describe() {
        StringBuilder text = new StringBuilder("seed ").append(seed).append('\n');
        text.append(settings).append('\n');
        boards.forEach(board -> text.append("board ").append(board).append('\n'));
        for (Step step : steps) {
            text.append(describe(step)).append('\n');
        }
        return text.append("settled at ")
                .append(time(settled))
                .append(", closed at ")
                .append(time(closed))
                .toString();
    }

    private static String describe(Step step) {
        if (step instanceof Clock clock) {
            return "clock arrival=%s wall=%s".formatted(time(clock.arrival()), time(clock.wall()));
        }
        if (!(step instanceof Deliver deliver)) {
            return "restart";
        }
        Input input = deliver.input();
        String head = "#%d %s arrival=%s ";
        head = head.formatted(input.number(), input.source(), time(input.arrival()));
        if (input instanceof Input.Event event) {
            return head
                    + "%s time=%s id=%s %s"
                            .formatted(
                                    event.player(),
                                    time(event.time()),
                                    event.eventId() == null
                                            ? "content-" + event.nonce()
                                            : event.eventId(),
                                    event.fields());
        }
        if (input instanceof Input.Row row) {
            return head
                    + "%s valid_from=%s %s"
                            .formatted(
                                    row.player(),
                                    row.validFrom() == null
                                            ? "the beginning"
                                            : time(row.validFrom()),
                                    row.columns() == null ? "deleted" : row.columns());
        }
        Input.Control control = (Input.Control) input;
        return head
                + "%s id=%s issued_at=%s %s"
                        .formatted(
                                control.message().type(),
                                control.id(),
                                time(control.issuedAt()),
                                control.message().body());
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
