package io.rankstream.benchmarks;

/** The cases that a target looks at. */
final class Names {

    static final String JOB_4 = "job, 4 boards";
    static final String JOB_LONG = "job, 4 boards, longer run";
    static final String PARSE = "read and parse only";
    static final String SQL_4 = "Flink SQL, 4 boards";
    static final String NAIVE_4 = "plain DataStream, 4 boards";
    static final String NAIVE_LONG = "plain DataStream, 4 boards, longer run";
    static final String JOB_16 = "job, 16 boards";
    static final String SQL_16 = "Flink SQL, 16 boards";
    static final String PARSER = "parser";
    static final String SINK = "Redis writer (commands)";
    static final String SINK_CLUSTER = "Redis writer, cluster (commands)";
    static final String LIVE = "live job";
    static final String GROWTH_4 = "4 boards";
    static final String GROWTH_64 = "64 boards";
    static final String PLAYERS_100K = "100k players";
    static final String PLAYERS_5M = "5M players";

    private Names() {}
}
