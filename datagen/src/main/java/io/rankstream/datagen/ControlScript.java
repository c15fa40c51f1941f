package io.rankstream.datagen;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;

/** What the live-ops designer does while a racing load runs, step by step. */
final class ControlScript {

    static final int STEPS = 8;

    /** So that the job knows the new version before the first event that it judges. */
    private static final Duration NOTICE = Duration.ofSeconds(10);

    private final LoadPlan.Scenario scenario;
    private final Instant start;
    private final RacingPlayers players;
    private final SplittableRandom random;
    private int done;

    ControlScript(
            LoadPlan.Scenario scenario,
            Instant start,
            RacingPlayers players,
            SplittableRandom random) {
        this.scenario = scenario;
        this.start = start;
        this.players = players;
        this.random = random;
    }

    /** The messages due until then that have not been returned before. */
    List<ControlMessage> until(Duration offset) {
        List<ControlMessage> messages = new ArrayList<>();
        while (scenario.enabled() && done < STEPS && dueAt(done).compareTo(offset) <= 0) {
            Instant issuedAt = start.plus(dueAt(done));
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            messages.add(new ControlMessage(id, issuedAt, action(done, issuedAt)));
            done++;
        }
        return messages;
    }

    private Duration dueAt(int step) {
        return scenario.after().plus(scenario.every().multipliedBy(step));
    }

    private ControlMessage.Action action(int step, Instant issuedAt) {
        return switch (step) {
            case 0 -> new ControlMessage.BotSwitch(OptionalInt.of(0));
            case 1 -> new ControlMessage.Ban(players.hot(0));
            case 2 -> new ControlMessage.PutBoard("daily_distance", 2, issuedAt.plus(NOTICE), 300);
            case 3 -> new ControlMessage.BotSwitch(OptionalInt.of(1));
            case 4 -> new ControlMessage.Unban(players.hot(0));
            case 5 -> new ControlMessage.BotSwitch(OptionalInt.empty());
            case 6 -> new ControlMessage.Ban(players.hot(2));
            case 7 -> new ControlMessage.BotSwitch(OptionalInt.of(0));
            default -> throw new IllegalArgumentException("no step " + step);
        };
    }
}
