package io.rankstream.local.tryout;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardMode;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.control.ControlDeclarations;
import io.rankstream.model.control.ParameterDeclaration;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.scoring.MemoryScoring;
import io.rankstream.model.scoring.ScoringCount;
import io.rankstream.model.scoring.ScoringLimits;
import io.rankstream.model.scoring.ScoringRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Scores the events of a file on boards, as the job would after all of them had arrived. */
final class Trial {

    static final Duration DEDUP_HORIZON = Duration.ofDays(8);

    private static final Duration CORRECTIONS_HORIZON = Duration.ofHours(1);
    private static final Duration ERASE_AFTER = Duration.ofDays(7);
    private static final int MAX_BOARDS = 256;

    /** All rows are known before the first event: who has none by then does not get one. */
    private static final int NO_PARKING = 0;

    /**
     * What to try.
     *
     * @param players null for no player dimension
     * @param sessionGap null for no sessions
     */
    record Input(
            Path events,
            EventProperties properties,
            Arrival arrival,
            List<Path> boards,
            Path players,
            List<ParameterDeclaration> parameters,
            Duration sessionGap,
            Duration sessionLateness) {}

    /**
     * What came of it.
     *
     * @param refused if there is any, nothing was scored
     * @param inferred whether nobody declared the fields of events
     * @param lastArrival when the last event arrived, null if there was none
     * @param empty boards that nobody stands on
     */
    record Outcome(
            FieldSchema fields,
            boolean inferred,
            FieldSchema columns,
            List<String> notes,
            List<Definitions.Refused> refused,
            List<RankedBoard> boards,
            List<BoardDefinition> empty,
            Map<String, Long> counts,
            Instant lastArrival,
            List<Rejected> rejected) {}

    private final Input input;
    private final List<RecordFile.Entry> records;
    private final List<RecordFile.Entry> playerRecords;
    private final EventReader.Events events;
    private final PlayerReader.Players players;
    private final Definitions definitions;
    private final ControlDeclarations declarations;
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    private Trial(Input input) {
        this.input = input;
        records = RecordFile.read(input.events());
        events = new EventReader(input.properties(), input.arrival()).read(records);
        playerRecords = input.players() == null ? List.of() : RecordFile.read(input.players());
        players =
                input.players() == null
                        ? PlayerReader.Players.NONE
                        : PlayerReader.read(playerRecords);
        Duration maxFuture = input.properties().limits().maxFuture();
        declarations =
                new ControlDeclarations(
                        events.fields(),
                        Map.of("player", players.schema()),
                        input.parameters(),
                        MAX_BOARDS,
                        DEDUP_HORIZON.plus(maxFuture),
                        CORRECTIONS_HORIZON,
                        DEDUP_HORIZON,
                        maxFuture);
        definitions = Definitions.read(input.boards(), declarations);
        String board = definitions.boardOfSessions();
        if (board != null && input.sessionGap() == null) {
            throw new IllegalArgumentException(
                    "the board " + board + " scores sessions: say --session-gap");
        }
    }

    /**
     * Reads everything and scores it.
     *
     * @throws IllegalArgumentException if a file cannot be read or an option does not fit
     */
    static Outcome run(Input input) {
        return new Trial(input).run();
    }

    private Outcome run() {
        deadLetters.addAll(events.unreadable());
        boolean refused = !definitions.refused().isEmpty();
        MemoryScoring scoring = refused ? null : score();
        List<RankedBoard> boards = new ArrayList<>();
        List<BoardDefinition> empty = new ArrayList<>();
        if (!refused) {
            rank(scoring, boards, empty);
        }
        return new Outcome(
                events.fields(),
                events.inferred(),
                input.players() == null ? null : players.schema().columns(),
                notes(),
                definitions.refused(),
                boards,
                empty,
                refused ? Map.of() : counts(scoring),
                lastArrival(),
                rejected());
    }

    private MemoryScoring score() {
        ScoringLimits limits = limits();
        DimensionSchema profile = players.schema();
        ScoringRules rules =
                new ScoringRules(
                        events.fields(), profile, declarations.compiler(), List.of(), limits);
        definitions.updates().forEach(rules::apply);
        MemoryScoring scoring = new MemoryScoring(rules, limits, command -> {}, deadLetters::add);
        if (lastArrival() == null) {
            return scoring;
        }
        // The boards are shown as they are when the last event has come.
        scoring.setWall(lastArrival().toEpochMilli());
        for (DimensionRow row : players.rows().values()) {
            scoring.send(row);
        }
        for (GameplayEvent event : events.events()) {
            // Another event may arrive in the same millisecond.
            scoring.advanceArrival(event.arrivalTime() - 1);
            scoring.send(event);
        }
        scoring.advanceArrival(lastArrival().toEpochMilli());
        scoring.advanceArrival(Long.MAX_VALUE);
        return scoring;
    }

    private ScoringLimits limits() {
        ScoringLimits limits =
                new ScoringLimits(
                                DEDUP_HORIZON,
                                Duration.ZERO,
                                NO_PARKING,
                                Duration.ZERO,
                                ERASE_AFTER)
                        .withCorrections(CORRECTIONS_HORIZON);
        return input.sessionGap() == null
                ? limits
                : limits.withSessions(input.sessionGap(), input.sessionLateness());
    }

    private Instant lastArrival() {
        List<GameplayEvent> all = events.events();
        return all.isEmpty() ? null : Instant.ofEpochMilli(all.get(all.size() - 1).arrivalTime());
    }

    private void rank(
            MemoryScoring scoring, List<RankedBoard> boards, List<BoardDefinition> empty) {
        Map<String, BoardDefinition> tracks = new LinkedHashMap<>();
        for (BoardDefinition definition : definitions.accepted()) {
            tracks.merge(
                    definition.board() + ":" + shadowVersion(definition),
                    definition,
                    (a, b) -> a.version() > b.version() ? a : b);
        }
        List<BoardAddress> addresses = new ArrayList<>(scoring.boards().keySet());
        addresses.sort(
                Comparator.comparing(BoardAddress::partition)
                        .thenComparing(address -> String.valueOf(address.window())));
        for (BoardDefinition definition : tracks.values()) {
            int before = boards.size();
            for (BoardAddress address : addresses) {
                if (address.board().equals(definition.board())
                        && address.shadowVersion() == shadowVersion(definition)) {
                    boards.add(RankedBoard.of(address, definition, scoring.boards().get(address)));
                }
            }
            if (boards.size() == before) {
                empty.add(definition);
            }
        }
    }

    private static int shadowVersion(BoardDefinition definition) {
        return definition.mode() == BoardMode.SHADOW ? definition.version() : BoardAddress.LIVE;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        events.notes().forEach(note -> notes.add("event field " + note));
        players.notes().forEach(note -> notes.add("player column " + note));
        return notes;
    }

    private static Map<String, Long> counts(MemoryScoring scoring) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (ScoringCount what : ScoringCount.values()) {
            if (scoring.count(what) > 0) {
                counts.put(what.name().toLowerCase(Locale.ROOT), scoring.count(what));
            }
        }
        return counts;
    }

    private List<Rejected> rejected() {
        List<Rejected> rejected = new ArrayList<>();
        players.unreadable().forEach(letter -> rejected.add(rejected(playerRecords, letter)));
        deadLetters.forEach(letter -> rejected.add(rejected(records, letter)));
        rejected.sort(Comparator.comparingInt(Rejected::line).thenComparing(Rejected::element));
        rejected.sort(Comparator.comparing(each -> each.file().equals(input.events().toString())));
        return rejected;
    }

    private Rejected rejected(List<RecordFile.Entry> from, DeadLetter letter) {
        int index = Integer.parseInt(letter.origin().sequenceNumber());
        return Rejected.of(from.get(index), letter, input.properties().limits());
    }
}
