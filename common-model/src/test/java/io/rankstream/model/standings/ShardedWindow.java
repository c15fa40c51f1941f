package io.rankstream.model.standings;

import io.rankstream.model.board.SortOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A window whose shards remember their best, and look for them anew only if they must. */
final class ShardedWindow {

    private static final class Shard {

        private final Map<String, Long> values = new HashMap<>();
        private List<RankedMember> best;
        private long cutoff;
    }

    private final SortOrder order;
    private final int top;
    private final List<Shard> shards = new ArrayList<>();

    ShardedWindow(SortOrder order, int top, int shards) {
        this.order = order;
        this.top = top;
        for (int i = 0; i < shards; i++) {
            this.shards.add(new Shard());
        }
    }

    void put(String member, long value) {
        Shard shard = shardOf(member);
        note(shard, shard.values.put(member, value));
        note(shard, value);
    }

    void remove(String member) {
        Shard shard = shardOf(member);
        note(shard, shard.values.remove(member));
    }

    private void note(Shard shard, Long value) {
        if (shard.best != null
                && value != null
                && BestMembers.reaches(value, shard.cutoff, order)) {
            shard.best = null;
        }
    }

    private Shard shardOf(String member) {
        return shards.get(Math.floorMod(member.hashCode(), shards.size()));
    }

    /** The best of each shard. */
    List<RankedMember> best() {
        List<RankedMember> all = new ArrayList<>();
        for (Shard shard : shards) {
            if (shard.best == null) {
                BestMembers best = new BestMembers(order, top);
                shard.values.forEach((member, value) -> best.add(new RankedMember(member, value)));
                shard.best = best.pick();
                shard.cutoff = best.cutoff(shard.best);
            }
            all.addAll(shard.best);
        }
        return all;
    }

    List<RankedMember> all() {
        List<RankedMember> all = new ArrayList<>();
        for (Shard shard : shards) {
            shard.values.forEach((member, value) -> all.add(new RankedMember(member, value)));
        }
        return all;
    }
}
