package io.rankstream.replay.rebuild;

import io.rankstream.leaderboard.operator.ScoringTypes;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.rebuild.PlayerFeed;
import io.rankstream.model.rebuild.PlayerRecord;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.PlayerRebuild;
import io.rankstream.model.scoring.ScoringCount;
import io.rankstream.model.scoring.ScoringRules;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Scores one player after the other. In batch mode the runtime brings the records of a player
 * together, rows and messages first, then events by arrival: what is held is one player's, on the
 * heap, for as long as the player is at hand.
 */
final class RebuildPlayersOperator extends AbstractStreamOperator<BoardCommand>
        implements OneInputStreamOperator<PlayerRecord, BoardCommand>, BoundedOneInput {

    static final OutputTag<GroupContribution> CONTRIBUTIONS =
            new OutputTag<>("contributions", ScoringTypes.GROUP_CONTRIBUTION);

    private static final long serialVersionUID = 1L;

    private final RebuildRules rules;
    private final RebuildScope scope;
    private final boolean asLive;

    private transient PlayerFeed feed;
    private transient Map<ScoringCount, LongCounter> counters;

    RebuildPlayersOperator(RebuildRules rules, RebuildScope scope, boolean asLive) {
        this.rules = rules;
        this.scope = scope;
        this.asLive = asLive;
    }

    @Override
    public void open() throws Exception {
        super.open();
        counters = new EnumMap<>(ScoringCount.class);
        for (ScoringCount count : ScoringCount.values()) {
            LongCounter counter = new LongCounter();
            counters.put(count, counter);
            getRuntimeContext().addAccumulator(count.name(), counter);
        }
        ScoringRules compiled = rules.compile();
        feed =
                new PlayerFeed(
                        new PlayerRebuild(
                                compiled,
                                rules.live(),
                                scope.asOf(),
                                asLive,
                                put -> {
                                    if (scope.includes(
                                            put.address(),
                                            compiled.track(put.address().trackId()))) {
                                        output.collect(new StreamRecord<>(put));
                                    }
                                },
                                contribution ->
                                        output.collect(
                                                CONTRIBUTIONS, new StreamRecord<>(contribution)),
                                count -> counters.get(count).add(1)));
    }

    @Override
    public void processElement(StreamRecord<PlayerRecord> element) throws IOException {
        PlayerRecord record = element.getValue();
        if (!record.playerId().equals(feed.playerId())) {
            feed.finish();
        }
        feed.add(record);
    }

    @Override
    public void endInput() throws IOException {
        feed.finish();
    }
}
