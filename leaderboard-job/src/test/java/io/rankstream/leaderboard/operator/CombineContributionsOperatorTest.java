package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.scoring.Accumulator;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupKey;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CombineContributionsOperatorTest {

    private static final GroupKey GERMANY = new GroupKey(1, "countries", 0, "", "DE");
    private static final GroupKey FRANCE = new GroupKey(1, "countries", 0, "", "FR");

    private OneInputStreamOperatorTestHarness<GroupContribution, GroupContribution> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new CombineContributionsOperator());
        harness.setup(
                ScoringTypes.GROUP_CONTRIBUTION.createSerializer(
                        harness.getExecutionConfig().getSerializerConfig()));
        harness.open();
        harness.setProcessingTime(0);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void addsUpTheDifferencesOfAGroup() throws Exception {
        send(difference(GERMANY, 10, 1), difference(FRANCE, 5, 1), difference(GERMANY, -3, -1));
        assertThat(sent()).isEmpty();

        harness.setProcessingTime(50);

        assertThat(sent()).containsExactly("DE 7/0", "FR 5/1");
    }

    @Test
    void passesOnWhatLeaves64BitsWithTheNext() throws Exception {
        send(difference(GERMANY, Long.MAX_VALUE, 1), difference(FRANCE, 5, 1));
        send(difference(GERMANY, 1, 1), difference(GERMANY, Long.MIN_VALUE, -1));
        assertThat(sent()).containsExactly("DE " + Long.MAX_VALUE + "/1", "FR 5/1");

        harness.setProcessingTime(50);

        assertThat(sent()).endsWith("DE " + (Long.MIN_VALUE + 1) + "/0").hasSize(3);
    }

    @Test
    void keepsTheLastReplacementOfEachPlayer() throws Exception {
        send(
                GroupContribution.ofReplacement(GERMANY, "ada", new Accumulator(), 1),
                GroupContribution.ofReplacement(GERMANY, "bob", new Accumulator(), 2),
                GroupContribution.ofReplacement(GERMANY, "ada", null, 3));

        harness.setProcessingTime(50);

        assertThat(sent()).containsExactly("DE ada nothing", "DE bob something");
    }

    @Test
    void passesOnBeforeAWatermarkAndABarrier() throws Exception {
        send(difference(GERMANY, 1, 1));
        harness.processWatermark(new Watermark(1_000));
        assertThat(harness.getOutput()).hasSize(2).element(1).isEqualTo(new Watermark(1_000));

        send(difference(GERMANY, 2, 1));
        harness.prepareSnapshotPreBarrier(1);

        assertThat(sent()).containsExactly("DE 1/1", "DE 2/1");
    }

    @Test
    void addsNoProbeToADifference() throws Exception {
        GroupContribution probe = GroupContribution.ofProbe(GERMANY, 200, 1);
        send(probe, difference(GERMANY, 10, 1), probe, difference(GERMANY, 20, 1));

        harness.setProcessingTime(50);

        assertThat(sent()).containsExactly("DE 200.0?", "DE 200.0?", "DE 30/2");
    }

    private static GroupContribution difference(GroupKey group, long value, long count) {
        return GroupContribution.ofDifference(group, value, count, 1);
    }

    private void send(GroupContribution... contributions) throws Exception {
        for (GroupContribution contribution : contributions) {
            harness.processElement(new StreamRecord<>(contribution));
        }
    }

    private List<String> sent() {
        return harness.extractOutputValues().stream()
                .map(CombineContributionsOperatorTest::describe)
                .collect(Collectors.toList());
    }

    private static String describe(GroupContribution contribution) {
        String member = contribution.group().member();
        if (contribution.isProbe()) {
            return member + " " + Double.longBitsToDouble(contribution.value()) + "?";
        }
        if (contribution.isDifference()) {
            return member + " " + contribution.value() + "/" + contribution.count();
        }
        return member
                + " "
                + contribution.playerId()
                + (contribution.replacement() == null ? " nothing" : " something");
    }
}
