package io.rankstream.leaderboard.connector;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Tells the failures that waiting heals from those that only a person can. */
final class RedisFailures {

    /**
     * Starting up, failing over, a script that holds it up, out of memory, a full disk, a slot that
     * moves: states that end, and the command itself is sound.
     */
    private static final List<String> PASSING =
            Arrays.asList(
                    "LOADING",
                    "READONLY",
                    "MASTERDOWN",
                    "NOREPLICAS",
                    "BUSY",
                    "TRYAGAIN",
                    "CLUSTERDOWN",
                    "OOM",
                    "MISCONF");

    /** In a cluster a slot that has moved is found where it is now. */
    private static final List<String> REDIRECTIONS = Arrays.asList("MOVED", "ASK");

    /**
     * Whether the same command can be expected to succeed later.
     *
     * @param cluster whether the client knows of clusters
     */
    static boolean passes(Throwable failure, boolean cluster) {
        boolean connection = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JedisAccessControlException
                    || cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException) {
                return false;
            }
            if (cause instanceof JedisDataException) {
                return PASSING.contains(code(cause))
                        || (cluster && REDIRECTIONS.contains(code(cause)))
                        || isFull(cause);
            }
            connection |=
                    cause instanceof JedisConnectionException
                            || cause instanceof JedisClusterOperationException;
        }
        return connection;
    }

    /** Too many clients, often those of an attempt of the job that has just ended. */
    private static boolean isFull(Throwable failure) {
        return failure.getMessage() != null
                && failure.getMessage().startsWith("ERR max number of clients");
    }

    /** What a person has to do about a failure that does not pass. */
    static String remedy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (code(cause)) {
                case "WRONGTYPE":
                    return "another program keeps a value of another type under this key: move it,"
                            + " or set redis.prefix";
                case "NOPERM":
                    return "allow the user of redis.user this command and the keys"
                            + " <redis.prefix>leaderboard:*, {<redis.prefix>leaderboard:*,"
                            + " <redis.prefix>player:* and <redis.prefix>rankstream:*";
                case "NOAUTH":
                case "WRONGPASS":
                    return "check redis.user and what redis.password refers to";
                case "MOVED":
                case "ASK":
                case "CROSSSLOT":
                    return "redis.host is a node of a cluster: set redis.cluster=true";
                default:
            }
            if (cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException) {
                return "redis.ca must hold the authority that signed the server's certificate, and"
                        + " redis.host must be a name in that certificate";
            }
        }
        return "see the cause";
    }

    private static String code(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return "";
        }
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }

    private RedisFailures() {}
}
