package io.rankstream.local.kinesis;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a {@link KinesisServer} does wrong on purpose, to whom, how often and for how long.
 *
 * @param stream the only stream it hits; empty: all
 * @param shard the only shard it hits, with a stream; empty: all
 * @param operations the only calls it hits, such as {@code GetRecords}; empty: all it can
 * @param share of the calls, or of the records of a put, that it hits: above 0, at most 1
 * @param latency by which it delays an answer; zero but for {@link Kind#LATENCY}
 * @param duration after which it is over; empty: no limit
 * @param count of hits after which it is over; empty: no limit
 * @param seed of the draw of what it hits: the same seed and the same calls in the same order, the
 *     same hits
 */
public record Fault(
        Kind kind,
        Optional<String> stream,
        Optional<String> shard,
        Set<String> operations,
        double share,
        Duration latency,
        Optional<Duration> duration,
        OptionalLong count,
        long seed) {

    private static final Duration LONGEST_LATENCY = Duration.ofMinutes(5);

    /** What goes wrong. */
    public enum Kind {
        /** {@code GetRecords} answers ProvisionedThroughputExceededException. */
        THROTTLE_READS,

        /**
         * {@code PutRecord} answers ProvisionedThroughputExceededException; {@code PutRecords}
         * stores the other records and names it as the error code of these.
         */
        THROTTLE_WRITES,

        /** As the one above, with the error InternalFailure. */
        FAIL_WRITES,

        /** {@code GetRecords} answers ExpiredIteratorException. */
        EXPIRE_ITERATORS,

        /** A call is not carried out and answers InternalFailure with HTTP status 500. */
        FAIL_CALLS,

        /**
         * A call is carried out but answers InternalFailure with HTTP status 500, as if the answer
         * had been lost: a client that repeats a put doubles its records.
         */
        LOSE_ANSWERS,

        /** A call is carried out late. */
        LATENCY;

        /** Whether it hits calls, whatever their shard. */
        boolean hitsCalls() {
            return this == FAIL_CALLS || this == LOSE_ANSWERS || this == LATENCY;
        }

        /** The name in JSON: {@code throttle_reads}. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Fault {
        operations = Set.copyOf(operations);
        require(share > 0 && share <= 1, "share must be above 0 and at most 1, not " + share);
        require(
                (kind == Kind.LATENCY) == latency.compareTo(Duration.ZERO) > 0,
                "latency must be above zero for the kind latency, and left out for others");
        require(
                latency.compareTo(LONGEST_LATENCY) <= 0,
                "latency must be at most " + LONGEST_LATENCY + ", not " + latency);
        require(
                duration.isEmpty() || duration.get().compareTo(Duration.ZERO) > 0,
                "duration must be above zero");
        require(count.isEmpty() || count.getAsLong() > 0, "count must be above zero");
        require(shard.isEmpty() || stream.isPresent(), "a shard needs its stream");
        require(
                stream.isEmpty() || !kind.hitsCalls(),
                kind.text() + " hits calls of every stream: leave stream and shard out");
        require(
                operations.isEmpty() || kind.hitsCalls(),
                kind.text() + " names its calls itself: leave operations out");
    }

    /** Hits everything, without end. */
    public static Fault of(Kind kind) {
        require(kind != Kind.LATENCY, "latency needs its length: use Fault.latency");
        return of(kind, Duration.ZERO);
    }

    /** Delays every answer by at most five minutes, without end. */
    public static Fault latency(Duration latency) {
        return of(Kind.LATENCY, latency);
    }

    private static Fault of(Kind kind, Duration latency) {
        return new Fault(
                kind,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                1,
                latency,
                Optional.empty(),
                OptionalLong.empty(),
                0);
    }

    /** Hits one stream only. */
    public Fault on(String newStream) {
        return new Fault(
                kind,
                Optional.of(newStream),
                shard,
                operations,
                share,
                latency,
                duration,
                count,
                seed);
    }

    /** Hits one shard only. */
    public Fault on(String newStream, String newShard) {
        return new Fault(
                kind,
                Optional.of(newStream),
                Optional.of(newShard),
                operations,
                share,
                latency,
                duration,
                count,
                seed);
    }

    /** Hits one call only, besides those named before. */
    public Fault onOperation(String operation) {
        Set<String> more = new TreeSet<>(operations);
        more.add(operation);
        return new Fault(kind, stream, shard, more, share, latency, duration, count, seed);
    }

    /** Hits a share of what it would hit, drawn with the seed. */
    public Fault withShare(double newShare, long newSeed) {
        return new Fault(
                kind, stream, shard, operations, newShare, latency, duration, count, newSeed);
    }

    /** Is over after so long. */
    public Fault lasting(Duration newDuration) {
        return new Fault(
                kind,
                stream,
                shard,
                operations,
                share,
                latency,
                Optional.of(newDuration),
                count,
                seed);
    }

    /** Is over after so many hits. */
    public Fault times(long newCount) {
        return new Fault(
                kind,
                stream,
                shard,
                operations,
                share,
                latency,
                duration,
                OptionalLong.of(newCount),
                seed);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
