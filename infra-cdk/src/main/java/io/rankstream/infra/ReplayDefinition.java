package io.rankstream.infra;

import java.util.ArrayList;
import java.util.List;

/** The replay job: started by hand for a time range of the archive, and ends by itself. */
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

    ReplayDefinition() {
        super("replay", LeaderboardDefinition.PROPERTIES, 1, 60_000);
    }

    @Override
    List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(super.settings());
        all.add(FROM);
        all.add(UNTIL);
        return all;
    }

    /** It knows the leaderboard job's groups and leaves aside what it does not need of them. */
    @Override
    void complete(JobProperties properties, RankstreamStack stack) {
        LeaderboardDefinition.completeAll(properties, stack);
        properties
                .put("replay-job", "mode", "republish")
                .put("archive", "root", stack.archive().root("s3a"))
                .put("republish", "from", stack.settings().get(FROM))
                .put("republish", "until", stack.settings().get(UNTIL));
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
        StreamReference replay = stack.streams().of(Streams.Use.REPLAY);
        role.allow(
                writeStreams(
                        "the job sends archived records to the replay stream", List.of(replay)));
        role.allow(
                Permission.to("ReadArchive", "the job reads the files of a time range")
                        .allow("s3:GetObject")
                        .on(stack.archive().objects(ArchiveBucket.ARCHIVE))
                        .wildcardBecause("each file has a name of its own"));
        role.allow(listArchive(stack));
        List<String> keys = new ArrayList<>();
        replay.keyArn().ifPresent(keys::add);
        stack.archive().keyArn().ifPresent(keys::add);
        useKeys(role, keys);
    }
}
