package io.rankstream.flink;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The execution environment every job of the suite starts from. */
public final class JobEnvironment {

    /** State is dealt out in this many groups for good: changing it makes savepoints unreadable. */
    static final int MAX_PARALLELISM = 128;

    /**
     * Without it, each file that a key may be in is read to find out whether it is. By its name, as
     * the cluster brings RocksDB.
     */
    private static final ConfigOption<Boolean> BLOOM_FILTER =
            ConfigOptions.key("state.backend.rocksdb.use-bloom-filter")
                    .booleanType()
                    .noDefaultValue();

    /**
     * An environment that refuses operators without a uid and types that need Kryo.
     *
     * <p>Checkpoints and parallelism stay with the cluster's configuration. Objects are passed on
     * between chained operators, so no operator may change one it has emitted.
     */
    public static StreamExecutionEnvironment strict() {
        Configuration strict = new Configuration();
        strict.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        strict.set(PipelineOptions.GENERIC_TYPES, false);
        strict.set(PipelineOptions.OBJECT_REUSE, true);
        strict.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
        strict.set(BLOOM_FILTER, true);
        return StreamExecutionEnvironment.getExecutionEnvironment(strict);
    }

    private JobEnvironment() {}
}
