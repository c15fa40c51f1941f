package io.rankstream.local.kinesis;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Answers the calls that list, split and merge shards. */
final class ShardCalls {

    private static final int DEFAULT_PAGE = 1_000;
    private static final int MAX_PAGE = 10_000;
    private static final int TOKEN_PARTS = 5;

    /** Which shards a listing is about; the constants are the words of the API. */
    enum FilterType {
        AFTER_SHARD_ID,
        AT_TRIM_HORIZON,
        FROM_TRIM_HORIZON,
        AT_LATEST,
        AT_TIMESTAMP,
        FROM_TIMESTAMP
    }

    /** How a stream is resized; the constant is the word of the API. */
    enum ScalingType {
        UNIFORM_SCALING
    }

    private final StreamStore store;
    private final InstantSource clock;

    ShardCalls(StreamStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    Answers.ShardList listShards(Requests.ListShards request) {
        int limit = Checks.range("maxResults", request.maxResults(), DEFAULT_PAGE, 1, MAX_PAGE);
        Listing listing = request.nextToken() == null ? listing(request) : continued(request);
        KinesisStream stream = listing.stream();
        if (stream.status() == KinesisStream.Status.CREATING) {
            throw KinesisException.inUse(
                    stream.description() + " not ACTIVE, instead in state CREATING");
        }

        Predicate<Shard> filter = filter(listing);
        List<Shard> matching = new ArrayList<>();
        for (Shard shard : after(listing.afterShardId(), stream.shards())) {
            if (filter.test(shard)) {
                matching.add(shard);
            }
        }
        boolean more = matching.size() > limit;
        List<Shard> page = more ? matching.subList(0, limit) : matching;
        String nextToken = more ? listing.tokenAfter(page.get(limit - 1), clock.millis()) : null;
        return new Answers.ShardList(page.stream().map(ShardCalls::describe).toList(), nextToken);
    }

    void splitShard(Requests.SplitShard request) {
        String shardId = Checks.name("shardToSplit", request.shardToSplit());
        BigInteger key = Checks.hashKey("newStartingHashKey", request.newStartingHashKey());
        KinesisStream stream = store.find(request);
        store.requireRoomFor(1);
        stream.split(shardId, key);
    }

    void mergeShards(Requests.MergeShards request) {
        String shardId = Checks.name("shardToMerge", request.shardToMerge());
        String adjacentId = Checks.name("adjacentShardToMerge", request.adjacentShardToMerge());
        store.find(request).merge(shardId, adjacentId);
    }

    Answers.UpdatedShardCount updateShardCount(Requests.UpdateShardCount request) {
        int target = Checks.range("targetShardCount", request.targetShardCount(), 1, 100_000);
        Checks.oneOf("scalingType", request.scalingType(), ScalingType.class);
        KinesisStream stream = store.find(request);
        store.requireRoomFor(target - stream.openShardCount());
        int before = stream.resize(target);
        return new Answers.UpdatedShardCount(stream.name(), stream.arn(), before, target);
    }

    static Answers.ShardDescription describe(Shard shard) {
        List<Shard> parents = shard.parents();
        return new Answers.ShardDescription(
                shard.id(),
                parents.isEmpty() ? null : parents.get(0).id(),
                parents.size() < 2 ? null : parents.get(1).id(),
                hashKeyRange(shard),
                new Answers.SequenceNumberRange(
                        shard.startingSequenceNumber(),
                        shard.isOpen() ? null : shard.endingSequenceNumber()));
    }

    static Answers.ChildShard describeChild(Shard child) {
        return new Answers.ChildShard(
                child.id(), child.parents().stream().map(Shard::id).toList(), hashKeyRange(child));
    }

    /** The shards behind the one with the given id, which need not exist any more. */
    static List<Shard> after(String shardId, List<Shard> shards) {
        if (shardId == null || shardId.isEmpty()) {
            return shards;
        }
        return shards.stream().filter(shard -> shard.id().compareTo(shardId) > 0).toList();
    }

    private static Answers.HashKeyRange hashKeyRange(Shard shard) {
        HashRange range = shard.range();
        return new Answers.HashKeyRange(range.start().toString(), range.end().toString());
    }

    /** What a listing is about; a page token carries it to the next page. */
    private record Listing(
            KinesisStream stream, String afterShardId, FilterType type, long timestampMillis) {

        String tokenAfter(Shard last, long nowMillis) {
            return Token.of(
                            nowMillis,
                            stream.name(),
                            Long.toString(stream.createdAtMillis()),
                            last.id(),
                            type.name(),
                            Long.toString(timestampMillis))
                    .text();
        }
    }

    private Listing listing(Requests.ListShards request) {
        KinesisStream stream = store.find(request);
        if (request.shardFilter() == null) {
            return new Listing(
                    stream, request.exclusiveStartShardId(), FilterType.FROM_TRIM_HORIZON, 0);
        }
        Requests.ShardFilter filter = request.shardFilter();
        FilterType type = Checks.oneOf("shardFilter.type", filter.type(), FilterType.class);
        String after = request.exclusiveStartShardId();
        long timestamp = 0;
        if (type == FilterType.AFTER_SHARD_ID) {
            after = Checks.name("shardFilter.shardId", filter.shardId());
        } else if (type == FilterType.AT_TIMESTAMP || type == FilterType.FROM_TIMESTAMP) {
            timestamp = Checks.required("shardFilter.timestamp", filter.timestamp()).toEpochMilli();
        }
        return new Listing(stream, after, type, timestamp);
    }

    private Listing continued(Requests.ListShards request) {
        if (request.streamName() != null
                || request.exclusiveStartShardId() != null
                || request.shardFilter() != null) {
            throw KinesisException.invalidArgument(
                    "NextToken cannot be provided together with StreamName, ExclusiveStartShardId"
                            + " or ShardFilter.");
        }
        Token token =
                Token.parse(request.nextToken(), TOKEN_PARTS)
                        .orElseThrow(() -> KinesisException.invalidArgument("Invalid NextToken."));
        if (token.isExpired(clock.millis())) {
            throw KinesisException.expiredToken("NextToken is older than five minutes.");
        }
        KinesisStream stream = store.find(token.part(0));
        if (!Long.toString(stream.createdAtMillis()).equals(token.part(1))) {
            throw KinesisException.invalidArgument(
                    "NextToken is of an earlier stream of the name " + stream.name() + ".");
        }
        return new Listing(
                stream,
                token.part(2),
                FilterType.valueOf(token.part(3)),
                Long.parseLong(token.part(4)));
    }

    private static Predicate<Shard> filter(Listing listing) {
        long horizon = listing.stream().trimHorizonMillis();
        long timestamp = Math.max(horizon, listing.timestampMillis());
        return switch (listing.type()) {
            case AT_LATEST -> Shard::isOpen;
            case AT_TRIM_HORIZON -> shard -> wasOpenAt(shard, horizon);
            case AT_TIMESTAMP -> shard -> wasOpenAt(shard, timestamp);
            case FROM_TIMESTAMP -> shard -> shard.closedAtMillis() >= timestamp;
            case AFTER_SHARD_ID, FROM_TRIM_HORIZON -> shard -> true;
        };
    }

    private static boolean wasOpenAt(Shard shard, long millis) {
        return shard.createdAtMillis() <= millis && shard.closedAtMillis() >= millis;
    }
}
