package io.rankstream.leaderboard.config;

import io.rankstream.flink.cdc.DimensionOptions;
import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.flink.event.EventConfig;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.control.ControlDeclarations;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.control.ParameterDeclaration;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.scoring.ScoringLimits;
import io.rankstream.model.scoring.ScoringRules;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How events are read and judged: what operators need of the properties, and what they build of it.
 *
 * <p>It travels with the operators, so it holds what was declared; parsers, rules and registries
 * are built where they run.
 */
public final class ScoringConfig implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String PLAYER = "player";

    /**
     * Kinesis keeps records for a year at most: control is read ahead of events that have waited so
     * long, which still need the rules of their time.
     */
    private static final Duration MAX_BACKLOG = Duration.ofDays(365);

    /** Longer than any archive. */
    private static final Duration REBUILD_HISTORY = Duration.ofDays(365_250);

    private final EventConfig events;
    private final DimensionSchema profile;
    private final List<String> displayColumns;
    private final int broadcastMaxRows;
    private final ScoringLimits limits;
    private final long warmupMillis;
    private final boolean copiesProfiles;
    private final long auditPeriodMillis;
    private final Duration ruleHistory;
    private final Duration correctionsHorizon;
    private final Duration dedupHorizon;
    private final int maxBoards;
    private final long hotMemory;
    private final String controlBootstrap;
    private final Map<String, String> boards;
    private final Map<String, String> params;

    private ScoringConfig(RuntimeConfiguration runtime) {
        PropertyGroup dimension = runtime.group(LeaderboardOptions.DIMENSION.name());
        PropertyGroup scoring = runtime.group(LeaderboardOptions.SCORING.name());
        events = EventConfig.from(runtime);
        profile = profile(dimension);
        displayColumns = displayColumns(dimension, profile.columns());
        broadcastMaxRows = dimension.get(LeaderboardOptions.BROADCAST_MAX_ROWS);
        dedupHorizon = scoring.get(LeaderboardOptions.DEDUP_HORIZON);
        correctionsHorizon = correctionsHorizon(scoring, dedupHorizon);
        limits =
                limits(
                        new ScoringLimits(
                                        dedupHorizon,
                                        dimension.get(LeaderboardOptions.PARKING),
                                        dimension.get(LeaderboardOptions.PARKING_MAX_EVENTS),
                                        scoring.get(LeaderboardOptions.SLACK),
                                        dimension.get(LeaderboardOptions.ERASE_AFTER))
                                .withCorrections(correctionsHorizon)
                                .withMaxDistinct(scoring.get(LeaderboardOptions.MAX_DISTINCT)),
                        runtime.group(LeaderboardOptions.SESSIONS.name()));
        copiesProfiles = dimension.get(LeaderboardOptions.PLAYER_COPY);
        auditPeriodMillis =
                runtime.group(LeaderboardOptions.AUDIT.name())
                        .get(LeaderboardOptions.AUDIT_PERIOD)
                        .toMillis();
        warmupMillis = dimension.get(LeaderboardOptions.WARMUP).toMillis();
        ruleHistory = dedupHorizon.plus(events.limits().maxFuture()).plus(MAX_BACKLOG);
        maxBoards = scoring.get(LeaderboardOptions.MAX_BOARDS);
        hotMemory = scoring.get(LeaderboardOptions.HOT_MEMORY).getBytes();
        controlBootstrap =
                runtime.group(LeaderboardOptions.CONTROL.name())
                        .find(LeaderboardOptions.CONTROL_BOOTSTRAP)
                        .orElse(null);
        boards = new TreeMap<>();
        for (PropertyGroup.Entry<String> board :
                runtime.group(LeaderboardOptions.BOARDS.name()).all(LeaderboardOptions.BOARD)) {
            boards.put(board.key(), board.value());
        }
        params = new TreeMap<>();
        for (PropertyGroup.Entry<String> param :
                runtime.group(LeaderboardOptions.PARAMS.name()).all(LeaderboardOptions.PARAM)) {
            params.put(param.part(0), param.value());
        }
    }

    /**
     * Reads the properties and builds everything once, so that what is wrong stops the job before
     * it starts.
     *
     * @throws InvalidConfigurationException naming the key, the value and what is allowed
     */
    public static ScoringConfig from(RuntimeConfiguration runtime) {
        ScoringConfig config = new ScoringConfig(runtime);
        config.newRegistry();
        return config;
    }

    private static ScoringLimits limits(ScoringLimits limits, PropertyGroup sessions) {
        return sessions.find(LeaderboardOptions.SESSION_GAP)
                .map(
                        gap ->
                                limits.withSessions(
                                        gap, sessions.get(LeaderboardOptions.SESSION_LATENESS)))
                .orElse(limits);
    }

    private static Duration correctionsHorizon(PropertyGroup scoring, Duration dedupHorizon) {
        Duration horizon = scoring.get(LeaderboardOptions.CORRECTIONS_HORIZON);
        if (horizon.compareTo(dedupHorizon) > 0) {
            throw new InvalidConfigurationException(
                    "scoring.corrections.horizon: '"
                            + horizon
                            + "' must be at most scoring.dedup.horizon, which is "
                            + dedupHorizon);
        }
        return horizon;
    }

    private static DimensionSchema profile(PropertyGroup dimension) {
        FieldSchema columns = dimension.get(DimensionOptions.PLAYER_COLUMNS);
        FieldValues defaults = new FieldValues(columns);
        for (PropertyGroup.Entry<String> entry : dimension.all(LeaderboardOptions.PLAYER_DEFAULT)) {
            int index = columns.indexOf(entry.part(0));
            if (index < 0) {
                throw new InvalidConfigurationException(
                        "dimension."
                                + entry.key()
                                + ": '"
                                + entry.part(0)
                                + "' is none of dimension.player.columns, which are "
                                + String.join(", ", columns.names()));
            }
            try {
                defaults.setFromText(columns, index, entry.value());
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigurationException(
                        "dimension." + entry.key() + ": " + e.getMessage(), e);
            }
        }
        return new DimensionSchema(PLAYER, columns, defaults);
    }

    private static List<String> displayColumns(PropertyGroup dimension, FieldSchema columns) {
        List<String> display = new ArrayList<>();
        dimension.find(LeaderboardOptions.PLAYER_DISPLAY).ifPresent(display::addAll);
        for (String column : display) {
            if (columns.indexOf(column) < 0) {
                throw new InvalidConfigurationException(
                        "dimension.player.display: '"
                                + column
                                + "' is none of dimension.player.columns, which are "
                                + String.join(", ", columns.names()));
            }
        }
        return display;
    }

    /** How far ahead of its arrival an event may be, in milliseconds. */
    public long maxFutureMillis() {
        return events.limits().maxFuture().toMillis();
    }

    public FieldSchema eventFields() {
        return events.fields();
    }

    /** The player dimension. */
    public DimensionSchema profile() {
        return profile;
    }

    /** Up to how many players every task keeps a copy of all profiles. */
    public int broadcastMaxRows() {
        return broadcastMaxRows;
    }

    /** Whether every task keeps a copy of all profiles. */
    public boolean copiesProfiles() {
        return copiesProfiles;
    }

    /** In which time every value is published again once, to repair what was lost. */
    public long auditPeriodMillis() {
        return auditPeriodMillis;
    }

    /** How many bytes of the heap a task fills with players; 0 for none. */
    public long hotMemory() {
        return hotMemory;
    }

    public ScoringLimits limits() {
        return limits;
    }

    public long warmupMillis() {
        return warmupMillis;
    }

    /** The parser of each stream, by its name. */
    public Map<String, EventParser> newParsers() {
        return events.newParsers();
    }

    /** The URI of the file that keeps what control messages amount to; empty without one. */
    public Optional<String> controlBootstrap() {
        return Optional.ofNullable(controlBootstrap);
    }

    /**
     * The registry of the bootstrap file, with what is new in the properties.
     *
     * @param source what the file is called if it cannot be used
     * @param startTime since when the new is in force, epoch milliseconds
     * @throws InvalidConfigurationException naming the file, if it is broken or another one
     */
    public ControlRegistry bootstrapRegistry(String json, String source, long startTime) {
        try {
            return restoreRegistry(json, startTime);
        } catch (IllegalStateException | IllegalArgumentException | ClassCastException e) {
            throw new InvalidConfigurationException(
                    "control.bootstrap: '"
                            + source
                            + "' cannot be used: it is broken, or no control bootstrap: "
                            + e.getMessage(),
                    e);
        }
    }

    /** What compiles expressions against what is declared. */
    public ExpressionCompiler newCompiler() {
        return declarations().compiler();
    }

    /** Rules without any board yet. */
    public ScoringRules newRules() {
        return new ScoringRules(events.fields(), profile, newCompiler(), displayColumns, limits);
    }

    /** Rules without any board yet, for a rebuild: nothing is too old for them. */
    public ScoringRules newRebuildRules() {
        return new ScoringRules(
                events.fields(),
                profile,
                newCompiler(),
                displayColumns,
                limits.withoutForgetting());
    }

    /** As {@link #newRegistry}, for a rebuild: it never forgets what was in force. */
    public ControlRegistry newRebuildRegistry() {
        return newRegistry(REBUILD_HISTORY);
    }

    /** A registry that knows the boards and parameters of the properties. */
    public ControlRegistry newRegistry() {
        return newRegistry(ruleHistory);
    }

    private ControlRegistry newRegistry(Duration history) {
        try {
            return new ControlRegistry(declarations(history), definitions());
        } catch (InvalidDefinitionException e) {
            throw new InvalidConfigurationException("boards: " + e.getMessage(), e);
        }
    }

    /**
     * The registry of a snapshot, with what is new in the properties.
     *
     * @param startTime since when the new is in force, epoch milliseconds
     */
    public ControlRegistry restoreRegistry(String json, long startTime) {
        try {
            return ControlRegistry.fromJson(json, declarations(), definitions(), startTime);
        } catch (InvalidDefinitionException e) {
            throw new InvalidConfigurationException("boards: " + e.getMessage(), e);
        }
    }

    private List<BoardDefinition> definitions() {
        List<BoardDefinition> definitions = new ArrayList<>();
        boards.forEach(
                (key, json) -> {
                    try {
                        definitions.add(BoardDefinition.parse(json));
                    } catch (InvalidDefinitionException e) {
                        throw new InvalidConfigurationException(
                                "boards." + key + ": " + e.getMessage(), e);
                    }
                });
        return definitions;
    }

    /** What is in force by the properties alone. */
    public List<ControlUpdate> propertyUpdates() {
        return newRegistry().updates();
    }

    private ControlDeclarations declarations() {
        return declarations(ruleHistory);
    }

    private ControlDeclarations declarations(Duration history) {
        List<ParameterDeclaration> declared = new ArrayList<>();
        params.forEach(
                (name, json) -> {
                    try {
                        declared.add(ParameterDeclaration.parse(name, json));
                    } catch (InvalidDefinitionException e) {
                        throw new InvalidConfigurationException(
                                "params." + name + ": " + e.getMessage(), e);
                    }
                });
        return new ControlDeclarations(
                events.fields(),
                Map.of(PLAYER, profile),
                declared,
                maxBoards,
                history,
                correctionsHorizon,
                dedupHorizon,
                events.limits().maxFuture());
    }
}
