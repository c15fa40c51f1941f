package io.rankstream.flink.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** What lies in the folder of one hour. */
public final class HourFolder {

    /** Lies in the folder while files of it are rewritten, and names them. */
    static final String ERASING = "_ERASING";

    private static final String SUFFIX = ".parquet";

    private final Path root;
    private final ArchiveHour hour;
    private final Path path;
    private final List<ArchiveFile> files = new ArrayList<>();

    /** Length and time of modification of each file. */
    private final Map<String, List<Long>> stamps = new TreeMap<>();

    private final List<String> foreign = new ArrayList<>();
    private boolean hasManifest;
    private boolean erasing;

    private HourFolder(Path root, ArchiveHour hour) {
        this.root = root;
        this.hour = hour;
        this.path = hour.path(root);
    }

    /** Lists the folder of an hour, which need not exist. */
    public static HourFolder list(Path root, ArchiveHour hour) throws IOException {
        HourFolder folder = new HourFolder(root, hour);
        for (FileStatus entry : Storage.list(folder.path)) {
            folder.add(entry);
        }
        return folder;
    }

    private void add(FileStatus entry) {
        String name = entry.getPath().getName();
        if (name.equals(HourManifest.NAME)) {
            hasManifest = true;
        } else if (name.equals(ERASING)) {
            erasing = true;
        } else if (name.startsWith(".") || name.startsWith("_")) {
            // Not complete yet, or not records.
            return;
        } else if (entry.isDir() || !name.endsWith(SUFFIX)) {
            foreign.add(name);
        } else {
            files.add(new ArchiveFile(hour, entry.getPath(), entry.getLen()));
            stamps.put(name, List.of(entry.getLen(), entry.getModificationTime()));
        }
    }

    public ArchiveHour hour() {
        return hour;
    }

    public Path path() {
        return path;
    }

    Path root() {
        return root;
    }

    boolean hasManifest() {
        return hasManifest;
    }

    /** The files of records, by name. */
    public List<ArchiveFile> files() {
        return files;
    }

    /** The names of what has no place here. */
    public List<String> foreign() {
        return foreign;
    }

    /** Whether records of it are being erased, or an erasure has been interrupted. */
    public boolean isErasing() {
        return erasing;
    }

    /**
     * The manifest, once the hour was complete.
     *
     * @throws ArchiveException if it is not one
     */
    public Optional<HourManifest> manifest() throws IOException {
        if (!hasManifest) {
            return Optional.empty();
        }
        Path file = new Path(path, HourManifest.NAME);
        return Optional.of(HourManifest.parse(Storage.read(file), hour, file.toString()));
    }

    /**
     * Compares the files with the manifest.
     *
     * @return how many files have come after it
     * @throws ArchiveException naming the first file that it lists and that is missing or of
     *     another length
     */
    int requireFilesOf(HourManifest manifest) throws ArchiveException {
        Map<String, ArchiveFile> found = new TreeMap<>();
        for (ArchiveFile file : files) {
            found.put(file.name(), file);
        }
        for (Map.Entry<String, HourManifest.Entry> listed : manifest.files().entrySet()) {
            ArchiveFile file = found.remove(listed.getKey());
            if (file == null) {
                throw new ArchiveException(
                        path + " lacks " + listed.getKey() + ", which its manifest lists");
            }
            if (file.bytes() != listed.getValue().bytes()) {
                throw new ArchiveException(
                        file
                                + " has "
                                + file.bytes()
                                + " bytes, but "
                                + listed.getValue().bytes()
                                + " in the manifest of its hour");
            }
        }
        return found.size();
    }

    /**
     * Whether the hour is still as it was when it was listed: its files have the names, lengths and
     * times of then, and it is not being erased.
     *
     * <p>An erasure that has not begun by now finds the manifest. One that began before may have
     * replaced files after their footers were read, and seen no manifest in the end.
     */
    public boolean isUnchanged() throws IOException {
        HourFolder now = list(root, hour);
        return !now.erasing && now.stamps.equals(stamps);
    }

    /**
     * Writes the manifest from what the files say of themselves.
     *
     * @throws ArchiveException naming the file that cannot be read
     */
    public HourManifest writeManifest() throws IOException {
        Map<String, HourManifest.Entry> entries = new TreeMap<>();
        for (ArchiveFile file : files) {
            try (ArchiveReader reader = new ArchiveReader(file)) {
                entries.put(file.name(), new HourManifest.Entry(file.bytes(), reader.summary()));
            }
        }
        HourManifest manifest = new HourManifest(hour, entries);
        byte[] json = manifest.toJson();
        Storage.replace(new Path(path, HourManifest.NAME), out -> out.write(json));
        return manifest;
    }
}
