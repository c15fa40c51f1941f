package io.rankstream.flink.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.testkit.CollectingSink;
import io.rankstream.flink.testkit.OpenSource;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.flink.testkit.TestSources;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SideInputsTest {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(1);

    private final OpenSource<Long> events = TestSources.open(Types.LONG);
    private final OpenSource<Long> side = TestSources.open(Types.LONG);
    private final CollectingSink<Long> seen = new CollectingSink<>();

    private JobClient job;

    @BeforeEach
    void start() throws Exception {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.setParallelism(1);
        events.addTo(env, "Events")
                .uid("events")
                .connect(
                        SideInputs.withoutTime(side.addTo(env, "Side").uid("side")).uid("timeless"))
                .transform("Report", Types.LONG, new ReportProgress())
                .uid("report")
                .sinkTo(seen)
                .uid("seen");
        job = env.executeAsync();
    }

    @AfterEach
    void stop() throws Exception {
        job.cancel().get();
        events.close();
        side.close();
        seen.close();
    }

    @Test
    void neverHoldsBackTheClock_whileItIsEmpty() {
        events.sendWatermark(1_000);
        awaitSeen(1_000L);

        events.sendWatermark(2_000);
        awaitSeen(1_000L, 2_000L);
    }

    @Test
    void neverHoldsBackOrAdvancesTheClock_whileItIsChatty() {
        side.send(-1L).send(-2L, 5_000).sendWatermark(6_000);
        awaitSeen(-1L, -2L);

        events.sendWatermark(1_000);
        awaitSeen(-1L, -2L, 1_000L);
        side.send(-3L, 9_000);
        awaitSeen(-1L, -2L, 1_000L, -3L);
        events.sendWatermark(2_000);
        awaitSeen(-1L, -2L, 1_000L, -3L, 2_000L);
    }

    @Test
    void neverAdvancesTheClock_whileTheEventsAreIdle() {
        side.send(-1L);
        awaitSeen(-1L);
        events.sendWatermark(1_000).sendIdle();
        awaitSeen(-1L, 1_000L);

        side.send(-2L, 9_000).sendWatermark(9_000).send(-3L);

        awaitSeen(-1L, 1_000L, -2L, -3L);
    }

    private void awaitSeen(Long... expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(seen.values()).isEqualTo(List.of(expected)));
    }

    /** Reports watermarks, and elements of the side input, in the order it sees them. */
    private static final class ReportProgress extends AbstractStreamOperator<Long>
            implements TwoInputStreamOperator<Long, Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public void processElement1(StreamRecord<Long> element) {}

        @Override
        public void processElement2(StreamRecord<Long> element) {
            output.collect(new StreamRecord<>(element.getValue()));
        }

        @Override
        public void processWatermark(Watermark mark) {
            output.collect(new StreamRecord<>(mark.getTimestamp()));
        }
    }
}
