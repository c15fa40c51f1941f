package io.rankstream.infra;

import java.util.ArrayList;
import java.util.List;

/** The archive job: events, control messages, dead letters and profile changes to the bucket. */
final class ArchiveDefinition extends JobDefinition {

    ArchiveDefinition() {
        // A file is ended by each checkpoint: fewer checkpoints make fewer and larger files.
        super("archive", LeaderboardDefinition.PROPERTIES, 2, 60_000);
    }

    /** It takes of the leaderboard job's file what it knows, so that both read the same. */
    @Override
    void complete(JobProperties properties, RankstreamStack stack) {
        LeaderboardDefinition.completeSources(properties, stack);
        properties
                .keepGroups(
                        "aws", "events", "control", "dead-letters", "mysql", "dimension", "archive")
                .keepKeys("control", "stream")
                .keepKeys("dead-letters", "stream")
                .keepKeys("dimension", "player.table", "player.key", "player.columns")
                .remove("mysql", "server_id")
                .put("archive", "root", stack.archive().root("s3a"));
    }

    @Override
    List<StreamReference> sources(RankstreamStack stack) {
        return List.of(stack.streams().of(Streams.Use.EVENTS));
    }

    @Override
    void allow(ServiceRole role, RankstreamStack stack) {
        Streams streams = stack.streams();
        List<StreamReference> read =
                List.of(
                        streams.of(Streams.Use.EVENTS),
                        streams.of(Streams.Use.CONTROL),
                        streams.of(Streams.Use.DEAD_LETTERS));
        role.allow(readStreams("the job archives what these streams carry", read));
        role.allow(
                Permission.to("ReadSecrets", "the job reads the password of the database")
                        .allow("secretsmanager:GetSecretValue")
                        .on(stack.database().secretArn()));
        role.allow(
                Permission.to("WriteArchive", "the job writes files, and takes back what it began")
                        .allow(
                                "s3:GetObject",
                                "s3:PutObject",
                                "s3:DeleteObject",
                                "s3:AbortMultipartUpload",
                                "s3:ListMultipartUploadParts")
                        .on(stack.archive().objects(ArchiveBucket.ARCHIVE))
                        .wildcardBecause("each file has a name of its own"));
        role.allow(listFiles(stack));
        List<String> keys = new ArrayList<>();
        read.forEach(stream -> stream.keyArn().ifPresent(keys::add));
        stack.archive().keyArn().ifPresent(keys::add);
        stack.database().secretKeyArn().ifPresent(keys::add);
        useKeys(role, keys);
    }
}
