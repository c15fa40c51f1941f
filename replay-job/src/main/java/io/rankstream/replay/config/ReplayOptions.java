package io.rankstream.replay.config;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The properties of the replay job, group by group. It is started with those of the leaderboard
 * job, too: the mapping of the streams, the fields and the horizons are not said twice.
 */
public final class ReplayOptions {

    public static final Option<ReplayMode> MODE =
            Option.oneOf("mode", ReplayMode.class)
                    .required()
                    .describedAs("What the archive is brought back for.");

    public static final OptionGroup REPLAY_JOB =
            OptionGroup.of("replay-job", "What the job does.", MODE).optional();

    public static final Option<String> ARCHIVE_ROOT =
            Option.string("root")
                    .required()
                    .describedAs(
                            "The folder of the archive, such as `s3a://bucket/archive`: the folders"
                                    + " of its kinds lie in it.");

    public static final OptionGroup ARCHIVE =
            OptionGroup.of("archive", "Where the archive is.", ARCHIVE_ROOT);

    private static final OptionGroup[] GROUPS = {
        REPLAY_JOB, ARCHIVE, RepublishOptions.GROUP, RebuildOptions.REBUILD, RecordsOptions.GROUP
    };

    /** The groups that the leaderboard job does not have, in the order of the documentation. */
    public static List<OptionGroup> groups() {
        return List.of(GROUPS);
    }

    /**
     * Makes the groups of both jobs known.
     *
     * @throws io.rankstream.flink.config.InvalidConfigurationException naming what is not known or
     *     cannot be read
     */
    public static RuntimeConfiguration declare(RuntimeConfiguration runtime) {
        List<OptionGroup> all = new ArrayList<>(LeaderboardConfig.groups());
        all.addAll(groups());
        return runtime.declare(all.toArray(OptionGroup[]::new));
    }

    private ReplayOptions() {}
}
