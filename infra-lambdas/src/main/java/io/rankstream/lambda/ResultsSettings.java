package io.rankstream.lambda;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;

/**
 * What the environment of the results functions says.
 *
 * @param host of a Redis, {@code REDIS_HOST}
 * @param port {@code REDIS_PORT}, 6379
 * @param tls whether the connection is encrypted, {@code REDIS_TLS}, true
 * @param cluster whether it is a cluster, {@code REDIS_CLUSTER}, true
 * @param user ACL user, {@code REDIS_USER}; empty: no login
 * @param secret ARN of the secret that holds the user's password as {@code password}, {@code
 *     REDIS_SECRET}
 * @param sourcePrefix what every key in the records starts with, {@code SOURCE_PREFIX}
 * @param targetPrefix what takes its place, {@code TARGET_PREFIX}
 * @param retention how long it is remembered that something was taken away, {@code
 *     REVISION_RETENTION}, 30 days
 */
record ResultsSettings(
        String host,
        int port,
        boolean tls,
        boolean cluster,
        String user,
        String secret,
        String sourcePrefix,
        String targetPrefix,
        Duration retention) {

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException naming variable, value and rule
     */
    static ResultsSettings from(Map<String, String> environment) {
        ResultsSettings settings =
                new ResultsSettings(
                        environment.getOrDefault("REDIS_HOST", ""),
                        port(environment.getOrDefault("REDIS_PORT", "6379")),
                        flag("REDIS_TLS", environment.getOrDefault("REDIS_TLS", "true")),
                        flag("REDIS_CLUSTER", environment.getOrDefault("REDIS_CLUSTER", "true")),
                        environment.getOrDefault("REDIS_USER", ""),
                        environment.getOrDefault("REDIS_SECRET", ""),
                        prefix("SOURCE_PREFIX", environment),
                        prefix("TARGET_PREFIX", environment),
                        retention(environment.getOrDefault("REVISION_RETENTION", "P30D")));
        if (settings.host.isEmpty()) {
            throw refusal("REDIS_HOST", "", "must be the host of a Redis");
        }
        if (settings.user.isEmpty() != settings.secret.isEmpty()) {
            throw refusal("REDIS_USER", settings.user, "goes together with REDIS_SECRET");
        }
        return settings;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw refusal("REDIS_PORT", text, "must be a port");
        }
        throw refusal("REDIS_PORT", text, "must be a port");
    }

    private static boolean flag(String name, String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw refusal(name, text, "must be true or false");
    }

    private static String prefix(String name, Map<String, String> environment) {
        String prefix = environment.getOrDefault(name, "");
        if (prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            throw refusal(name, prefix, "may hold no braces: they tell a cluster where a key is");
        }
        return prefix;
    }

    private static Duration retention(String text) {
        try {
            Duration retention = Duration.parse(text);
            if (retention.compareTo(Duration.ofHours(1)) >= 0) {
                return retention;
            }
        } catch (DateTimeException e) {
            throw refusal("REVISION_RETENTION", text, "must be a duration such as P30D");
        }
        throw refusal("REVISION_RETENTION", text, "must be an hour at least");
    }

    private static IllegalArgumentException refusal(String name, String value, String rule) {
        return new IllegalArgumentException(name + " '" + value + "': " + rule);
    }
}
