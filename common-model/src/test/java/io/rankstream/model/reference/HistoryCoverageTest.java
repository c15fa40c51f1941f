package io.rankstream.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.reference.BoardReference.Now;
import io.rankstream.model.reference.BoardReference.Result;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Input.Row;
import io.rankstream.model.reference.Message.BoardPut;
import io.rankstream.model.reference.Message.PlayerBan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The histories are about everything: no rule could be wrong without a board that shows it. */
class HistoryCoverageTest {

    private static final int HISTORIES = 2_000;
    private static final int LEAST = 30;

    private static final Set<String> FEATURES =
            Set.of(
                    "aggregation sum, aggregation max, aggregation min, aggregation count",
                    "aggregation avg, aggregation last, aggregation first",
                    "aggregation count_distinct, order asc, caps, keep_top, eligible, filter",
                    "window all_time, window tumbling, window hour, window day, window week",
                    "window month, window season, window rolling, decimals",
                    "late correct, late next_window, late reject, allowed_lateness",
                    "ties shared, ties first_to_reach, ties last_to_reach",
                    "profile as_of_event, profile current",
                    "partition_by player, partition_by event, member player, member event",
                    "mode shadow, mode paused, session board",
                    "message board.put, message board.put reset, message board.pause",
                    "message board.resume, message board.delete, message board.promote",
                    "message board.reset, message param.put, message season.end",
                    "message player.ban, message player.ban dated, message player.unban",
                    "message player.erase, message event.retract, message score.adjust",
                    "row deleted, row again, row snapshot, event copy, event without event_id",
                    "event before its neighbour, event of the future, event days late",
                    "step restart");

    @Test
    void haveEverythingOftenAndLetItMatter() {
        Map<String, Integer> occurrences = new TreeMap<>();
        Map<String, Integer> influences = new TreeMap<>();
        for (long seed = 1; seed <= HISTORIES; seed++) {
            History history = HistoryGenerator.history(seed);
            Set<String> features = features(history);
            features.forEach(feature -> occurrences.merge(feature, 1, Integer::sum));
            Object whole = outcome(history, Set.of());
            for (Mutation mutation : Mutation.values()) {
                count(mutation.name(), influences, () -> outcome(history, Set.of(mutation)), whole);
            }
            for (String feature : features) {
                if (withoutFeature(history, feature) != null) {
                    count(
                            feature,
                            influences,
                            () -> outcome(withoutFeature(history, feature), Set.of()),
                            whole);
                }
            }
        }

        Set<String> all =
                FEATURES.stream()
                        .flatMap(line -> List.of(line.split(", ")).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rare(all, occurrences)).as("features that are rare").isEmpty();
        Set<String> mattering =
                all.stream()
                        .filter(HistoryCoverageTest::shouldMatter)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (Mutation mutation : Mutation.values()) {
            mattering.add(mutation.name());
        }
        assertThat(rare(mattering, influences)).as("what seldom matters").isEmpty();
    }

    private static Map<String, Integer> rare(Set<String> names, Map<String, Integer> counts) {
        Map<String, Integer> rare = new TreeMap<>();
        for (String name : names) {
            int count = counts.getOrDefault(name, 0);
            if (count < LEAST) {
                rare.put(name, count);
            }
        }
        return rare;
    }

    /** Counts no further than needed: the rest of the histories is not played again. */
    private static void count(
            String name, Map<String, Integer> counts, Supplier<Object> changed, Object whole) {
        if (counts.getOrDefault(name, 0) < LEAST && !changed.get().equals(whole)) {
            counts.merge(name, 1, Integer::sum);
        }
    }

    /** Those whose absence is tried out below; a mutation stands for most of the others. */
    private static boolean shouldMatter(String feature) {
        return feature.startsWith("message ")
                || feature.startsWith("aggregation ")
                || (feature.startsWith("window ") && !feature.equals("window all_time"))
                || feature.startsWith("row ")
                || feature.startsWith("member ")
                || feature.startsWith("partition_by ")
                || feature.equals("decimals");
    }

    private static Object outcome(History history, Set<Mutation> mutations) {
        BoardReference reference = BoardReference.of(history, mutations);
        Result settled = reference.result(new Now(history.settled(), history.settled()));
        Result closed = reference.result(new Now(history.closed(), history.closed()));
        return List.of(settled, closed, reference.deadEvents());
    }

    private static Set<String> features(History history) {
        Set<String> features = new HashSet<>();
        history.boards().forEach(spec -> add(features, spec));
        Set<Integer> nonces = new HashSet<>();
        Set<String> gone = new HashSet<>();
        long latest = Long.MIN_VALUE;
        for (Input input : history.inputs()) {
            if (input instanceof Event event) {
                addIf(features, "event copy", !nonces.add(event.nonce()));
                addIf(features, "event without event_id", event.eventId() == null);
                addIf(features, "event before its neighbour", event.time() < latest);
                addIf(features, "event of the future", event.time() > event.arrival());
                addIf(
                        features,
                        "event days late",
                        event.time() < event.arrival() - 24 * BoardGenerator.HOUR);
                latest = Math.max(latest, event.time());
            } else if (input instanceof Row row) {
                addIf(features, "row deleted", row.columns() == null);
                addIf(features, "row snapshot", row.validFrom() == null);
                addIf(features, "row again", row.columns() != null && gone.remove(row.player()));
                if (row.columns() == null) {
                    gone.add(row.player());
                }
            } else {
                add(features, ((Control) input).message());
            }
        }
        addIf(
                features,
                "step restart",
                history.steps().stream().anyMatch(History.Restart.class::isInstance));
        return features;
    }

    private static void addIf(Set<String> features, String feature, boolean present) {
        if (present) {
            features.add(feature);
        }
    }

    private static void add(Set<String> features, Message message) {
        features.add(name(message));
        if (message instanceof BoardPut put) {
            add(features, put.spec());
        }
    }

    private static String name(Message message) {
        boolean reset = message instanceof BoardPut put && put.spec().reset;
        boolean dated =
                message instanceof PlayerBan ban && (ban.from() != null || ban.until() != null);
        return "message " + message.type() + (reset ? " reset" : "") + (dated ? " dated" : "");
    }

    private static void add(Set<String> features, BoardSpec spec) {
        features.add("aggregation " + spec.aggregation);
        features.add("order " + spec.order);
        features.add("late " + spec.late);
        features.add("ties " + spec.ties);
        features.add("profile " + spec.profile);
        features.add("mode " + spec.mode);
        features.add("window " + kind(spec.window));
        spec.partitionBy.forEach(
                column -> features.add("partition_by " + column.substring(0, column.indexOf('.'))));
        addIf(features, "member player", isOf(spec, "player."));
        addIf(features, "member event", isOf(spec, "event.room"));
        addIf(features, "caps", spec.capPerEvent != null);
        addIf(features, "keep_top", spec.keepTop != null);
        addIf(features, "eligible", spec.eligible != null);
        addIf(features, "filter", spec.filter != null);
        addIf(features, "decimals", spec.scale() > 0);
        addIf(features, "allowed_lateness", spec.allowedLateness != null);
        addIf(features, "session board", spec.usesSession());
    }

    private static boolean isOf(BoardSpec spec, String start) {
        return spec.member != null && spec.member.cel().startsWith(start);
    }

    private static String kind(WindowSpec window) {
        return window.kind() == WindowSpec.Kind.CALENDAR
                ? window.unit()
                : window.kind().name().toLowerCase(Locale.ROOT);
    }

    /** The history if the feature meant nothing, or null if that is tried in another way. */
    private static History withoutFeature(History history, String feature) {
        String value = feature.substring(feature.indexOf(' ') + 1);
        return switch (feature.substring(0, feature.length() - value.length()).trim()) {
            case "message" ->
                    withoutInputs(
                            history,
                            input ->
                                    input instanceof Control control
                                            && name(control.message()).equals(feature));
            case "row" -> withoutInputs(history, input -> isRow(input, value));
            case "aggregation" ->
                    withBoards(
                            history,
                            spec -> {
                                if (spec.aggregation.equals(value)) {
                                    otherAggregation(spec);
                                }
                            });
            case "window" ->
                    withBoards(
                            history,
                            spec -> {
                                if (kind(spec.window).equals(value)) {
                                    spec.window = otherWindow(spec.window);
                                }
                            });
            case "member" ->
                    withBoards(
                            history,
                            spec -> {
                                if (isOf(spec, value)) {
                                    spec.member = null;
                                }
                            });
            case "partition_by" ->
                    withBoards(
                            history,
                            spec ->
                                    spec.partitionBy =
                                            spec.partitionBy.stream()
                                                    .filter(column -> !column.startsWith(value))
                                                    .toList());
            default ->
                    feature.equals("decimals")
                            ? withBoards(history, HistoryCoverageTest::otherDecimals)
                            : null;
        };
    }

    private static boolean isRow(Input input, String which) {
        if (!(input instanceof Row row)) {
            return false;
        }
        return switch (which) {
            case "deleted" -> row.columns() == null;
            case "snapshot" -> row.validFrom() == null;
            default -> row.columns() != null && row.validFrom() != null;
        };
    }

    private static void otherAggregation(BoardSpec spec) {
        spec.aggregation = spec.aggregation.equals("max") ? "min" : "max";
        spec.score = spec.score == null ? new Expression.Literal(7L) : spec.score;
    }

    private static void otherDecimals(BoardSpec spec) {
        if (spec.scale() > 0) {
            spec.decimals = spec.scale() - 1;
        }
    }

    /** Windows of the same labels, as far as there are labels, that hold other events. */
    private static WindowSpec otherWindow(WindowSpec window) {
        return switch (window.kind()) {
            case TUMBLING -> WindowSpec.tumbling(2 * window.size());
            case ROLLING -> {
                boolean one = window.size() == window.slide();
                yield WindowSpec.rolling((one ? 2 : 1) * window.slide(), window.slide());
            }
            case SEASON ->
                    WindowSpec.season(
                            window.seasons().stream()
                                    .map(
                                            season ->
                                                    new WindowSpec.Season(
                                                            season.name(),
                                                            season.start() + 60_000,
                                                            season.end() + 60_000))
                                    .toList());
            case ALL_TIME -> window;
            case CALENDAR ->
                    WindowSpec.calendar(
                            window.unit(),
                            window.zone().equals("UTC") ? "Asia/Kolkata" : "UTC",
                            window.weekStart());
        };
    }

    private static History withoutInputs(History history, Function<Input, Boolean> removed) {
        return history.without(
                history.inputs().stream().filter(removed::apply).collect(Collectors.toSet()));
    }

    private static History withBoards(History history, Consumer<BoardSpec> change) {
        Function<BoardSpec, BoardSpec> changed =
                spec -> {
                    BoardSpec copy = spec.copy();
                    change.accept(copy);
                    return copy;
                };
        List<History.Step> steps = new ArrayList<>();
        for (History.Step step : history.steps()) {
            if (step instanceof History.Deliver deliver
                    && deliver.input() instanceof Control control
                    && control.message() instanceof BoardPut put) {
                steps.add(
                        new History.Deliver(
                                new Control(
                                        control.number(),
                                        control.arrival(),
                                        control.id(),
                                        control.issuedAt(),
                                        new BoardPut(changed.apply(put.spec())))));
            } else {
                steps.add(step);
            }
        }
        return history.withSteps(steps).withBoards(history.boards().stream().map(changed).toList());
    }
}
