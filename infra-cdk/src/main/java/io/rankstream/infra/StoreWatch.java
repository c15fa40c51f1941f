package io.rankstream.infra;

import java.util.Map;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.rds.CfnDBCluster;

/** Watches the stores of the stack itself; one that is there already is watched by its owner. */
final class StoreWatch {

    private final Operations operations;

    StoreWatch(Operations operations) {
        this.operations = operations;
    }

    void addMemoryDb(String clusterName) {
        operations.alarm(
                AlarmSpec.above(
                        "redis-memory",
                        "MemoryDB is nearly full; when it is, writes fail.",
                        memoryDb(clusterName, "DatabaseMemoryUsagePercentage"),
                        80,
                        10));
        operations.alarm(
                AlarmSpec.above(
                        "redis-cpu",
                        "MemoryDB's engine, one thread a shard, is busy.",
                        memoryDb(clusterName, "EngineCPUUtilization"),
                        80,
                        10));
        operations.row(
                "MemoryDB",
                Operations.graph(
                        "Memory (%)", memoryDb(clusterName, "DatabaseMemoryUsagePercentage")),
                Operations.graph(
                        "Engine, processor (%)",
                        memoryDb(clusterName, "EngineCPUUtilization"),
                        memoryDb(clusterName, "CPUUtilization")),
                Operations.graph(
                        "Latency (us)",
                        memoryDb(clusterName, "SuccessfulReadRequestLatency"),
                        memoryDb(clusterName, "SuccessfulWriteRequestLatency")),
                Operations.graph(
                        "Connections, evictions",
                        memoryDb(clusterName, "CurrConnections"),
                        memoryDb(clusterName, "Evictions")));
    }

    void addAurora(CfnDBCluster cluster) {
        operations.alarm(
                AlarmSpec.above(
                        "database-at-limit",
                        "Aurora is at its largest capacity.",
                        aurora(cluster, "ACUUtilization"),
                        90,
                        15));
        operations.row(
                "Aurora",
                Operations.graph(
                        "Capacity (ACU, billed)", aurora(cluster, "ServerlessDatabaseCapacity")),
                Operations.graph("Of the largest capacity (%)", aurora(cluster, "ACUUtilization")),
                Operations.graph("Connections", aurora(cluster, "DatabaseConnections")),
                Operations.graph("Volume (bytes, billed)", aurora(cluster, "VolumeBytesUsed")));
    }

    private static Metric memoryDb(String clusterName, String metric) {
        return Metrics.metric(
                "AWS/MemoryDB", metric, "Maximum", Map.of("ClusterName", clusterName));
    }

    private static Metric aurora(CfnDBCluster cluster, String metric) {
        return Metrics.metric(
                "AWS/RDS",
                metric,
                "Maximum",
                Map.of("DBClusterIdentifier", cluster.getDbClusterIdentifier()));
    }
}
