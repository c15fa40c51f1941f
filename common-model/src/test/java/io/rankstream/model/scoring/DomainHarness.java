package io.rankstream.model.scoring;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.control.BoardTracks;
import io.rankstream.model.control.ControlDecision;
import io.rankstream.model.control.ControlDeclarations;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.control.ParameterDeclaration;
import io.rankstream.model.control.Promotion;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.field.PackedOutput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.reference.Input;
import io.rankstream.model.reference.ModelHarness;
import io.rankstream.model.reference.Settings;
import io.rankstream.model.standings.FinalScore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scoring and the control registry as the job connects them, on the heap. */
final class DomainHarness implements ModelHarness {

    /** More often at one time no timer has anything to do. */
    private static final int MAX_FIRINGS = 1_000;

    /** One in so many players is packed and read again after it was looked at, as in the job. */
    private static final int PACKED = 3;

    private static final long CAUGHT_UP = Long.MAX_VALUE;

    private static final class Player {

        private PlayerState state = new PlayerState();
        private final PlayerStore store = new BytesPlayerStore();
        private long arrivalTimer = PlayerState.NEVER;
        private long wallTimer = PlayerState.NEVER;
    }

    private record TrackWindow(int trackId, String window) {}

    private List<GroupState> siblingsOf(Group group) {
        List<GroupState> siblings = new ArrayList<>();
        for (Group other : groups.values()) {
            if (other != group && other.state.key().place().equals(group.state.key().place())) {
                siblings.add(other.state);
            }
        }
        return siblings;
    }

    private final class Group {

        private GroupState state;
        private final MemoryGroupStore store = new MemoryGroupStore(() -> siblingsOf(this));

        private Group(GroupKey key) {
            state = new GroupState(key);
        }
    }

    private final boolean sayingFinalScores;
    private final ScoringLimits limits;
    private final ControlDeclarations declarations;
    private final List<BoardDefinition> propertyBoards = new ArrayList<>();
    private final Map<String, ControlUpdate> updates = new LinkedHashMap<>();
    private final Map<String, Player> players = new TreeMap<>();
    private final Map<GroupKey, Group> groups = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> boards = new TreeMap<>();
    private final Map<String, FinalWindow> windows = new TreeMap<>();
    private final Map<TrackWindow, FinalWindow> windowsOfTracks = new HashMap<>();
    private final Map<TrackWindow, Map<String, FinalScore>> finalScores = new HashMap<>();
    private final Set<String> promoted = new HashSet<>();
    private final List<DeadEvent> dead = new ArrayList<>();

    private ControlRegistry registry;
    private ScoringRules rules;

    /** What the groups know: an update may reach them after what it makes players contribute. */
    private ScoringRules groupRules;

    private final List<ControlUpdate> heldBack = new ArrayList<>();
    private PlayerScoring scoring;
    private GroupScoring groupScoring;
    private long generation;
    private long arrival = Long.MIN_VALUE;
    private long wall;
    private long nextChange;
    private long revision;

    /** The time on the arrival clock until which everything touched is written again. */
    private long caughtUpAt = CAUGHT_UP;

    /** How often a player was closed. */
    private long closed;

    /**
     * @param sayingFinalScores as {@link PlayerScoring#setSayingFinalScores}
     */
    DomainHarness(boolean sayingFinalScores, Settings settings, List<String> definitions) {
        this.sayingFinalScores = sayingFinalScores;
        ScoringLimits withCorrections =
                new ScoringLimits(
                                Duration.ofMillis(settings.dedupHorizon()),
                                Duration.ofMillis(settings.parking()),
                                1_000,
                                Duration.ofMillis(settings.slack()),
                                Duration.ofMillis(settings.eraseAfter()))
                        .withCorrections(Duration.ofMillis(settings.correctionsHorizon()));
        limits =
                settings.sessionGap() == 0
                        ? withCorrections
                        : withCorrections.withSessions(
                                Duration.ofMillis(settings.sessionGap()),
                                Duration.ofMillis(settings.sessionLateness()));
        try {
            List<ParameterDeclaration> parameters = new ArrayList<>();
            for (Map.Entry<String, String> parameter : Settings.PARAMETERS.entrySet()) {
                parameters.add(
                        ParameterDeclaration.parse(parameter.getKey(), parameter.getValue()));
            }
            declarations =
                    new ControlDeclarations(
                            Settings.FIELDS,
                            Map.of("player", Settings.players()),
                            parameters,
                            256,
                            Duration.ofMillis(settings.dedupHorizon()).plusDays(365),
                            Duration.ofMillis(settings.correctionsHorizon()),
                            Duration.ofMillis(settings.dedupHorizon()),
                            Duration.ofMillis(Settings.MAX_FUTURE));
            for (String definition : definitions) {
                propertyBoards.add(BoardDefinition.parse(definition));
            }
            registry = new ControlRegistry(declarations, propertyBoards);
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException(e);
        }
        build();
        registry.updates().forEach(this::apply);
        letGroupsKnow();
    }

    private void build() {
        rules = newRules();
        groupRules = newRules();
        scoring = new PlayerScoring(rules, limits, id -> null, new Clock(), new Output());
        scoring.setSayingFinalScores(sayingFinalScores);
        groupScoring = new GroupScoring(groupRules, new Clock(), new Output());
    }

    private ScoringRules newRules() {
        return new ScoringRules(
                Settings.FIELDS, Settings.players(), declarations.compiler(), List.of(), limits);
    }

    private void apply(ControlUpdate update) {
        if (!update.equals(updates.put(update.subject(), update))) {
            rules.apply(update);
            heldBack.add(update);
            if (heldBack.size() % 2 == update.name().length() % 2) {
                letGroupsKnow();
            }
            nextChange = rules.nextChangeAfter(wall);
        }
        if (update.isBoard()) {
            for (Promotion promotion : BoardTracks.parse(update).promotions()) {
                if (promoted.add(promotion.id())) {
                    promote(update.name(), promotion);
                }
            }
        }
    }

    private void letGroupsKnow() {
        heldBack.forEach(groupRules::apply);
        heldBack.clear();
    }

    /**
     * Renames the sets and what was announced of their windows. What groups would write under the
     * wrong name until they know of it is not looked at.
     */
    private void promote(String board, Promotion promotion) {
        letGroupsKnow();
        rename(boards, "leaderboard:" + board, promotion);
        rename(windows, board, promotion);
    }

    private static <T> void rename(Map<String, T> map, String board, Promotion promotion) {
        Pattern name = Pattern.compile(Pattern.quote(board) + "(?::v([0-9]+))?(:.*)?");
        Map<String, T> renamed = new TreeMap<>();
        map.forEach(
                (key, value) -> {
                    Matcher matcher = name.matcher(key);
                    String to = key;
                    if (matcher.matches()) {
                        String rest = matcher.group(2) == null ? "" : matcher.group(2);
                        if (matcher.group(1) == null) {
                            to = board + ":v" + promotion.liveBecomes() + rest;
                        } else if (matcher.group(1).equals("" + promotion.shadowVersion())) {
                            to = board + rest;
                        }
                    }
                    renamed.put(to, value);
                });
        map.clear();
        map.putAll(renamed);
    }

    @Override
    public void deliver(Input input) {
        if (input instanceof Input.Event event) {
            send(event.toGameplayEvent());
        } else if (input instanceof Input.Row row) {
            send(row.toDimensionRow());
        } else if (input instanceof Input.Control control) {
            ControlDecision decision =
                    registry.apply(control.bytes(), control.arrival(), control.origin());
            decision.updates().forEach(this::apply);
            if (!decision.updates().isEmpty()) {
                sweep();
            }
            decision.playerMessages().forEach(this::send);
        }
    }

    private void send(PlayerInput input) {
        io(
                () -> {
                    Player player = players.computeIfAbsent(input.playerId(), id -> new Player());
                    scoring.open(input.playerId(), player.state, player.store);
                    if (input instanceof GameplayEvent event) {
                        scoring.event(event);
                    } else if (input instanceof DimensionRow row) {
                        scoring.row(row);
                    } else {
                        scoring.message((PlayerMessage) input);
                    }
                    close(player);
                });
    }

    private void close(Player player) throws IOException {
        scoring.close();
        player.arrivalTimer = scoring.arrivalDeadline();
        player.wallTimer = scoring.wallDeadline();
        if (player.state.isEmpty()) {
            player.state = new PlayerState();
        }
        closed++;
        if (closed % PACKED == 0) {
            long nextCloseAt = player.state.nextCloseAt();
            player.state = packed(player.state);
            player.state.setNextCloseAt(nextCloseAt);
        }
    }

    private static PlayerState packed(PlayerState state) throws IOException {
        PackedOutput bytes = new PackedOutput(0);
        state.write(Settings.COLUMNS, bytes);
        return PlayerState.read(Settings.COLUMNS, bytes.toInput());
    }

    private void close(Group group) throws IOException {
        groupScoring.close();
        group.state.setArrivalTimer(groupScoring.arrivalDeadline());
    }

    private void sweep() {
        io(
                () -> {
                    for (Map.Entry<String, Player> player : players.entrySet()) {
                        scoring.open(
                                player.getKey(), player.getValue().state, player.getValue().store);
                        close(player.getValue());
                    }
                    letGroupsKnow();
                    for (Group group : groups.values()) {
                        groupScoring.open(group.state, group.store);
                        close(group);
                    }
                });
    }

    @Override
    public void clock(long arrivalNow, long wallNow) {
        wall = Math.max(wall, wallNow);
        if (nextChange <= wall) {
            rules.noteTime();
            groupRules.noteTime();
            nextChange = rules.nextChangeAfter(wall);
            sweep();
        }
        arrival = Math.max(arrival, arrivalNow);
        if (arrival > caughtUpAt) {
            reassertUntil(CAUGHT_UP);
        }
        io(
                () -> {
                    for (Map.Entry<String, Player> entry : players.entrySet()) {
                        Player player = entry.getValue();
                        if (player.wallTimer <= wall) {
                            scoring.open(entry.getKey(), player.state, player.store);
                            scoring.wallTimer();
                            close(player);
                        }
                        for (int times = 0; isDue(player.arrivalTimer); times++) {
                            requireEnd(times, entry.getKey());
                            scoring.open(entry.getKey(), player.state, player.store);
                            scoring.arrivalTimer();
                            close(player);
                        }
                    }
                    for (Group group : groups.values()) {
                        for (int times = 0; isDue(group.state.arrivalTimer()); times++) {
                            requireEnd(times, group.state.key);
                            groupScoring.open(group.state, group.store);
                            groupScoring.arrivalTimer();
                            close(group);
                        }
                    }
                });
    }

    private boolean isDue(long timer) {
        return timer != Long.MAX_VALUE && timer <= arrival;
    }

    /** What is due again and again would keep the job from everything else. */
    private static void requireEnd(int times, Object key) {
        if (times == MAX_FIRINGS) {
            throw new AssertionError(key + ": due for ever");
        }
    }

    @Override
    public void restart() {
        io(
                () -> {
                    for (Player player : players.values()) {
                        player.state = packed(player.state);
                    }
                    for (Group group : groups.values()) {
                        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                        group.state.write(new DataOutputStream(bytes));
                        group.state = GroupState.read(in(bytes));
                    }
                });
        generation = rules.generation();
        build();
        try {
            registry =
                    ControlRegistry.fromJson(registry.toJson(), declarations, propertyBoards, wall);
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException(e);
        }
        for (ControlUpdate update : updates.values()) {
            rules.apply(stored(update));
            groupRules.apply(stored(update));
        }
        rules.continueFrom(Math.max(generation, rules.generation()));
        nextChange = rules.nextChangeAfter(wall);
        reassertUntil(wall);
        sweep();
        if (closed % 2 == 0) {
            audit();
        }
    }

    /** As the job does until it has caught up. */
    private void reassertUntil(long time) {
        caughtUpAt = time;
        scoring.setReasserting(time != CAUGHT_UP);
        groupScoring.setReasserting(time != CAUGHT_UP);
    }

    /** Everything is written again, whatever is believed to be published. */
    private void audit() {
        io(
                () -> {
                    for (Map.Entry<String, Player> player : players.entrySet()) {
                        scoring.open(
                                player.getKey(), player.getValue().state, player.getValue().store);
                        scoring.reassert(null);
                        close(player.getValue());
                    }
                    for (Group group : groups.values()) {
                        groupScoring.open(group.state, group.store);
                        groupScoring.reassert();
                        close(group);
                    }
                });
    }

    private static ControlUpdate stored(ControlUpdate update) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            update.write(new DataOutputStream(bytes));
            return ControlUpdate.read(in(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataInputStream in(ByteArrayOutputStream bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    @Override
    public Map<String, Map<String, Double>> boards() {
        return boards;
    }

    @Override
    public Map<String, FinalWindow> finalWindows() {
        windowsOfTracks.forEach(this::requireFinalScores);
        Map<String, FinalWindow> closed = new TreeMap<>(windows);
        closed.values().removeIf(window -> window.members() == 0);
        return closed;
    }

    /** The final scores that were said are exactly those that the announcement stands for. */
    private void requireFinalScores(TrackWindow window, FinalWindow announced) {
        ScoringTrack track = rules.track(window.trackId());
        if (track == null
                || track.retired()
                || track.isPausedAt(wall)
                || !(sayingFinalScores || track.gathers())) {
            return;
        }
        long members = 0;
        long checksum = 0;
        for (FinalScore score : finalScores.getOrDefault(window, Map.of()).values()) {
            members++;
            checksum += score.checksum();
            double redis =
                    track.rankedBy(0, 1) == 1
                            ? (double) score.value()
                            : (double) score.value() / track.unit();
            if (WindowChecksum.of(score.address().partition(), score.member(), redis)
                    != score.checksum()) {
                throw new AssertionError(window + ": wrong value of " + score.member());
            }
        }
        if (members != announced.members() || checksum != announced.checksum()) {
            throw new AssertionError(
                    window + ": " + members + " final scores, announced " + announced);
        }
    }

    @Override
    public List<DeadEvent> deadEvents() {
        return dead;
    }

    private interface Action {

        void run() throws IOException;
    }

    private static void io(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Clock implements ScoringClock {

        @Override
        public long arrival() {
            return arrival;
        }

        @Override
        public long wall() {
            return wall;
        }

        @Override
        public long warmUntil() {
            return 0;
        }
    }

    private final class Output implements ScoringOutput {

        @Override
        public void command(BoardCommand command) {
            if (command instanceof PutScore put) {
                if (put.exclusive() && !put.address().partition().isEmpty()) {
                    removeFromSiblings(put.address(), put.member());
                }
                boards.computeIfAbsent(put.address().toString(), key -> new TreeMap<>())
                        .put(put.member(), put.score());
            } else if (command instanceof RemoveMember remove) {
                if (remove.everywhere()) {
                    removeFromSiblings(remove.address(), remove.member());
                }
                remove(remove.address().toString(), remove.member());
            }
        }

        /** From the partitions of a board, version and window, as the sets in Redis are. */
        private void removeFromSiblings(BoardAddress address, String member) {
            Pattern siblings =
                    Pattern.compile(
                            "leaderboard:%s%s:[^:]*=[^:]*%s"
                                    .formatted(
                                            address.board(),
                                            address.shadowVersion() == BoardAddress.LIVE
                                                    ? ""
                                                    : ":v" + address.shadowVersion(),
                                            address.window() == null
                                                    ? ""
                                                    : ":" + Pattern.quote(address.window())));
            for (String key : List.copyOf(boards.keySet())) {
                if (siblings.matcher(key).matches()) {
                    remove(key, member);
                }
            }
        }

        private void remove(String key, String member) {
            Map<String, Double> board = boards.getOrDefault(key, new TreeMap<>());
            board.remove(member);
            if (board.isEmpty()) {
                boards.remove(key);
            }
        }

        @Override
        public void contribute(GroupContribution contribution) {
            io(
                    () -> {
                        Group group = groups.computeIfAbsent(contribution.group(), Group::new);
                        groupScoring.open(group.state, group.store);
                        groupScoring.contribute(contribution);
                        close(group);
                    });
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            if (!letter.origin().stream().equals("control")) {
                dead.add(
                        new DeadEvent(
                                Integer.parseInt(letter.origin().sequenceNumber()),
                                letter.board(),
                                letter.reason().code()));
            }
        }

        @Override
        public void share(ScoringTrack track, long windowStart, int members, long checksum) {
            if (members == 0 && checksum == 0) {
                throw new AssertionError(track.name() + " " + windowStart + ": no news");
            }
            String version = track.shadowVersion() == 0 ? "" : ":v" + track.shadowVersion();
            String key = track.name() + version + ":" + track.window().label(windowStart);
            FinalWindow before = windows.getOrDefault(key, new FinalWindow(0, 0));
            windows.put(
                    key, new FinalWindow(before.members() + members, before.checksum() + checksum));
            windowsOfTracks.merge(
                    new TrackWindow(track.id(), track.window().label(windowStart)),
                    new FinalWindow(members, checksum),
                    (a, b) ->
                            new FinalWindow(
                                    a.members() + b.members(), a.checksum() + b.checksum()));
        }

        @Override
        public void finalScore(FinalScore score) {
            String place = score.address().partition() + "\n" + score.member();
            Map<String, FinalScore> scores =
                    finalScores.computeIfAbsent(
                            new TrackWindow(score.address().trackId(), score.address().window()),
                            window -> new HashMap<>());
            FinalScore before = score.isPresent() ? scores.put(place, score) : scores.remove(place);
            long said = before == null ? 0 : before.checksum();
            if (said == score.checksum()) {
                throw new AssertionError(score.address() + " " + score.member() + ": no news");
            }
        }

        @Override
        public void count(ScoringCount what) {}

        @Override
        public long nextRevision() {
            return ++revision;
        }
    }
}
