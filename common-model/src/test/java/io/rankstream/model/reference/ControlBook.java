package io.rankstream.model.reference;

import io.rankstream.model.reference.Input.Control;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What the control messages of a history, in the order of their stream, have put into force. */
final class ControlBook {

    /** The place of a message among others about its subject; the last counts. */
    record Said(int version, long issuedAt, String id) implements Comparable<Said> {

        private static final Comparator<Said> ORDER =
                Comparator.comparingInt(Said::version)
                        .thenComparingLong(Said::issuedAt)
                        .thenComparing(Said::id);

        @Override
        public int compareTo(Said other) {
            return ORDER.compare(this, other);
        }

        Said unversioned() {
            return new Said(0, issuedAt, id);
        }
    }

    /** Something that holds from an event time on. */
    record Dated<T>(long from, Said said, T value) {}

    /** The end of a season before its time, in place of another. */
    record Ended(String season, long at, long replaced, Said said) {}

    /** What a message says of a ban: {@code from} and {@code until} are null if it is undated. */
    record Ban(boolean banned, Long from, Long until) {

        boolean isUndated() {
            return banned && from == null && until == null;
        }

        boolean covers(long time) {
            return banned && !isUndated() && from <= time && time < until;
        }
    }

    /** A contribution that a message makes to one track. */
    record Adjustment(
            int number, String player, Track track, BigDecimal amount, long time, long arrival) {}

    /** A retraction as it arrived. */
    record Retraction(String player, String eventId, long arrival) {}

    /** One life of the scores of a board, under the name it has at the end. */
    static final class Track {

        final int number;
        final String board;
        int shadowVersion;
        final long startsAt;
        final List<Dated<BoardSpec>> rules;
        final List<Ended> ends = new ArrayList<>();
        Said pauseSaid;
        boolean pause;

        private Track(
                int number,
                String board,
                int shadowVersion,
                long startsAt,
                List<Dated<BoardSpec>> rules) {
            this.number = number;
            this.board = board;
            this.shadowVersion = shadowVersion;
            this.startsAt = startsAt;
            this.rules = new ArrayList<>(rules);
        }

        String name() {
            return shadowVersion == 0 ? board : board + ":v" + shadowVersion;
        }

        /** The rule in force at a time, or null before the first. */
        Dated<BoardSpec> ruleAt(long time) {
            return time < startsAt ? null : inForce(rules, time);
        }

        /** The rule that was said last. */
        Dated<BoardSpec> newest() {
            return rules.stream().max(Comparator.comparing(Dated::said)).orElseThrow();
        }

        long start() {
            long first = rules.stream().mapToLong(Dated::from).min().orElseThrow();
            return Math.max(first, startsAt);
        }

        WindowSpec window() {
            return newest().value().window;
        }

        /**
         * When seasons end that end before their time: a version that was said later means another
         * end if it names one.
         */
        Map<String, Long> seasonEnds() {
            Said rule = newest().said().unversioned();
            Map<String, Ended> last = new HashMap<>();
            for (Ended end : ends) {
                last.merge(end.season(), end, (a, b) -> a.said().compareTo(b.said()) > 0 ? a : b);
            }
            Map<String, Long> times = new HashMap<>();
            for (WindowSpec.Season season : window().seasons()) {
                Ended end = last.get(season.name());
                if (end != null
                        && season.start() < end.at()
                        && end.at() < season.end()
                        && (end.said().compareTo(rule) > 0 || end.replaced() == season.end())) {
                    times.put(season.name(), end.at());
                }
            }
            return times;
        }

        boolean isPaused(long wall) {
            Dated<BoardSpec> rule = ruleAt(wall);
            if (rule == null) {
                rule = newest();
            }
            if (pauseSaid != null && pauseSaid.compareTo(rule.said().unversioned()) > 0) {
                return pause;
            }
            return rule.value().mode.equals("paused");
        }

        /** Whether it is paused and was never anything else. */
        boolean wasNeverPublished() {
            return rules.stream().allMatch(rule -> rule.value().mode.equals("paused"))
                    && (pauseSaid == null || pause)
                    && !resumed;
        }

        private boolean resumed;
    }

    private final Settings settings;
    private final Set<Mutation> mutations;
    private final Map<String, Map<Integer, Track>> boards = new TreeMap<>();
    private final Map<String, Said> deleted = new HashMap<>();
    private final Map<String, List<Dated<Object>>> parameters = new HashMap<>();
    private final Map<String, List<Dated<Ban>>> bans = new HashMap<>();
    private final Map<String, Long> erased = new HashMap<>();
    private final List<Retraction> retractions = new ArrayList<>();
    private final List<Adjustment> adjustments = new ArrayList<>();
    private final Set<String> adjusted = new HashSet<>();
    private final Set<Integer> rejected = new HashSet<>();
    private int nextTrack = 1;

    ControlBook(
            Settings settings,
            Set<Mutation> mutations,
            List<BoardSpec> properties,
            List<Control> messages) {
        this.settings = settings;
        this.mutations = mutations;
        for (BoardSpec spec : properties) {
            Said said = new Said(spec.version, Long.MIN_VALUE, "");
            long from = spec.effectiveFrom == null ? Long.MIN_VALUE : spec.effectiveFrom;
            start(spec.board, versionOf(spec), Long.MIN_VALUE, new Dated<>(from, said, spec));
        }
        for (Control message : messages) {
            if (!apply(message)) {
                rejected.add(message.number());
            }
        }
    }

    private static int versionOf(BoardSpec spec) {
        return spec.isShadow() ? spec.version : 0;
    }

    private void start(String board, int shadowVersion, long startsAt, Dated<BoardSpec> rule) {
        lives(board)
                .put(
                        shadowVersion,
                        new Track(nextTrack++, board, shadowVersion, startsAt, List.of(rule)));
    }

    private Map<Integer, Track> lives(String board) {
        return boards.computeIfAbsent(board, name -> new TreeMap<>());
    }

    /** Returns false if the message has no effect because it is wrong or not the last. */
    private boolean apply(Control control) {
        Said said = said(0, control);
        Message message = control.message();
        if (message instanceof BoardPut put) {
            return put(put.spec(), control);
        }
        if (message instanceof BoardPause pause) {
            return pause(pause, said);
        }
        if (message instanceof BoardDelete delete) {
            return delete(delete, said);
        }
        if (message instanceof BoardPromote promote) {
            return promote(promote, control.arrival());
        }
        if (message instanceof BoardReset reset) {
            return reset(reset, control.arrival());
        }
        if (message instanceof SeasonEnd end) {
            return endSeason(end, said, control.arrival());
        }
        if (message instanceof ParamPut param) {
            long from = clamped(param.effectiveFrom(), control.arrival());
            parameters
                    .computeIfAbsent(param.name(), name -> new ArrayList<>())
                    .add(new Dated<>(from, said, param.value()));
            return true;
        }
        if (message instanceof PlayerBan ban) {
            return ban(ban, said, control.arrival());
        }
        if (message instanceof PlayerUnban unban) {
            addBan(unban.player(), control.arrival(), said, new Ban(false, null, null));
            return true;
        }
        if (message instanceof PlayerErase erase) {
            erased.merge(erase.player(), control.arrival(), Math::max);
            return true;
        }
        if (message instanceof EventRetract retract) {
            retractions.add(new Retraction(retract.player(), retract.eventId(), control.arrival()));
            return true;
        }
        return adjust((ScoreAdjust) message, control);
    }

    private Said said(int version, Control control) {
        return mutations.contains(Mutation.MESSAGE_ORDER)
                ? new Said(0, control.arrival(), "%05d".formatted(control.number()))
                : new Said(version, control.issuedAt(), control.id());
    }

    private long clamped(Long effective, long arrival) {
        long time = effective == null ? arrival : effective;
        return mutations.contains(Mutation.CLAMP)
                ? time
                : Math.max(time, arrival - settings.correctionsHorizon());
    }

    private boolean put(BoardSpec spec, Control control) {
        Said said = said(spec.version, control);
        String name = spec.board + ":" + versionOf(spec);
        Said deletion = deleted.get(name);
        if (deletion != null && deletion.compareTo(said.unversioned()) >= 0) {
            return false;
        }
        Dated<BoardSpec> rule =
                new Dated<>(clamped(spec.effectiveFrom, control.arrival()), said, spec);
        Map<Integer, Track> lives = lives(spec.board);
        if (isVersionTaken(lives, spec)) {
            return false;
        }
        Track track = lives.get(versionOf(spec));
        if (track == null) {
            start(spec.board, versionOf(spec), Long.MIN_VALUE, rule);
            return true;
        }
        BoardSpec newest = track.newest().value();
        if (spec.reset) {
            if (track.newest().said().compareTo(said) > 0) {
                return false;
            }
            start(spec.board, versionOf(spec), rule.from(), rule);
            Track fresh = lives.get(versionOf(spec));
            fresh.pauseSaid = track.pauseSaid;
            fresh.pause = track.pause;
            return true;
        }
        if (!newest.fixed().equals(spec.fixed())
                || losesSeasons(track, spec, control.arrival())
                || changesClosedSeasons(track, spec, control.arrival())) {
            return false;
        }
        track.rules.add(rule);
        return true;
    }

    /** Whether a season is not there any more, from then on, in which events may have counted. */
    private boolean losesSeasons(Track track, BoardSpec spec, long arrival) {
        long countedUntil = arrival + settings.correctionsHorizon() + Settings.MAX_FUTURE;
        return track.window().seasons().stream()
                .filter(season -> season.start() < countedUntil)
                .anyMatch(
                        season ->
                                spec.window.seasons().stream()
                                        .noneMatch(
                                                other ->
                                                        other.name().equals(season.name())
                                                                && other.start()
                                                                        == season.start()));
    }

    /**
     * Whether a boundary of a season differs that lies too far back; the end of one that was ended
     * may be either.
     */
    private boolean changesClosedSeasons(Track track, BoardSpec spec, long arrival) {
        Map<String, Long> before = boundaries(track.window(), Map.of());
        Map<String, Long> ended = boundaries(track.window(), track.seasonEnds());
        Map<String, Long> after = boundaries(spec.window, Map.of());
        Set<String> names = new HashSet<>(before.keySet());
        names.addAll(after.keySet());
        long since = arrival - settings.correctionsHorizon();
        return names.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .filter(name -> !Objects.equals(ended.get(name), after.get(name)))
                .anyMatch(
                        name ->
                                before.getOrDefault(name, since) < since
                                        || after.getOrDefault(name, since) < since);
    }

    private static Map<String, Long> boundaries(WindowSpec window, Map<String, Long> ends) {
        Map<String, Long> boundaries = new HashMap<>();
        for (WindowSpec.Season season : window.seasons()) {
            boundaries.put(season.name() + " start", season.start());
            boundaries.put(season.name() + " end", ends.getOrDefault(season.name(), season.end()));
        }
        return boundaries;
    }

    private static boolean isVersionTaken(Map<Integer, Track> lives, BoardSpec spec) {
        if (!spec.isShadow()) {
            return lives.containsKey(spec.version);
        }
        Track live = lives.get(0);
        return live != null
                && live.rules.stream().anyMatch(rule -> rule.value().version == spec.version);
    }

    private boolean pause(BoardPause pause, Said said) {
        Track track = lives(pause.board()).get(pause.version());
        if (track == null || (track.pauseSaid != null && track.pauseSaid.compareTo(said) > 0)) {
            return false;
        }
        track.pauseSaid = said;
        track.pause = pause.type().equals("board.pause");
        track.resumed |= !track.pause;
        return true;
    }

    private boolean delete(BoardDelete delete, Said said) {
        String name = delete.board() + ":" + delete.version();
        deleted.merge(name, said, (a, b) -> a.compareTo(b) > 0 ? a : b);
        Map<Integer, Track> lives = lives(delete.board());
        Track track = lives.get(delete.version());
        if (track == null) {
            return false;
        }
        track.rules.removeIf(rule -> rule.said().unversioned().compareTo(said) <= 0);
        if (track.rules.isEmpty()) {
            lives.remove(delete.version());
        }
        return true;
    }

    private boolean promote(BoardPromote promote, long arrival) {
        Map<Integer, Track> lives = lives(promote.board());
        Track shadow = lives.get(promote.version());
        Track live = lives.get(0);
        if (shadow == null || promote.version() == 0) {
            return false;
        }
        if (live == null) {
            lives.remove(promote.version());
            shadow.shadowVersion = 0;
            lives.put(0, shadow);
            return true;
        }
        long old = arrival - settings.dedupHorizon();
        boolean covered =
                shadow.start() <= live.start() || (shadow.start() < old && live.start() < old);
        if (!covered && !promote.force()) {
            return false;
        }
        int version = live.newest().value().version;
        lives.remove(promote.version());
        shadow.shadowVersion = 0;
        live.shadowVersion = version;
        lives.put(0, shadow);
        lives.put(version, live);
        return true;
    }

    private boolean reset(BoardReset reset, long arrival) {
        Map<Integer, Track> lives = lives(reset.board());
        Track old = lives.get(reset.version());
        if (old == null) {
            return false;
        }
        long startsAt = Math.max(old.startsAt, clamped(reset.effectiveFrom(), arrival));
        Track track = new Track(nextTrack++, reset.board(), reset.version(), startsAt, old.rules);
        track.ends.addAll(old.ends);
        track.pauseSaid = old.pauseSaid;
        track.pause = old.pause;
        track.resumed = old.resumed;
        lives.put(reset.version(), track);
        return true;
    }

    private boolean endSeason(SeasonEnd end, Said said, long arrival) {
        Track live = lives(end.board()).get(0);
        if (live == null || live.window().kind() != WindowSpec.Kind.SEASON) {
            return false;
        }
        long at = clamped(end.at(), arrival);
        if (live.window().seasons().stream()
                .noneMatch(season -> isInside(season, end.season(), at))) {
            return false;
        }
        for (Track track : lives(end.board()).values()) {
            for (WindowSpec.Season season : track.window().seasons()) {
                if (isInside(season, end.season(), at)) {
                    track.ends.add(new Ended(season.name(), at, season.end(), said));
                }
            }
        }
        return true;
    }

    private static boolean isInside(WindowSpec.Season season, String name, long at) {
        return season.name().equals(name) && season.start() < at && at <= season.end();
    }

    private boolean ban(PlayerBan ban, Said said, long arrival) {
        if (ban.from() == null && ban.until() == null) {
            addBan(ban.player(), arrival, said, new Ban(true, null, null));
            return true;
        }
        long from = clamped(ban.from(), arrival);
        long until = ban.until() == null ? Long.MAX_VALUE : ban.until();
        if (until <= from) {
            return false;
        }
        addBan(ban.player(), arrival, said, new Ban(true, from, until));
        return true;
    }

    private void addBan(String player, long arrival, Said said, Ban ban) {
        long from = clamped(Long.MIN_VALUE, arrival);
        bans.computeIfAbsent(player, id -> new ArrayList<>()).add(new Dated<>(from, said, ban));
    }

    private boolean adjust(ScoreAdjust adjust, Control control) {
        Track track = lives(adjust.board()).get(adjust.version());
        long time = adjust.eventTime() == null ? control.arrival() : adjust.eventTime();
        if (track == null
                || !track.newest().value().aggregation.equals("sum")
                || adjust.amount().stripTrailingZeros().scale() > track.newest().value().scale()
                || time > control.arrival()
                || time < control.arrival() - settings.correctionsHorizon()
                || time < track.startsAt
                || inForce(track.rules, time) == null
                || track.window().at(time, track.seasonEnds()) == null
                || !adjusted.add(control.id())) {
            return false;
        }
        adjustments.add(
                new Adjustment(
                        control.number(),
                        adjust.player(),
                        track,
                        adjust.amount(),
                        time,
                        control.arrival()));
        return true;
    }

    /** The last said of what is effective by then, or null. */
    private static <T> Dated<T> inForce(List<Dated<T>> said, long time) {
        return said.stream()
                .filter(dated -> dated.from() <= time)
                .max(Comparator.comparing(Dated::said))
                .orElse(null);
    }

    List<Track> tracks() {
        return boards.values().stream().flatMap(lives -> lives.values().stream()).toList();
    }

    /** The parameters that hold at a time. */
    Map<String, Object> parametersAt(long time) {
        Map<String, Object> values = Settings.parameterDefaults();
        parameters.forEach(
                (name, history) -> {
                    Dated<Object> value = inForce(history, time);
                    if (value != null) {
                        values.put(name, value.value());
                    }
                });
        return values;
    }

    /** Whether what happened to a player at a time does not count. */
    boolean isBannedAt(String player, long time) {
        Dated<Ban> ban = inForce(bans.getOrDefault(player, List.of()), time);
        return ban != null && ban.value().covers(time) && !mutations.contains(Mutation.DATED_BAN);
    }

    /** Whether a player is hidden, whenever the events were. */
    boolean isHidden(String player) {
        Dated<Ban> ban = inForce(bans.getOrDefault(player, List.of()), Long.MAX_VALUE);
        return ban != null && ban.value().isUndated() && !mutations.contains(Mutation.UNDATED_BAN);
    }

    /** What arrived by then of a player is forgotten. */
    long erasedUpTo(String player) {
        return erased.getOrDefault(player, Long.MIN_VALUE);
    }

    List<Retraction> retractions() {
        return retractions;
    }

    List<Adjustment> adjustments() {
        return adjustments;
    }

    /** Whether a message had no effect because it was wrong, or superseded at once. */
    boolean isRejected(int number) {
        return rejected.contains(number);
    }
}
