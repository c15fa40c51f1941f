package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.expression.EvaluationContext;
import io.rankstream.model.field.FieldValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringTrackTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;

    /** How many names and addresses are kept. */
    private static final int KEPT = 10_000;

    private static final String SUM = "'score':'points','aggregation':'sum'";
    private static final String MINUTES = ",'window':{'type':'tumbling','size':'PT1M'}";

    private final ScoringGame game = new ScoringGame();

    private ScoringTrack track(String fields) {
        game.board(1, board(1, fields));
        return game.rules().track(1);
    }

    private static String board(int version, String fields) {
        return "{\"board\":\"b\",\"version\":%d,%s}".formatted(version, fields.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'score':'points'                                              | false | false",
                "'score':'event.points + player.is_bot'                        | true  | true",
                "'score':'points','filter':'player.is_bot == 0'                | true  | true",
                "'score':'points','filter':'event.points == 0'                 | false | false",
                "'score':'points','eligible':'player.is_bot == 0'              | true  | false",
                "'score':'points','eligible':'param.is_bot == 0'               | false | false",
                "'score':'points','partition_by':['player.country']            | true  | false",
                "'score':'points','partition_by':['event.room']                | false | false",
                "'score':'points','member':'player.country'                    | true  | false",
                "'score':'points','member':'event.room'                        | false | false",
                "'score':'points','eligible':'player.is_bot == 0','profile':'as_of_event' | true  |"
                        + " true",
                "'score':'points','partition_by':['player.country'],'profile':'as_of_event' | true"
                        + " | true",
                "'score':'points','member':'player.country','profile':'as_of_event' | true  | true",
                "'score':'points','profile':'as_of_event'                      | false | false"
            })
    void knowsWhatTheProfileIsAskedFor(String fields, boolean uses, boolean judges) {
        ScoringTrack track = track(fields + ",'aggregation':'sum'");

        assertThat(track.usesProfile()).isEqualTo(uses);
        assertThat(track.judgesByProfile()).isEqualTo(judges);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "sum   |            | true  | false",
                "avg   | ,'decimals':1 | true  | false",
                "max   |            | false | false",
                "last  |            | false | true",
                "first |            | false | true",
                "sum   |"
                        + " ,'ties':'first_to_reach','score_min':0,'score_max':9,'tie_resolution':'PT1S'"
                        + " | false | true"
            })
    void keepsTimesWhereTheyMatter(String aggregation, String more, boolean additive, boolean timed)
            throws Exception {
        ScoringTrack track =
                track(
                        "'score':'points','aggregation':'"
                                + aggregation
                                + "'"
                                + MINUTES
                                + (more == null ? "" : more));
        Contribution contribution = new Contribution();
        EvaluationContext context = new EvaluationContext();
        GameplayEvent event = ScoringGame.event(1, "ada", 1, NOON, NOON);
        context.reset(event, null, game.rules().parameters(), NOON);

        track.judge(context, event, null, contribution);

        assertThat(track.isAdditive()).isEqualTo(additive);
        assertThat(contribution.time).isEqualTo(timed ? NOON : 0);
    }

    @Test
    void hasTheVersionOfTheTimeOfAnEvent() {
        game.board(
                1,
                0,
                false,
                false,
                List.of(board(1, SUM), board(2, SUM)),
                List.of(NOON, NOON + MINUTE));
        ScoringTrack track = game.rules().track(1);

        assertThat(track.versionAt(NOON - 1)).isZero();
        assertThat(track.versionAt(NOON)).isEqualTo(1);
        assertThat(track.versionAt(NOON + MINUTE)).isEqualTo(2);
        assertThat(track.nextChangeAfter(NOON)).isEqualTo(NOON + MINUTE);
        assertThat(track.nextChangeAfter(NOON + MINUTE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void saysWhatItsDefinitionSays() {
        ScoringTrack track = track(SUM + ",'decimals':2,'keep_top':50");

        assertThat(track.decimals()).isEqualTo(2);
        assertThat(track.unit()).isEqualTo(100);
        assertThat(track.keepTop()).isEqualTo(50);
        assertThat(track.isInOnePartition()).isFalse();
        assertThat(track.isPlacedByEvents()).isFalse();
        assertThat(track.gathers()).isFalse();
    }

    @Test
    void publishesWhatADoubleHoldsExactly() {
        ScoringTrack track = track(SUM);

        assertThat(track.isPublishable(1L << 53)).isTrue();
        assertThat(track.isPublishable((1L << 53) + 1)).isFalse();
        assertThat(track.isPublishable(-(1L << 53))).isTrue();
        assertThat(track.isPublishable(-(1L << 53) - 1)).isFalse();
    }

    @Test
    void closesAndForgetsAWindow() {
        ScoringTrack track = track(SUM + MINUTES + ",'retention':'PT1H','allowed_lateness':'PT5S'");
        long closes =
                NOON + MINUTE + 5_000 + ScoringGame.PARKING.plus(ScoringGame.SLACK).toMillis();
        long forgets = closes + Duration.ofHours(1).toMillis();

        assertThat(track.closesAt(NOON)).isEqualTo(closes);
        assertThat(track.retainedUntil(NOON)).isEqualTo(forgets);
        assertThat(track.expiresAt(NOON)).isEqualTo(forgets);
    }

    @Test
    void neverClosesABoardOfAllTime() {
        ScoringTrack track = track(SUM);

        assertThat(track.closesAt(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(track.retainedUntil(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(track.expiresAt(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void addressesASetOnce() {
        ScoringTrack track =
                track(SUM + MINUTES + ",'keep_top':5,'order':'asc','retention':'PT1H'");

        BoardAddress address = track.address(NOON, "country=DE");

        assertThat(address.toString()).isEqualTo("leaderboard:b:country=DE:20261120T120000Z");
        assertThat(address.keepTop()).isEqualTo(5);
        assertThat(address.order()).isEqualTo(SortOrder.ASC);
        assertThat(address.trackId()).isEqualTo(1);
        assertThat(address.expireAt()).isEqualTo(track.retainedUntil(NOON));
        assertThat(track.address(NOON, new String("country=DE"))).isSameAs(address);
        assertThat(track.address(NOON + MINUTE, "country=DE")).isNotEqualTo(address);
        assertThat(track.address(NOON, "country=FR")).isNotEqualTo(address);
    }

    @Test
    void tellsSetsApart_whateverTheirHashesAre() {
        ScoringTrack track = track(SUM + MINUTES);
        long start = MINUTE * ((1L << 32) + 1);
        assertThat(Long.hashCode(start)).isEqualTo(Long.hashCode(0));
        assertThat("BB".hashCode()).isEqualTo("Aa".hashCode());

        BoardAddress address = track.address(0, "Aa");

        assertThat(track.address(start, "Aa")).isNotEqualTo(address);
        assertThat(track.address(0, "BB")).isNotEqualTo(address);
    }

    @Test
    void namesAPartitionOnce() {
        ScoringTrack track = track(SUM + ",'partition_by':['player.country']");
        BoardValue value = new BoardValue(1, 0, "");

        String partition = track.partition(value, ScoringGame.row("Ada", "DE", 0));

        assertThat(partition).isEqualTo("country=DE");
        assertThat(track.partition(value, ScoringGame.row("Bob", new String("DE"), 1)))
                .isSameAs(partition);
        assertThat(track.partition(value, ScoringGame.row("Cyd", "FR", 1))).isEqualTo("country=FR");
        assertThat(track.partition(value, ScoringGame.row("Ada", "DE", 0))).isSameAs(partition);
    }

    @Test
    void forgetsTheNamesOfPartitions_whereThereAreTooMany() {
        ScoringTrack track = track(SUM + ",'partition_by':['player.country']");
        BoardValue value = new BoardValue(1, 0, "");
        FieldValues first = ScoringGame.row("Ada", "C0", 0);
        String partition = track.partition(value, first);

        for (int i = 1; i < KEPT; i++) {
            track.partition(value, ScoringGame.row("Ada", "C" + i, 0));
        }
        assertThat(track.partition(value, first)).isSameAs(partition);
        track.partition(value, ScoringGame.row("Ada", "one more", 0));

        assertThat(track.partition(value, first)).isEqualTo(partition).isNotSameAs(partition);
    }

    @Test
    void forgetsAddresses_whereThereAreTooMany() {
        ScoringTrack track = track(SUM + MINUTES);
        BoardAddress first = track.address(0, "");

        for (int i = 1; i < KEPT; i++) {
            track.address(i * MINUTE, "");
        }
        assertThat(track.address(0, "")).isSameAs(first);
        track.address(NOON, "");

        assertThat(track.address(0, "")).isEqualTo(first).isNotSameAs(first);
    }

    @Test
    void namesAPartition_thatTheEventsSay() {
        ScoringTrack track =
                track(
                        SUM
                                + ",'profile':'as_of_event',"
                                + "'partition_by':['player.country','event.room']");

        assertThat(track.partition(new BoardValue(1, 0, ",DE,red"), null))
                .isEqualTo("country=DE,room=red");
    }

    @Test
    void namesAPartitionOfSeveralColumns() {
        ScoringTrack track =
                track(SUM + ",'partition_by':['player.country','event.room','player.alias']");
        BoardValue value = new BoardValue(1, 0, ",red");

        assertThat(track.partition(value, ScoringGame.row("Ada", "DE", 0)))
                .isEqualTo("country=DE,room=red,alias=Ada");
        assertThat(track.partition(value, ScoringGame.row("Bob", "DE", 0)))
                .isEqualTo("country=DE,room=red,alias=Bob");
        assertThat(track.isPlacedByEvents()).isTrue();
    }

    @Test
    void takesWhatWasReachedOutsideItsWindow_forReachedAtItsEdge() {
        ScoringTrack track =
                track(
                        SUM
                                + MINUTES
                                + ",'ties':'first_to_reach','score_min':0,'score_max':9,"
                                + "'tie_resolution':'PT0.001S'");

        double first = track.redisScore(5, NOON, NOON);
        double last = track.redisScore(5, NOON + MINUTE - 1, NOON);
        assertThat(first).isGreaterThan(last);
        assertThat(track.redisScore(5, NOON - 1, NOON)).isEqualTo(first);
        assertThat(track.redisScore(5, NOON + MINUTE, NOON)).isEqualTo(last);
        assertThat(track.rankedBy(5, first)).isEqualTo((long) first);
    }

    @Test
    void ranksByTheScore_whereTiesAreLeftToRedis() {
        ScoringTrack track = track(SUM + ",'decimals':1");

        assertThat(track.redisScore(15, 0, 0)).isEqualTo(1.5);
        assertThat(track.rankedBy(15, 1.5)).isEqualTo(15);
    }
}
