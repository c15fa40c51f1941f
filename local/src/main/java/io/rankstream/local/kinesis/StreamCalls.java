package io.rankstream.local.kinesis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Answers the calls that create, list, describe and set up streams. */
final class StreamCalls {

    private static final int ON_DEMAND_SHARDS = 4;
    private static final int ON_DEMAND_STREAM_LIMIT = 50;
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 10_000;
    private static final int MAX_TAGS_PAGE = 50;
    private static final int MAX_TAG_KEY = 128;
    private static final int MAX_TAG_VALUE = 256;
    private static final int TOKEN_PARTS = 1;

    private static final List<String> METRICS =
            List.of(
                    "IncomingBytes",
                    "IncomingRecords",
                    "OutgoingBytes",
                    "OutgoingRecords",
                    "WriteProvisionedThroughputExceeded",
                    "ReadProvisionedThroughputExceeded",
                    "IteratorAgeMilliseconds");
    private static final String ALL_METRICS = "ALL";

    private final StreamStore store;
    private final KinesisServer.Options options;

    StreamCalls(StreamStore store, KinesisServer.Options options) {
        this.store = store;
        this.options = options;
    }

    void createStream(Requests.CreateStream request) {
        String name = Checks.name("streamName", request.streamName());
        KinesisStream.Mode mode =
                request.streamModeDetails() == null
                        ? KinesisStream.Mode.PROVISIONED
                        : mode(request.streamModeDetails());
        NavigableMap<String, String> tags =
                request.tags() == null ? new TreeMap<>() : tags(request.tags());
        int shards;
        if (mode == KinesisStream.Mode.PROVISIONED) {
            shards = Checks.range("shardCount", request.shardCount(), 1, 100_000);
        } else if (request.shardCount() != null) {
            throw KinesisException.validation(
                    "shardCount",
                    request.shardCount().toString(),
                    "Member must be null for a stream in ON_DEMAND mode");
        } else {
            shards = ON_DEMAND_SHARDS;
        }
        store.create(name, shards, mode).addTags(tags);
    }

    void deleteStream(Requests.DeleteStream request) {
        KinesisStream stream = store.find(request);
        boolean withConsumers = Boolean.TRUE.equals(request.enforceConsumerDeletion());
        if (!withConsumers && !stream.consumers().isEmpty()) {
            throw KinesisException.inUse(
                    stream.description()
                            + " has consumers: deregister them or set EnforceConsumerDeletion");
        }
        store.delete(stream);
    }

    Answers.StreamList listStreams(Requests.ListStreams request) {
        int limit = Checks.range("limit", request.limit(), DEFAULT_PAGE, 1, MAX_PAGE);
        String after = request.exclusiveStartStreamName();
        if (request.nextToken() != null) {
            after =
                    Token.parse(request.nextToken(), TOKEN_PARTS)
                            .orElseThrow(
                                    () -> KinesisException.invalidArgument("Invalid NextToken."))
                            .part(0);
        }
        List<Answers.StreamSummary> page = new ArrayList<>();
        boolean more = false;
        for (KinesisStream stream : store.all()) {
            if (after != null && stream.name().compareTo(after) <= 0) {
                continue;
            }
            if (page.size() == limit) {
                more = true;
                break;
            }
            page.add(
                    new Answers.StreamSummary(
                            stream.name(),
                            stream.arn(),
                            stream.status(),
                            new Answers.StreamModeDetails(stream.mode()),
                            Instant.ofEpochMilli(stream.createdAtMillis())));
        }
        List<String> names = page.stream().map(Answers.StreamSummary::streamName).toList();
        String nextToken =
                more
                        ? Token.of(options.clock().millis(), names.get(names.size() - 1)).text()
                        : null;
        return new Answers.StreamList(names, page, more, nextToken);
    }

    Answers.DescribedStream describeStream(Requests.DescribeStream request) {
        int limit = Checks.range("limit", request.limit(), DEFAULT_PAGE, 1, MAX_PAGE);
        KinesisStream stream = store.find(request);
        KinesisStream.Status status = stream.status();
        List<Shard> shards =
                status == KinesisStream.Status.CREATING
                        ? List.of()
                        : ShardCalls.after(request.exclusiveStartShardId(), stream.shards());
        boolean more = shards.size() > limit;
        List<Shard> page = more ? shards.subList(0, limit) : shards;
        return new Answers.DescribedStream(
                new Answers.StreamDescription(
                        stream.name(),
                        stream.arn(),
                        status,
                        new Answers.StreamModeDetails(stream.mode()),
                        stream.retentionHours(),
                        Instant.ofEpochMilli(stream.createdAtMillis()),
                        monitoring(stream),
                        encryptionType(stream),
                        stream.encryptionKey().orElse(null),
                        page.stream().map(ShardCalls::describe).toList(),
                        more));
    }

    Answers.SummarizedStream describeStreamSummary(Requests.StreamOnly request) {
        KinesisStream stream = store.find(request);
        return new Answers.SummarizedStream(
                new Answers.StreamDescriptionSummary(
                        stream.name(),
                        stream.arn(),
                        stream.status(),
                        new Answers.StreamModeDetails(stream.mode()),
                        stream.retentionHours(),
                        Instant.ofEpochMilli(stream.createdAtMillis()),
                        monitoring(stream),
                        encryptionType(stream),
                        stream.encryptionKey().orElse(null),
                        stream.openShardCount(),
                        stream.consumers().size()));
    }

    Answers.Limits describeLimits(Requests.Nothing request) {
        int onDemand = 0;
        for (KinesisStream stream : store.all()) {
            if (stream.mode() == KinesisStream.Mode.ON_DEMAND) {
                onDemand++;
            }
        }
        return new Answers.Limits(
                options.shardLimit(), store.openShardCount(), onDemand, ON_DEMAND_STREAM_LIMIT);
    }

    void addTags(Requests.AddTags request) {
        store.find(request).addTags(tags(Checks.required("tags", request.tags())));
    }

    void removeTags(Requests.RemoveTags request) {
        List<String> keys = Checks.required("tagKeys", request.tagKeys());
        Checks.size("tagKeys", keys.size(), 1, KinesisStream.MAX_TAGS);
        keys.forEach(key -> Checks.length("tagKeys", key, 1, MAX_TAG_KEY));
        store.find(request).removeTags(Set.copyOf(keys));
    }

    Answers.TagList listTags(Requests.ListTags request) {
        int limit = Checks.range("limit", request.limit(), MAX_TAGS_PAGE, 1, MAX_TAGS_PAGE);
        NavigableMap<String, String> tags = store.find(request).tags();
        if (request.exclusiveStartTagKey() != null) {
            tags = tags.tailMap(request.exclusiveStartTagKey(), false);
        }
        List<Answers.Tag> page =
                tags.entrySet().stream()
                        .limit(limit)
                        .map(tag -> new Answers.Tag(tag.getKey(), tag.getValue()))
                        .toList();
        return new Answers.TagList(page, tags.size() > limit);
    }

    void increaseRetention(Requests.ChangeRetention request) {
        KinesisStream stream = store.find(request);
        int hours = retentionHours(request);
        if (hours < stream.retentionHours()) {
            throw KinesisException.invalidArgument(
                    "Requested retention period ("
                            + hours
                            + " hours) for "
                            + stream.description()
                            + " can not be shorter than existing retention period ("
                            + stream.retentionHours()
                            + " hours). Use DecreaseRetentionPeriod API.");
        }
        stream.retainFor(hours);
    }

    void decreaseRetention(Requests.ChangeRetention request) {
        KinesisStream stream = store.find(request);
        int hours = retentionHours(request);
        if (hours > stream.retentionHours()) {
            throw KinesisException.invalidArgument(
                    "Requested retention period ("
                            + hours
                            + " hours) for "
                            + stream.description()
                            + " can not be longer than existing retention period ("
                            + stream.retentionHours()
                            + " hours). Use IncreaseRetentionPeriod API.");
        }
        stream.retainFor(hours);
    }

    Answers.Monitoring enableMonitoring(Requests.ChangeMonitoring request) {
        KinesisStream stream = store.find(request);
        List<String> before = List.copyOf(stream.metrics());
        stream.enableMetrics(metrics(request));
        return monitoring(stream, before);
    }

    Answers.Monitoring disableMonitoring(Requests.ChangeMonitoring request) {
        KinesisStream stream = store.find(request);
        List<String> before = List.copyOf(stream.metrics());
        stream.disableMetrics(metrics(request));
        return monitoring(stream, before);
    }

    void updateStreamMode(Requests.UpdateStreamMode request) {
        Checks.required("streamARN", request.streamARN());
        KinesisStream.Mode mode =
                mode(Checks.required("streamModeDetails", request.streamModeDetails()));
        store.find(request).changeMode(mode);
    }

    void startEncryption(Requests.ChangeEncryption request) {
        requireKms(request);
        String key = Checks.length("keyId", request.keyId(), 1, 2048);
        store.find(request).changeEncryption(Optional.of(key));
    }

    void stopEncryption(Requests.ChangeEncryption request) {
        requireKms(request);
        Checks.length("keyId", request.keyId(), 1, 2048);
        store.find(request).changeEncryption(Optional.empty());
    }

    static String encryptionType(KinesisStream stream) {
        return stream.encryptionKey().isPresent() ? "KMS" : "NONE";
    }

    private static void requireKms(Requests.ChangeEncryption request) {
        String type = Checks.required("encryptionType", request.encryptionType());
        if (!type.equals("KMS")) {
            throw KinesisException.validation(
                    "encryptionType", type, "Member must satisfy enum value set: [KMS]");
        }
    }

    private static KinesisStream.Mode mode(Requests.StreamModeDetails details) {
        return Checks.oneOf(
                "streamModeDetails.streamMode", details.streamMode(), KinesisStream.Mode.class);
    }

    private static NavigableMap<String, String> tags(java.util.Map<String, String> requested) {
        Checks.size("tags", requested.size(), 1, KinesisStream.MAX_TAGS);
        requested.forEach(
                (key, value) -> {
                    Checks.length("tags.key", key, 1, MAX_TAG_KEY);
                    Checks.length("tags.value", value, 0, MAX_TAG_VALUE);
                });
        return new TreeMap<>(requested);
    }

    private static int retentionHours(Requests.ChangeRetention request) {
        int hours = Checks.required("retentionPeriodHours", request.retentionPeriodHours());
        if (hours < KinesisStream.MIN_RETENTION_HOURS) {
            throw KinesisException.invalidArgument(
                    "Minimum allowed retention period is "
                            + KinesisStream.MIN_RETENTION_HOURS
                            + " hours. Requested retention period ("
                            + hours
                            + " hours) is too short.");
        }
        if (hours > KinesisStream.MAX_RETENTION_HOURS) {
            throw KinesisException.invalidArgument(
                    "Maximum allowed retention period is "
                            + KinesisStream.MAX_RETENTION_HOURS
                            + " hours. Requested retention period ("
                            + hours
                            + " hours) is too long.");
        }
        return hours;
    }

    private static Set<String> metrics(Requests.ChangeMonitoring request) {
        List<String> names = Checks.required("shardLevelMetrics", request.shardLevelMetrics());
        Checks.size("shardLevelMetrics", names.size(), 1, METRICS.size());
        Set<String> metrics = new LinkedHashSet<>();
        for (String name : names) {
            if (ALL_METRICS.equals(name)) {
                metrics.addAll(METRICS);
            } else if (METRICS.contains(name)) {
                metrics.add(name);
            } else {
                throw KinesisException.validation(
                        "shardLevelMetrics",
                        name,
                        "Member must satisfy enum value set: " + METRICS + " or " + ALL_METRICS);
            }
        }
        return metrics;
    }

    private static List<Answers.EnhancedMonitoring> monitoring(KinesisStream stream) {
        return List.of(new Answers.EnhancedMonitoring(List.copyOf(stream.metrics())));
    }

    private static Answers.Monitoring monitoring(KinesisStream stream, List<String> before) {
        return new Answers.Monitoring(
                stream.name(), stream.arn(), before, List.copyOf(stream.metrics()));
    }
}
