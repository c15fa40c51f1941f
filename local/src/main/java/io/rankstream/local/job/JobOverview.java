package io.rankstream.local.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * How far a job has come up.
 *
 * @param state as Flink names it, such as {@code RUNNING}
 */
public record JobOverview(String id, String state, int runningTasks, int tasks) {

    /** Reads the answer of {@code /jobs/overview}; of several jobs the one started last. */
    static Optional<JobOverview> parse(JsonNode answer) {
        JsonNode newest = null;
        for (JsonNode job : answer.path("jobs")) {
            if (newest == null
                    || job.path("start-time").asLong() > newest.path("start-time").asLong()) {
                newest = job;
            }
        }
        if (newest == null) {
            return Optional.empty();
        }
        JsonNode tasks = newest.path("tasks");
        return Optional.of(
                new JobOverview(
                        newest.path("jid").asText(),
                        newest.path("state").asText(),
                        tasks.path("running").asInt(),
                        tasks.path("total").asInt()));
    }

    /** Whether every task of the job processes data. */
    public boolean isRunning() {
        return state.equals("RUNNING") && tasks > 0 && runningTasks == tasks;
    }
}
