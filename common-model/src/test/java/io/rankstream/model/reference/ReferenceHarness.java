package io.rankstream.model.reference;

import io.rankstream.model.reference.BoardReference.Now;
import io.rankstream.model.reference.BoardReference.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Publishes what the reference says, with a mistake if it is given one: to test the tests. */
final class ReferenceHarness implements ModelHarness {

    private final History history;
    private final Set<Mutation> mistakes;
    private final List<Input> delivered = new ArrayList<>();
    private Now now;

    ReferenceHarness(History history, Set<Mutation> mistakes) {
        this.history = history;
        this.mistakes = mistakes;
    }

    @Override
    public void deliver(Input input) {
        delivered.add(input);
    }

    @Override
    public void clock(long arrival, long wall) {
        now = new Now(arrival, wall);
    }

    @Override
    public void restart() {}

    private BoardReference reference() {
        return new BoardReference(history.settings(), history.boards(), delivered, mistakes);
    }

    private Result result() {
        return reference().result(now);
    }

    @Override
    public Map<String, Map<String, Double>> boards() {
        return result().boards();
    }

    @Override
    public Map<String, FinalWindow> finalWindows() {
        return result().windows();
    }

    @Override
    public List<DeadEvent> deadEvents() {
        return List.copyOf(reference().deadEvents());
    }
}
