package io.rankstream.benchmarks.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.rankstream.benchmarks.load.InexactRunException;
import io.rankstream.benchmarks.load.RacingRecords;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.RecordOrigin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Our parser and Jackson's streaming parser alone on the same records, in turn: the player, both
 * numbers and the time. Ours checks what it reads, turns the time into a number and works out the
 * event's identity too, none of which Jackson's is asked for; then it is asked for all of it.
 */
final class ParserLoop {

    private static final JsonFactory JSON = new JsonFactory();

    /** The consumer of the stream hands it over ready, so that making it is not measured. */
    private static final RecordOrigin ORIGIN =
            new RecordOrigin(RecordParser.STREAM, "shardId-000000000000", "1");

    private static final int ROUNDS = 5;

    /**
     * At least, the same ones again if there are less: fewer are read before it is all compiled.
     */
    private static final int RECORDS_PER_ROUND = 2_000_000;

    private static final int TIME_LENGTH = "2023-08-02 16:43:11.696".length();

    private final RacingRecords records;
    private final ScoringConfig config;

    ParserLoop(RacingRecords records, ScoringConfig config) {
        this.records = records;
        this.config = config;
    }

    CaseResult run() throws IOException {
        EventParser parser = config.newParsers().get(RecordParser.STREAM);
        EventParser inFull = parser.inFull();
        List<Double> ours = new ArrayList<>();
        List<Double> jacksons = new ArrayList<>();
        List<Double> jacksonsInFull = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            double jackson = perSecond(this::parseWithJackson);
            double our = perSecond(() -> parse(parser));
            double jacksonInFull = perSecond(() -> parse(inFull));
            // The first is to warm up.
            if (round > 0) {
                jacksons.add(jackson);
                ours.add(our);
                jacksonsInFull.add(jacksonInFull);
            }
        }
        double our = median(ours);
        return new CaseResult(
                our,
                Map.of(
                        "jackson_per_second",
                        median(jacksons),
                        "times_jackson",
                        our / median(jacksons),
                        "jackson_in_full_per_second",
                        median(jacksonsInFull),
                        "times_jackson_in_full",
                        our / median(jacksonsInFull)));
    }

    private static double median(List<Double> rounds) {
        return rounds.stream().sorted().toList().get(ROUNDS / 2);
    }

    private interface Parsing {
        long run() throws IOException;
    }

    private double perSecond(Parsing parsing) throws IOException {
        int passes = Math.max(1, RECORDS_PER_ROUND / records.size());
        long sum = 0;
        long startedAt = System.nanoTime();
        for (int i = 0; i < passes; i++) {
            sum += parsing.run();
        }
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        long expected = 0;
        for (int i = 0; i < records.size(); i++) {
            expected += of(records.player(i), records.speed(i), records.distance(i));
        }
        if (sum != passes * expected) {
            throw new InexactRunException(
                    "parsed values with the sum " + sum + ", not " + passes * expected);
        }
        return (double) passes * records.size() / seconds;
    }

    private static long of(String player, long speed, long distance) {
        return player.length() + speed + 3 * distance;
    }

    private long parse(EventParser parser) {
        int speed = config.eventFields().indexOf("speed_kmph");
        int distance = config.eventFields().indexOf("distance_meters");
        long sum = 0;
        for (int i = 0; i < records.size(); i++) {
            GameplayEvent event =
                    parser.parse(records.bytes(i), ORIGIN, records.arrivalMillis(i))
                            .events()
                            .get(0);
            sum +=
                    of(
                            event.playerId(),
                            event.fields().integer(speed),
                            event.fields().integer(distance));
        }
        return sum;
    }

    private long parseWithJackson() throws IOException {
        long sum = 0;
        long timeLengths = 0;
        for (int i = 0; i < records.size(); i++) {
            try (JsonParser json = JSON.createParser(records.bytes(i))) {
                String player = "";
                long speed = 0;
                long distance = 0;
                json.nextToken();
                for (String field = json.nextFieldName();
                        field != null;
                        field = json.nextFieldName()) {
                    json.nextToken();
                    switch (field) {
                        case "player_id" -> player = json.getText();
                        case "speed_kmph" -> speed = json.getLongValue();
                        case "distance_meters" -> distance = json.getLongValue();
                        case "event_time" -> timeLengths += json.getText().length();
                        default -> json.skipChildren();
                    }
                }
                sum += of(player, speed, distance);
            }
        }
        // So that no compiler leaves the times out.
        if (timeLengths != (long) TIME_LENGTH * records.size()) {
            throw new InexactRunException("times of " + timeLengths + " letters in all");
        }
        return sum;
    }
}
