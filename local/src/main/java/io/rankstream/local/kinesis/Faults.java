package io.rankstream.local.kinesis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Switches the faults of a {@link KinesisServer} on and off while it serves. Thread-safe; several
 * faults act together.
 */
public final class Faults {

    private final InstantSource clock;
    private final List<Injected> injected = new CopyOnWriteArrayList<>();
    private final AtomicLong ids = new AtomicLong();

    Faults(InstantSource clock) {
        this.clock = clock;
    }

    /** Lets the server do something wrong from now on. */
    public Injected inject(Fault fault) {
        Injected started = new Injected(ids.incrementAndGet(), fault, clock.millis());
        injected.add(started);
        return started;
    }

    /** Those that are not over. */
    public List<Injected> active() {
        injected.removeIf(Injected::isOver);
        return List.copyOf(injected);
    }

    /** Ends all of them; answers that are being delayed still come late. */
    public void clear() {
        injected.forEach(Injected::end);
        injected.clear();
    }

    /**
     * Ends one.
     *
     * @return false if there is none with this id
     */
    boolean end(long id) {
        Optional<Injected> found =
                active().stream().filter(candidate -> candidate.id() == id).findFirst();
        found.ifPresent(Injected::end);
        injected.removeIf(Injected::isOver);
        return found.isPresent();
    }

    /** Decides with these faults, and where they let something pass, with the one behind. */
    Admission before(Admission behind) {
        return new Faulty(behind);
    }

    /** A fault that was switched on. */
    public final class Injected {

        private final long id;
        private final Fault fault;
        private final long startedAtMillis;
        private final SplittableRandom random;
        private volatile long hits;
        private volatile boolean ended;

        private Injected(long id, Fault fault, long startedAtMillis) {
            this.id = id;
            this.fault = fault;
            this.startedAtMillis = startedAtMillis;
            this.random = new SplittableRandom(fault.seed());
        }

        public long id() {
            return id;
        }

        public Fault fault() {
            return fault;
        }

        /** How many calls, or records of puts, it has hit. */
        public long hits() {
            return hits;
        }

        public boolean isOver() {
            return ended
                    || (fault.count().isPresent() && hits >= fault.count().getAsLong())
                    || fault.duration().map(this::isPast).orElse(false);
        }

        private boolean isPast(Duration duration) {
            return Duration.ofMillis(clock.millis() - startedAtMillis).compareTo(duration) >= 0;
        }

        /** Ends it before its time. */
        public void end() {
            ended = true;
        }

        private boolean hitsCall(Fault.Kind kind, String operation) {
            return fault.kind() == kind
                    && (fault.operations().isEmpty() || fault.operations().contains(operation))
                    && draw();
        }

        private boolean hitsShard(Fault.Kind kind, KinesisStream stream, Shard shard) {
            return fault.kind() == kind
                    && fault.stream().map(stream.name()::equals).orElse(true)
                    && fault.shard().map(shard.id()::equals).orElse(true)
                    && draw();
        }

        private synchronized boolean draw() {
            if (isOver() || (fault.share() < 1 && random.nextDouble() >= fault.share())) {
                return false;
            }
            hits++;
            return true;
        }
    }

    private final class Faulty implements Admission {

        private final Admission behind;

        Faulty(Admission behind) {
            this.behind = behind;
        }

        @Override
        public void admitCall(String operation) {
            for (Injected candidate : injected) {
                if (candidate.hitsCall(Fault.Kind.LATENCY, operation)) {
                    delay(candidate.fault().latency());
                }
            }
            if (call(Fault.Kind.FAIL_CALLS, operation)) {
                throw KinesisException.internalFailure();
            }
            behind.admitCall(operation);
        }

        @Override
        public void admitAnswer(String operation) {
            if (call(Fault.Kind.LOSE_ANSWERS, operation)) {
                throw KinesisException.internalFailure();
            }
            behind.admitAnswer(operation);
        }

        @Override
        public void admitRead(KinesisStream stream, Shard shard) {
            if (shard(Fault.Kind.EXPIRE_ITERATORS, stream, shard)) {
                throw KinesisException.expiredIterator(
                        "Iterator expired. The iterator of shard "
                                + shard.id()
                                + " in "
                                + stream.description()
                                + " is taken for older than five minutes.");
            }
            if (shard(Fault.Kind.THROTTLE_READS, stream, shard)) {
                throw KinesisException.throughputExceeded(stream.rateExceeded(shard));
            }
            behind.admitRead(stream, shard);
        }

        @Override
        public Verdict judge(KinesisStream stream, Shard shard, int bytes) {
            if (shard(Fault.Kind.FAIL_WRITES, stream, shard)) {
                return Verdict.FAILED;
            }
            if (shard(Fault.Kind.THROTTLE_WRITES, stream, shard)) {
                return Verdict.THROTTLED;
            }
            return behind.judge(stream, shard, bytes);
        }

        private boolean call(Fault.Kind kind, String operation) {
            return injected.stream().anyMatch(fault -> fault.hitsCall(kind, operation));
        }

        private boolean shard(Fault.Kind kind, KinesisStream stream, Shard shard) {
            return injected.stream().anyMatch(fault -> fault.hitsShard(kind, stream, shard));
        }

        private void delay(Duration latency) {
            try {
                TimeUnit.NANOSECONDS.sleep(latency.toNanos());
            } catch (InterruptedException e) {
                // The server is closing.
                Thread.currentThread().interrupt();
                throw KinesisException.internalFailure();
            }
        }
    }
}
