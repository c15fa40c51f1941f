package io.rankstream.flink;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The execution environment every job of the suite starts from. */
public final class JobEnvironment {

    /** State is dealt out in this many groups for good: changing it makes savepoints unreadable. */
    static final int MAX_PARALLELISM = 128;

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
        return StreamExecutionEnvironment.getExecutionEnvironment(strict);
    }

    private JobEnvironment() {}
}
