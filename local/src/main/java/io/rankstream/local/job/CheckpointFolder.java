package io.rankstream.local.job;

import io.rankstream.local.process.Folders;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        this.folder = folder.toAbsolutePath();
    }

    /**
     * Takes the folder away from the job until the outage is closed: what is in it can be neither
     * read nor written, since a plain file stands in its place. This works for root too, whom
     * permissions do not stop. What the job writes into a checkpoint that is under way may still
     * reach the files it has open.
     */
    public Outage breakDown() throws IOException {
        Path away = sibling("away");
        Path block = Files.createFile(sibling("block"));
        Files.move(folder, away);
        while (true) {
            try {
                Files.move(block, folder, StandardCopyOption.ATOMIC_MOVE);
                return new Outage(away);
            } catch (FileSystemException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
                // The job has just made the folder anew: what it wrote there is lost.
                Folders.delete(folder);
            }
        }
    }

    private Path sibling(String suffix) {
        return folder.resolveSibling(folder.getFileName() + "." + suffix);
    }

    /** Whether an outage lasts. */
    boolean isBrokenDown() {
        return Files.isRegularFile(folder);
    }

    /** The time in which the folder is away. */
    public final class Outage implements AutoCloseable {

        private final Path away;
        private boolean over;

        private Outage(Path away) {
            this.away = away;
        }

        /** Brings the folder back with what it held. */
        @Override
        public void close() throws IOException {
            if (!over) {
                over = true;
                Files.delete(folder);
                Files.move(away, folder);
            }
        }
    }

    private record Checkpoint(Path path, long number, FileTime completed) {}

    /**
     * The completed checkpoint with the highest number, whichever run of the job wrote it; a run
     * that goes on from a checkpoint counts on from its number.
     *
     * @throws IOException if the folder cannot be read, be it for an outage
     */
    public Optional<Path> newest() throws IOException {
        if (isBrokenDown()) {
            throw new NotDirectoryException(folder.toString());
        }
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
