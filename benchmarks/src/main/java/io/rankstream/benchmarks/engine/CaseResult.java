package io.rankstream.benchmarks.engine;

import java.util.Map;

/**
 * What one JVM has measured.
 *
 * @param eventsPerSecond copies among them
 * @param figures others, by name
 */
public record CaseResult(double eventsPerSecond, Map<String, Double> figures) {}
