package io.rankstream.local.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a job can go on from in the folder its checkpoints are written to. */
public final class CheckpointFolder {

    private static final Pattern NAME = Pattern.compile("chk-([0-9]{1,18})");

    /** Written last, in one step: a checkpoint without it was never completed. */
    private static final String METADATA = "_metadata";

    private final Path folder;

    public CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    private record Checkpoint(Path path, long number, FileTime completed) {}

    /**
     * The completed checkpoint with the highest number, whichever run of the job wrote it; a run
     * that goes on from a checkpoint counts on from its number.
     */
    public Optional<Path> newest() throws IOException {
        List<Checkpoint> completed = new ArrayList<>();
        for (Path run : entries(folder)) {
            for (Path candidate : entries(run)) {
                Matcher name = NAME.matcher(candidate.getFileName().toString());
                Path metadata = candidate.resolve(METADATA);
                if (name.matches() && Files.exists(metadata)) {
                    completed.add(
                            new Checkpoint(
                                    candidate,
                                    Long.parseLong(name.group(1)),
                                    Files.getLastModifiedTime(metadata)));
                }
            }
        }
        return completed.stream()
                .max(
                        Comparator.comparingLong(Checkpoint::number)
                                .thenComparing(Checkpoint::completed))
                .map(Checkpoint::path);
    }

    private static List<Path> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
