package io.rankstream.model.rebuild;

import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.scoring.Explanation;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupKey;
import io.rankstream.model.scoring.GroupRebuild;
import io.rankstream.model.scoring.MemberExplainer;
import io.rankstream.model.scoring.PlayerRebuild;
import io.rankstream.model.scoring.ScoringCount;
import io.rankstream.model.scoring.ScoringLimits;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rebuilds boards on the heap, without a job: for archives whose events fit there.
 *
 * <p>Everything is added first; then it may be rebuilt and explained as often as one likes. Not
 * safe for several threads.
 */
public final class HeapRebuild {

    private static final Comparator<PlayerRecord> EVENTS_LAST =
            Comparator.<PlayerRecord, Boolean>comparing(
                            record -> record.input() instanceof GameplayEvent)
                    .thenComparing(Comparator.naturalOrder());

    private final ScoringRules rules;
    private final ScoringLimits live;
    private final Map<String, List<PlayerRecord>> players = new TreeMap<>();
    private final Map<ScoringCount, Long> counts = new EnumMap<>(ScoringCount.class);

    /**
     * @param rules hold everything that is in force; made with {@link
     *     ScoringLimits#withoutForgetting}
     * @param live the limits of the live job
     */
    public HeapRebuild(ScoringRules rules, ScoringLimits live) {
        this.rules = rules;
        this.live = live;
    }

    /** Takes an event, a row or a message, in any order. */
    public void add(PlayerRecord record) {
        players.computeIfAbsent(record.playerId(), id -> new ArrayList<>()).add(record);
    }

    /**
     * Rebuilds boards.
     *
     * @param asLive whether events are left out that were too old to count live
     */
    public RebuiltBoards boards(RebuildScope scope, boolean asLive) throws IOException {
        counts.clear();
        RebuiltBoards boards = new RebuiltBoards();
        Map<GroupKey, List<GroupContribution>> groups = new LinkedHashMap<>();
        PlayerRebuild rebuild =
                new PlayerRebuild(
                        rules,
                        live,
                        scope.asOf(),
                        asLive,
                        put -> put(put, scope, boards),
                        one ->
                                groups.computeIfAbsent(one.group(), key -> new ArrayList<>())
                                        .add(one),
                        this::count);
        PlayerFeed feed = new PlayerFeed(rebuild);
        for (List<PlayerRecord> records : players.values()) {
            feed(records, scope.asOf(), feed);
        }
        GroupRebuild groupRebuild =
                new GroupRebuild(rules, scope.asOf(), put -> put(put, scope, boards), this::count);
        for (Map.Entry<GroupKey, List<GroupContribution>> group : groups.entrySet()) {
            groupRebuild.begin(group.getKey());
            for (GroupContribution contribution : group.getValue()) {
                groupRebuild.add(contribution);
            }
            groupRebuild.end();
        }
        return boards;
    }

    private void count(ScoringCount what) {
        counts.merge(what, 1L, Long::sum);
    }

    private void put(PutScore put, RebuildScope scope, RebuiltBoards boards) {
        if (scope.includes(put.address(), rules.track(put.address().trackId()))) {
            boards.put(put);
        }
    }

    private static void feed(List<PlayerRecord> records, long asOf, PlayerFeed feed)
            throws IOException {
        records.sort(EVENTS_LAST);
        for (PlayerRecord record : records) {
            if (record.arrivalTime() <= asOf) {
                feed.add(record);
            }
        }
        feed.finish();
    }

    /** How often something was counted by the last rebuild. */
    public long counted(ScoringCount what) {
        return counts.getOrDefault(what, 0L);
    }

    /**
     * Explains the score of a member.
     *
     * @param track of the board
     * @param window the label of the window, or null on a board without
     * @param partition as keys write it, empty for none
     * @return empty if the member is not on the board
     * @throws IllegalArgumentException if the board has no such window
     * @throws IllegalStateException if what counts does not add up to the score
     */
    public Optional<Explanation> explain(
            ScoringTrack track, String window, String partition, String member, long asOf)
            throws IOException {
        MemberExplainer explainer =
                new MemberExplainer(rules, live, asOf, track, window, partition, member);
        PlayerFeed feed = new PlayerFeed(explainer.players());
        if (explainer.isOfOnePlayer()) {
            List<PlayerRecord> records = players.get(member);
            if (records != null) {
                feed(records, asOf, feed);
                explainer.take();
            }
        } else {
            for (List<PlayerRecord> records : players.values()) {
                feed(records, asOf, feed);
                explainer.take();
            }
        }
        return explainer.explanation();
    }
}
