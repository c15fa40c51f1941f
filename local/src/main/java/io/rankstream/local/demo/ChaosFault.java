package io.rankstream.local.demo;

import io.rankstream.local.job.CheckpointFolder;
import io.rankstream.local.job.JobOptions;
import io.rankstream.local.job.JobSupervisor;
import io.rankstream.local.kinesis.Fault;
import io.rankstream.local.redis.RedisProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** What goes wrong in a chaos run. */
enum ChaosFault {
    TASK_FAILS("a task of the job throws") {
        @Override
        void inflict(Victims victims) throws IOException {
            String task = TASKS.get(victims.random().nextInt(TASKS.size()));
            victims.supervisor().job().failTask(task);
        }
    },
    JOB_KILLED("kill -9 of the job's JVM") {
        @Override
        void inflict(Victims victims) throws InterruptedException {
            victims.supervisor().job().kill();
        }
    },
    REDIS_RESTARTED("kill -9 of Redis, back with its data") {
        @Override
        void inflict(Victims victims) throws IOException, InterruptedException {
            restart(victims.servers().redis(), victims);
        }
    },
    REDIS_EMPTIED("kill -9 of Redis, back empty") {
        @Override
        void inflict(Victims victims) throws IOException, InterruptedException {
            restartEmpty(victims.servers().redis(), victims);
        }
    },
    MIRROR_RESTARTED("kill -9 of the mirror, back with its data") {
        @Override
        void inflict(Victims victims) throws IOException, InterruptedException {
            restart(victims.mirror(), victims);
        }
    },
    MIRROR_EMPTIED("kill -9 of the mirror, back empty") {
        @Override
        void inflict(Victims victims) throws IOException, InterruptedException {
            restartEmpty(victims.mirror(), victims);
        }
    },
    MYSQL_RESTARTED("MySQL shut down, back with another binlog") {
        @Override
        void inflict(Victims victims) throws IOException, SQLException {
            victims.servers().mariaDb().flushBinlogs();
            victims.servers().mariaDb().restart();
        }
    },
    BINLOG_READER_KILLED("MySQL ends the connection that reads its binlog") {
        @Override
        void inflict(Victims victims) throws SQLException {
            victims.servers().mariaDb().flushBinlogs();
            victims.servers().mariaDb().killBinlogReaders();
        }
    },
    READS_THROTTLED("Kinesis throttles all reads") {
        @Override
        void inflict(Victims victims) throws InterruptedException {
            lasting(Fault.of(Fault.Kind.THROTTLE_READS), victims);
        }
    },
    WRITES_THROTTLED("Kinesis throttles half of the records of each put") {
        @Override
        void inflict(Victims victims) throws InterruptedException {
            lasting(half(Fault.Kind.THROTTLE_WRITES, victims), victims);
        }
    },
    WRITES_FAIL("Kinesis fails half of the records of each put") {
        @Override
        void inflict(Victims victims) throws InterruptedException {
            lasting(half(Fault.Kind.FAIL_WRITES, victims), victims);
        }
    },
    ITERATORS_EXPIRE("Kinesis calls iterators expired") {
        @Override
        void inflict(Victims victims) {
            victims.servers()
                    .kinesis()
                    .faults()
                    .inject(Fault.of(Fault.Kind.EXPIRE_ITERATORS).times(10));
        }
    },
    CALLS_FAIL("Kinesis fails half of the reads") {
        @Override
        void inflict(Victims victims) throws InterruptedException {
            lasting(half(Fault.Kind.FAIL_CALLS, victims).onOperation("GetRecords"), victims);
        }
    },
    ANSWERS_LOST("Kinesis stores puts and loses its answers") {
        @Override
        void inflict(Victims victims) {
            // A client repeats a call so often, and no more.
            victims.servers()
                    .kinesis()
                    .faults()
                    .inject(Fault.of(Fault.Kind.LOSE_ANSWERS).onOperation("PutRecords").times(2));
        }
    },
    KINESIS_SLOW("Kinesis answers late") {
        @Override
        void inflict(Victims victims) throws InterruptedException {
            lasting(Fault.latency(LATE), victims);
        }
    },
    SHARD_SPLIT("a shard of the events is split") {
        @Override
        void inflict(Victims victims) {
            split(victims);
        }
    },
    SHARDS_MERGED("two shards of the events are merged") {
        @Override
        void inflict(Victims victims) {
            List<Shard> shards = new ArrayList<>(openShards(victims.kinesis()));
            if (shards.size() == 1) {
                split(victims);
                return;
            }
            shards.sort(Comparator.comparing(ChaosFault::start));
            int first = victims.random().nextInt(shards.size() - 1);
            victims.kinesis()
                    .mergeShards(
                            merge ->
                                    merge.streamName(LocalServers.EVENTS)
                                            .shardToMerge(shards.get(first).shardId())
                                            .adjacentShardToMerge(shards.get(first + 1).shardId()));
        }
    },
    CHECKPOINTS_FAIL("the checkpoints can be neither written nor read") {
        @Override
        void inflict(Victims victims) throws IOException, InterruptedException {
            CheckpointFolder.Outage outage =
                    new CheckpointFolder(victims.options().checkpoints()).breakDown();
            victims.stop().await(OUTAGE_MILLIS);
            outage.close();
        }
    };

    /** Long enough for checkpoints to fail and batches to pile up. */
    private static final int OUTAGE_MILLIS = 6_000;

    private static final Duration LATE = Duration.ofMillis(400);

    /** Parts of the names of tasks. */
    private static final List<String> TASKS =
            List.of("Score players", "Score groups", "Track boards", "Players", "Validate control");

    private final String description;

    ChaosFault(String description) {
        this.description = description;
    }

    /**
     * What a fault hits.
     *
     * @param options of the job
     * @param mirror the second Redis
     * @param kinesis a client of the servers' Kinesis
     */
    record Victims(
            JobSupervisor supervisor,
            JobOptions options,
            LocalServers servers,
            RedisProcess mirror,
            KinesisClient kinesis,
            SplittableRandom random,
            StopSignal stop) {}

    /** Does it, and returns when it is over; what follows from it may last longer. */
    abstract void inflict(Victims victims) throws IOException, SQLException, InterruptedException;

    /** How it is called on the command line: {@code job-killed}. */
    String kind() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The fault of a kind.
     *
     * @throws IllegalArgumentException if there is none
     */
    static ChaosFault ofKind(String kind) {
        return Stream.of(values())
                .filter(fault -> fault.kind().equals(kind))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "--kinds "
                                                + kind
                                                + " is not known: use "
                                                + String.join(
                                                        ", ",
                                                        Stream.of(values())
                                                                .map(ChaosFault::kind)
                                                                .toList())));
    }

    /** What happens, for people. */
    String description() {
        return description;
    }

    private static void restart(RedisProcess redis, Victims victims)
            throws IOException, InterruptedException {
        redis.kill();
        victims.stop().await(OUTAGE_MILLIS);
        redis.restart();
    }

    private static void restartEmpty(RedisProcess redis, Victims victims)
            throws IOException, InterruptedException {
        redis.kill();
        victims.stop().await(OUTAGE_MILLIS);
        redis.restartEmpty();
    }

    private static Fault half(Fault.Kind kind, Victims victims) {
        return Fault.of(kind).withShare(0.5, victims.random().nextLong());
    }

    private static void lasting(Fault fault, Victims victims) throws InterruptedException {
        var injected = victims.servers().kinesis().faults().inject(fault);
        victims.stop().await(OUTAGE_MILLIS);
        injected.end();
    }

    private static void split(Victims victims) {
        Shard shard =
                openShards(victims.kinesis()).stream()
                        .max(Comparator.comparing(ChaosFault::width))
                        .orElseThrow();
        BigInteger middle = start(shard).add(width(shard).shiftRight(1));
        victims.kinesis()
                .splitShard(
                        split ->
                                split.streamName(LocalServers.EVENTS)
                                        .shardToSplit(shard.shardId())
                                        .newStartingHashKey(middle.toString()));
    }

    private static List<Shard> openShards(KinesisClient kinesis) {
        return kinesis
                .listShards(ListShardsRequest.builder().streamName(LocalServers.EVENTS).build())
                .shards()
                .stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    private static BigInteger start(Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    private static BigInteger width(Shard shard) {
        return new BigInteger(shard.hashKeyRange().endingHashKey())
                .subtract(start(shard))
                .add(BigInteger.ONE);
    }
}
