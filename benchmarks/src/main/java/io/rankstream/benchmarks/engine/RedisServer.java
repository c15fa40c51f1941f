package io.rankstream.benchmarks.engine;

import io.rankstream.local.redis.RedisCluster;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.Tuple;

/** A real Redis on this machine: one, or a cluster of three masters. */
final class RedisServer implements AutoCloseable {

    private static final int MASTERS = 3;

    private final List<HostAndPort> nodes;
    private final boolean cluster;
    private final Runnable stop;

    private RedisServer(List<HostAndPort> nodes, boolean cluster, Runnable stop) {
        this.nodes = nodes;
        this.cluster = cluster;
        this.stop = stop;
    }

    static RedisServer start(boolean cluster) throws IOException {
        if (cluster) {
            RedisCluster redis = RedisCluster.start(MASTERS, RedisOptions.defaults());
            return new RedisServer(redis.addresses(), true, redis::close);
        }
        RedisProcess redis = RedisProcess.start();
        return new RedisServer(
                List.of(new HostAndPort(redis.host(), redis.port())), false, redis::close);
    }

    /** The property group {@code redis} of the leaderboard job. */
    Map<String, String> properties() {
        return Map.of(
                "host", nodes.get(0).getHost(),
                "port", Integer.toString(nodes.get(0).getPort()),
                "cluster", Boolean.toString(cluster));
    }

    /** A client that the caller closes. */
    UnifiedJedis connect() {
        return cluster
                ? RedisClusterClient.builder().nodes(Set.copyOf(nodes)).build()
                : RedisClient.builder().hostAndPort(nodes.get(0)).build();
    }

    /** Forgets everything. */
    void clear() {
        for (HostAndPort node : nodes) {
            try (Jedis jedis = new Jedis(node)) {
                jedis.flushAll();
            }
        }
    }

    /** All members of a sorted set. */
    static Map<String, Double> scores(UnifiedJedis client, String key) {
        Map<String, Double> scores = new HashMap<>();
        for (Tuple tuple : client.zrangeWithScores(key, 0, -1)) {
            scores.put(tuple.getElement(), tuple.getScore());
        }
        return scores;
    }

    @Override
    public void close() {
        stop.run();
    }
}
