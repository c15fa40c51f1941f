package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.BinaryTypeInfo;
import io.rankstream.leaderboard.domain.FinalWindow;
import io.rankstream.leaderboard.domain.ShardOfWindow;
import io.rankstream.leaderboard.domain.StandingRow;
import io.rankstream.model.standings.FinalScore;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The types of what the operators of the final standings exchange and keep in state. */
public final class StandingsTypes {

    public static final TypeInformation<FinalScore> FINAL_SCORE =
            BinaryTypeInfo.of(FinalScore.class, new FinalScoreCodec());

    public static final TypeInformation<FinalWindow> FINAL_WINDOW =
            BinaryTypeInfo.of(FinalWindow.class, new FinalWindowCodec());

    public static final TypeInformation<ShardOfWindow> SHARD_OF_WINDOW =
            BinaryTypeInfo.of(ShardOfWindow.class, new ShardOfWindowCodec());

    public static final TypeInformation<StandingRow> STANDING_ROW =
            BinaryTypeInfo.of(StandingRow.class, new StandingRowCodec());

    private StandingsTypes() {}
}
