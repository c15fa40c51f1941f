package io.rankstream.model.board;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What a definition says of equal scores, and whether a double can hold it. */
final class Ties {

    private static final String BY_TIME = "first_to_reach and last_to_reach";

    private final TiePolicy policy;
    private final BigDecimal scoreMin;
    private final BigDecimal scoreMax;
    private final Duration resolution;
    private final int neededBits;
    private final int bits;

    private Ties(TiePolicy policy) {
        this.policy = policy;
        this.scoreMin = null;
        this.scoreMax = null;
        this.resolution = null;
        this.neededBits = 0;
        this.bits = 0;
    }

    private Ties(TiePolicy policy, JsonFields fields, BoardWindow window, int decimals)
            throws InvalidDefinitionException {
        this.policy = policy;
        if (!window.isFinite()) {
            throw fields.invalid("ties", "needs a window that ends: tumbling, calendar or season");
        }
        scoreMin = BoardDefinition.score(fields, "score_min", decimals);
        scoreMax = BoardDefinition.score(fields, "score_max", decimals);
        if (scoreMin.compareTo(scoreMax) >= 0) {
            throw fields.invalid("score_max", "must be greater than score_min " + scoreMin);
        }
        fields.required("tie_resolution");
        resolution = fields.duration("tie_resolution", null);
        if (resolution.isZero() || !resolution.equals(Duration.ofMillis(resolution.toMillis()))) {
            throw fields.invalid(
                    "tie_resolution", "must be a whole number of milliseconds, at least one");
        }
        int scoreBits = TieEncoding.scoreBits(scoreMin, scoreMax, decimals);
        neededBits = TieEncoding.tieBits(window.maxLengthMillis(), resolution.toMillis());
        bits =
                fields.has("tie_bits")
                        ? (int) fields.integer("tie_bits", neededBits, TieEncoding.EXACT_BITS)
                        : neededBits;
        if (scoreBits + bits > TieEncoding.EXACT_BITS) {
            throw fields.invalid(
                    "ties",
                    "needs "
                            + scoreBits
                            + " bits for scores and "
                            + bits
                            + " bits for times, and a double has "
                            + TieEncoding.EXACT_BITS
                            + ": take a smaller range from score_min to score_max, fewer"
                            + " decimals, a coarser tie_resolution or a shorter window");
        }
    }

    /** Reads {@code ties} and the fields that only ties by time have. */
    static Ties read(JsonFields fields, BoardWindow window, int decimals)
            throws InvalidDefinitionException {
        TiePolicy policy =
                fields.choice("ties", TiePolicy.MEMBER, TiePolicy.values(), TiePolicy::code);
        if (policy.byTime()) {
            return new Ties(policy, fields, window, decimals);
        }
        for (String name : List.of("score_min", "score_max", "tie_resolution", "tie_bits")) {
            fields.refuse(name, "is for ties " + BY_TIME + " only");
        }
        return new Ties(policy);
    }

    /** Adds what differs from the default. */
    void write(ObjectNode json) {
        if (policy == TiePolicy.MEMBER) {
            return;
        }
        json.put("ties", policy.code());
        if (policy.byTime()) {
            json.put("score_min", scoreMin)
                    .put("score_max", scoreMax)
                    .put("tie_resolution", resolution.toString());
            if (bits > neededBits) {
                json.put("tie_bits", bits);
            }
        }
    }

    TiePolicy policy() {
        return policy;
    }

    BigDecimal scoreMin() {
        return scoreMin;
    }

    BigDecimal scoreMax() {
        return scoreMax;
    }

    Duration resolution() {
        return resolution;
    }

    int bits() {
        return bits;
    }
}
