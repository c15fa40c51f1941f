package io.rankstream.local.tryout;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.board.TieEncoding;
import io.rankstream.model.board.TiePolicy;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.SortedSets;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** One sorted set as a reader of Redis sees it: the best member first. */
record RankedBoard(BoardAddress address, List<Standing> standings) {

    /** Where a member stands. */
    record Standing(long rank, String member, BigDecimal score) {}

    /**
     * Ranks members as the board's definition says.
     *
     * @param scores member to Redis score
     */
    static RankedBoard of(
            BoardAddress address, BoardDefinition definition, Map<String, Double> scores) {
        Comparator<Map.Entry<String, Double>> order =
                Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Map.Entry::getKey, SortedSets::compareMembers);
        // Redis reads a set from its high end by turning all of its order round.
        List<Map.Entry<String, Double>> members = new ArrayList<>(scores.entrySet());
        members.sort(definition.order() == SortOrder.DESC ? order.reversed() : order);
        if (definition.keepTop() > 0 && members.size() > definition.keepTop()) {
            members = members.subList(0, definition.keepTop());
        }
        List<Standing> standings = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            double redis = members.get(i).getValue();
            boolean shares =
                    definition.ties() == TiePolicy.SHARED
                            && i > 0
                            && members.get(i - 1).getValue() == redis;
            long rank = shares ? standings.get(i - 1).rank() : i + 1L;
            standings.add(new Standing(rank, members.get(i).getKey(), score(definition, redis)));
        }
        return new RankedBoard(address, standings);
    }

    private static BigDecimal score(BoardDefinition definition, double redis) {
        TieEncoding ties = TieEncoding.of(definition);
        return ties == null
                ? BigDecimal.valueOf(redis).setScale(definition.decimals(), RoundingMode.HALF_EVEN)
                : BigDecimal.valueOf(ties.scoreOf(redis), definition.decimals());
    }
}
