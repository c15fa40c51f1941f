package io.rankstream.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.rocksdb.CompressionType;

class JobEnvironmentTest {

    @Test
    void refusesAnOperatorWithoutAUid() {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.fromData(1).uid("numbers").sinkTo(new DiscardingSink<>());

        assertThatThrownBy(() -> env.getStreamGraph().getJobGraph())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Auto generated UIDs have been disabled");
    }

    @Test
    void refusesATypeThatNeedsKryo() {
        StreamExecutionEnvironment env = JobEnvironment.strict();

        assertThatThrownBy(
                        () ->
                                TypeInformation.of(Optional.class)
                                        .createSerializer(env.getConfig().getSerializerConfig()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Generic types have been disabled");
    }

    @Test
    void takesAnOperatorWithAUidAndATypeOfItsOwn() {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.fromData(1)
                .uid("numbers")
                .map(number -> "n" + number)
                .returns(Types.STRING)
                .uid("texts")
                .sinkTo(new DiscardingSink<>())
                .uid("nowhere");

        assertThat(env.getStreamGraph().getJobGraph().getNumberOfVertices()).isPositive();
    }

    @Test
    void reusesObjectsAndFixesTheMaximumParallelism() {
        StreamExecutionEnvironment env = JobEnvironment.strict();

        assertThat(env.getConfig().isObjectReuseEnabled()).isTrue();
        assertThat(env.getMaxParallelism()).isEqualTo(128);
    }

    @Test
    void hasRocksDbFilterTheFilesItReads_andCompressThemForFastReads() {
        StreamExecutionEnvironment env = JobEnvironment.strict();

        ReadableConfig configuration = env.getConfiguration();
        assertThat(configuration.get(RocksDBConfigurableOptions.USE_BLOOM_FILTER)).isTrue();
        assertThat(configuration.get(RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL))
                .containsExactly(CompressionType.LZ4_COMPRESSION);
    }

    @Test
    void leavesCheckpointsAndParallelismToTheCluster() {
        StreamExecutionEnvironment plain = StreamExecutionEnvironment.getExecutionEnvironment();

        StreamExecutionEnvironment env = JobEnvironment.strict();

        assertThat(env.getConfiguration().getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEmpty();
        assertThat(env.getParallelism()).isEqualTo(plain.getParallelism());
    }
}
