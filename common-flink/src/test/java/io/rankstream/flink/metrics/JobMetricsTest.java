package io.rankstream.flink.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class JobMetricsTest {

    @Test
    void registersWhereManagedFlinkForwardsFrom() {
        List<String> registered = new ArrayList<>();
        JobMetrics metrics = new JobMetrics(new RecordingGroup("operator", registered));

        metrics.counter("deadLetters");
        metrics.gauge(MetricNames.CLOCK_LAG_MILLIS, () -> 7L);

        assertThat(registered)
                .containsExactly(
                        "operator.kinesisanalytics.deadLetters",
                        "operator.kinesisanalytics.clockLagMillis");
    }

    private static final class RecordingGroup extends UnregisteredMetricsGroup {

        private final String path;
        private final List<String> registered;

        private RecordingGroup(String path, List<String> registered) {
            this.path = path;
            this.registered = registered;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new RecordingGroup(path + "." + name, registered);
        }

        @Override
        public Counter counter(String name) {
            registered.add(path + "." + name);
            return new SimpleCounter();
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            registered.add(path + "." + name);
            return gauge;
        }
    }
}
