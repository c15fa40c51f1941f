package io.rankstream.flink;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The execution environment every job of the suite starts from. */
public final class JobEnvironment {

    /** State is dealt out in this many groups for good: changing it makes savepoints unreadable. */
    static final int MAX_PARALLELISM = 128;

    // By their names, as the cluster brings RocksDB.

    /** Without it, each file that a key may be in is read to find out whether it is. */
    private static final ConfigOption<Boolean> BLOOM_FILTER =
            ConfigOptions.key("state.backend.rocksdb.use-bloom-filter")
                    .booleanType()
                    .noDefaultValue();

    /** It makes files that are hardly larger than those of the default, and reads them faster. */
    private static final ConfigOption<List<String>> COMPRESSION =
            ConfigOptions.key("state.backend.rocksdb.compression.per.level")
                    .stringType()
                    .asList()
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
        strict.set(COMPRESSION, List.of("LZ4_COMPRESSION"));
        return StreamExecutionEnvironment.getExecutionEnvironment(strict);
    }

    private JobEnvironment() {}
}
