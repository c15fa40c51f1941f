package io.rankstream.replay.rebuild;

import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.connector.RedisBoardSets;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.rebuild.BoardFile;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.rebuild.RebuiltBoards;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the boards of a board file in the place of those in Redis; done again, it changes nothing.
 */
final class SwapBoardsFunction extends RichMapFunction<String, String> {

    /** The accumulator of how many sets were put in place or taken away. */
    static final String SWAPPED_SETS = "SWAPPED_SETS";

    private static final Logger LOG = LoggerFactory.getLogger(SwapBoardsFunction.class);

    private static final long serialVersionUID = 1L;

    private final RebuildRules rules;
    private final RebuildScope scope;
    private final RedisConfig redis;

    private transient LongCounter swapped;

    SwapBoardsFunction(RebuildRules rules, RebuildScope scope, RedisConfig redis) {
        this.rules = rules;
        this.scope = scope;
        this.redis = redis;
    }

    @Override
    public void open(OpenContext context) {
        swapped = new LongCounter();
        getRuntimeContext().addAccumulator(SWAPPED_SETS, swapped);
    }

    @Override
    public String map(String file) throws IOException {
        long sets = swap(read(file), System.currentTimeMillis());
        LOG.info("swapped {} sets into Redis", sets);
        swapped.add(sets);
        return file;
    }

    private static RebuiltBoards read(String file) throws IOException {
        Path path = new Path(file);
        try (InputStream in = new BufferedInputStream(FileSystem.get(path.toUri()).open(path))) {
            return BoardFile.read(in, file);
        }
    }

    private long swap(RebuiltBoards boards, long now) {
        ScoringRules compiled = rules.compile();
        RebuiltBoards addressed = new RebuiltBoards();
        for (Map.Entry<BoardAddress, SortedMap<String, Double>> board : boards.all().entrySet()) {
            ScoringTrack track = track(compiled, board.getKey());
            BoardAddress address =
                    track.address(
                            track.window().startOf(board.getKey().window()),
                            board.getKey().partition());
            board.getValue().forEach((member, score) -> addressed.put(address, member, score));
        }
        try (RedisBoardSets sets = RedisBoardSets.open(redis)) {
            return sets.swap(
                    addressed,
                    address -> {
                        ScoringTrack track = track(compiled, address);
                        return track == null
                                ? scope.boards().isEmpty() && !scope.isRanged()
                                : scope.includes(address, track)
                                        && !track.isPausedAt(now)
                                        && !isOver(track, address, now);
                    },
                    rules.boards(),
                    now);
        }
    }

    private static boolean isOver(ScoringTrack track, BoardAddress address, long now) {
        long start = track.window().startOf(address.window());
        return start != BoardWindow.NONE && track.retainedUntil(start) <= now;
    }

    private static ScoringTrack track(ScoringRules rules, BoardAddress address) {
        return rules.activeTrack(address.board(), address.shadowVersion());
    }
}
