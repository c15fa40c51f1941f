package io.rankstream.local.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a job's JVM has counted since it started; a restart begins again at the checkpoint.
 *
 * @param lagsMillis how far the consumer of each shard, {@code <stream>/<shard>}, is behind the
 *     shard's end; negative until it has read once
 * @param scored events that the scoring operator took
 * @param rows what the source of player rows has read
 * @param late events that came after their window's allowed lateness
 * @param deadLetters what went to the dead-letter stream, late events included
 * @param lastCheckpoint when the newest checkpoint was complete; epoch when there is none
 */
public record JobMetrics(
        Map<String, Long> lagsMillis,
        long scored,
        long rows,
        long late,
        long duplicates,
        long deadLetters,
        long completedCheckpoints,
        long failedCheckpoints,
        Instant lastCheckpoint) {

    public static final JobMetrics NONE = new Builder().build();

    private static final String LAG = "millisBehindLatest";
    private static final String STREAM = ".stream.";
    private static final String SHARD = ".shardId.";
    private static final String GROUP = ".kinesisanalytics.";

    private static final Map<String, Counter> COUNTERS =
            Map.of(
                    "scoredEvents", Counter.SCORED,
                    "lateEvents", Counter.LATE,
                    "duplicateEvents", Counter.DUPLICATES);

    private enum Counter {
        SCORED,
        LATE,
        DUPLICATES
    }

    /**
     * How far the shard furthest behind is behind its end; empty until every consumer has read.
     *
     * @param closed shards that do not count: what their consumers said last, if anything, stays
     *     when they have reached the end
     */
    public OptionalLong lagMillis(Set<String> closed) {
        long furthest = -1;
        for (Map.Entry<String, Long> lag : lagsMillis.entrySet()) {
            if (!closed.contains(lag.getKey())) {
                if (lag.getValue() < 0) {
                    return OptionalLong.empty();
                }
                furthest = Math.max(furthest, lag.getValue());
            }
        }
        return furthest < 0 ? OptionalLong.empty() : OptionalLong.of(furthest);
    }

    /** Whether a metric is one of those this record is made of. */
    static boolean isRead(String name) {
        return isLag(name) || isRows(name) || isDeadLetters(name) || counter(name) != null;
    }

    /** Of {@code ...KinesisConsumer.stream.<stream>.shardId.<shard>.millisBehindLatest}. */
    private static String shardOf(String name) {
        int stream = name.indexOf(STREAM);
        int shard = name.lastIndexOf(SHARD);
        if (stream < 0 || shard < stream) {
            return name;
        }
        return name.substring(stream + STREAM.length(), shard)
                + "/"
                + name.substring(shard + SHARD.length(), name.length() - LAG.length() - 1);
    }

    private static boolean isLag(String name) {
        return name.endsWith("." + LAG);
    }

    /** Metric names hold the operator's name: {@code Source__Player_rows.numRecordsOut}. */
    private static boolean isRows(String name) {
        return name.startsWith("Source__")
                && name.toLowerCase(Locale.ROOT).contains("player")
                && name.endsWith(".numRecordsOut");
    }

    /** What the sink's writer took: {@code Dead_letters__Writer.numRecordsIn}. */
    private static boolean isDeadLetters(String name) {
        return name.startsWith("Dead_letters") && name.endsWith(".numRecordsIn");
    }

    private static Counter counter(String name) {
        if (!name.contains(GROUP)) {
            return null;
        }
        return COUNTERS.get(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Gathers the answers of several vertices. */
    static final class Builder {

        private final Map<String, Long> lags = new HashMap<>();
        private long scored;
        private long rows;
        private long late;
        private long duplicates;
        private long deadLetters;
        private long completedCheckpoints;
        private long failedCheckpoints;
        private Instant lastCheckpoint = Instant.EPOCH;

        /** Adds the answer of {@code .../subtasks/metrics?agg=sum,max&get=...}. */
        Builder add(JsonNode answer) {
            for (JsonNode metric : answer) {
                String name = metric.path("id").asText();
                long sum = Math.round(metric.path("sum").asDouble());
                if (isLag(name)) {
                    lags.put(shardOf(name), Math.round(metric.path("max").asDouble()));
                } else if (isRows(name)) {
                    rows += sum;
                } else if (isDeadLetters(name)) {
                    deadLetters += sum;
                } else {
                    count(counter(name), sum);
                }
            }
            return this;
        }

        private void count(Counter counter, long sum) {
            if (counter == null) {
                return;
            }
            switch (counter) {
                case SCORED -> scored += sum;
                case LATE -> late += sum;
                case DUPLICATES -> duplicates += sum;
            }
        }

        /** Adds the answer of {@code /jobs/<id>/checkpoints}. */
        Builder checkpoints(JsonNode answer) {
            completedCheckpoints = answer.path("counts").path("completed").asLong();
            failedCheckpoints = answer.path("counts").path("failed").asLong();
            JsonNode completed = answer.path("latest").path("completed");
            if (completed.has("latest_ack_timestamp")) {
                lastCheckpoint =
                        Instant.ofEpochMilli(completed.path("latest_ack_timestamp").asLong());
            }
            return this;
        }

        JobMetrics build() {
            return new JobMetrics(
                    Map.copyOf(lags),
                    scored,
                    rows,
                    late,
                    duplicates,
                    deadLetters,
                    completedCheckpoints,
                    failedCheckpoints,
                    lastCheckpoint);
        }
    }
}
