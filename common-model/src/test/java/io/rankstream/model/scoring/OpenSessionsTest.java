package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenSessionsTest {

    private static final long GAP = 10;
    private static final long LATENESS = 3;
    private static final long CLOSES_AFTER = 2 * GAP + LATENESS;
    private static final long NEAR = 130;
    private static final long EVER = Long.MAX_VALUE - 1;

    private OpenSessions sessions = new OpenSessions();

    private void add(long... times) {
        for (long time : times) {
            sessions.add(time);
        }
    }

    /** Each session as its first and last time and how many events it has. */
    private List<String> close(long now) throws IOException {
        List<String> closed = new ArrayList<>();
        sessions.close(
                now,
                GAP,
                LATENESS,
                (first, last, count) -> closed.add(first + ".." + last + " " + count));
        return closed;
    }

    private static byte[] bytes(OpenSessions sessions) {
        PackedOutput bytes = new PackedOutput(64);
        sessions.write(NEAR, bytes);
        return bytes.toBytes();
    }

    @Test
    void areChainsWithAtMostAGapBetweenNeighbours() throws Exception {
        add(120, 100, 110, 131);

        assertThat(close(EVER)).containsExactly("100..120 3", "131..131 1");
        assertThat(sessions.isEmpty()).isTrue();
    }

    @Test
    void becomeOne_whereAnEventComesBetween() throws Exception {
        add(100, 118, 109);

        assertThat(close(EVER)).containsExactly("100..118 3");
    }

    @Test
    void countEventsOfOneTime() throws Exception {
        add(100, 100, 100);

        assertThat(close(EVER)).containsExactly("100..100 3");
    }

    @Test
    void closeOnceNoEventCanProlongThem() throws Exception {
        add(100, 110, 150);

        assertThat(sessions.closesAt(GAP, LATENESS)).isEqualTo(110 + CLOSES_AFTER);
        assertThat(close(110 + CLOSES_AFTER - 1)).isEmpty();
        assertThat(close(110 + CLOSES_AFTER)).containsExactly("100..110 2");
        assertThat(sessions.closesAt(GAP, LATENESS)).isEqualTo(150 + CLOSES_AFTER);
    }

    @Test
    void neverClose_whereThereAreNone() {
        assertThat(sessions.closesAt(GAP, LATENESS)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void sayWhenTheOneCloses_thatHoldsATime() {
        add(100, 110, 150);

        assertThat(sessions.closesAt(100, GAP, LATENESS)).isEqualTo(110 + CLOSES_AFTER);
        assertThat(sessions.closesAt(150, GAP, LATENESS)).isEqualTo(150 + CLOSES_AFTER);
        assertThat(sessions.closesAt(105, GAP, LATENESS)).isEqualTo(Long.MIN_VALUE);
        assertThat(sessions.closesAt(99, GAP, LATENESS)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void fallApart_whereTheEventBetweenIsTakenBack() throws Exception {
        add(100, 109, 118);

        sessions.remove(109);

        assertThat(close(EVER)).containsExactly("100..100 1", "118..118 1");
    }

    @Test
    void loseOneOfTheEventsOfATime() throws Exception {
        add(100, 100, 105);

        sessions.remove(100);
        sessions.remove(104);

        assertThat(close(EVER)).containsExactly("100..105 2");
    }

    @Test
    void goWithTheirLastEvent() {
        add(0);
        assertThat(sessions.isEmpty()).isFalse();

        sessions.remove(0);

        assertThat(sessions.isEmpty()).isTrue();
    }

    @Test
    void mergeWhatCanNotBeTakenBackAnyMore() throws Exception {
        add(100, 105, 110, 140, 145);

        sessions.settle(111, GAP);

        assertThat(bytes(sessions)).startsWith(3);
        assertThat(close(EVER)).containsExactly("100..110 3", "140..145 2");
    }

    @Test
    void keepApart_whatIsNotOlderThanTheHorizon() throws Exception {
        add(100, 105, 110);

        sessions.settle(110, GAP);

        sessions.remove(110);
        assertThat(close(EVER)).containsExactly("100..105 2");
    }

    @Test
    void mergeAcrossAPause_onlyWhatBelongsTogether() throws Exception {
        add(100, 110, 121, 131, 200);

        sessions.settle(EVER, GAP);

        assertThat(bytes(sessions)).startsWith(3);
        assertThat(close(EVER)).containsExactly("100..110 2", "121..131 2", "200..200 1");
    }

    @Test
    void countAnEventInsideWhatWasMerged() throws Exception {
        add(100, 110);
        sessions.settle(EVER, GAP);

        add(104, 100, 110);

        assertThat(close(EVER)).containsExactly("100..110 5");
    }

    @Test
    void areReadAsTheyWereWritten() throws Exception {
        add(100, 110, 150);
        sessions.settle(EVER, GAP);

        OpenSessions read = OpenSessions.read(NEAR, new PackedInput(bytes(sessions)));

        assertThat(bytes(read)).isEqualTo(bytes(sessions));
        sessions = read;
        assertThat(close(EVER)).containsExactly("100..110 2", "150..150 1");
    }

    @Test
    void areReadAsTheyWereWritten_howeverFarApart() throws Exception {
        add(Long.MIN_VALUE, -5, Long.MAX_VALUE);
        byte[] bytes = bytes(sessions);
        sessions.settle(EVER, GAP);

        assertThat(bytes(OpenSessions.read(NEAR, new PackedInput(bytes)))).isEqualTo(bytes);
        assertThat(bytes).hasSize(1 + 3 * 2 + 10 + 10 + 10);
    }

    @Test
    void areForgotten() {
        add(100);

        sessions.clear();

        assertThat(sessions.isEmpty()).isTrue();
    }
}
