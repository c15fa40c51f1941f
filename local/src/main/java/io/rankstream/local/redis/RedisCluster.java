package io.rankstream.local.redis;

import io.rankstream.local.process.FreePort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Runs a Redis cluster of several masters on 127.0.0.1, each with its share of the slots. */
public final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;
    private static final Duration START_TIME = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 50;

    private final List<RedisProcess> nodes;

    private RedisCluster(List<RedisProcess> nodes) {
        this.nodes = nodes;
    }

    /**
     * Starts one and returns when all nodes know of all slots.
     *
     * @param options of each node; ports and folders are chosen
     */
    public static RedisCluster start(int size, RedisOptions options) throws IOException {
        RedisCluster cluster = new RedisCluster(new ArrayList<>());
        try {
            List<Integer> busPorts = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int busPort = FreePort.any();
                busPorts.add(busPort);
                cluster.nodes.add(
                        RedisProcess.start(
                                options.withSetting("cluster-enabled yes")
                                        .withSetting("cluster-port " + busPort)
                                        .withSetting("cluster-node-timeout 2000")));
            }
            cluster.join(busPorts);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void join(List<Integer> busPorts) throws IOException {
        for (int i = 0; i < nodes.size(); i++) {
            try (Jedis node = connect(i)) {
                int from = SLOTS * i / nodes.size();
                int to = SLOTS * (i + 1) / nodes.size() - 1;
                node.clusterAddSlotsRange(from, to);
                for (int other = 0; other < i; other++) {
                    RedisProcess met = nodes.get(other);
                    node.sendCommand(
                            Protocol.Command.CLUSTER,
                            "MEET",
                            met.host(),
                            Integer.toString(met.port()),
                            Integer.toString(busPorts.get(other)));
                }
            }
        }
        long deadline = System.nanoTime() + START_TIME.toNanos();
        while (!isComplete()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the nodes of the Redis cluster do not find each other");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the Redis cluster was starting", e);
            }
        }
    }

    private boolean isComplete() {
        for (int i = 0; i < nodes.size(); i++) {
            try (Jedis node = connect(i)) {
                String info = node.clusterInfo();
                if (!info.contains("cluster_state:ok")
                        || !info.contains("cluster_slots_ok:" + SLOTS)
                        || !info.contains("cluster_known_nodes:" + nodes.size())) {
                    return false;
                }
            }
        }
        return true;
    }

    private Jedis connect(int node) {
        return new Jedis(nodes.get(node).host(), nodes.get(node).port());
    }

    public String host() {
        return nodes.get(0).host();
    }

    /** The port of the first node. */
    public int port() {
        return nodes.get(0).port();
    }

    /** Where the nodes are. */
    public List<HostAndPort> addresses() {
        List<HostAndPort> addresses = new ArrayList<>();
        for (RedisProcess node : nodes) {
            addresses.add(new HostAndPort(node.host(), node.port()));
        }
        return addresses;
    }

    @Override
    public void close() {
        for (RedisProcess node : nodes) {
            node.close();
        }
    }
}
