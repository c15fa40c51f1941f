package io.rankstream.flink.cdc;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.Secret;
import java.util.Objects;

/** Where the database of a dimension is and who reads it. */
public final class MySqlConnection {

    public static final Option<String> HOSTNAME =
            Option.string("hostname").required().describedAs("Host of the player database.");

    public static final Option<Integer> PORT =
            Option.integer("port", 1, 65_535).withDefault("3306").describedAs("Its port.");

    public static final Option<String> USERNAME =
            Option.string("username")
                    .required()
                    .describedAs(
                            "A user with `SELECT`, `REPLICATION SLAVE` and `REPLICATION CLIENT`, or"
                                    + " a reference to its name like that of a password.");

    public static final Option<Secret> PASSWORD =
            Option.secret("password").required().describedAs("The user's password.");

    public static final Option<Boolean> TLS =
            Option.bool("tls")
                    .withDefault("false")
                    .describedAs(
                            "Whether the connection is encrypted; the server's certificate is not"
                                    + " checked.");

    public static final Option<String> SERVER_ID = serverId("5400-5409");

    public static final Option<String> SERVER_TIME_ZONE =
            Option.string("server_time_zone")
                    .withDefault("UTC")
                    .describedAs(
                            "The time zone of the server; one with another offset is refused.");

    public static final OptionGroup OPTIONS = options(SERVER_ID);

    private final String hostname;
    private final int port;
    private final String username;
    private final Secret password;
    private final boolean tls;
    private final String serverId;
    private final String serverTimeZone;

    private MySqlConnection(
            String hostname,
            int port,
            String username,
            Secret password,
            boolean tls,
            String serverId,
            String serverTimeZone) {
        this.hostname = Objects.requireNonNull(hostname);
        this.port = port;
        this.username = Objects.requireNonNull(username);
        this.password = Objects.requireNonNull(password);
        this.tls = tls;
        this.serverId = Objects.requireNonNull(serverId);
        this.serverTimeZone = Objects.requireNonNull(serverTimeZone);
    }

    /** The option of a job whose reader has other server ids by default. */
    public static Option<String> serverId(String range) {
        return Option.of("server_id", "string", MySqlConnection::readServerIds)
                .withDefault(range)
                .describedAs(
                        "Server ids of the binlog reader, a range that no other replica uses.");
    }

    /** The group, for a job whose reader has other server ids by default. */
    public static OptionGroup options(Option<String> serverId) {
        return OptionGroup.of(
                "mysql",
                "The player database, read by change data capture.",
                HOSTNAME,
                PORT,
                USERNAME,
                PASSWORD,
                TLS,
                serverId,
                SERVER_TIME_ZONE);
    }

    public static MySqlConnection from(PropertyGroup mysql) {
        return from(mysql, SERVER_ID);
    }

    /** Reads the group {@link #options}. */
    public static MySqlConnection from(PropertyGroup mysql, Option<String> serverId) {
        return new MySqlConnection(
                mysql.get(HOSTNAME),
                mysql.get(PORT),
                mysql.get(USERNAME),
                mysql.get(PASSWORD),
                mysql.get(TLS),
                mysql.get(serverId),
                mysql.get(SERVER_TIME_ZONE));
    }

    private static String readServerIds(String text) {
        if (!text.matches("[0-9]{1,9}(-[0-9]{1,9})?")) {
            throw new IllegalArgumentException(
                    "is not a range of server ids: use one such as 5400-5409");
        }
        return text;
    }

    String hostname() {
        return hostname;
    }

    int port() {
        return port;
    }

    /** The user's name, read now if it is kept with a password that rotates. */
    String username() {
        return Secret.isReference(username) ? Secret.of(username).resolve() : username;
    }

    Secret password() {
        return password;
    }

    /** Whether nothing may travel in the clear. */
    boolean tls() {
        return tls;
    }

    String serverId() {
        return serverId;
    }

    String serverTimeZone() {
        return serverTimeZone;
    }
}
