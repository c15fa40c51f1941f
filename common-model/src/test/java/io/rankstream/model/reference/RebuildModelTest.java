package io.rankstream.model.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.control.ControlDeclarations;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ParameterDeclaration;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.rebuild.ControlHistory;
import io.rankstream.model.rebuild.HeapRebuild;
import io.rankstream.model.rebuild.PlayerRecord;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.rebuild.RebuiltBoards;
import io.rankstream.model.reference.BoardReference.Now;
import io.rankstream.model.reference.BoardReference.Result;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Input.Row;
import io.rankstream.model.scoring.Explanation;
import io.rankstream.model.scoring.ScoringLimits;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rebuilds the boards of random histories from everything that was delivered, and compares them
 * with {@link BoardReference}.
 */
class RebuildModelTest {

    private static final int HISTORIES = 250;
    private static final int EXPLAINED = 300;

    /** What the live job counts, and what a rebuild counts beyond the deduplication horizon. */
    @Test
    void rebuildsWhatTheReferenceShows() {
        Long one = Long.getLong("model.seed");
        long first = one == null ? 1 : one;
        long count = one == null ? Long.getLong("model.histories", HISTORIES) : 1;
        for (long seed = first; seed < first + count; seed++) {
            History history = HistoryGenerator.history(seed);
            check(history, true, Set.of());
            check(history, false, Set.of(Mutation.DEDUP_HORIZON));
        }
    }

    private static void check(History history, boolean asLive, Set<Mutation> mutations) {
        if (fault(history, asLive, mutations) != null) {
            History small =
                    new Shrinker(candidate -> fault(candidate, asLive, mutations) != null)
                            .shrink(history);
            fail(
                    "again with -Dmodel.seed=%d%n%s%n%s",
                    history.seed(), small.describe(), fault(small, asLive, mutations));
        }
    }

    @Test
    void explainsEveryScoreByAFoldThatEqualsIt() throws IOException {
        int explained = 0;
        for (long seed = 1; explained < EXPLAINED; seed++) {
            explained += explain(HistoryGenerator.history(seed));
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "DEDUP_HORIZON", "DEDUPLICATION", "DELETED_ROW", "LATE_CORRECT", "ROW_VERSIONS",
                "RULE_TIME", "ROLLING", "DATED_BAN", "UNDATED_BAN", "PROFILE"
            })
    void noticesWhenTheReferenceIsWrongOnPurpose(Mutation mutation) {
        assertThat(
                        LongStream.rangeClosed(1, HISTORIES)
                                .mapToObj(HistoryGenerator::history)
                                .anyMatch(
                                        history -> fault(history, true, Set.of(mutation)) != null))
                .isTrue();
    }

    private static String fault(History history, boolean asLive, Set<Mutation> mutations) {
        Rebuild rebuild = new Rebuild(history);
        Result expected =
                BoardReference.of(history, mutations)
                        .result(new Now(history.closed(), history.closed()));
        Map<String, Map<String, Double>> actual = new TreeMap<>();
        rebuild.boards(asLive)
                .all()
                .forEach((address, members) -> actual.put(address.toString(), members));
        Set<String> keys = new TreeSet<>(expected.boards().keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            if (!Objects.equals(expected.boards().get(key), actual.get(key))
                    && !expected.undetermined().contains(ModelRunner.trackOf(key))) {
                return key
                        + "\n    expected "
                        + expected.boards().get(key)
                        + "\n    but was  "
                        + actual.get(key);
            }
        }
        return null;
    }

    private static int explain(History history) throws IOException {
        Rebuild rebuild = new Rebuild(history);
        int explained = 0;
        for (Map.Entry<BoardAddress, SortedMap<String, Double>> board :
                rebuild.boards(false).all().entrySet()) {
            BoardAddress address = board.getKey();
            for (Map.Entry<String, Double> member : board.getValue().entrySet()) {
                Explanation explanation =
                        rebuild.heap
                                .explain(
                                        rebuild.track(address),
                                        address.window(),
                                        address.partition(),
                                        member.getKey(),
                                        history.closed())
                                .orElseThrow(
                                        () ->
                                                new AssertionError(
                                                        "seed "
                                                                + history.seed()
                                                                + ": "
                                                                + address
                                                                + " "
                                                                + member
                                                                + " is not explained"));
                assertThat(explanation.redisScore()).isEqualTo(member.getValue());
                assertThat(explanation.steps()).isNotEmpty();
                explained++;
            }
        }
        return explained;
    }

    /** Everything of a history, added in no order. */
    private static final class Rebuild {

        private final History history;
        private final ScoringRules rules;
        private final HeapRebuild heap;

        private Rebuild(History history) {
            this.history = history;
            Settings settings = history.settings();
            ScoringLimits limits = limits(settings);
            ControlDeclarations declarations = declarations(settings);
            rules =
                    new ScoringRules(
                            Settings.FIELDS,
                            Settings.players(),
                            declarations.compiler(),
                            List.of(),
                            limits.withoutForgetting());
            heap = new HeapRebuild(rules, limits);
            List<Input> inputs = new ArrayList<>(history.inputs());
            Collections.shuffle(inputs, new Random(history.seed()));
            List<ArchivedRecord> messages = new ArrayList<>();
            for (Input input : inputs) {
                if (input instanceof Event event) {
                    add(event, event.toGameplayEvent());
                } else if (input instanceof Row row) {
                    add(row, row.toDimensionRow());
                } else {
                    messages.add(record((Control) input));
                }
            }
            ControlHistory control =
                    ControlHistory.of(registry(declarations, history.boards()), messages);
            control.updates().forEach(rules::apply);
            control.playerMessages().forEach(heap::add);
        }

        private void add(Input input, PlayerInput record) {
            heap.add(
                    new PlayerRecord(
                            input.arrival(), String.format("%08d", input.number()), record));
        }

        private static ArchivedRecord record(Control control) {
            return new ArchivedRecord(
                    "control",
                    "shard-0",
                    Integer.toString(control.number()),
                    0,
                    "",
                    control.arrival(),
                    control.arrival(),
                    control.arrival(),
                    0,
                    control.bytes());
        }

        private RebuiltBoards boards(boolean asLive) {
            try {
                RebuildScope everything =
                        new RebuildScope(
                                Set.of(),
                                RebuildScope.FROM_THE_BEGINNING,
                                RebuildScope.WITHOUT_END,
                                history.closed());
                return heap.boards(everything, asLive);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private ScoringTrack track(BoardAddress address) {
            return rules.activeTrack(address.board(), address.shadowVersion());
        }
    }

    private static ScoringLimits limits(Settings settings) {
        ScoringLimits limits =
                new ScoringLimits(
                                Duration.ofMillis(settings.dedupHorizon()),
                                Duration.ofMillis(settings.parking()),
                                1_000,
                                Duration.ofMillis(settings.slack()),
                                Duration.ofMillis(settings.eraseAfter()))
                        .withCorrections(Duration.ofMillis(settings.correctionsHorizon()));
        return settings.sessionGap() == 0
                ? limits
                : limits.withSessions(
                        Duration.ofMillis(settings.sessionGap()),
                        Duration.ofMillis(settings.sessionLateness()));
    }

    private static ControlDeclarations declarations(Settings settings) {
        List<ParameterDeclaration> parameters = new ArrayList<>();
        try {
            for (Map.Entry<String, String> parameter : Settings.PARAMETERS.entrySet()) {
                parameters.add(
                        ParameterDeclaration.parse(parameter.getKey(), parameter.getValue()));
            }
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException(e);
        }
        return new ControlDeclarations(
                Settings.FIELDS,
                Map.of("player", Settings.players()),
                parameters,
                256,
                Duration.ofMillis(settings.dedupHorizon()).plusDays(365),
                Duration.ofMillis(settings.correctionsHorizon()),
                Duration.ofMillis(settings.dedupHorizon()),
                Duration.ofMillis(Settings.MAX_FUTURE));
    }

    private static ControlRegistry registry(
            ControlDeclarations declarations, List<BoardSpec> boards) {
        try {
            List<BoardDefinition> definitions = new ArrayList<>();
            for (BoardSpec board : boards) {
                definitions.add(BoardDefinition.parse(board.toString()));
            }
            return new ControlRegistry(declarations, definitions);
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
