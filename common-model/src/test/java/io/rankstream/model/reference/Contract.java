package io.rankstream.model.reference;

import io.rankstream.model.reference.BoardReference.Contribution;
import io.rankstream.model.reference.ControlBook.Retraction;
import io.rankstream.model.reference.ControlBook.Track;
import io.rankstream.model.reference.History.Clock;
import io.rankstream.model.reference.History.Deliver;
import io.rankstream.model.reference.History.Step;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Message.EventRetract;
import io.rankstream.model.reference.Message.PlayerErase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the product promises: that order does not matter as long as what corrects an event comes
 * within the corrections horizon of it. A history beyond that is not a test.
 */
final class Contract {

    /**
     * An input that comes too late to correct what it should, and the events it comes too late for.
     */
    record Breach(Input input, Set<Integer> events) {}

    private final History history;
    private final long horizon;

    private Contract(History history) {
        this.history = history;
        this.horizon = history.settings().correctionsHorizon();
    }

    /** The first breach, or null. */
    static Breach firstBreach(History history) {
        return new Contract(history).find();
    }

    private Breach find() {
        long clock = Long.MIN_VALUE;
        List<Input> delivered = new ArrayList<>();
        Map<Integer, Long> clockAt = new HashMap<>();
        for (Step step : history.steps()) {
            if (step instanceof Clock moved) {
                clock = moved.arrival();
            } else if (step instanceof Deliver deliver) {
                clockAt.put(deliver.input().number(), clock);
                Breach breach = check(delivered, deliver.input(), clock);
                if (breach != null) {
                    return breach;
                }
                delivered.add(deliver.input());
            }
        }
        return retractedTooLate(delivered, clockAt);
    }

    private Breach check(List<Input> delivered, Input input, long clock) {
        if (input instanceof Event || delivered.stream().noneMatch(Event.class::isInstance)) {
            return null;
        }
        List<Input> with = new ArrayList<>(delivered);
        with.add(input);
        BoardReference before = reference(delivered);
        BoardReference after = reference(with);
        Map<String, Happening> known = new HashMap<>();
        after.happenings().forEach(happening -> known.put(happening.key(), happening));
        Map<Integer, Track> tracks = new HashMap<>();
        before.book().tracks().forEach(track -> tracks.put(track.number, track));
        Set<Integer> events = new HashSet<>();
        for (Happening happening : before.happenings()) {
            boolean closed = happening.session() != null && happening.arrival() <= clock;
            if (isForgotten(input, happening) || (happening.session() != null && !closed)) {
                continue;
            }
            Happening now = known.get(happening.key());
            boolean lost = isErased(input, happening) && !isCorrectable(happening, clock);
            if ((closed && now == null) || lost) {
                events.add(happening.number());
            }
            if (now == null || isCorrectable(happening, clock)) {
                continue;
            }
            for (Track track : after.book().tracks()) {
                Track old = tracks.get(track.number);
                Contribution was = old == null ? null : before.judge(old, happening).contribution();
                Contribution is = after.judge(track, now).contribution();
                if (!fixed(was).equals(fixed(is))) {
                    events.add(happening.number());
                }
            }
        }
        return events.isEmpty() ? null : new Breach(input, events);
    }

    private static List<Object> fixed(Contribution contribution) {
        return contribution == null ? List.of() : contribution.fixed();
    }

    private static boolean isForgotten(Input input, Happening happening) {
        return input instanceof Control control
                && control.message() instanceof PlayerErase erase
                && erase.player().equals(happening.player())
                && happening.arrival() <= control.arrival();
    }

    /** Came after the player was erased, and was counted before that was heard of. */
    private static boolean isErased(Input input, Happening happening) {
        return input instanceof Control control
                && control.message() instanceof PlayerErase erase
                && erase.player().equals(happening.player())
                && happening.arrival() > control.arrival();
    }

    private boolean isCorrectable(Happening happening, long clock) {
        return happening.time() >= happening.arrival() - horizon
                && clock <= happening.time() + horizon;
    }

    /** A retraction must find a session closed, or open, as its arrival says. */
    private Breach retractedTooLate(List<Input> inputs, Map<Integer, Long> clockAt) {
        if (history.settings().sessionGap() == 0) {
            return null;
        }
        BoardReference reference = reference(inputs);
        for (Input input : inputs) {
            if (!(input instanceof Control control
                    && control.message() instanceof EventRetract retract)) {
                continue;
            }
            for (Retraction retraction : reference.book().retractions()) {
                if (retraction.arrival() != control.arrival()
                        || !retraction.eventId().equals(retract.eventId())) {
                    continue;
                }
                for (long close : reference.closesAround(retraction)) {
                    long clock = clockAt.get(control.number());
                    if ((close > control.arrival()) != (close > clock)) {
                        return new Breach(control, Set.of());
                    }
                }
            }
        }
        return null;
    }

    private BoardReference reference(List<Input> inputs) {
        return new BoardReference(history.settings(), history.boards(), inputs);
    }
}
