package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.player.PlayerMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BansTest {

    private static final long CORRECTIONS = 100;
    private static final long DEDUP = 1_000;
    private static final long NOTHING = Long.MAX_VALUE;

    private final Bans bans = new Bans();

    private long say(PlayerMessage message) {
        return bans.say(message, CORRECTIONS, DEDUP);
    }

    private long ban(long arrival, long issuedAt) {
        return say(PlayerMessage.ban("ada", issuedAt, "m" + issuedAt, arrival));
    }

    private long ban(long arrival, long issuedAt, long from, long until) {
        return say(PlayerMessage.ban("ada", issuedAt, "m" + issuedAt, arrival, from, until));
    }

    private long unban(long arrival, long issuedAt) {
        return say(PlayerMessage.unban("ada", issuedAt, "m" + issuedAt, arrival));
    }

    private static byte[] bytes(Bans bans) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bans.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Test
    void sayNothingAtFirst() {
        assertThat(bans.isEmpty()).isTrue();
        assertThat(bans.hides()).isFalse();
        assertThat(bans.covers(0)).isFalse();
    }

    @Test
    void hideAPlayerButCoverNoEvent_whereTheyHaveNoDate() {
        assertThat(ban(500, 1)).isEqualTo(400);

        assertThat(bans.isEmpty()).isFalse();
        assertThat(bans.hides()).isTrue();
        assertThat(bans.covers(450)).isFalse();
    }

    @Test
    void coverTheirTime_withoutHidingThePlayer() {
        ban(500, 1, 420, 440);

        assertThat(bans.hides()).isFalse();
        assertThat(bans.covers(419)).isFalse();
        assertThat(bans.covers(420)).isTrue();
        assertThat(bans.covers(439)).isTrue();
        assertThat(bans.covers(440)).isFalse();
    }

    @Test
    void sayNothingOfEventsBeyondTheCorrectionsHorizon() {
        ban(500, 1, 300, PlayerMessage.FOREVER);

        assertThat(bans.covers(399)).isFalse();
        assertThat(bans.covers(400)).isTrue();
    }

    @Test
    void leaveOlderEventsToWhatWasSaidBefore() {
        ban(500, 1, 300, PlayerMessage.FOREVER);
        assertThat(unban(700, 2)).isEqualTo(600);

        assertThat(bans.covers(599)).isTrue();
        assertThat(bans.covers(600)).isFalse();
    }

    @Test
    void areTakenBack() {
        ban(500, 1);
        unban(510, 2);

        assertThat(bans.hides()).isFalse();
    }

    @Test
    void followTheMessageThatWasIssuedLast_amongThoseThatTakeEffectNoLater() {
        unban(500, 2);

        assertThat(ban(500, 1)).isEqualTo(NOTHING);
        assertThat(ban(510, 1)).isEqualTo(NOTHING);
        assertThat(bans.hides()).isFalse();
    }

    @Test
    void letTheGreaterIdDecide_whereTwoAreIssuedAtOnce() {
        say(PlayerMessage.unban("ada", 1, "b", 500));

        assertThat(say(PlayerMessage.ban("ada", 1, "a", 500))).isEqualTo(NOTHING);
        assertThat(say(PlayerMessage.ban("ada", 1, "b", 500))).isEqualTo(NOTHING);
        assertThat(bans.hides()).isFalse();

        assertThat(say(PlayerMessage.ban("ada", 1, "c", 500))).isEqualTo(400);
        assertThat(bans.hides()).isTrue();
    }

    @Test
    void obeyAnEarlierMessage_forTheTimeBeforeTheLaterOneTakesEffect() {
        unban(600, 2);

        assertThat(ban(500, 1, 300, PlayerMessage.FOREVER)).isEqualTo(400);

        assertThat(bans.covers(499)).isTrue();
        assertThat(bans.covers(500)).isFalse();
        assertThat(bans.hides()).isFalse();
    }

    @Test
    void forgetWhatWasSaidEarlier_whereALaterMessageTakesEffectNoLater() throws Exception {
        ban(600, 1, 300, PlayerMessage.FOREVER);
        ban(500, 2);
        Bans one = new Bans();
        one.say(PlayerMessage.ban("ada", 2, "m2", 500), CORRECTIONS, DEDUP);

        assertThat(bytes(bans)).isEqualTo(bytes(one));
    }

    @Test
    void forgetWhatWasSaidEarlier_ofTheSameTime() throws Exception {
        ban(500, 1, 300, 450);
        ban(500, 2);
        Bans one = new Bans();
        one.say(PlayerMessage.ban("ada", 2, "m2", 500), CORRECTIONS, DEDUP);

        assertThat(bytes(bans)).isEqualTo(bytes(one));
    }

    @Test
    void keepTwoThatTakeEffectOneAfterTheOther_whateverTheOrderTheyComeIn() throws Exception {
        ban(500, 1, 300, 450);
        ban(600, 2, 550, 560);
        Bans reversed = new Bans();
        reversed.say(PlayerMessage.ban("ada", 2, "m2", 600, 550, 560), CORRECTIONS, DEDUP);
        reversed.say(PlayerMessage.ban("ada", 1, "m1", 500, 300, 450), CORRECTIONS, DEDUP);

        assertThat(bytes(bans)).isEqualTo(bytes(reversed));
        assertThat(bans.covers(449)).isTrue();
        assertThat(bans.covers(450)).isFalse();
        assertThat(bans.covers(550)).isTrue();
    }

    @Test
    void forgetWhatNoCountedEventIsJudgedByAnyMore() throws Exception {
        ban(500, 1, 0, 450);
        unban(600, 2);
        unban(500 + DEDUP + 99, 3);
        assertThat(bans.covers(449)).as("as long as it may be asked for").isTrue();

        unban(500 + DEDUP + 100, 4);

        assertThat(bans.covers(449)).isFalse();
        assertThat(bytes(bans)).hasSizeLessThan(3 * bytes(one()).length);
    }

    private static Bans one() {
        Bans one = new Bans();
        one.say(PlayerMessage.unban("ada", 1, "m1", 500), CORRECTIONS, DEDUP);
        return one;
    }

    @Test
    void areReadAsTheyWereWritten() throws Exception {
        ban(500, 1, 410, 420);
        ban(600, 2);

        Bans read = Bans.read(new DataInputStream(new ByteArrayInputStream(bytes(bans))));

        assertThat(bytes(read)).isEqualTo(bytes(bans));
        assertThat(read.hides()).isTrue();
        assertThat(read.covers(410)).isTrue();
    }
}
