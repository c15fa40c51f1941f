package io.rankstream.benchmarks.engine;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One record as a job without our model reads it: a plain object of Jackson's and of Flink's. */
public final class RaceEvent {

    @JsonProperty("player_id")
    public String playerId;

    @JsonProperty("speed_kmph")
    public int speed;

    @JsonProperty("distance_meters")
    public int distance;

    @JsonProperty("event_time")
    public String eventTime;

    /** What tells it from all other events, but for its copies. */
    String identity() {
        return playerId + '|' + eventTime + '|' + speed + '|' + distance;
    }
}
