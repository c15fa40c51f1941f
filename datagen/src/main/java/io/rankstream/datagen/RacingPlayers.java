package io.rankstream.datagen;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The ids of the players of a load, and how often each of them plays. */
public final class RacingPlayers {

    /** The hottest players keep plain ids, so that people can follow them on a dashboard. */
    private static final int PLAIN = 5;

    private static final int ODD_FORMS = 6;

    private final String[] ids;
    private final double[] cumulated;

    /** Draws which of them have odd ids. */
    public RacingPlayers(LoadPlan.Population population, SplittableRandom random) {
        ids = new String[population.players()];
        cumulated = new double[ids.length];
        double sum = 0;
        for (int i = 0; i < ids.length; i++) {
            boolean odd = i >= PLAIN && random.nextDouble() * 100 < population.oddIdPercent();
            ids[i] = odd ? oddId(random.nextInt(ODD_FORMS), i + 1) : "player-" + (i + 1);
            sum += Math.pow(i + 1.0, -population.skew());
            cumulated[i] = sum;
        }
    }

    private static String oddId(int form, int number) {
        return switch (form) {
            case 0 -> "player " + number;
            case 1 -> "team:" + number;
            case 2 -> "{player-" + number + "}";
            case 3 -> "player-\uD83C\uDFCE-" + number;
            case 4 -> "player \"" + number + "\"\\";
            default -> "spieler=\u00fc,%20" + number;
        };
    }

    int size() {
        return ids.length;
    }

    /** The id of the player of a rank; the one that plays most is 0. */
    public String id(int index) {
        return ids[index];
    }

    /** One of the players that play most; the hottest is 0. */
    String hot(int rank) {
        return ids[Math.min(rank, ids.length - 1)];
    }

    /** The rank of whoever plays next. */
    public int next(SplittableRandom random) {
        double at = random.nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, at);
        return Math.min(found < 0 ? -found - 1 : found + 1, ids.length - 1);
    }
}
