package io.rankstream.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RacingRecordsTest {

    @Test
    void haveNoTwoThatAreEqual_butCopies() {
        RacingRecords records = new RacingRecords(RacingPlan.usual(1, 50_000, 5));

        Set<String> seen = new HashSet<>();
        for (int i = 0; i < records.size(); i++) {
            String text = new String(records.bytes(i), StandardCharsets.UTF_8);
            assertThat(seen.add(text)).as(text).isEqualTo(!records.isCopy(i));
        }
        assertThat(records.copies()).isBetween(2_000, 3_000);
    }
}
