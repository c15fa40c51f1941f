package io.rankstream.datagen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** What happens to the table {@code players} while a load runs. */
final class RowHistory {

    /** Whom the control script bans must have been there before. */
    private static final int ALWAYS_WITH_ROW = 3;

    private static final int MAX_LEVEL = 10;
    private static final int REINSERTED_PERCENT = 60;
    private static final int LATEST_LATE_ROW_MILLIS = 20_000;
    private static final int TRIES = 8;

    private static final String[] PREFIXES = {
        "funny", "hot", "cool", "awesome", "moving", "speedy", "fast", "running", "winning"
    };
    private static final String[] NAMES = {
        "john", "devil", "tarzan", "car", "racer", "buddy", "superman", "rock", "star"
    };
    private static final String[] COUNTRIES = {"US", "UK", "DE", "BE", "FR", "IN"};
    private static final String[] SUBSCRIPTIONS = {"Free", "7d-Trial", "Silver", "Gold", "Diamond"};

    private record Insert(long atMillis, int player) {}

    private final LoadPlan.Population population;
    private final RacingPlayers players;
    private final SplittableRandom random;
    private final PlayersTable table = new PlayersTable();
    private final PriorityQueue<Insert> inserts =
            new PriorityQueue<>(
                    Comparator.comparingLong(Insert::atMillis).thenComparingInt(Insert::player));
    private long changesDrawn;

    RowHistory(LoadPlan.Population population, RacingPlayers players, SplittableRandom random) {
        this.population = population;
        this.players = players;
        this.random = random;
        for (int i = 0; i < players.size(); i++) {
            double drawn = random.nextDouble() * 100;
            int delay = 1_000 + random.nextInt(LATEST_LATE_ROW_MILLIS - 1_000);
            if (i < ALWAYS_WITH_ROW
                    || drawn >= population.rowlessPercent() + population.lateRowPercent()) {
                inserts.add(new Insert(0, i));
            } else if (drawn < population.lateRowPercent()) {
                inserts.add(new Insert(delay, i));
            }
        }
    }

    /** The changes due until then that have not been returned before. */
    List<RowChange> until(Duration offset) {
        long millis = offset.toMillis();
        List<RowChange> changes = new ArrayList<>();
        while (!inserts.isEmpty() && inserts.peek().atMillis() <= millis) {
            String player = players.id(inserts.remove().player());
            add(new RowChange.Put(player, newRow()), changes);
        }
        long due = (long) (population.rowChangesPerSecond() * millis / 1_000);
        for (; changesDrawn < due; changesDrawn++) {
            change(millis, changes);
        }
        return changes;
    }

    private void change(long millis, List<RowChange> changes) {
        for (int i = 0; i < TRIES; i++) {
            int player = random.nextInt(players.size());
            Optional<PlayerRow> row = table.row(players.id(player));
            if (row.isPresent()) {
                add(changed(player, row.get(), millis), changes);
                return;
            }
        }
    }

    private RowChange changed(int player, PlayerRow row, long millis) {
        String id = players.id(player);
        int drawn = random.nextInt(100);
        if (drawn < 25) {
            return new RowChange.Put(id, row.withLevel(row.level() % MAX_LEVEL + 1));
        }
        if (drawn < 45) {
            return new RowChange.Put(id, row.withCountry(country()));
        }
        if (drawn < 60) {
            return new RowChange.Put(id, row.withSubscriptionType(oneOf(SUBSCRIPTIONS)));
        }
        if (drawn < 75) {
            return new RowChange.Put(id, row.withIsBot(1 - row.isBot()));
        }
        if (drawn < 83) {
            return new RowChange.Put(id, row.withAlias(alias()));
        }
        if (drawn < 88) {
            String other = players.id(random.nextInt(players.size()));
            String taken = table.row(other).map(PlayerRow::alias).orElseGet(this::alias);
            return new RowChange.Put(id, row.withAlias(taken));
        }
        if (random.nextInt(100) < REINSERTED_PERCENT) {
            inserts.add(new Insert(millis + 2_000 + random.nextInt(6_000), player));
        }
        return new RowChange.Delete(id);
    }

    private void add(RowChange change, List<RowChange> changes) {
        table.apply(change);
        changes.add(change);
    }

    private PlayerRow newRow() {
        int isBot = random.nextDouble() * 100 < population.botsPercent() ? 1 : 0;
        return new PlayerRow(
                alias(), 1 + random.nextInt(MAX_LEVEL), country(), isBot, oneOf(SUBSCRIPTIONS));
    }

    private String alias() {
        return oneOf(PREFIXES) + "-" + oneOf(NAMES) + "-" + (1 + random.nextInt(100));
    }

    /** Two large countries and four small ones, as racing's own generator has them. */
    private String country() {
        int drawn = random.nextInt(3);
        return COUNTRIES[drawn < 2 ? drawn : random.nextInt(COUNTRIES.length)];
    }

    private String oneOf(String[] values) {
        return values[random.nextInt(values.length)];
    }
}
