package io.rankstream.benchmarks.parts;

import io.rankstream.benchmarks.engine.JobSettings;
import io.rankstream.benchmarks.engine.RecordParser;
import io.rankstream.benchmarks.load.Boards;
import io.rankstream.benchmarks.load.RacingPlan;
import io.rankstream.benchmarks.load.RacingRecords;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.scoring.MemoryScoring;
import io.rankstream.model.scoring.PlayerScoring;
import io.rankstream.model.scoring.PlayerState;
import io.rankstream.model.scoring.PlayerStore;
import io.rankstream.model.scoring.ScoringClock;
import io.rankstream.model.scoring.ScoringOutput;
import io.rankstream.model.scoring.ScoringRules;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.FileUtils;

/** What single steps are measured on: racing's events, and a player who has played a while. */
final class PartsData {

    static final int EVENTS = 10_000;

    private static final int PLAYERS = 1_000;
    private static final int EVENTS_OF_A_PLAYER = 100;

    private final ScoringConfig config;
    private final RecordParser parser;
    private final List<GameplayEvent> events = new ArrayList<>(EVENTS);
    private final List<BoardCommand> commands = new ArrayList<>();
    private final PlayerState state = new PlayerState();

    private PartsData(ScoringConfig config) throws IOException {
        this.config = config;
        RacingRecords records = new RacingRecords(RacingPlan.usual(1, EVENTS, PLAYERS));
        parser = new RecordParser(records, config);
        for (int i = 0; i < EVENTS; i++) {
            events.addAll(parser.read(i).events());
        }
        MemoryScoring scoring =
                new MemoryScoring(newRules(), config.limits(), this::keep, letter -> {});
        events.forEach(scoring::send);
        play();
    }

    static PartsData create() throws IOException {
        Path folder = Files.createTempDirectory("rankstream-parts");
        try {
            return new PartsData(
                    JobSettings.leaderboard(folder, Boards.of(4), 0, Map.of()).scoring());
        } finally {
            FileUtils.deleteDirectoryQuietly(folder.toFile());
        }
    }

    private void keep(BoardCommand command) {
        if (command instanceof BoardCommand.PutScore) {
            commands.add(command);
        }
    }

    /** The hottest player alone, with nothing but what every event leaves behind. */
    private void play() throws IOException {
        PlayerScoring scoring =
                new PlayerScoring(
                        newRules(),
                        config.limits(),
                        player -> null,
                        nothing(ScoringClock.class),
                        nothing(ScoringOutput.class));
        PlayerStore store = nothing(PlayerStore.class);
        int played = 0;
        for (GameplayEvent event : events) {
            if (event.playerId().equals("player-1") && played++ < EVENTS_OF_A_PLAYER) {
                scoring.open(event.playerId(), state, store);
                scoring.event(event);
                scoring.close();
            }
        }
    }

    /** Answers every call with what stands for nothing. */
    private static <T> T nothing(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, args) -> {
                            if (method.getReturnType() == long.class) {
                                return 0L;
                            }
                            return method.getReturnType() == boolean.class ? false : null;
                        }));
    }

    private ScoringRules newRules() {
        ScoringRules rules = config.newRules();
        config.propertyUpdates().forEach(rules::apply);
        return rules;
    }

    MemoryScoring newScoring() {
        return new MemoryScoring(newRules(), config.limits(), command -> {}, letter -> {});
    }

    ParsedRecord parse(int index) {
        return parser.read(index);
    }

    List<GameplayEvent> events() {
        return events;
    }

    List<BoardCommand> commands() {
        return commands;
    }

    PlayerState state() {
        return state;
    }
}
