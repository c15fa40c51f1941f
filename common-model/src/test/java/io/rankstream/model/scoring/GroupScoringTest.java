package io.rankstream.model.scoring;

import static io.rankstream.model.scoring.ScoringGame.event;
import static io.rankstream.model.scoring.ScoringGame.named;
import static io.rankstream.model.scoring.ScoringGame.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.standings.FinalScore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupScoringTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long CLOSES =
            NOON + MINUTE + ScoringGame.PARKING.plus(ScoringGame.SLACK).toMillis();
    private static final String ROOMS = "leaderboard:rooms";
    private static final String WINDOW = ROOMS + ":20261120T120000Z";

    private final ScoringGame game = new ScoringGame();

    private static String board(String fields) {
        return "{\"board\":\"rooms\",\"version\":1,\"member\":\"event.room\",%s}"
                .formatted(fields.replace('\'', '"'));
    }

    private static String best() {
        return board("'score':'points','aggregation':'max'");
    }

    private static String sumOfAMinute() {
        return board(
                "'score':'points','aggregation':'sum','retention':'PT1H',"
                        + "'window':{'type':'tumbling','size':'PT1M'}");
    }

    private static String rooms() {
        return board("'aggregation':'count_distinct','distinct':'event.type'")
                .replace("event.type", "event.points > 1 ? 'many' : 'few'");
    }

    private void retract(String player, int number) {
        game.send(PlayerMessage.retract(player, number, "m" + number, NOON, "event-" + number));
    }

    private void end(int id, String definition) {
        game.board(id, 0, false, true, List.of(definition), List.of(Long.MIN_VALUE));
    }

    private BoardCommand last() {
        return game.commands().get(game.commands().size() - 1);
    }

    @Test
    void countsAValueAsLongAsAnyPlayerHasIt() {
        game.board(1, rooms());
        game.send(named(1, "ada", "red", 1, NOON, NOON));
        game.send(named(2, "ada", "red", 2, NOON, NOON));
        game.send(named(3, "bob", "red", 1, NOON, NOON));
        game.send(named(4, "bob", "red", 1, NOON, NOON));
        assertThat(game.board(ROOMS)).containsEntry("red", 2.0);

        retract("ada", 1);
        assertThat(game.board(ROOMS)).containsEntry("red", 2.0);
        retract("bob", 3);
        assertThat(game.board(ROOMS)).containsEntry("red", 2.0);
        retract("bob", 4);
        assertThat(game.board(ROOMS)).containsEntry("red", 1.0);
        retract("ada", 2);
        assertThat(game.board(ROOMS)).isEmpty();
    }

    @Test
    void addsUpWhatIsLeft_whenTheBestGoes() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        game.send(named(2, "ada", "red", 2, NOON, NOON));
        game.send(named(3, "bob", "red", 5, NOON, NOON));

        retract("ada", 1);

        assertThat(game.board(ROOMS)).containsEntry("red", 5.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"last", "first"})
    void decidesAmongEventsOfOneTimeAndId_whoeverIsHeardOfFirst(String aggregation) {
        String board = board("'score':'points','aggregation':'" + aggregation + "'");
        ScoringGame other = new ScoringGame();
        game.board(1, board);
        other.board(1, board);

        game.send(named(1, "ada", "red", 9, NOON, NOON));
        game.send(named(1, "bob", "red", 5, NOON, NOON));
        other.send(named(1, "bob", "red", 5, NOON, NOON));
        other.send(named(1, "ada", "red", 9, NOON, NOON));

        assertThat(game.boards()).isEqualTo(other.boards());
    }

    @Test
    void takesABetterScoreOfTheSamePlayer() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        game.send(named(2, "bob", "red", 8, NOON, NOON));

        game.send(named(3, "ada", "red", 12, NOON, NOON));

        assertThat(game.board(ROOMS)).containsEntry("red", 12.0);
    }

    @Test
    void followsARuleThatMakesTheSameEventsCountMore() {
        String sum = board("'score':'points','aggregation':'sum'");
        String doubled = sum.replace("\"points\"", "\"event.points * 2\"");
        game.board(1, sum);
        game.send(named(1, "ada", "red", 9, NOON, NOON));

        game.board(
                1,
                0,
                false,
                false,
                List.of(sum, doubled.replace("\"version\":1", "\"version\":2")),
                List.of(Long.MIN_VALUE, NOON));
        game.sweep();

        assertThat(game.board(ROOMS)).containsEntry("red", 18.0);
    }

    @Test
    void standsOnABoard_withNothing() {
        game.board(1, board("'score':'points','aggregation':'sum'"));

        game.send(named(1, "ada", "red", 0, NOON, NOON));

        assertThat(game.board(ROOMS)).containsEntry("red", 0.0);
    }

    @ParameterizedTest
    @CsvSource({"sum, 5", "max, 5"})
    void losesAPlayerWhoIsErased(String aggregation, double left) {
        game.board(1, board("'score':'points','aggregation':'" + aggregation + "'"));
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        game.send(named(2, "bob", "red", 5, NOON, NOON));

        game.send(PlayerMessage.erase("ada", 1, "m", NOON));

        assertThat(game.boards()).isEqualTo(Map.of(ROOMS, Map.of("red", left)));
    }

    @Test
    void writesNothing_whereTheScoreStays() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        int before = game.commands().size();

        game.send(named(2, "bob", "red", 5, NOON, NOON));

        assertThat(game.commands()).hasSize(before);
    }

    @Test
    void writesItsScoreAgain_whileItReasserts() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        game.reassert(true);

        game.send(named(2, "bob", "red", 5, NOON, NOON));

        assertThat(last())
                .isInstanceOfSatisfying(
                        PutScore.class,
                        put -> {
                            assertThat(put.score()).isEqualTo(9);
                            assertThat(put.assertion()).isFalse();
                        });
    }

    @Test
    void takesItselfOff_whileItReasserts_thoughItBelievesToBeNowhere() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        retract("ada", 1);
        game.reassert(true);

        game.sweep();

        assertThat(last()).isInstanceOf(RemoveMember.class);
    }

    @Test
    void saysThatAScoreWritesItselfAgain() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        assertThat(((PutScore) last()).assertion()).isFalse();

        game.reassert(0);

        assertThat(((PutScore) last()).assertion()).isTrue();
    }

    @Test
    void doesNotWriteABoardAgain_thatHasEnded() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        end(1, best());
        game.sweep();
        int before = game.commands().size();

        game.reassert(0);

        assertThat(game.commands()).hasSize(before);
    }

    @Test
    void looksAtWhatRedisHolds() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        int before = game.commands().size();

        game.send(new BoardProbe("rooms", 0, "", null, "red", 9));
        assertThat(game.commands()).hasSize(before);
        assertThat(game.count(ScoringCount.AUDIT_REPAIRS)).isZero();

        game.send(new BoardProbe("rooms", 0, "", null, "red", 8));
        assertThat(((PutScore) last()).score()).isEqualTo(9);
        game.send(new BoardProbe("rooms", 0, "", null, "blue", 0));
        assertThat(((RemoveMember) last()).member()).isEqualTo("blue");
        assertThat(game.count(ScoringCount.AUDIT_PROBES)).isEqualTo(3);
        assertThat(game.count(ScoringCount.AUDIT_REPAIRS)).isEqualTo(2);
    }

    @Test
    void keepsScoresToItself_whileTheBoardIsPaused() {
        game.board(1, 0, true, false, List.of(best()), List.of(Long.MIN_VALUE));
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        assertThat(game.boards()).isEmpty();

        game.board(1, best());
        game.sweep();

        assertThat(game.board(ROOMS)).containsEntry("red", 9.0);
    }

    @Test
    void leavesABoard_whoseScoreItCannotHave() {
        game.board(1, board("'score':'points','aggregation':'sum'"));
        game.send(named(1, "ada", "red", 1L << 53, NOON, NOON));
        assertThat(game.board(ROOMS)).containsEntry("red", 0x1p53);

        game.send(named(2, "bob", "red", 1, NOON, NOON));
        assertThat(game.boards()).isEmpty();
        assertThat(game.count(ScoringCount.SCORE_OUT_OF_RANGE)).isEqualTo(1);

        game.send(named(3, "cyd", "red", -1, NOON, NOON));
        assertThat(game.board(ROOMS)).containsEntry("red", 0x1p53);
    }

    @Test
    void announcesAWindow_andAnnouncesItAgainWhenItIsCorrected() {
        game.board(1, sumOfAMinute());
        game.send(named(1, "ada", "red", 3, NOON, NOON));
        game.send(named(2, "bob", "red", 4, NOON, NOON));
        game.send(named(3, "bob", "blue", 5, NOON, NOON));

        game.arrivalClock(CLOSES - 1);
        assertThat(game.windows()).isEmpty();
        game.arrivalClock(CLOSES);
        assertThat(announced()).isEqualTo(List.of(2L, checksum("red", 7) + checksum("blue", 5)));
        // Two windows of players, and one of each room.
        assertThat(game.count(ScoringCount.CLOSED)).isEqualTo(3 + 2);

        retract("bob", 2);
        assertThat(announced()).isEqualTo(List.of(2L, checksum("red", 3) + checksum("blue", 5)));
        retract("bob", 3);
        assertThat(announced()).isEqualTo(List.of(1L, checksum("red", 3)));
        assertThat(game.boards()).isEqualTo(Map.of(WINDOW, Map.of("red", 3.0)));
    }

    private List<Long> announced() {
        MemoryScoring.Announced window = game.windows().get("rooms:20261120T120000Z");
        return List.of(window.members(), window.checksum());
    }

    private static long checksum(String member, double score) {
        return WindowChecksum.of("", member, score);
    }

    @Test
    void withdrawsAClosedWindowOnce_whenItsBoardEnds() {
        game.board(1, sumOfAMinute());
        game.send(named(1, "ada", "red", 3, NOON, NOON));
        game.arrivalClock(CLOSES);

        end(1, sumOfAMinute());
        game.sweep();
        game.sweep();

        assertThat(announced()).isEqualTo(List.of(0L, 0L));
        assertThat(game.boards()).isEmpty();
    }

    @Test
    void saysNothingMoreOfAWindow_whoseRetentionIsOver() {
        game.board(1, sumOfAMinute());
        game.send(named(1, "ada", "red", 3, NOON, NOON));
        game.arrivalClock(CLOSES);
        int before = game.commands().size();

        game.arrivalClock(CLOSES + Duration.ofHours(1).toMillis());
        game.sweep();

        assertThat(game.commands()).hasSize(before);
        assertThat(announced()).isEqualTo(List.of(1L, checksum("red", 3)));
    }

    @Test
    void leavesAMemberToTheBoardThatFollows() {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        game.send(named(2, "bob", "red", 8, NOON, NOON));
        end(1, best());
        game.board(2, 0, false, false, List.of(best()), List.of(NOON + 1));

        game.send(named(3, "ada", "red", 1, NOON + 1, NOON + 1));
        game.sweep();

        assertThat(game.boards()).isEqualTo(Map.of(ROOMS, Map.of("red", 1.0)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesAMemberOff_whereWhatFollowsStandsElsewhere(boolean ended) {
        game.board(1, best());
        game.send(named(1, "ada", "red", 9, NOON, NOON));
        game.send(named(2, "bob", "red", 8, NOON, NOON));
        int shadow = ended ? 0 : 7;
        end(1, best());
        game.board(2, shadow, false, false, List.of(best()), List.of(NOON + 1));
        game.send(named(3, "ada", "red", 1, NOON + 1, NOON + 1));
        if (ended) {
            end(2, best());
        }

        game.sweep();

        assertThat(game.board(ROOMS)).isEmpty();
    }

    @Test
    void movesAClosedValueOnce_whereThePlayersTeamChangesTwice() {
        game.board(1, sumOfAMinute().replace("event.room", "player.country"));
        game.send(DimensionRow.snapshot("ada", row("Ada", "FR", 0)));
        game.send(DimensionRow.snapshot("bob", row("Bob", "FR", 0)));
        game.send(event(1, "ada", 3, NOON, NOON));
        game.send(event(2, "bob", 4, NOON, NOON));
        game.arrivalClock(CLOSES);

        game.send(DimensionRow.of("ada", CLOSES, row("Ada", "DE", 0)));
        game.send(DimensionRow.of("ada", CLOSES + 1_000, row("Ada", "IT", 0)));

        assertThat(game.board(WINDOW)).isEqualTo(Map.of("FR", 4.0, "IT", 3.0));
    }

    @Test
    void keepsWhoContributes_untilTheBoardEnds() throws Exception {
        game.board(1, best());
        Lone group = new Lone(game.rules(), 1);
        group.give("ada", 9);
        group.give("bob", 8);
        group.give("bob", 7);
        assertThat(group.state.contributors).isEqualTo(2);
        group.give("bob", null);
        assertThat(group.state.contributors).isEqualTo(1);
        assertThat(group.contributions()).hasSize(1);

        end(1, best());
        group.close();

        assertThat(group.contributions()).isEmpty();
        assertThat(group.state.isEmpty()).isTrue();
        assertThat(group.commands).hasSize(2).last().isInstanceOf(RemoveMember.class);
    }

    @Test
    void takesNothingMore_whereTheBoardHasEnded() throws Exception {
        end(1, best());
        Lone group = new Lone(game.rules(), 1);

        group.give("ada", 9);

        assertThat(group.contributions()).isEmpty();
        assertThat(group.commands).isEmpty();
        assertThat(group.scoring.arrivalDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void forgetsWhoContributed_whenTheRetentionIsOver() throws Exception {
        game.board(1, sumOfAMinute().replace("sum", "max"));
        Lone group = new Lone(game.rules(), 1);
        group.give("ada", 9);
        assertThat(group.scoring.arrivalDeadline()).isEqualTo(CLOSES);

        group.arrive(CLOSES);
        assertThat(group.state.isClosed).isTrue();
        assertThat(group.contributions()).hasSize(1);
        long expires = CLOSES + Duration.ofHours(1).toMillis();
        assertThat(group.scoring.arrivalDeadline()).isEqualTo(expires);

        group.arrive(expires);
        assertThat(group.contributions()).isEmpty();
        assertThat(group.state.isEmpty()).isTrue();
        assertThat(group.commands).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"max, 9", "min, 3"})
    void keepsWhatComesBeforeItsBoard(String aggregation, double score) throws Exception {
        Lone group = new Lone(game.rules(), 1);
        group.give("ada", 8);
        group.give("bob", 9);
        group.give("cem", 7);
        group.give("ada", 3);
        group.give("cem", null);
        assertThat(group.commands).isEmpty();
        group.restart();

        game.board(1, best().replace("max", aggregation));
        group.close();

        assertThat(group.score()).isEqualTo(score);
        group.give("bob", 5);
        group.give("ada", null);
        assertThat(group.score()).isEqualTo(5);
    }

    private static String seasons(String... seasons) {
        return best().replace(
                        "}",
                        ",\"window\":{\"type\":\"season\",\"seasons\":[%s]}}"
                                .formatted(String.join(",", seasons)));
    }

    private static String season(String name, String start, String end) {
        return "{\"name\":\"%s\",\"start\":\"2026-11-20T%s:00Z\",\"end\":\"2026-11-20T%s:00Z\"}"
                .formatted(name, start, end);
    }

    @Test
    void publishesInASeasonOnceItHasHeardOfIt() throws Exception {
        game.board(1, seasons(season("autumn", "09:00", "14:00")));
        Lone group = new Lone(game.rules(), 1);
        group.give("ada", 8);
        group.take(GroupContribution.ofProbe(group.state.key, 8, NOON));
        group.arrive(CLOSES);
        assertThat(group.commands).isEmpty();

        game.board(
                1, seasons(season("autumn", "09:00", "12:00"), season("winter", "12:00", "14:00")));
        group.close();

        assertThat(group.commands).hasSize(1);
        assertThat(group.score()).isEqualTo(8);
        assertThat(((PutScore) group.commands.get(0)).address().window()).isEqualTo("winter");
        assertThat(group.state.isEmpty()).isFalse();
    }

    @Test
    void waitsForItsSeason_asLongAsCorrectionsReachBack() throws Exception {
        game.board(1, shortLived(season("autumn", "09:00", "14:00")));
        Lone group = new Lone(game.rules(), 1);
        group.give("ada", 8);
        group.arrive(NOON + ScoringGame.CORRECTIONS.toMillis());

        game.board(
                1,
                shortLived(season("autumn", "09:00", "12:00"), season("winter", "12:00", "14:00")));
        group.close();

        assertThat(group.score()).isEqualTo(8);
    }

    private static String shortLived(String... seasons) {
        return "{\"retention\":\"PT20M\"," + seasons(seasons).substring(1);
    }

    @Test
    void keepsDifferencesThatComeBeforeItsBoard() throws Exception {
        Lone group = new Lone(game.rules(), 1);
        group.take(GroupContribution.ofDifference(group.state.key, 9, 2, NOON));
        group.restart();

        game.board(1, board("'score':'points','aggregation':'sum'"));
        group.take(GroupContribution.ofDifference(group.state.key, -2, 0, NOON));

        assertThat(group.score()).isEqualTo(7);
    }

    @Test
    void countsDistinctValuesThatComeBeforeItsBoard() throws Exception {
        Lone group = new Lone(game.rules(), 1);
        group.giveDistinct("ada", "x", "y");
        group.giveDistinct("bob", "y", "z");

        game.board(1, rooms());
        group.close();
        assertThat(group.score()).isEqualTo(3);

        group.giveDistinct("bob", "y");
        assertThat(group.score()).isEqualTo(2);
    }

    @Test
    void forgetsWhatCameBeforeItsBoard_whereThatHasEnded() throws Exception {
        Lone group = new Lone(game.rules(), 1);
        group.give("ada", 9);

        end(1, best());
        group.close();

        assertThat(group.state.isEmpty()).isTrue();
        assertThat(group.contributions()).isEmpty();
        assertThat(group.commands).isEmpty();
    }

    @Test
    void doesNothing_whereItsBoardIsNotKnown() throws Exception {
        Lone group = new Lone(game.rules(), 1);

        group.give("ada", 9);
        group.take(GroupContribution.ofProbe(group.state.key, 1, NOON));
        group.arrive(CLOSES);
        group.scoring.reassert();

        assertThat(group.commands).isEmpty();
        assertThat(group.scoring.arrivalDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "2, true,  false",
        "2, false, true",
        "3, true,  true",
        "4, true,  true",
        "9, true,  true"
    })
    void takesAMemberOff_unlessAnotherBoardStandsThere(
            int track, boolean isPublished, boolean removed) throws Exception {
        game.board(1, best());
        Lone group = new Lone(game.rules(), 1);
        group.give("ada", 9);
        end(1, best());
        game.board(2, best());
        game.board(3, 7, false, false, List.of(best()), List.of(Long.MIN_VALUE));
        end(4, best());
        GroupState beside = new GroupState(key(track));
        beside.isPublished = isPublished;
        group.beside.add(beside);

        group.close();

        assertThat(group.commands).hasSize(removed ? 2 : 1);
        assertThat(group.state.isEmpty()).isTrue();
    }

    @Test
    void saysWhereItStandsInAClosedWindow_whenThatIsNews() throws Exception {
        game.board(1, sumOfAMinute().replace("sum", "max"));
        Lone group = new Lone(game.rules(), 1);
        group.give("ada", 9);
        assertThat(group.finals).isEmpty();

        group.arrive(CLOSES);
        group.give("bob", 8);
        assertThat(group.finals).containsExactly("9 until " + CLOSES);
        group.give("bob", 12);
        assertThat(group.finals).containsExactly("9 until " + CLOSES, "12 until " + CLOSES);
        group.give("bob", null);
        group.give("ada", null);
        assertThat(group.finals).hasSize(4).last().isEqualTo("none until " + CLOSES);
    }

    @Test
    void saysNothingOfAClosedWindow_whoseBoardEnds() throws Exception {
        game.board(1, sumOfAMinute());
        Lone group = new Lone(game.rules(), 1);
        group.take(GroupContribution.ofDifference(group.state.key, 9, 1, NOON));
        group.arrive(CLOSES);

        end(1, sumOfAMinute());
        group.close();

        assertThat(group.finals).hasSize(1);
        assertThat(group.members).isZero();
    }

    @Test
    void takesItsShareOfAClosedWindowBack_whereAnotherBoardStandsThere() throws Exception {
        game.board(1, sumOfAMinute());
        Lone group = new Lone(game.rules(), 1);
        group.take(GroupContribution.ofDifference(group.state.key, 9, 1, NOON));
        group.arrive(CLOSES);
        assertThat(group.members).isEqualTo(1);
        end(1, sumOfAMinute());
        game.board(2, sumOfAMinute());
        GroupState successor = new GroupState(key(2));
        successor.isPublished = true;
        group.beside.add(successor);

        group.close();

        assertThat(group.members).isZero();
        assertThat(group.checksum).isZero();
        assertThat(group.commands).hasSize(1);
        assertThat(group.state.isEmpty()).isTrue();
    }

    @Test
    void announcesAWindow_thatIsForgottenAtTheSameTime() throws Exception {
        game.board(1, sumOfAMinute());
        Lone group = new Lone(game.rules(), 1);
        group.take(GroupContribution.ofDifference(group.state.key, 9, 1, NOON));

        group.arrive(CLOSES + Duration.ofDays(1).toMillis());

        assertThat(group.members).isEqualTo(1);
        assertThat(group.finals).hasSize(1);
        assertThat(group.state.isEmpty()).isTrue();
    }

    private static GroupKey key(int track) {
        return new GroupKey(track, "rooms", NOON, "", "red");
    }

    /** A group without the players around it. */
    private static final class Lone implements ScoringOutput, ScoringClock {

        private final List<BoardCommand> commands = new ArrayList<>();
        private final List<String> finals = new ArrayList<>();
        private int members;
        private long checksum;
        private final List<GroupState> beside = new ArrayList<>();
        private final MemoryGroupStore store = new MemoryGroupStore(() -> beside);
        private GroupState state;
        private final GroupScoring scoring;
        private long arrival = NOON;

        private Lone(ScoringRules rules, int track) {
            state = new GroupState(key(track));
            scoring = new GroupScoring(rules, this, this);
        }

        private void take(GroupContribution contribution) throws IOException {
            scoring.open(state, store);
            scoring.contribute(contribution);
            scoring.close();
        }

        /** Null takes back what the player contributed. */
        private void give(String player, Integer score) throws IOException {
            Accumulator accumulator = null;
            if (score != null) {
                accumulator = new Accumulator();
                accumulator.addDifference(score, 1);
            }
            take(GroupContribution.ofReplacement(state.key, player, accumulator, NOON));
        }

        private void giveDistinct(String player, String... values) throws IOException {
            Accumulator accumulator = new Accumulator();
            for (String value : values) {
                Contribution more = new Contribution();
                more.distinct = TextHash.of(value);
                accumulator.add(Aggregation.COUNT_DISTINCT, more);
            }
            take(GroupContribution.ofReplacement(state.key, player, accumulator, NOON));
        }

        private void restart() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            state.write(new DataOutputStream(bytes));
            state =
                    GroupState.read(
                            new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        }

        private double score() {
            return ((PutScore) commands.get(commands.size() - 1)).score();
        }

        private void arrive(long now) throws IOException {
            arrival = now;
            scoring.open(state, store);
            scoring.arrivalTimer();
            scoring.close();
        }

        private void close() throws IOException {
            scoring.open(state, store);
            scoring.close();
        }

        private List<Accumulator> contributions() throws IOException {
            List<Accumulator> found = new ArrayList<>();
            store.visitContributions(found::add);
            return found;
        }

        @Override
        public void command(BoardCommand command) {
            commands.add(command);
        }

        @Override
        public void contribute(GroupContribution contribution) {}

        @Override
        public void deadLetter(DeadLetter letter) {}

        @Override
        public void share(ScoringTrack track, long windowStart, int more, long difference) {
            members += more;
            checksum += difference;
        }

        @Override
        public void finalScore(FinalScore score) {
            finals.add((score.isPresent() ? score.value() : "none") + " until " + score.closesAt());
        }

        @Override
        public void count(ScoringCount what) {}

        @Override
        public long nextRevision() {
            return commands.size();
        }

        @Override
        public long arrival() {
            return arrival;
        }

        @Override
        public long wall() {
            return NOON;
        }

        @Override
        public long warmUntil() {
            return 0;
        }
    }
}
