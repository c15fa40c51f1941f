package io.rankstream.flink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KinesisSinksTest {

    @Test
    void keepsAPartitionKeyThatKinesisTakes() {
        String longest = "k".repeat(256);

        assertThat(KinesisSinks.taken(longest)).isEqualTo(longest);
    }

    @Test
    void shortensAPartitionKeyThatIsTooLong_withoutMixingKeys() {
        String one = KinesisSinks.taken("k".repeat(257));
        String other = KinesisSinks.taken("k".repeat(258));

        assertThat(one).hasSizeLessThanOrEqualTo(256).isNotEqualTo(other);
    }
}
