package io.rankstream.flink.testkit;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Makes the inputs of a job under test. */
public final class TestSources {

    /** An input that ends after these values. */
    public static <T> DataStreamSource<T> bounded(
            StreamExecutionEnvironment env, TypeInformation<T> type, List<T> values) {
        return env.fromData(values, type);
    }

    /** An input that the test feeds and that stays open. */
    public static <T> OpenSource<T> open(TypeInformation<T> type) {
        return new OpenSource<>(type);
    }

    private TestSources() {}
}
