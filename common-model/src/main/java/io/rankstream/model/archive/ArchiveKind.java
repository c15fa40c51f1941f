package io.rankstream.model.archive;

/** What is archived; each kind lies in a folder of its own. */
public enum ArchiveKind {
    /** The records of the event streams, usable or not. */
    EVENTS("events"),
    /** The messages of the control stream. */
    CONTROL("control"),
    /** The changes of the dimension tables. */
    DIMENSIONS("dimensions"),
    /** The records of the dead-letter stream. */
    DEAD_LETTERS("dead-letters");

    private final String folder;

    ArchiveKind(String folder) {
        this.folder = folder;
    }

    /** The name of its folder, such as {@code dead-letters}. */
    public String folder() {
        return folder;
    }

    /**
     * The kind that lies in a folder.
     *
     * @throws IllegalArgumentException if none does
     */
    public static ArchiveKind ofFolder(String folder) {
        for (ArchiveKind kind : values()) {
            if (kind.folder.equals(folder)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of archive: " + folder);
    }
}
