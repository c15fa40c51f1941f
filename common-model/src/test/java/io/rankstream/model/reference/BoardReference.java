package io.rankstream.model.reference;

import io.rankstream.model.event.EventId;
import io.rankstream.model.reference.ControlBook.Adjustment;
import io.rankstream.model.reference.ControlBook.Dated;
import io.rankstream.model.reference.ControlBook.Retraction;
import io.rankstream.model.reference.ControlBook.Track;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Input.Row;
import io.rankstream.model.reference.ModelHarness.DeadEvent;
import io.rankstream.model.reference.ModelHarness.FinalWindow;
import io.rankstream.model.reference.WindowSpec.Window;
import io.rankstream.model.scoring.WindowChecksum;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What every board must show, computed from all records at once: plain loops, no order of delivery,
 * no state, nothing of the scoring's code.
 *
 * <p>It also says what the product does where its design leaves room:
 *
 * <ul>
 *   <li><b>Rows.</b> An event is judged by the row that was valid at its own event time, however
 *       late it is. Where the row was deleted then, there is none. Columns have their defaults in
 *       expressions only: a partition column of a player without a row is {@code ~}, a member is
 *       absent. A deleted row hides the player even if it is all that is known.
 *   <li><b>Duplicates.</b> Of the copies of an event the first that arrived counts, with its
 *       arrival. A copy beyond the deduplication horizon is {@code beyond_horizon} and is not
 *       looked up.
 *   <li><b>Last and first.</b> Of events at one time the higher id is the later. Where members are
 *       not players, ids are mixed with their players first: two players may have the same.
 *   <li><b>Bans.</b> What messages say of a player's ban holds for event times from {@code arrival
 *       - corrections.horizon} on; the last said of those that hold for the time of an event
 *       decides on it. Whether a player is hidden is decided by the last said of all. {@code until}
 *       alone: from the arrival; {@code from} alone: without end. A ban with dates takes a session
 *       or an adjustment of that time away, but not events out of a session.
 *   <li><b>Erasure.</b> Events, sessions and adjustments that arrived by then never count again,
 *       nor does a later copy of such an event. Rows, bans and retractions stay.
 *   <li><b>Adjustments</b> belong to the track that the board has when they arrive, and end with
 *       it. They are never late, and count only if a rule is in force at their time. Everything
 *       about the player (place, eligibility, bans) holds for them. Event fields but the player and
 *       the time are absent. An amount is rounded half-even.
 *   <li><b>Rules.</b> {@code allowed_lateness} and {@code late} are those of the rule in force at
 *       the event time; whether a board takes sessions too. A window is that of the newest rule
 *       said (by version, issue time, id), whenever it is effective: a change of seasons replaces
 *       them for all. {@code season.end} holds until a rule is said later, on the live board only,
 *       and only shortens: {@code start < at <= end}, else rejected. It does not change {@code
 *       tie_bits}.
 *   <li><b>A put with {@code reset}</b> ends every rule said before: the new track starts at its
 *       effective time and knows no other rule; superseded if its version is not the highest.
 *       {@code board.reset} keeps all rules and the pause, but nothing before its effective time
 *       counts.
 *   <li><b>Promotion.</b> The former live board is a shadow under the version of its newest rule
 *       said; a pause goes with the track. A track starts at its first rule's effective time.
 *   <li><b>Order of judgement.</b> Filter, score, cap, window, lateness, ban, retraction, place.
 *       Without a rule in force at the event time nothing is said.
 *   <li><b>Hour windows</b> are the hours of the wall, cut at changes of the offset.
 *   <li><b>Paused</b> boards show what they showed; one that was never anything else shows nothing.
 *       A board whose first rule is not in force by the wall clock is not looked at.
 *   <li><b>Sessions.</b> A retraction that arrived before the session with the event in it closes
 *       takes the event out; one that arrived at the close or later does not. Retractions do so in
 *       the order of their arrival. Dated bans do not change sessions. A session is never late.
 *   <li><b>Names.</b> A partition column stands in the key without {@code event.} or {@code
 *       player.}. A dead letter names the board without the version of a shadow.
 * </ul>
 */
final class BoardReference {

    /** When it is. */
    record Now(long arrival, long wall) {}

    /** What must be published. */
    record Result(
            Map<String, Map<String, Double>> boards,
            Map<String, FinalWindow> windows,
            Set<String> undetermined) {}

    /**
     * What an event contributes to a track.
     *
     * @param pieces the member and the partition columns; null where the newest row decides
     */
    record Contribution(
            Track track,
            Happening happening,
            Window window,
            long reachedAt,
            long scaled,
            String distinct,
            List<String> pieces) {

        /** Everything that state remembers of it. */
        List<Object> fixed() {
            List<Object> fixed = new ArrayList<>();
            fixed.add(window.start());
            fixed.add(String.valueOf(window.label()));
            fixed.add(reachedAt);
            fixed.add(scaled);
            fixed.add(String.valueOf(distinct));
            fixed.add(pieces.toString());
            return fixed;
        }
    }

    /** The judgement of one happening on one track: a contribution, or why there is none. */
    record Judgement(Contribution contribution, String reason) {

        static Judgement not(String reason) {
            return new Judgement(null, reason);
        }
    }

    /** One place on one board. */
    private record Place(Track track, String partition, Window window, String member) {}

    static final String BEYOND_HORIZON = "beyond_horizon";
    static final String LATE = "late";
    static final String EXPRESSION_FAILED = "expression_failed";

    private final Settings settings;
    private final Set<Mutation> mutations;
    private final ControlBook book;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, List<Row>> rows = new HashMap<>();
    private final List<Event> beyondHorizon = new ArrayList<>();

    /** What counts unless a board says otherwise, retracted events too. */
    private final List<Happening> happenings = new ArrayList<>();

    private final Set<String> retracted = new HashSet<>();

    BoardReference(Settings settings, List<BoardSpec> properties, Collection<Input> inputs) {
        this(settings, properties, inputs, Set.of());
    }

    BoardReference(
            Settings settings,
            List<BoardSpec> properties,
            Collection<Input> inputs,
            Set<Mutation> mutations) {
        this.settings = settings;
        this.mutations = mutations;
        List<Input> sorted = new ArrayList<>(inputs);
        sorted.sort(Comparator.comparingInt(Input::number));
        List<Control> messages = new ArrayList<>();
        for (Input input : sorted) {
            if (input instanceof Event event) {
                events.add(event);
            } else if (input instanceof Row row) {
                rows.computeIfAbsent(row.player(), id -> new ArrayList<>()).add(row);
            } else {
                messages.add((Control) input);
            }
        }
        book = new ControlBook(settings, mutations, properties, messages);
        collect();
    }

    static BoardReference of(History history) {
        return of(history, Set.of());
    }

    static BoardReference of(History history, Set<Mutation> mutations) {
        return new BoardReference(
                history.settings(), history.boards(), history.inputs(), mutations);
    }

    ControlBook book() {
        return book;
    }

    List<Happening> happenings() {
        return happenings;
    }

    private void collect() {
        Set<String> seen = new HashSet<>();
        List<Happening> unique = new ArrayList<>();
        for (Event event : events) {
            boolean old = event.time() < event.arrival() - settings.dedupHorizon();
            if (old && !mutations.contains(Mutation.DEDUP_HORIZON)) {
                beyondHorizon.add(event);
            } else if (seen.add(event.player() + "/" + event.id())
                    || mutations.contains(Mutation.DEDUPLICATION)) {
                unique.add(Happening.of(event));
            }
        }
        unique.removeIf(event -> event.arrival() <= book.erasedUpTo(event.player()));
        for (Happening event : unique) {
            if (retractionOf(event) != null) {
                retracted.add(event.key());
            }
        }
        happenings.addAll(unique);
        if (settings.sessionGap() > 0) {
            addSessions(unique);
        }
        for (Adjustment adjustment : book.adjustments()) {
            if (adjustment.arrival() > book.erasedUpTo(adjustment.player())) {
                happenings.add(Happening.of(adjustment));
            }
        }
    }

    /** The first retraction that is not too late for the event, or null. */
    private Retraction retractionOf(Happening event) {
        for (Retraction retraction : book.retractions()) {
            if (names(retraction, event)
                    && event.time() >= retraction.arrival() - settings.correctionsHorizon()) {
                return retraction;
            }
        }
        return null;
    }

    private static boolean names(Retraction retraction, Happening event) {
        return retraction.player().equals(event.player())
                && EventId.ofEventId(retraction.eventId()).equals(event.id())
                && event.id().source() == EventId.Source.EVENT_ID;
    }

    private void addSessions(List<Happening> unique) {
        Set<String> players = new TreeSet<>();
        unique.forEach(event -> players.add(event.player()));
        for (String player : players) {
            List<Happening> inTime = new ArrayList<>();
            for (Happening event : unique) {
                long until = event.time() + settings.sessionGap() + settings.sessionLateness();
                if (event.player().equals(player) && event.arrival() <= until) {
                    inTime.add(event);
                }
            }
            for (Retraction retraction : book.retractions()) {
                inTime.removeAll(takenOut(retraction, inTime));
            }
            for (List<Happening> chain : chains(inTime)) {
                Happening last = chain.get(chain.size() - 1);
                happenings.add(Happening.session(chain.get(0), last, chain.size(), closeOf(chain)));
            }
        }
    }

    private List<Happening> takenOut(Retraction retraction, List<Happening> events) {
        List<Happening> out = new ArrayList<>();
        for (List<Happening> chain : chains(events)) {
            for (Happening event : chain) {
                if (names(retraction, event)
                        && event.time() >= retraction.arrival() - settings.correctionsHorizon()
                        && retraction.arrival() < closeOf(chain)) {
                    out.add(event);
                }
            }
        }
        return out;
    }

    private List<List<Happening>> chains(List<Happening> events) {
        List<Happening> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparingLong(Happening::time));
        List<List<Happening>> chains = new ArrayList<>();
        long last = 0;
        for (Happening event : sorted) {
            if (chains.isEmpty() || event.time() - last > settings.sessionGap()) {
                chains.add(new ArrayList<>());
            }
            chains.get(chains.size() - 1).add(event);
            last = event.time();
        }
        return chains;
    }

    private long closeOf(List<Happening> chain) {
        return chain.get(chain.size() - 1).time()
                + 2 * settings.sessionGap()
                + settings.sessionLateness();
    }

    /** For each retraction and the open session of its event: when that session would close. */
    List<Long> closesAround(Retraction retraction) {
        List<Happening> inTime = new ArrayList<>();
        for (Happening event : happenings) {
            long until = event.time() + settings.sessionGap() + settings.sessionLateness();
            if (event.isEvent()
                    && event.player().equals(retraction.player())
                    && event.arrival() <= until) {
                inTime.add(event);
            }
        }
        for (Retraction earlier : book.retractions()) {
            if (earlier.equals(retraction)) {
                break;
            }
            inTime.removeAll(takenOut(earlier, inTime));
        }
        List<Long> closes = new ArrayList<>();
        for (List<Happening> chain : chains(inTime)) {
            if (chain.stream().anyMatch(event -> names(retraction, event))) {
                closes.add(closeOf(chain));
            }
        }
        return closes;
    }

    /** The row that was valid at a time, or null. */
    private Row rowAt(String player, long time) {
        Row valid = null;
        for (Row row : rows.getOrDefault(player, List.of())) {
            boolean starts = row.validFrom() == null || row.validFrom() <= time;
            if (starts && (valid == null || validFrom(row) >= validFrom(valid))) {
                valid = row;
            }
        }
        return valid == null || valid.columns() == null ? null : valid;
    }

    private static long validFrom(Row row) {
        return row.validFrom() == null ? Long.MIN_VALUE : row.validFrom();
    }

    private Row newestRow(String player) {
        return rowAt(player, Long.MAX_VALUE);
    }

    private boolean isDeleted(String player) {
        return !rows.getOrDefault(player, List.of()).isEmpty()
                && newestRow(player) == null
                && !mutations.contains(Mutation.DELETED_ROW);
    }

    private Row rowFor(Happening happening) {
        if (mutations.contains(Mutation.ROW_VERSIONS)) {
            return newestRow(happening.player());
        }
        return rowAt(
                happening.player(),
                Math.max(happening.time(), happening.arrival() - settings.rowHorizon()));
    }

    /** What a happening contributes to a track. */
    Judgement judge(Track track, Happening happening) {
        boolean timeless = mutations.contains(Mutation.RULE_TIME);
        Dated<BoardSpec> inForce =
                timeless && happening.time() >= track.start()
                        ? track.newest()
                        : track.ruleAt(happening.time());
        if (inForce == null) {
            return Judgement.not("no_rule");
        }
        BoardSpec rule = inForce.value();
        Adjustment adjustment = happening.adjustment();
        if (adjustment != null && adjustment.track().number != track.number) {
            return Judgement.not("other_board");
        }
        if (adjustment == null && rule.usesSession() != (happening.session() != null)) {
            return Judgement.not("other_kind");
        }
        long judgedAt =
                mutations.contains(Mutation.PARAMETER_TIME) ? Long.MAX_VALUE : happening.time();
        Expression.Scope scope = scope(happening, rowFor(happening), judgedAt);
        long scaled;
        String distinct = null;
        try {
            if (adjustment != null) {
                scaled = scaled(adjustment.amount(), rule.scale());
            } else {
                if (rule.filter != null
                        && !mutations.contains(Mutation.FILTER)
                        && !Boolean.TRUE.equals(rule.filter.value(scope))) {
                    return Judgement.not("filtered");
                }
                Object value = value(rule, scope);
                if (value == null) {
                    return Judgement.not("unscored");
                }
                boolean distincts = rule.aggregation.equals("count_distinct");
                distinct = distincts ? value.toString() : null;
                scaled = distincts ? 0 : capped(rule, scaled(decimal(value), rule.scale()));
            }
        } catch (Expression.Failure e) {
            return Judgement.not(
                    mutations.contains(Mutation.EXPRESSION_FAILURE)
                            ? "unscored"
                            : EXPRESSION_FAILED);
        }
        return judgeTime(track, rule, happening, scope, scaled, distinct);
    }

    private Object value(BoardSpec rule, Expression.Scope scope) {
        Object value =
                switch (rule.aggregation) {
                    case "count" -> (Object) 1L;
                    case "count_distinct" -> rule.distinct.value(scope);
                    default -> rule.score.value(scope);
                };
        return value == null && mutations.contains(Mutation.ABSENT_FIELD) ? (Object) 7L : value;
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Double decimal
                ? BigDecimal.valueOf(decimal)
                : BigDecimal.valueOf((Long) value);
    }

    private static long scaled(BigDecimal value, int scale) {
        return value.setScale(scale, RoundingMode.HALF_EVEN).unscaledValue().longValueExact();
    }

    private long capped(BoardSpec rule, long scaled) {
        if (rule.capPerEvent == null || mutations.contains(Mutation.CAP)) {
            return scaled;
        }
        return Math.min(scaled, scaled(rule.capPerEvent, rule.scale()));
    }

    private Judgement judgeTime(
            Track track,
            BoardSpec rule,
            Happening happening,
            Expression.Scope scope,
            long scaled,
            String distinct) {
        WindowSpec windows = mutated(track.window());
        Map<String, Long> ends = track.seasonEnds();
        Window window = windows.at(happening.time(), ends);
        if (window == null) {
            return Judgement.not("no_season");
        }
        if (isLate(rule, window, happening)) {
            boolean next = rule.late.equals("next_window");
            window = next ? windows.at(happening.arrival(), ends) : null;
            if (window == null) {
                return Judgement.not(LATE);
            }
        }
        if (book.isBannedAt(happening.player(), happening.time())) {
            return Judgement.not("banned");
        }
        if (retracted.contains(happening.key())) {
            return Judgement.not("retracted");
        }
        if (isAsOfEvent(rule) && isRefused(rule, scope)) {
            return Judgement.not("not_eligible");
        }
        List<String> pieces = new ArrayList<>();
        Row row = rowFor(happening);
        for (String piece : pieces(rule)) {
            boolean fixed = piece.startsWith("event.") || isAsOfEvent(rule);
            pieces.add(fixed ? piece(piece, happening.fields(), row) : null);
        }
        if (pieces.get(0) == null && (isAsOfEvent(rule) || isOfEvent(rule.member))) {
            return Judgement.not("no_member");
        }
        long reachedAt = Math.min(Math.max(happening.time(), window.start()), window.end() - 1);
        return new Judgement(
                new Contribution(track, happening, window, reachedAt, scaled, distinct, pieces),
                null);
    }

    private static boolean isOfEvent(Expression member) {
        return member == null || member.cel().startsWith("event.");
    }

    private WindowSpec mutated(WindowSpec spec) {
        if (spec.kind() != WindowSpec.Kind.CALENDAR) {
            return spec;
        }
        String zone = mutations.contains(Mutation.ZONE) ? "UTC" : spec.zone();
        DayOfWeek weekStart =
                mutations.contains(Mutation.WEEK_START) ? DayOfWeek.MONDAY : spec.weekStart();
        return WindowSpec.calendar(spec.unit(), zone, weekStart);
    }

    private boolean isLate(BoardSpec rule, Window window, Happening happening) {
        if (window.end() == Long.MAX_VALUE
                || !happening.isEvent()
                || (rule.late.equals("correct") && mutations.contains(Mutation.LATE_CORRECT))
                || (rule.late.equals("next_window")
                        && mutations.contains(Mutation.LATE_NEXT_WINDOW))
                || (rule.late.equals("reject") && mutations.contains(Mutation.LATE_REJECT))) {
            return false;
        }
        boolean none =
                rule.allowedLateness == null || mutations.contains(Mutation.ALLOWED_LATENESS);
        return happening.arrival() > window.end() + (none ? 0 : rule.allowedLateness);
    }

    private boolean isAsOfEvent(BoardSpec rule) {
        return rule.profile.equals("as_of_event") != mutations.contains(Mutation.PROFILE);
    }

    private boolean isRefused(BoardSpec rule, Expression.Scope scope) {
        return rule.eligible != null
                && !mutations.contains(Mutation.ELIGIBLE)
                && !Boolean.TRUE.equals(rule.eligible.value(scope));
    }

    private static List<String> pieces(BoardSpec rule) {
        List<String> pieces = new ArrayList<>();
        pieces.add(rule.member == null ? "event.player_id" : rule.member.cel());
        pieces.addAll(rule.partitionBy);
        return pieces;
    }

    private static String piece(String piece, Map<String, Object> fields, Row row) {
        String name = piece.substring(piece.indexOf('.') + 1);
        Object value;
        if (piece.startsWith("event.")) {
            value = fields.get(name);
        } else {
            value = row == null ? null : row.columns().get(name);
        }
        return value == null ? null : value.toString();
    }

    private Expression.Scope scope(Happening happening, Row row, long parametersAt) {
        return new Expression.Scope(
                happening.fields(),
                row == null ? Settings.rowDefaults() : row.columns(),
                book.parametersAt(parametersAt),
                happening.session() == null ? Map.of() : happening.session());
    }

    /** Everything that must be published at a time. */
    Result result(Now now) {
        Map<Place, List<Contribution>> places = new HashMap<>();
        Set<String> undetermined = new TreeSet<>();
        for (Track track : book.tracks()) {
            boolean paused = track.isPaused(now.wall());
            if ((paused && !track.wasNeverPublished()) || track.ruleAt(now.wall()) == null) {
                undetermined.add(track.name());
            } else if (!paused) {
                contributions(track, now, places);
            }
        }
        Map<String, Map<String, Double>> boards = new TreeMap<>();
        Map<String, FinalWindow> windows = new TreeMap<>();
        places.forEach(
                (place, contributions) -> {
                    Double score = redisScore(place.track(), contributions);
                    if (score != null) {
                        publish(place, score, boards, windows);
                    }
                });
        return new Result(boards, windows, undetermined);
    }

    private void contributions(Track track, Now now, Map<Place, List<Contribution>> places) {
        for (Happening happening : happenings) {
            if (happening.session() != null && happening.arrival() > now.arrival()) {
                continue;
            }
            Contribution contribution = judge(track, happening).contribution();
            if (contribution == null || !isShown(track, contribution, now)) {
                continue;
            }
            Place place = place(contribution);
            if (place != null) {
                places.computeIfAbsent(place, key -> new ArrayList<>()).add(contribution);
            }
        }
    }

    private boolean isShown(Track track, Contribution contribution, Now now) {
        String player = contribution.happening().player();
        if (book.isHidden(player) || isDeleted(player)) {
            return false;
        }
        BoardSpec rule = track.ruleAt(now.wall()).value();
        if (!isAsOfEvent(rule)
                && isRefused(
                        rule, scope(contribution.happening(), newestRow(player), now.wall()))) {
            return false;
        }
        return !track.window().isRolling()
                || mutations.contains(Mutation.ROLLING)
                || isInside(track.window(), contribution.happening().time(), now.arrival());
    }

    private static boolean isInside(WindowSpec rolling, long time, long clock) {
        long slice = Math.floorDiv(time, rolling.slide()) * rolling.slide();
        long end = Math.floorDiv(clock, rolling.slide()) * rolling.slide() + rolling.slide();
        return end - rolling.size() <= slice && slice < end;
    }

    /** Where a contribution stands now, or null if its member is not known. */
    private Place place(Contribution contribution) {
        BoardSpec spec = contribution.track().newest().value();
        List<String> names = pieces(spec);
        Row row = newestRow(contribution.happening().player());
        StringBuilder partition = new StringBuilder();
        String member = null;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean current = !name.startsWith("event.") && !isAsOfEvent(spec);
            String value = current ? piece(name, Map.of(), row) : contribution.pieces().get(i);
            if (i == 0) {
                member = value;
            } else if (!mutations.contains(Mutation.PARTITION)) {
                partition
                        .append(i == 1 ? "" : ",")
                        .append(encoded(name.substring(name.indexOf('.') + 1)))
                        .append('=')
                        .append(value == null ? "~" : encoded(value));
            }
        }
        return member == null
                ? null
                : new Place(
                        contribution.track(), partition.toString(), contribution.window(), member);
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            String one = String.valueOf((char) (b & 0xff));
            encoded.append(one.matches("[A-Za-z0-9_.-]") ? one : "%%%02X".formatted(b & 0xff));
        }
        return encoded.toString();
    }

    private static void publish(
            Place place,
            double score,
            Map<String, Map<String, Double>> boards,
            Map<String, FinalWindow> windows) {
        String name = place.track().name();
        String label = place.window().label();
        String key =
                "leaderboard:"
                        + name
                        + (place.partition().isEmpty() ? "" : ":" + place.partition())
                        + (label == null ? "" : ":" + label);
        boards.computeIfAbsent(key, k -> new TreeMap<>()).put(place.member(), score);
        if (label != null) {
            long checksum = WindowChecksum.of(place.partition(), place.member(), score);
            windows.merge(
                    name + ":" + label,
                    new FinalWindow(1, checksum),
                    (a, b) ->
                            new FinalWindow(
                                    a.members() + b.members(), a.checksum() + b.checksum()));
        }
    }

    /** The score of a member in Redis, or null if it cannot be held exactly. */
    private Double redisScore(Track track, List<Contribution> contributions) {
        BoardSpec spec = track.newest().value();
        long scaled = merged(spec, contributions);
        if (!spec.byTime()) {
            boolean exact =
                    Math.abs(scaled) <= 1L << 53 || mutations.contains(Mutation.SCORE_RANGE);
            return exact ? BigDecimal.valueOf(scaled, spec.scale()).doubleValue() : null;
        }
        BigDecimal score = BigDecimal.valueOf(scaled, spec.scale());
        boolean inRange =
                score.compareTo(spec.scoreMin) >= 0 && score.compareTo(spec.scoreMax) <= 0;
        if (!inRange && !mutations.contains(Mutation.SCORE_RANGE)) {
            return null;
        }
        int bits = spec.tieBits();
        long ticks =
                (reachedAt(spec, contributions) - contributions.get(0).window().start())
                        / spec.tieResolution;
        boolean first = spec.ties.equals("first_to_reach");
        if (mutations.contains(first ? Mutation.TIES_FIRST : Mutation.TIES_LAST)) {
            ticks = 0;
        }
        boolean descending =
                spec.order.equals("desc") || mutations.contains(Mutation.ORDER_OF_TIES);
        long low = first == descending ? (1L << bits) - 1 - ticks : ticks;
        return (double) ((scaled << bits) + low);
    }

    private static long merged(BoardSpec spec, List<Contribution> contributions) {
        long sum = 0;
        long max = Long.MIN_VALUE;
        long min = Long.MAX_VALUE;
        Set<String> distinct = new HashSet<>();
        for (Contribution contribution : contributions) {
            sum = Math.addExact(sum, contribution.scaled());
            max = Math.max(max, contribution.scaled());
            min = Math.min(min, contribution.scaled());
            distinct.add(String.valueOf(contribution.distinct()));
        }
        return switch (spec.aggregation) {
            case "sum" -> sum;
            case "max" -> max;
            case "min" -> min;
            case "count" -> contributions.size() * power(spec.scale());
            case "avg" ->
                    BigDecimal.valueOf(sum)
                            .divide(
                                    BigDecimal.valueOf(contributions.size()),
                                    0,
                                    RoundingMode.HALF_EVEN)
                            .longValueExact();
            case "last" -> contributions.stream().max(byTime(spec)).orElseThrow().scaled();
            case "first" -> contributions.stream().min(byTime(spec)).orElseThrow().scaled();
            default -> distinct.size() * power(spec.scale());
        };
    }

    private static long power(int scale) {
        return BigDecimal.ONE.movePointRight(scale).longValueExact();
    }

    private static Comparator<Contribution> byTime(BoardSpec spec) {
        return Comparator.<Contribution>comparingLong(more -> more.happening().time())
                .thenComparing(more -> id(spec, more.happening()), BoardReference::compareIds);
    }

    private static EventId id(BoardSpec spec, Happening happening) {
        boolean gathers = spec.member != null && !spec.member.cel().equals("event.player_id");
        return gathers && happening.id() != null
                ? happening.id().amongPlayers(happening.player())
                : happening.id();
    }

    private static int compareIds(EventId a, EventId b) {
        if (a == null || b == null) {
            return 0;
        }
        int bySource = Integer.compare(a.source().code(), b.source().code());
        if (bySource != 0) {
            return bySource;
        }
        int byHigh = Long.compareUnsigned(a.high(), b.high());
        return byHigh != 0 ? byHigh : Long.compareUnsigned(a.low(), b.low());
    }

    private static long reachedAt(BoardSpec spec, List<Contribution> contributions) {
        boolean extreme = spec.aggregation.equals("max") || spec.aggregation.equals("min");
        long value = extreme ? merged(spec, contributions) : 0;
        Contribution winner =
                switch (spec.aggregation) {
                    case "last" -> contributions.stream().max(byTime(spec)).orElseThrow();
                    case "first" -> contributions.stream().min(byTime(spec)).orElseThrow();
                    case "max", "min" ->
                            contributions.stream()
                                    .filter(contribution -> contribution.scaled() == value)
                                    .min(Comparator.comparingLong(Contribution::reachedAt))
                                    .orElseThrow();
                    default ->
                            contributions.stream()
                                    .max(Comparator.comparingLong(Contribution::reachedAt))
                                    .orElseThrow();
                };
        return winner.reachedAt();
    }

    /**
     * Events that are dead letters, by the number of the copy that was judged.
     *
     * <p>Left out is what depends on the order of two reasons: players of whom a ban, a retraction
     * or an erasure speaks, and boards that judge the member or the eligibility as of the event.
     */
    Set<DeadEvent> deadEvents() {
        Set<DeadEvent> dead = new HashSet<>();
        for (Event event : beyondHorizon) {
            dead.add(new DeadEvent(event.number(), null, BEYOND_HORIZON));
        }
        for (Track track : book.tracks()) {
            BoardSpec spec = track.newest().value();
            if (spec.member != null || spec.profile.equals("as_of_event")) {
                continue;
            }
            for (Happening happening : happenings) {
                String reason = happening.isEvent() ? judge(track, happening).reason() : null;
                if (LATE.equals(reason) || EXPRESSION_FAILED.equals(reason)) {
                    dead.add(new DeadEvent(happening.number(), track.board, reason));
                }
            }
        }
        return dead;
    }

    /** The boards whose dead letters {@link #deadEvents} leaves out. */
    Set<String> boardsWithoutDeadEvents() {
        Set<String> boards = new HashSet<>();
        for (Track track : book.tracks()) {
            BoardSpec spec = track.newest().value();
            if (spec.member != null || spec.profile.equals("as_of_event")) {
                boards.add(track.board);
            }
        }
        return boards;
    }
}
