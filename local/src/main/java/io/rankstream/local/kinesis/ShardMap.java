package io.rankstream.local.kinesis;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The shards of one stream: the open ones cover the hash key space exactly, the closed ones wait
 * for their records to be read. Not thread-safe: the stream guards it.
 */
final class ShardMap {

    private final AtomicLong retainedBytesOfServer;
    private final List<Shard> all = new ArrayList<>();
    private final NavigableMap<BigInteger, Shard> openByStart = new TreeMap<>();
    private int nextNumber;

    ShardMap(int count, long nowMillis, AtomicLong retainedBytesOfServer) {
        this.retainedBytesOfServer = retainedBytesOfServer;
        for (HashRange range : HashRange.uniform(count)) {
            open(range, List.of(), nowMillis);
        }
    }

    /** The open shard that takes records of a hash key. */
    Shard owner(BigInteger hashKey) {
        return openByStart.floorEntry(hashKey).getValue();
    }

    Optional<Shard> find(String id) {
        return all.stream().filter(shard -> shard.id().equals(id)).findFirst();
    }

    /** All shards, oldest first, which is also the order of their ids. */
    List<Shard> all() {
        return List.copyOf(all);
    }

    /** The open shards in the order of their ranges. */
    Collection<Shard> open() {
        return openByStart.values();
    }

    /** Replaces an open shard by one below and one from the key, which lies inside its range. */
    void split(Shard parent, BigInteger key, long nowMillis) {
        HashRange range = parent.range();
        openByStart.remove(range.start());
        Shard lower = open(range.below(key), List.of(parent), nowMillis);
        Shard upper = open(range.from(key), List.of(parent), nowMillis);
        parent.close(List.of(lower, upper), nowMillis);
    }

    /** Replaces two adjacent open shards by one. */
    void merge(Shard parent, Shard adjacentParent, long nowMillis) {
        openByStart.remove(parent.range().start());
        openByStart.remove(adjacentParent.range().start());
        Shard child =
                open(
                        parent.range().mergedWith(adjacentParent.range()),
                        List.of(parent, adjacentParent),
                        nowMillis);
        parent.close(List.of(child), nowMillis);
        adjacentParent.close(List.of(child), nowMillis);
    }

    /**
     * Splits and merges until the open shards have the given number of equal ranges. Shards that
     * would cross a new border are split there first, so some children live for a moment only.
     */
    void resize(int count, long nowMillis) {
        for (HashRange target : HashRange.uniform(count)) {
            Shard crossing = owner(target.start());
            if (!crossing.range().start().equals(target.start())) {
                split(crossing, target.start(), nowMillis);
            }
        }
        for (HashRange target : HashRange.uniform(count)) {
            Shard first = owner(target.start());
            while (!first.range().end().equals(target.end())) {
                merge(first, owner(first.range().end().add(BigInteger.ONE)), nowMillis);
                first = owner(target.start());
            }
        }
    }

    /** Forgets the closed shards whose youngest record would have expired by now. */
    void forgetClosedBefore(long millis) {
        all.removeIf(shard -> shard.closedAtMillis() < millis);
    }

    private Shard open(HashRange range, List<Shard> parents, long nowMillis) {
        Shard shard = new Shard(nextNumber++, range, parents, nowMillis, retainedBytesOfServer);
        all.add(shard);
        openByStart.put(range.start(), shard);
        return shard;
    }
}
