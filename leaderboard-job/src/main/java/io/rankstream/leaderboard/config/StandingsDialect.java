package io.rankstream.leaderboard.config;

/** The databases that take final standings. */
public enum StandingsDialect {
    /** MySQL, and what speaks its protocol and its SQL, such as MariaDB and Aurora. */
    MYSQL("jdbc:mysql:"),
    POSTGRESQL("jdbc:postgresql:");

    private static final String FORM = "//[^/?\\s]+/[^/?\\s]+(\\?\\S*)?";

    private final String prefix;

    StandingsDialect(String prefix) {
        this.prefix = prefix;
    }

    /**
     * The dialect of a database that a URL names.
     *
     * @throws IllegalArgumentException if it is the URL of another one, or of none
     */
    static StandingsDialect of(String url) {
        for (StandingsDialect dialect : values()) {
            if (url.startsWith(dialect.prefix)) {
                if (!url.substring(dialect.prefix.length()).matches(FORM)) {
                    throw new IllegalArgumentException(
                            "is not of the form " + dialect.prefix + "//host:port/database");
                }
                return dialect;
            }
        }
        throw new IllegalArgumentException(
                "is of another database: use jdbc:mysql://host:port/database or"
                        + " jdbc:postgresql://host:port/database");
    }
}
