package io.rankstream.local.kinesis;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * One data stream: its shards, its settings and its consumers.
 *
 * <p>Thread-safe. Puts share a lock that resharding takes alone, so no shard closes under a put and
 * every acknowledged record is in exactly one shard.
 */
final class KinesisStream {

    static final int MIN_RETENTION_HOURS = 24;
    static final int MAX_RETENTION_HOURS = 8_760;
    static final int MAX_TAGS = 50;

    private static final int MAX_CONSUMERS = 20;

    /** What a stream may be; the constants are the words of the API. */
    enum Status {
        CREATING,
        UPDATING,
        ACTIVE
    }

    /** How the capacity is paid for; the constants are the words of the API. */
    enum Mode {
        PROVISIONED,
        ON_DEMAND
    }

    /** Where a put left a record: a position in a shard, or nowhere if it was refused. */
    record Placement(Shard shard, long position, Admission.Verdict verdict) {}

    private final String name;
    private final String arn;
    private final String account;
    private final InstantSource clock;
    private final Duration transitionTime;
    private final long createdAtMillis;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final ShardMap shards;
    private final NavigableMap<String, String> tags = new TreeMap<>();
    private final NavigableMap<String, StreamConsumer> consumers = new TreeMap<>();
    private final Set<String> metrics = new TreeSet<>();
    private int retentionHours = MIN_RETENTION_HOURS;
    private Mode mode;
    private Optional<String> encryptionKey = Optional.empty();
    private Status transition = Status.CREATING;
    private long settledAtMillis;
    private boolean deleted;

    KinesisStream(
            String name,
            int shardCount,
            Mode mode,
            KinesisServer.Options options,
            AtomicLong retainedBytesOfServer) {
        this.name = name;
        this.account = options.account();
        this.arn = "arn:aws:kinesis:" + options.region() + ":" + account + ":stream/" + name;
        this.clock = options.clock();
        this.transitionTime = options.transitionTime();
        this.mode = mode;
        this.createdAtMillis = clock.millis();
        this.shards = new ShardMap(shardCount, createdAtMillis, retainedBytesOfServer);
        this.settledAtMillis = createdAtMillis + transitionTime.toMillis();
    }

    String name() {
        return name;
    }

    String arn() {
        return arn;
    }

    long createdAtMillis() {
        return createdAtMillis;
    }

    Status status() {
        return read(() -> clock.millis() < settledAtMillis ? transition : Status.ACTIVE);
    }

    Mode mode() {
        return read(() -> mode);
    }

    int retentionHours() {
        return read(() -> retentionHours);
    }

    /** The key the stream pretends to encrypt with. */
    Optional<String> encryptionKey() {
        return read(() -> encryptionKey);
    }

    NavigableMap<String, String> tags() {
        return read(() -> new TreeMap<>(tags));
    }

    NavigableMap<String, StreamConsumer> consumers() {
        return read(() -> new TreeMap<>(consumers));
    }

    /** The shard-level metrics that are switched on. */
    Set<String> metrics() {
        return read(() -> new TreeSet<>(metrics));
    }

    /** All shards that may still hold records, in the order of their ids. */
    List<Shard> shards() {
        return read(shards::all);
    }

    int openShardCount() {
        return read(() -> shards.open().size());
    }

    Shard shard(String id) {
        return read(() -> shards.find(id))
                .orElseThrow(
                        () ->
                                KinesisException.notFound(
                                        "Shard "
                                                + id
                                                + " in "
                                                + description()
                                                + " does not exist"));
    }

    /** Before this time records and closed shards are gone. */
    long trimHorizonMillis() {
        long horizon = clock.millis() - Duration.ofHours(retentionHours()).toMillis();
        return Math.max(createdAtMillis, horizon);
    }

    /** How messages of the API name this stream. */
    String description() {
        return "stream " + name + " under account " + account;
    }

    String rateExceeded(Shard shard) {
        return "Rate exceeded for shard " + shard.id() + " in " + description() + ".";
    }

    /** Ends the transition that the stream is in. */
    void settle() {
        change(() -> settledAtMillis = Long.MIN_VALUE);
    }

    /** Stores records in their order, but for those refused by the admission. */
    List<Placement> put(List<NewRecord> records, Admission admission) {
        lock.readLock().lock();
        try {
            requireExisting();
            List<Placement> placements = new ArrayList<>(records.size());
            for (NewRecord newRecord : records) {
                Shard shard = shards.owner(newRecord.hashKey());
                Admission.Verdict verdict = admission.judge(this, shard, newRecord.size());
                long position = -1;
                if (verdict == Admission.Verdict.STORED) {
                    position =
                            shard.append(
                                    newRecord.partitionKey(), newRecord.data(), clock.millis());
                }
                placements.add(new Placement(shard, position, verdict));
            }
            return placements;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Drops the records and closed shards that are older than the retention. */
    void expire() {
        long horizon = trimHorizonMillis();
        boolean closedShardExpired = false;
        for (Shard shard : shards()) {
            shard.dropArrivedBefore(horizon);
            closedShardExpired |= shard.closedAtMillis() < horizon;
        }
        if (closedShardExpired) {
            change(() -> shards.forgetClosedBefore(horizon));
        }
    }

    /** Frees what the stream holds; puts that come later find no stream. */
    void delete() {
        change(
                () -> {
                    deleted = true;
                    shards.all().forEach(shard -> shard.dropOldest(Long.MAX_VALUE));
                });
    }

    void split(String shardId, BigInteger key) {
        update(
                () -> {
                    requireProvisioned("SplitShard");
                    Shard parent = openShard(shardId);
                    HashRange range = parent.range();
                    if (key.compareTo(range.start().add(BigInteger.ONE)) <= 0
                            || key.compareTo(range.end()) >= 0) {
                        throw KinesisException.invalidArgument(
                                String.format(
                                        "NewStartingHashKey %s used in SplitShard() on shard %s in"
                                                + " %s is not both greater than one plus the shard's"
                                                + " StartingHashKey %s and less than the shard's"
                                                + " EndingHashKey %s.",
                                        key, shardId, description(), range.start(), range.end()));
                    }
                    shards.split(parent, key, clock.millis());
                });
    }

    void merge(String shardId, String adjacentShardId) {
        update(
                () -> {
                    requireProvisioned("MergeShards");
                    Shard parent = openShard(shardId);
                    Shard adjacent = openShard(adjacentShardId);
                    if (!parent.range().isAdjacentTo(adjacent.range())) {
                        throw KinesisException.invalidArgument(
                                String.format(
                                        "Shards %s and %s in %s are not an adjacent pair of shards"
                                                + " eligible for merging",
                                        shardId, adjacentShardId, description()));
                    }
                    shards.merge(parent, adjacent, clock.millis());
                });
    }

    /** Returns the number of open shards before the change. */
    int resize(int target) {
        int current = openShardCount();
        if (target > 2 * current) {
            throw KinesisException.limitExceeded(
                    "UpdateShardCount cannot scale up over double your current open shard count."
                            + " Current open shard count: "
                            + current
                            + " Target shard count: "
                            + target);
        }
        if (2 * target < current) {
            throw KinesisException.limitExceeded(
                    "UpdateShardCount cannot scale down below half your current open shard count."
                            + " Current open shard count: "
                            + current
                            + " Target shard count: "
                            + target);
        }
        update(
                () -> {
                    requireProvisioned("UpdateShardCount");
                    shards.resize(target, clock.millis());
                });
        return current;
    }

    void retainFor(int hours) {
        update(() -> retentionHours = hours);
    }

    void changeMode(Mode newMode) {
        update(() -> mode = newMode);
    }

    void changeEncryption(Optional<String> key) {
        update(() -> encryptionKey = key);
    }

    void enableMetrics(Set<String> enabled) {
        change(() -> metrics.addAll(enabled));
    }

    void disableMetrics(Set<String> disabled) {
        change(() -> metrics.removeAll(disabled));
    }

    void addTags(NavigableMap<String, String> added) {
        change(
                () -> {
                    NavigableMap<String, String> all = new TreeMap<>(tags);
                    all.putAll(added);
                    if (all.size() > MAX_TAGS) {
                        throw KinesisException.limitExceeded(
                                "A stream takes at most "
                                        + MAX_TAGS
                                        + " tags, "
                                        + description()
                                        + " would have "
                                        + all.size());
                    }
                    tags.putAll(added);
                });
    }

    void removeTags(Set<String> keys) {
        change(() -> tags.keySet().removeAll(keys));
    }

    StreamConsumer register(String consumerName) {
        long now = clock.millis();
        StreamConsumer consumer =
                new StreamConsumer(
                        consumerName, arn + "/consumer/" + consumerName + ":" + now / 1000, now);
        change(
                () -> {
                    if (consumers.size() == MAX_CONSUMERS) {
                        throw KinesisException.limitExceeded(
                                "There are already "
                                        + MAX_CONSUMERS
                                        + " consumers of "
                                        + description());
                    }
                    if (consumers.putIfAbsent(consumerName, consumer) != null) {
                        throw KinesisException.inUse(
                                "Consumer "
                                        + consumerName
                                        + " of "
                                        + description()
                                        + " already exists.");
                    }
                });
        return consumer;
    }

    void deregister(StreamConsumer consumer) {
        change(() -> consumers.remove(consumer.name(), consumer));
    }

    /** A change that the stream must be active for, and that it needs a moment to complete. */
    private void update(Runnable changes) {
        change(
                () -> {
                    long now = clock.millis();
                    if (now < settledAtMillis) {
                        throw KinesisException.inUse(
                                description() + " not ACTIVE, instead in state " + transition);
                    }
                    changes.run();
                    transition = Status.UPDATING;
                    settledAtMillis = now + transitionTime.toMillis();
                });
    }

    private void change(Runnable changes) {
        lock.writeLock().lock();
        try {
            requireExisting();
            changes.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T read(Supplier<T> value) {
        lock.readLock().lock();
        try {
            return value.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private void requireProvisioned(String operation) {
        if (mode == Mode.ON_DEMAND) {
            throw KinesisException.validation(
                    operation
                            + " is for streams in the provisioned capacity mode, "
                            + description()
                            + " is in the on-demand mode.");
        }
    }

    private void requireExisting() {
        if (deleted) {
            throw KinesisException.notFound(description() + " not found.");
        }
    }

    private Shard openShard(String id) {
        Shard shard = shard(id);
        if (!shard.isOpen()) {
            throw KinesisException.invalidArgument(
                    "Shard "
                            + id
                            + " in "
                            + description()
                            + " has already been merged or split, and thus is not eligible for"
                            + " merging or splitting.");
        }
        return shard;
    }
}
