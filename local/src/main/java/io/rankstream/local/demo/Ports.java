package io.rankstream.local.demo;

import io.rankstream.local.process.FreePort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The ports of 127.0.0.1 that the servers listen on.
 *
 * @param flink of the leaderboard job's REST API and web page
 * @param archive of the archive job's REST API and web page
 */
record Ports(int kinesis, int redis, int mariaDb, int flink, int s3, int archive) {

    static final Ports DEFAULT = new Ports(4567, 6390, 3390, 8090, 9090, 8091);

    private static final int HIGHEST = 65_535;

    /** Six ports in a row: Kinesis, Redis, MariaDB, Flink, S3, Flink of the archive job. */
    static Ports from(int base) {
        if (base < 1 || base + 5 > HIGHEST) {
            throw new IllegalArgumentException(
                    "--port-base " + base + ": six ports from 1 to " + HIGHEST + " are needed");
        }
        return new Ports(base, base + 1, base + 2, base + 3, base + 4, base + 5);
    }

    /** Those of the servers, by the name of what listens there. */
    Map<String, Integer> ofServers() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("the Kinesis API", kinesis);
        ports.put("Redis", redis);
        ports.put("MariaDB", mariaDb);
        ports.put("S3", s3);
        return ports;
    }

    /** Those of the servers and of the leaderboard job. */
    Map<String, Integer> ofJob() {
        Map<String, Integer> ports = ofServers();
        ports.put("Flink", flink);
        return ports;
    }

    /** Those of the servers and of both jobs. */
    Map<String, Integer> ofDemo() {
        Map<String, Integer> ports = ofJob();
        ports.put("Flink of the archive job", archive);
        return ports;
    }

    /**
     * @throws SetupException naming each port that something listens on already, and the remedy
     */
    static void requireFree(Map<String, Integer> ports) {
        List<String> taken = taken(ports, FreePort::isFree);
        if (!taken.isEmpty()) {
            throw new SetupException(String.join(System.lineSeparator() + "rankstream: ", taken));
        }
    }

    static List<String> taken(Map<String, Integer> ports, IntPredicate isFree) {
        return ports.entrySet().stream()
                .filter(port -> !isFree.test(port.getValue()))
                .map(
                        port ->
                                "port "
                                        + port.getValue()
                                        + " ("
                                        + port.getKey()
                                        + ") is taken: stop what listens there, or choose"
                                        + " others with --port-base, such as --port-base 14567")
                .toList();
    }
}
