package io.rankstream.benchmarks.load;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the boards must show, worked out from the values of the records and by no code of a job. */
public final class KnownBoards {

    private final RacingRecords records;
    private final List<Board> boards;
    private final int oneIn;

    public KnownBoards(RacingRecords records, List<Board> boards) {
        this(records, boards, 1);
    }

    /**
     * Of many players.
     *
     * @param oneIn which share of the players is compared; 1 for all
     */
    public KnownBoards(RacingRecords records, List<Board> boards, int oneIn) {
        this.records = records;
        this.boards = boards;
        this.oneIn = oneIn;
    }

    /** A log of what a task writes, to compare with this. */
    public ScoreLog newLog() {
        return new ScoreLog(oneIn);
    }

    public List<Board> boards() {
        return boards;
    }

    /** The scores of one board by key and member. */
    public Map<String, Map<String, Double>> scores(Board board) {
        Map<Long, Map<String, Double>> byStart = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            if (!records.isCopy(i)
                    && board.measure().counts(records.speed(i))
                    && isCompared(records.player(i))) {
                long start = board.span().start(records.eventTime(i));
                if (board.span().takes(start, records.arrivalMillis(i))) {
                    double value = board.measure().value(records.speed(i), records.distance(i));
                    byStart.computeIfAbsent(start, ignored -> new HashMap<>())
                            .merge(records.player(i), value, board.measure()::fold);
                }
            }
        }
        Map<String, Map<String, Double>> byKey = new HashMap<>();
        byStart.forEach((start, members) -> byKey.put(board.key(start), members));
        return byKey;
    }

    private boolean isCompared(String player) {
        return oneIn == 1 || ScoreLog.isSampled(ScoreLog.hash(player), oneIn);
    }

    /** On how many boards all the players whose records these are stand together. */
    public int standings(int from, int to) {
        int standings = 0;
        for (int i = from; i < to; i++) {
            for (Board board : boards) {
                if (board.measure().counts(records.speed(i))) {
                    standings++;
                }
            }
        }
        return standings;
    }

    /** How many times an event came too late for a board. */
    public long late() {
        long late = 0;
        for (int i = 0; i < records.size(); i++) {
            if (!records.isCopy(i)) {
                for (Board board : boards) {
                    long start = board.span().start(records.eventTime(i));
                    if (board.measure().counts(records.speed(i))
                            && !board.span().takes(start, records.arrivalMillis(i))) {
                        late++;
                    }
                }
            }
        }
        return late;
    }

    /**
     * Compares every score of every board with what the tasks wrote last.
     *
     * @return how many scores were compared
     * @throws InexactRunException naming the first board that differs
     */
    public long requireEqual(Collection<ScoreLog> logs) {
        long compared = 0;
        for (Board board : boards) {
            String name = "leaderboard:" + board.name();
            Map<String, MemberScores> written = new HashMap<>();
            for (ScoreLog log : logs) {
                log.lastScores(key -> key.equals(name) || key.startsWith(name + ":"))
                        .forEach(
                                (key, scores) ->
                                        written.computeIfAbsent(key, k -> new MemberScores())
                                                .putAll(scores));
            }
            compared += requireEqual(scores(board), written);
        }
        return compared;
    }

    private static long requireEqual(
            Map<String, Map<String, Double>> expected, Map<String, MemberScores> written) {
        if (!written.keySet().equals(expected.keySet())) {
            throw new InexactRunException(
                    "the boards are " + written.keySet() + ", not " + expected.keySet());
        }
        long compared = 0;
        for (Map.Entry<String, Map<String, Double>> entry : expected.entrySet()) {
            String key = entry.getKey();
            MemberScores scores = written.get(key);
            entry.getValue()
                    .forEach(
                            (member, score) ->
                                    requireEqual(
                                            key, member, score, scores.get(ScoreLog.hash(member))));
            if (scores.size() != entry.getValue().size()) {
                throw new InexactRunException(
                        key + " has " + scores.size() + " members, not " + entry.getValue().size());
            }
            compared += scores.size();
        }
        return compared;
    }

    /**
     * Compares every score with what is shown, such as by Redis.
     *
     * @param shown the members of a key
     */
    public Difference compare(Function<String, Map<String, Double>> shown) {
        long compared = 0;
        long wrong = 0;
        double excess = 0;
        double total = 0;
        for (Board board : boards) {
            for (Map.Entry<String, Map<String, Double>> entry : scores(board).entrySet()) {
                Map<String, Double> actual = shown.apply(entry.getKey());
                Map<String, Double> expected = entry.getValue();
                wrong += actual.keySet().stream().filter(m -> !expected.containsKey(m)).count();
                for (Map.Entry<String, Double> score : expected.entrySet()) {
                    double seen = actual.getOrDefault(score.getKey(), Double.NaN);
                    compared++;
                    total += score.getValue();
                    if (seen != score.getValue()) {
                        wrong++;
                        excess += Math.abs(seen - score.getValue());
                    }
                }
            }
        }
        return new Difference(compared, wrong, total == 0 ? 0 : excess / total);
    }

    /**
     * How far boards are from the truth.
     *
     * @param wrong members with another score, and members that should not be there
     * @param share of all scores, by which the wrong ones are off
     */
    public record Difference(long compared, long wrong, double share) {

        /**
         * Refuses any difference.
         *
         * @throws InexactRunException if a member is wrong
         */
        public void requireNone() {
            if (wrong != 0) {
                throw new InexactRunException(wrong + " of " + compared + " scores are wrong");
            }
        }
    }

    private static void requireEqual(String key, String member, double expected, double actual) {
        if (expected != actual) {
            throw new InexactRunException(
                    "%s has %s for %s, not %s".formatted(key, actual, member, expected));
        }
    }
}
