package io.rankstream.infra;

import java.util.ArrayList;
import java.util.List;

/** The replay job: started by hand for what of the archive is wanted back, and ends by itself. */
final class ReplayDefinition extends JobDefinition {

    private static final Setting<String> FROM =
            Setting.text("jobs.replay.from", "The event time that a replay begins with.")
                    .withDefault("1970-01-01T00:00:00Z");

    private static final Setting<String> UNTIL =
            Setting.text(
                            "jobs.replay.until",
                            "The event time before which it ends. Without both, a start is"
                                    + " refused.")
                    .withDefault("1970-01-01T00:00:01Z");

    private static final Setting<Boolean> REBUILDS =
            Setting.flag(
                    "jobs.replay.rebuild",
                    "Whether it makes boards anew, into a file, instead of sending records again.");

    private static final Setting<Boolean> SWAPS =
            Setting.flag(
                    "jobs.replay.swap",
                    "Whether the boards it makes anew then take the place of those in Redis.");

    /** The folder of rebuilt boards. */
    private static final String REBUILT = "rebuilt";

    ReplayDefinition() {
        super("replay", LeaderboardDefinition.PROPERTIES, 1, 60_000);
    }

    @Override
    List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(super.settings());
        all.add(FROM);
        all.add(UNTIL);
        all.add(REBUILDS);
        all.add(SWAPS);
        return all;
    }

    /** It knows the leaderboard job's groups and leaves aside what it does not need of them. */
    @Override
    void complete(JobProperties properties, RankstreamStack stack) {
        LeaderboardDefinition.completeAll(properties, stack);
        properties.put("archive", "root", stack.archive().root("s3a"));
        if (stack.settings().get(REBUILDS)) {
            properties
                    .put("replay-job", "mode", "rebuild")
                    .put("rebuild", "output", stack.archive().path("s3a", REBUILT, "boards"))
                    .put("rebuild", "swap", String.valueOf(stack.settings().get(SWAPS)));
        } else {
            properties
                    .put("replay-job", "mode", "republish")
                    .put("republish", "from", stack.settings().get(FROM))
                    .put("republish", "until", stack.settings().get(UNTIL));
        }
    }

    @Override
    List<StreamReference> sources(RankstreamStack stack) {
        return List.of();
    }

    @Override
    boolean runsAlways() {
        return false;
    }

    @Override
    void allow(ServiceRole role, RankstreamStack stack) {
        role.allow(
                Permission.to("ReadArchive", "the job reads the files of a time range")
                        .allow("s3:GetObject")
                        .on(stack.archive().objects(ArchiveBucket.ARCHIVE))
                        .wildcardBecause("each file has a name of its own"));
        role.allow(listFiles(stack));
        List<String> keys = new ArrayList<>();
        if (stack.settings().get(REBUILDS)) {
            allowRebuild(role, stack, keys);
        } else {
            StreamReference replay = stack.streams().of(Streams.Use.REPLAY);
            role.allow(
                    writeStreams(
                            "the job sends archived records to the replay stream",
                            List.of(replay)));
            replay.keyArn().ifPresent(keys::add);
        }
        stack.archive().keyArn().ifPresent(keys::add);
        useKeys(role, keys);
    }

    private static void allowRebuild(ServiceRole role, RankstreamStack stack, List<String> keys) {
        role.allow(
                Permission.to("WriteRebuilt", "the job writes boards, and reads them to swap them")
                        .allow("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload")
                        .on(stack.archive().objects(REBUILT))
                        .wildcardBecause("the job writes a new file before it replaces the old"));
        if (stack.settings().get(SWAPS)) {
            role.allow(
                    Permission.to("ReadSecret", "the job reads the password of Redis to swap")
                            .allow("secretsmanager:GetSecretValue")
                            .on(stack.boards().secretArn()));
            stack.boards().secretKeyArn().ifPresent(keys::add);
        }
    }
}
