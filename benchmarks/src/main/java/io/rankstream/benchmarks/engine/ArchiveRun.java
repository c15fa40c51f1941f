package io.rankstream.benchmarks.engine;

import io.rankstream.archive.ArchivePipeline;
import io.rankstream.archive.config.ArchiveConfig;
import io.rankstream.archive.connector.ArchiveSink;
import io.rankstream.benchmarks.load.InexactRunException;
import io.rankstream.benchmarks.load.KnownBoards;
import io.rankstream.benchmarks.load.RacingRecords;
import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.ArchiveFile;
import io.rankstream.flink.archive.ArchiveReader;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.local.s3.S3Server;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.rebuild.BoardFile;
import io.rankstream.model.rebuild.RebuiltBoards;
import io.rankstream.replay.config.ReplayOptions;
import io.rankstream.replay.config.RepublishConfig;
import io.rankstream.replay.rebuild.RebuildPipeline;
import io.rankstream.replay.rebuild.RebuildPlan;
import io.rankstream.replay.republish.RepublishPipeline;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.flink.util.FileUtils;

/** The archive job and the replay job beside what limits them, with S3 in this JVM. */
final class ArchiveRun implements AutoCloseable {

    private static final String BUCKET = "benchmark";
    private static final String ROOT = "s3a://" + BUCKET + "/archive";
    private static final int COPIED_FILE_BYTES = 64 << 20;

    /** Measures one of the cases of the archive. */
    static CaseResult run(
            Engine engine, RacingRecords records, KnownBoards known, java.nio.file.Path folder)
            throws Exception {
        try (ArchiveRun run = new ArchiveRun(records, known, folder)) {
            return switch (engine) {
                case S3_COPY -> run.copy();
                case ARCHIVE -> run.archive();
                case ARCHIVE_FILES -> run.readFiles();
                case REPLAY -> run.replay();
                case REBUILD -> run.rebuild();
                default -> throw new IllegalArgumentException(engine + " is not of the archive");
            };
        }
    }

    /** The one run of this JVM, for the tasks of its jobs. */
    private static volatile ArchiveRun current;

    private final RacingRecords records;
    private final KnownBoards known;
    private final java.nio.file.Path folder;
    private final S3Server s3;
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong began = new AtomicLong();

    ArchiveRun(RacingRecords records, KnownBoards known, java.nio.file.Path folder)
            throws IOException {
        this.records = records;
        this.known = known;
        this.folder = Files.createDirectories(folder);
        s3 = S3Server.start(folder.resolve("s3"), 0);
        s3.createBucket(BUCKET);
        Configuration flink = Configuration.fromMap(s3.flinkOptions());
        FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
        current = this;
    }

    /** The same bytes to the same S3, in large files. */
    CaseResult copy() throws IOException {
        long start = System.nanoTime();
        int next = 0;
        for (int file = 0; next < records.size(); file++) {
            Path path = new Path("s3a://" + BUCKET + "/copy/" + file);
            try (FSDataOutputStream out =
                    FileSystem.get(path.toUri()).create(path, FileSystem.WriteMode.OVERWRITE)) {
                for (int written = 0; written < COPIED_FILE_BYTES && next < records.size(); ) {
                    byte[] bytes = records.bytes(next++);
                    out.write(bytes);
                    written += bytes.length;
                }
            }
        }
        return result(System.nanoTime() - start);
    }

    /** The archive job, from records in memory to the commit of the last file. */
    CaseResult archive() throws Exception {
        StreamExecutionEnvironment env = environment();
        ArchiveConfig config =
                ArchiveConfig.from(
                        RuntimeConfiguration.load(
                                new String[] {
                                    "--properties", JobSettings.archive(folder, ROOT).toString()
                                }));
        DataStream<ArchivedRecord> events =
                env.fromSequence(0, records.size() - 1L)
                        .uid("numbers")
                        .map(new ReadRecord())
                        .returns(ModelTypes.ARCHIVED_RECORD)
                        .uid("records")
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<ArchivedRecord>forMonotonousTimestamps()
                                        .withTimestampAssigner(
                                                (record, time) -> record.arrivalTime()))
                        .uid("arrival");
        ArchivePipeline.define(
                new ArchivePipeline.Sources(
                        events, none(env, "control"), none(env, "letters"), none(env, "players")),
                new ArchiveSink(config),
                config);
        env.execute("archive");
        CaseResult result = result(System.nanoTime() - began.get());
        requireAll(read());
        return result;
    }

    /** A record as the archive job reads it from the stream. */
    private static final class ReadRecord implements MapFunction<Long, ArchivedRecord> {

        private static final long serialVersionUID = 1L;

        @Override
        public ArchivedRecord map(Long number) {
            ArchiveRun run = current;
            run.began.compareAndSet(0, System.nanoTime());
            int index = Math.toIntExact(number);
            long arrival = run.records.arrivalMillis(index);
            return new ArchivedRecord(
                    "events",
                    "shardId-000000000000",
                    number.toString(),
                    0,
                    run.records.player(index),
                    arrival,
                    arrival,
                    arrival,
                    0,
                    run.records.bytes(index));
        }
    }

    /** Counts records and discards them. */
    private static final class CountingSink implements Sink<ArchivedRecord> {

        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<ArchivedRecord> createWriter(WriterInitContext context) {
            return new CountingWriter();
        }

        @Override
        @Deprecated // By Flink, which still declares it abstract.
        public SinkWriter<ArchivedRecord> createWriter(InitContext context) {
            return new CountingWriter();
        }
    }

    private static final class CountingWriter implements SinkWriter<ArchivedRecord> {

        @Override
        public void write(ArchivedRecord record, Context context) {
            ArchiveRun run = current;
            run.began.compareAndSet(0, System.nanoTime());
            run.passed.incrementAndGet();
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }

    private static DataStream<ArchivedRecord> none(StreamExecutionEnvironment env, String uid) {
        return env.fromSequence(0, 0)
                .uid(uid)
                .flatMap((Long number, Collector<ArchivedRecord> out) -> {})
                .returns(ModelTypes.ARCHIVED_RECORD)
                .uid("no-" + uid);
    }

    /** Every file of the archive, read and checked. */
    CaseResult readFiles() throws Exception {
        archive();
        long start = System.nanoTime();
        requireAll(read());
        return result(System.nanoTime() - start);
    }

    private static long read() throws IOException {
        long read = 0;
        Iterator<ArchiveFile> files =
                ArchiveCatalog.open(ROOT).files(ArchiveKind.EVENTS, 0, Long.MAX_VALUE / 2);
        while (files.hasNext()) {
            try (ArchiveReader reader = new ArchiveReader(files.next())) {
                while (reader.next() != null) {
                    read++;
                }
            }
        }
        return read;
    }

    /** The replay job at full speed, its records discarded. */
    CaseResult replay() throws Exception {
        archive();
        passed.set(0);
        began.set(0);
        Instant last = Instant.ofEpochMilli(records.arrivalMillis(records.size() - 1));
        RepublishConfig config =
                RepublishConfig.from(
                        replayProperties(
                                Map.of(
                                        "archive",
                                        Map.of("root", ROOT),
                                        "replay-job",
                                        Map.of("mode", "republish"),
                                        "replay",
                                        Map.of("stream", "replay"),
                                        "republish",
                                        Map.of(
                                                "from",
                                                last.minus(Duration.ofDays(1)).toString(),
                                                "until",
                                                last.plusSeconds(1).toString()))),
                        last.plus(Duration.ofDays(1)));
        StreamExecutionEnvironment env = environment();
        RepublishPipeline.define(env, config, new CountingSink());
        env.execute("replay");
        CaseResult result = result(System.nanoTime() - began.get());
        requireAll(passed.get());
        return result;
    }

    /** The boards of all records from the archive, as the replay job makes them. */
    CaseResult rebuild() throws Exception {
        archive();
        RuntimeConfiguration runtime =
                replayProperties(
                        Map.of(
                                "archive",
                                Map.of("root", ROOT),
                                "replay-job",
                                Map.of("mode", "rebuild")));
        java.nio.file.Path output = folder.resolve("rebuilt.boards");
        long start = System.nanoTime();
        RebuildPlan plan = RebuildPlan.of(runtime);
        StreamExecutionEnvironment env = environment();
        RebuildPipeline.define(env, plan, output.toUri().toString());
        env.execute("rebuild");
        CaseResult result = result(System.nanoTime() - start);
        RebuiltBoards boards;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(output))) {
            boards = BoardFile.read(in, output.toString());
        }
        Map<String, SortedMap<String, Double>> byKey = new HashMap<>();
        boards.all().forEach((address, scores) -> byKey.put(address.toString(), scores));
        known.compare(key -> byKey.getOrDefault(key, Collections.emptySortedMap())).requireNone();
        return result;
    }

    private StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.configure(JobSettings.flink(folder, 1), getClass().getClassLoader());
        return env;
    }

    private RuntimeConfiguration replayProperties(Map<String, Map<String, String>> more)
            throws IOException {
        return ReplayOptions.declare(
                RuntimeConfiguration.load(
                        new String[] {
                            "--properties",
                            JobSettings.write(folder, known.boards(), 0, more).toString()
                        }));
    }

    private void requireAll(long found) {
        if (found != records.size()) {
            throw new InexactRunException(found + " records instead of " + records.size());
        }
    }

    private CaseResult result(long nanos) {
        return new CaseResult(records.size() * 1e9 / nanos, Map.of());
    }

    @Override
    public void close() {
        current = null;
        s3.close();
        FileUtils.deleteDirectoryQuietly(folder.toFile());
    }
}
