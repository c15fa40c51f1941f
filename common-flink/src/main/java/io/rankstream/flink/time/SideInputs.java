package io.rankstream.flink.time;

import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Takes part in no clock: control messages and rows of dimensions. */
public final class SideInputs {

    /**
     * A stream that neither holds back nor advances the watermark where it meets another. The
     * caller gives it a uid.
     */
    public static <T> SingleOutputStreamOperator<T> withoutTime(DataStream<T> stream) {
        return stream.assignTimestampsAndWatermarks(
                WatermarkStrategy.forGenerator(context -> new AlwaysIdle<>()));
    }

    /**
     * Says "idle" and nothing else. To stay silent would hold back the other input for ever; to
     * emit the end of time would close every window once the other input is idle.
     */
    private static final class AlwaysIdle<T> implements WatermarkGenerator<T> {

        @Override
        public void onEvent(T element, long timestamp, WatermarkOutput output) {
            output.markIdle();
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.markIdle();
        }
    }

    private SideInputs() {}
}
