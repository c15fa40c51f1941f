package io.rankstream.flink.event;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.flink.kinesis.StartPosition;
import io.rankstream.model.event.EventMapping;
import io.rankstream.model.field.FieldSchema;
import java.time.Duration;
import java.util.List;

/** Where events come from and how their records are read; the same for every job. */
public final class EventOptions {

    public static final Option<List<String>> STREAMS =
            Option.list("streams")
                    .withDefault("events")
                    .describedAs("The Kinesis streams that carry events, separated by commas.");

    public static final Option<StartPosition> START =
            Option.of("start", "position", StartPosition::parse)
                    .withDefault("TRIM_HORIZON")
                    .describedAs(
                            "Where a start without a snapshot begins to read: `TRIM_HORIZON`,"
                                    + " `LATEST` or an ISO-8601 instant.");

    public static final Option<FieldSchema> FIELDS =
            Option.of("fields", "field list", FieldSchema::parse)
                    .required()
                    .describedAs(
                            "The fields that boards may use, `name:type` separated by commas; types"
                                    + " are `int`, `decimal`, `string`, `boolean`. Nested fields are"
                                    + " dotted.");

    public static final Option<Duration> MAX_FUTURE =
            Option.durationOrZero("max_future")
                    .withDefault("PT5M")
                    .describedAs(
                            "How far an event's time may lie ahead of its arrival; beyond it is a"
                                    + " dead letter (`future_time`).");

    public static final Option<Duration> MAX_AGE =
            Option.duration("max_age")
                    .withDefault("P400D")
                    .describedAs(
                            "How far an event's time may lie behind its arrival; beyond it is a dead"
                                    + " letter (`too_old`).");

    public static final Option<Integer> MAX_SIZE =
            Option.integer("max_size", 1, 1 << 20)
                    .withDefault("262144")
                    .describedAs(
                            "The largest record in bytes; a larger one is a dead letter"
                                    + " (`too_large`).");

    public static final Option<Duration> POLL_INTERVAL =
            Option.duration("poll_interval")
                    .withDefault("PT0.2S")
                    .describedAs(
                            "How long to wait between two reads of a shard. The service allows five"
                                    + " reads a second and shard, of all readers together.");

    public static final Option<Duration> DISCOVERY_INTERVAL =
            Option.duration("discovery_interval")
                    .withDefault("PT10S")
                    .describedAs("How often new shards are looked for.");

    public static final Option<Duration> IDLE_AFTER =
            Option.duration("idle_after")
                    .withDefault("PT30S")
                    .describedAs(
                            "After how long without records the wall clock takes over, so that"
                                    + " windows close while nobody plays. Longer than the usual gap"
                                    + " between two records of a shard.");

    public static final Option<String> MAPPING =
            Option.string("<stream>.mapping.<field>")
                    .describedAs(
                            "JSON Pointer to `player_id`, `event_time`, `event_id`, `event_type` or"
                                    + " a declared field in the records of one stream; without it a"
                                    + " field is at its own name.");

    public static final Option<EventMapping.TimeUnit> TIME_UNIT =
            Option.oneOf("<stream>.time_unit", EventMapping.TimeUnit.class)
                    .describedAs(
                            "How a bare number in the event time of one stream is read: `auto` is"
                                    + " epoch milliseconds, `epoch_s` epoch seconds.");

    public static final OptionGroup GROUP =
            OptionGroup.of(
                    "events",
                    "The gameplay events.",
                    STREAMS,
                    START,
                    FIELDS,
                    MAX_FUTURE,
                    MAX_AGE,
                    MAX_SIZE,
                    POLL_INTERVAL,
                    DISCOVERY_INTERVAL,
                    IDLE_AFTER,
                    MAPPING,
                    TIME_UNIT);

    private EventOptions() {}
}
