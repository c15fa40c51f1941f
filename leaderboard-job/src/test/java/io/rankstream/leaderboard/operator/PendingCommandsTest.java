package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PendingCommandsTest {

    private final PendingCommands pending = new PendingCommands();

    @Test
    void keepsTheLastCommandForAMemberAtItsPlace() {
        BoardCommand first = put("DE", "ada", 1, false);
        BoardCommand other = put("DE", "bob", 1, false);
        BoardCommand last = put("DE", "ada", 2, false);

        add(first, other, last);

        assertThat(pending.size()).isEqualTo(2);
        assertThat(pending.drain()).containsExactly(other, last);
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void keepsPartitionsAndPlayersApart() {
        BoardCommand here = put("DE", "ada", 1, false);
        BoardCommand there = remove("FR", "ada", false);
        BoardCommand profile = new PutProfile("ada", Map.of("alias", "Ada"), 1);
        BoardCommand newer = new PutProfile("ada", Map.of("alias", "Countess"), 2);

        add(here, there, profile, newer);

        assertThat(pending.drain()).containsExactly(here, there, newer);
    }

    @Test
    void keepsACommandThatClearsOtherPartitionsBeforeTheOneThatFollows() {
        BoardCommand clearing = put("FR", "ada", 1, true);
        BoardCommand moved = put("DE", "ada", 2, false);
        BoardCommand gone = remove("FR", "ada", false);

        add(clearing, moved, gone);

        assertThat(pending.drain()).containsExactly(clearing, moved, gone);
    }

    @Test
    void replacesEverythingBeforeACommandThatClears() {
        BoardCommand clearingAgain = remove("FR", "ada", true);

        add(put("FR", "ada", 1, true), put("FR", "ada", 2, false), clearingAgain);

        assertThat(pending.drain()).containsExactly(clearingAgain);
    }

    @Test
    void joinsTheFieldsOfOneMeta() {
        Map<String, String> newer = new HashMap<>();
        newer.put("order", null);
        newer.put("version", "2");

        add(new PutMeta("daily", Map.of("version", "1", "order", "asc", "mode", "live"), 0));
        add(new PutMeta("daily", newer, 0));

        newer.put("mode", "live");
        assertThat(pending.drain())
                .singleElement()
                .isInstanceOfSatisfying(
                        PutMeta.class, joined -> assertThat(joined.fields()).isEqualTo(newer));
    }

    @Test
    void replacesNothingAcrossADropOrAMeta() {
        BoardCommand before = put("DE", "ada", 1, false);
        BoardCommand drop = new DropKeys("daily", BoardAddress.LIVE, 1, 0);
        BoardCommand after = put("DE", "ada", 2, false);
        BoardCommand meta = new PutMeta("daily", Map.of("version", "1"), 0);
        BoardCommand afterMeta = put("DE", "ada", 3, false);
        BoardCommand otherMeta = new PutMeta("weekly", Map.of("version", "1"), 0);
        BoardCommand metaAgain = new PutMeta("daily", Map.of("version", "2"), 0);

        add(before, drop, after, meta, afterMeta, otherMeta, metaAgain);

        assertThat(pending.drain())
                .containsExactly(before, drop, after, meta, afterMeta, otherMeta, metaAgain);
    }

    @Test
    void takesAnAssertionForNewsWhereNewsWaits() {
        PutScore assertion = assertion("ada", 1);

        add(put("DE", "ada", 1, false), assertion);
        assertThat(pending.drain())
                .singleElement()
                .isInstanceOfSatisfying(
                        PutScore.class, put -> assertThat(put.assertion()).isFalse());

        add(assertion, assertion("bob", 1), assertion);
        assertThat(pending.drain())
                .hasSize(2)
                .allSatisfy(put -> assertThat(((PutScore) put).assertion()).isTrue());
    }

    private static PutScore assertion(String member, double score) {
        return new PutScore(address("DE"), member, score, false, true, 0, 0);
    }

    private void add(BoardCommand... commands) {
        for (BoardCommand command : commands) {
            pending.add(command);
        }
    }

    private static PutScore put(String country, String member, double score, boolean exclusive) {
        return new PutScore(address(country), member, score, exclusive, 0, 0);
    }

    private static RemoveMember remove(String country, String member, boolean everywhere) {
        return new RemoveMember(address(country), member, everywhere, 0, 0);
    }

    private static BoardAddress address(String country) {
        return new BoardAddress(
                "daily", BoardAddress.LIVE, "country=" + country, null, BoardAddress.NEVER);
    }
}
