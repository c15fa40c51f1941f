package io.rankstream.leaderboard.config;

import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.Secret;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Where final standings are written: the property group {@code standings}. */
public final class StandingsConfig implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String url;
    private final StandingsDialect dialect;
    private final String user;
    private final Secret password;
    private final String table;
    private final int top;
    private final int batchSize;
    private final Duration flushInterval;
    private final int maxRetries;

    private StandingsConfig(PropertyGroup standings) {
        url = standings.get(LeaderboardOptions.STANDINGS_URL);
        if (namesPassword(url)) {
            throw standings.refusal(
                    LeaderboardOptions.STANDINGS_URL,
                    "must not contain the password: use jdbc.password");
        }
        dialect = StandingsDialect.of(url);
        user = standings.find(LeaderboardOptions.STANDINGS_USER).orElse("");
        password = standings.find(LeaderboardOptions.STANDINGS_PASSWORD).orElse(null);
        table = standings.get(LeaderboardOptions.STANDINGS_TABLE);
        top = standings.get(LeaderboardOptions.STANDINGS_TOP);
        batchSize = standings.get(LeaderboardOptions.STANDINGS_BATCH_SIZE);
        flushInterval = standings.get(LeaderboardOptions.STANDINGS_FLUSH_INTERVAL);
        maxRetries = standings.get(LeaderboardOptions.STANDINGS_MAX_RETRIES);
    }

    /** Empty without a URL: then there are no standings. */
    static Optional<StandingsConfig> from(PropertyGroup standings) {
        if (standings.find(LeaderboardOptions.STANDINGS_URL).isPresent()) {
            return Optional.of(new StandingsConfig(standings));
        }
        if (standings.find(LeaderboardOptions.STANDINGS_USER).isPresent()
                || standings.find(LeaderboardOptions.STANDINGS_PASSWORD).isPresent()) {
            throw standings.refusal(
                    LeaderboardOptions.STANDINGS_URL,
                    "is required where jdbc.user or jdbc.password is given");
        }
        return Optional.empty();
    }

    /** Reads a URL. One with a password is refused later: this refusal would repeat it. */
    static String readUrl(String text) {
        if (!namesPassword(text)) {
            StandingsDialect.of(text);
        }
        return text;
    }

    private static boolean namesPassword(String text) {
        return text.toLowerCase(Locale.ROOT).contains("password=");
    }

    static String readTable(String text) {
        if (!text.matches("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?")) {
            throw new IllegalArgumentException(
                    "is not a table: letters, digits and _, perhaps with a schema before a point");
        }
        return text;
    }

    public String url() {
        return url;
    }

    public StandingsDialect dialect() {
        return dialect;
    }

    /** Empty if the database asks for none. */
    public String user() {
        return user;
    }

    /** Null if the database asks for none. */
    public Secret password() {
        return password;
    }

    public String table() {
        return table;
    }

    /** How many ranks of each partition are written. */
    public int top() {
        return top;
    }

    public int batchSize() {
        return batchSize;
    }

    public Duration flushInterval() {
        return flushInterval;
    }

    /** How often a batch is tried again, with longer and longer pauses, before the job restarts. */
    public int maxRetries() {
        return maxRetries;
    }
}
