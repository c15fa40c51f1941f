package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the stack consists of. */
class RankstreamStackTest {

    @Test
    void hasEveryStream() {
        Synth stack = Synth.byDefault();

        assertThat(stack.resources("AWS::Kinesis::Stream").values())
                .extracting(stream -> stream.at("/Properties/Name").textValue())
                .containsExactlyInAnyOrder(
                        "rankstream-events",
                        "rankstream-control",
                        "rankstream-control-status",
                        "rankstream-results",
                        "rankstream-replay",
                        "rankstream-dead-letters");
    }
}
