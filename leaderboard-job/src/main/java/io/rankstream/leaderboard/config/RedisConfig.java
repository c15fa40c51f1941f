package io.rankstream.leaderboard.config;

import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.Secret;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** Where the boards' Redis is and how it is spoken to: the property group {@code redis}. */
public final class RedisConfig implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;
    private final boolean tls;
    private final String ca;
    private final String user;
    private final Secret password;
    private final String prefix;
    private final boolean cluster;
    private final DeliveryMode delivery;
    private final Duration flushInterval;
    private final int batchSize;
    private final Duration connectTimeout;
    private final Duration readTimeout;
    private final Duration retryMaxBackoff;

    private RedisConfig(Builder builder) {
        this.host = builder.host;
        this.port = builder.port;
        this.tls = builder.tls;
        this.ca = builder.ca;
        this.user = builder.user;
        this.password = builder.password;
        this.prefix = builder.prefix;
        this.cluster = builder.cluster;
        this.delivery = builder.delivery;
        this.flushInterval = builder.flushInterval;
        this.batchSize = builder.batchSize;
        this.connectTimeout = builder.connectTimeout;
        this.readTimeout = builder.readTimeout;
        this.retryMaxBackoff = builder.retryMaxBackoff;
    }

    /**
     * The group {@code redis}.
     *
     * @throws io.rankstream.flink.config.InvalidConfigurationException naming the key, if a value
     *     is missing, cannot be read or is not supported
     */
    public static RedisConfig from(PropertyGroup redis) {
        Builder builder =
                at(
                        redis.get(LeaderboardOptions.REDIS_HOST),
                        redis.get(LeaderboardOptions.REDIS_PORT));
        boolean tls = redis.get(LeaderboardOptions.REDIS_TLS);
        Optional<String> ca = redis.find(LeaderboardOptions.REDIS_CA);
        if (tls) {
            builder.tls(ca.orElse(""));
        } else if (ca.isPresent()) {
            throw redis.refusal(LeaderboardOptions.REDIS_CA, "needs redis.tls=true");
        }
        Optional<String> user = redis.find(LeaderboardOptions.REDIS_USER);
        Optional<Secret> password = redis.find(LeaderboardOptions.REDIS_PASSWORD);
        if (password.isPresent()) {
            builder.credentials(user.orElse(""), password.get());
        } else if (user.isPresent()) {
            throw redis.refusal(LeaderboardOptions.REDIS_USER, "needs redis.password");
        }
        String prefix = redis.get(LeaderboardOptions.REDIS_PREFIX);
        if (prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            throw redis.refusal(
                    LeaderboardOptions.REDIS_PREFIX,
                    "may hold no braces: they tell a cluster where a key belongs");
        }
        return builder.prefix(prefix)
                .cluster(redis.get(LeaderboardOptions.REDIS_CLUSTER))
                .delivery(redis.get(LeaderboardOptions.REDIS_DELIVERY))
                .batches(
                        redis.get(LeaderboardOptions.REDIS_FLUSH_INTERVAL),
                        redis.get(LeaderboardOptions.REDIS_BATCH_SIZE))
                .timeouts(
                        redis.get(LeaderboardOptions.REDIS_CONNECT_TIMEOUT),
                        redis.get(LeaderboardOptions.REDIS_READ_TIMEOUT),
                        redis.get(LeaderboardOptions.REDIS_RETRY_MAX_BACKOFF))
                .build();
    }

    /** Without TLS and password, everything else at its default. */
    public static Builder at(String host, int port) {
        return new Builder(host, port);
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public boolean tls() {
        return tls;
    }

    /** Path of the PEM file with the certificates to trust; empty for those of the JVM. */
    public String ca() {
        return ca;
    }

    /** The ACL user; empty for the default one. */
    public String user() {
        return user;
    }

    /** Where the password is; empty if there is none. */
    public Optional<Secret> password() {
        return Optional.ofNullable(password);
    }

    public String prefix() {
        return prefix;
    }

    /** Whether it runs in cluster mode. */
    public boolean cluster() {
        return cluster;
    }

    public DeliveryMode delivery() {
        return delivery;
    }

    public Duration flushInterval() {
        return flushInterval;
    }

    public int batchSize() {
        return batchSize;
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }

    public Duration readTimeout() {
        return readTimeout;
    }

    /** How long the pauses between two attempts get at most. */
    public Duration retryMaxBackoff() {
        return retryMaxBackoff;
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {

        private final String host;
        private final int port;
        private boolean tls;
        private String ca = "";
        private String user = "";
        private Secret password;
        private String prefix = LeaderboardOptions.REDIS_PREFIX.defaultValue();
        private boolean cluster = LeaderboardOptions.REDIS_CLUSTER.defaultValue();
        private DeliveryMode delivery = LeaderboardOptions.REDIS_DELIVERY.defaultValue();
        private Duration flushInterval = LeaderboardOptions.REDIS_FLUSH_INTERVAL.defaultValue();
        private int batchSize = LeaderboardOptions.REDIS_BATCH_SIZE.defaultValue();
        private Duration connectTimeout = LeaderboardOptions.REDIS_CONNECT_TIMEOUT.defaultValue();
        private Duration readTimeout = LeaderboardOptions.REDIS_READ_TIMEOUT.defaultValue();
        private Duration retryMaxBackoff =
                LeaderboardOptions.REDIS_RETRY_MAX_BACKOFF.defaultValue();

        private Builder(String host, int port) {
            this.host = host;
            this.port = port;
        }

        /**
         * Speaks TLS and checks the server's name.
         *
         * @param caPath the PEM file with the certificates to trust; empty for those of the JVM
         */
        public Builder tls(String caPath) {
            this.tls = true;
            this.ca = caPath;
            return this;
        }

        /**
         * Logs in.
         *
         * @param aclUser empty for the default user
         */
        public Builder credentials(String aclUser, Secret secret) {
            this.user = aclUser;
            this.password = secret;
            return this;
        }

        public Builder prefix(String keyPrefix) {
            this.prefix = keyPrefix;
            return this;
        }

        /** Whether the host and port are those of a node of a cluster. */
        public Builder cluster(boolean mode) {
            this.cluster = mode;
            return this;
        }

        public Builder delivery(DeliveryMode mode) {
            this.delivery = mode;
            return this;
        }

        public Builder batches(Duration interval, int size) {
            this.flushInterval = interval;
            this.batchSize = size;
            return this;
        }

        public Builder timeouts(Duration connect, Duration read, Duration maxBackoff) {
            this.connectTimeout = connect;
            this.readTimeout = read;
            this.retryMaxBackoff = maxBackoff;
            return this;
        }

        public RedisConfig build() {
            return new RedisConfig(this);
        }
    }
}
