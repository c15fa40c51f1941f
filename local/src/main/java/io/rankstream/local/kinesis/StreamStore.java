package io.rankstream.local.kinesis;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All streams of the server, and what they may hold together. */
final class StreamStore {

    private static final Logger LOG = LoggerFactory.getLogger(StreamStore.class);

    private static final Pattern ARN =
            Pattern.compile(
                    "arn:aws[^:]*:kinesis:[^:]*:(?<account>\\d{12}):stream/(?<name>[^/:]+)(/.*)?");

    /** The part of the budget that is freed at once, so that not every put has to. */
    private static final int BUDGET_STEP = 16;

    private final KinesisServer.Options options;
    private final ConcurrentSkipListMap<String, KinesisStream> streams =
            new ConcurrentSkipListMap<>();
    private final AtomicLong retainedBytes = new AtomicLong();
    private final AtomicBoolean budgetReported = new AtomicBoolean();

    StreamStore(KinesisServer.Options options) {
        this.options = options;
    }

    /** Creates a stream that is CREATING for the transition time. */
    synchronized KinesisStream create(String name, int shardCount, KinesisStream.Mode mode) {
        if (streams.containsKey(name)) {
            throw KinesisException.inUse(
                    "Stream " + name + " under account " + options.account() + " already exists.");
        }
        requireRoomFor(shardCount);
        KinesisStream stream = new KinesisStream(name, shardCount, mode, options, retainedBytes);
        streams.put(name, stream);
        return stream;
    }

    void delete(KinesisStream stream) {
        stream.delete();
        streams.remove(stream.name(), stream);
    }

    /** The stream that a request names, or gives the ARN of. */
    KinesisStream find(Requests.AboutStream request) {
        if (request.streamName() != null) {
            return find(Checks.name("streamName", request.streamName()));
        }
        if (request.streamARN() == null) {
            throw KinesisException.invalidArgument("StreamName or StreamARN must be provided.");
        }
        return findByArn(request.streamARN());
    }

    /** The stream that an ARN, its own or that of one of its consumers, belongs to. */
    KinesisStream findByArn(String arn) {
        Matcher matcher = ARN.matcher(Checks.required("streamARN", arn));
        if (!matcher.matches()) {
            throw KinesisException.validation(
                    "streamARN",
                    arn,
                    "Member must satisfy regular expression pattern: " + ARN.pattern());
        }
        if (!matcher.group("account").equals(options.account())) {
            throw KinesisException.notFound(
                    arn + " not found: the account of this server is " + options.account());
        }
        return find(matcher.group("name"));
    }

    /** A stream that records can be put into and read from: not one that is still CREATING. */
    KinesisStream findUsable(Requests.AboutStream request) {
        KinesisStream stream = find(request);
        if (stream.status() == KinesisStream.Status.CREATING) {
            throw notFound(stream.name());
        }
        return stream;
    }

    /** The stream as it is now: what is past its retention is gone. */
    KinesisStream find(String name) {
        KinesisStream stream = streams.get(name);
        if (stream == null) {
            throw notFound(name);
        }
        stream.expire();
        return stream;
    }

    /** All streams in the order of their names. */
    List<KinesisStream> all() {
        return List.copyOf(streams.values());
    }

    int openShardCount() {
        return streams.values().stream().mapToInt(KinesisStream::openShardCount).sum();
    }

    /**
     * Refuses shards beyond the limit of the account.
     *
     * @throws KinesisException LimitExceededException
     */
    void requireRoomFor(int moreShards) {
        int open = openShardCount();
        if (open + moreShards > options.shardLimit()) {
            throw KinesisException.limitExceeded(
                    "This request would exceed the shard limit for the account "
                            + options.account()
                            + " in "
                            + options.region()
                            + ". Current shard count for the account: "
                            + open
                            + ". Limit: "
                            + options.shardLimit()
                            + ". Number of additional shards that would have resulted from this"
                            + " request: "
                            + moreShards);
        }
    }

    /**
     * Drops the oldest records of the fullest shards while the streams together hold more than the
     * budget. A small stream beside a large one keeps its records.
     */
    void keepWithinBudget() {
        if (retainedBytes.get() > options.maxRetainedBytes()) {
            dropOldest();
        }
    }

    private KinesisException notFound(String name) {
        return KinesisException.notFound(
                "Stream " + name + " under account " + options.account() + " not found.");
    }

    private synchronized void dropOldest() {
        while (retainedBytes.get() > options.maxRetainedBytes()) {
            Shard fullest =
                    streams.values().stream()
                            .flatMap(stream -> stream.shards().stream())
                            .max(Comparator.comparingLong(Shard::retainedBytes))
                            .orElseThrow();
            fullest.dropOldest(Math.max(1, options.maxRetainedBytes() / BUDGET_STEP));
            if (budgetReported.compareAndSet(false, true)) {
                LOG.warn(
                        "The streams reached {} bytes: from now on the oldest records are dropped"
                                + " before their retention ends",
                        options.maxRetainedBytes());
            }
        }
    }
}
