package io.rankstream.benchmarks.load;

import static io.rankstream.benchmarks.load.Measure.DISTANCE;
import static io.rankstream.benchmarks.load.Measure.Fold.COUNT;
import static io.rankstream.benchmarks.load.Measure.Fold.MAX;
import static io.rankstream.benchmarks.load.Measure.Fold.SUM;
import static io.rankstream.benchmarks.load.Measure.SPEED;

import java.util.ArrayList;
import java.util.List;

/**
 * The sets of boards that are measured: one, four, and every measure in every window for four and
 * sixteen measures.
 */
public final class Boards {

    /** Racing's speeds are 150 to 350 km/h. */
    private static final int[] MIN_SPEEDS = {0, 200, 250, 300};

    private static final Measure TOTAL_DISTANCE = new Measure("distance", SUM, DISTANCE, 0);
    private static final Measure TOP_SPEED = new Measure("top_speed", MAX, SPEED, 0);
    private static final int FEW_MEASURES = 4;

    /**
     * The set of this size.
     *
     * @param count 1, 4, 16 or 64
     */
    public static List<Board> of(int count) {
        return switch (count) {
            case 1 -> List.of(new Board(TOTAL_DISTANCE, Span.ALL_TIME));
            case 4 ->
                    List.of(
                            new Board(TOTAL_DISTANCE, Span.ALL_TIME),
                            new Board(TOP_SPEED, Span.ALL_TIME),
                            new Board(TOTAL_DISTANCE, Span.HALF_MINUTE),
                            new Board(TOTAL_DISTANCE, Span.DAY));
            case 16 -> everyWindow(measures().subList(0, FEW_MEASURES));
            case 64 -> everyWindow(measures());
            default -> throw new IllegalArgumentException("no set of " + count + " boards");
        };
    }

    private static List<Board> everyWindow(List<Measure> measures) {
        List<Board> boards = new ArrayList<>();
        for (Span span : Span.values()) {
            measures.forEach(measure -> boards.add(new Board(measure, span)));
        }
        return boards;
    }

    private static List<Measure> measures() {
        Measure fast = new Measure("distance_from_250", SUM, DISTANCE, 250);
        List<Measure> measures =
                new ArrayList<>(
                        List.of(
                                TOTAL_DISTANCE,
                                TOP_SPEED,
                                new Measure("races", COUNT, null, 0),
                                fast,
                                new Measure("speed", SUM, SPEED, 0)));
        for (int minSpeed : MIN_SPEEDS) {
            if (minSpeed > 0) {
                String suffix = "_from_" + minSpeed;
                if (minSpeed != fast.minSpeed()) {
                    measures.add(new Measure("distance" + suffix, SUM, DISTANCE, minSpeed));
                }
                measures.add(new Measure("top_speed" + suffix, MAX, SPEED, minSpeed));
                measures.add(new Measure("races" + suffix, COUNT, null, minSpeed));
                measures.add(new Measure("speed" + suffix, SUM, SPEED, minSpeed));
            }
        }
        return measures;
    }

    private Boards() {}
}
