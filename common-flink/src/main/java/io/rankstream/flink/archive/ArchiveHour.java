package io.rankstream.flink.archive;

import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.command.KeyGrammar;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.apache.flink.core.fs.Path;

/**
 * The address of one folder of the archive: a kind, a partition and an hour of event time (UTC).
 *
 * <p>Below the root of the archive it lies at {@code
 * <kind>/[<field>=<value>/]year=YYYY/month=MM/day=DD/hour=HH}.
 */
public final class ArchiveHour implements Serializable {

    /** The partition of an archive that has none. */
    public static final String NO_PARTITION = "";

    public static final long MILLIS = 3_600_000L;

    private static final long serialVersionUID = 1L;

    private final ArchiveKind kind;
    private final String partition;
    private final long start;

    private ArchiveHour(ArchiveKind kind, String partition, long start) {
        this.kind = Objects.requireNonNull(kind);
        this.partition = Objects.requireNonNull(partition);
        this.start = start;
    }

    /**
     * The hour that holds an instant.
     *
     * @param partition what {@link #partition} makes of a field and its value, or {@link
     *     #NO_PARTITION}
     * @param eventTime epoch milliseconds
     */
    public static ArchiveHour of(ArchiveKind kind, String partition, long eventTime) {
        return new ArchiveHour(kind, partition, Math.floorDiv(eventTime, MILLIS) * MILLIS);
    }

    /** A leading folder such as {@code ticker=AMZN}; {@code value} may be null. */
    public static String partition(String field, String value) {
        return KeyGrammar.encode(field) + '=' + KeyGrammar.value(value);
    }

    /**
     * The hour of a folder.
     *
     * @param folder below the root of the archive
     * @throws IllegalArgumentException if it is not of the layout
     */
    public static ArchiveHour parse(String folder) {
        String[] names = folder.split("/", -1);
        int time = names.length - 4;
        if (time != 1 && time != 2) {
            throw notOfTheLayout(folder, null);
        }
        try {
            LocalDateTime start =
                    LocalDateTime.of(
                            number(names[time], "year"),
                            number(names[time + 1], "month"),
                            number(names[time + 2], "day"),
                            number(names[time + 3], "hour"),
                            0);
            return new ArchiveHour(
                    ArchiveKind.ofFolder(names[0]),
                    time == 2 ? names[1] : NO_PARTITION,
                    start.toInstant(ZoneOffset.UTC).toEpochMilli());
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw notOfTheLayout(folder, e);
        }
    }

    private static int number(String name, String unit) {
        int number = numberOrNone(name, unit);
        if (number < 0) {
            throw new IllegalArgumentException(name);
        }
        return number;
    }

    /** The number of a folder such as {@code month=07}; -1 if it is another folder. */
    static int numberOrNone(String name, String unit) {
        int digits = unit.equals("year") ? 4 : 2;
        if (name.length() != unit.length() + 1 + digits || !name.startsWith(unit + "=")) {
            return -1;
        }
        int number = 0;
        for (int i = unit.length() + 1; i < name.length(); i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    private static IllegalArgumentException notOfTheLayout(String folder, Exception cause) {
        return new IllegalArgumentException(
                "'" + folder + "' is not <kind>/[<field>=<value>/]year=/month=/day=/hour=", cause);
    }

    public ArchiveKind kind() {
        return kind;
    }

    /** Such as {@code ticker=AMZN}; empty without one. */
    public String partition() {
        return partition;
    }

    /** Epoch milliseconds. */
    public long start() {
        return start;
    }

    /** Epoch milliseconds, exclusive. */
    public long end() {
        return start + MILLIS;
    }

    /** Below the root of the archive. */
    public String folder() {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(Math.floorDiv(start, 1000L), 0, ZoneOffset.UTC);
        StringBuilder folder = new StringBuilder(64).append(kind.folder()).append('/');
        if (!partition.isEmpty()) {
            folder.append(partition).append('/');
        }
        folder.append("year=");
        append(folder, time.getYear(), 1000);
        folder.append("/month=");
        append(folder, time.getMonthValue(), 10);
        folder.append("/day=");
        append(folder, time.getDayOfMonth(), 10);
        folder.append("/hour=");
        append(folder, time.getHour(), 10);
        return folder.toString();
    }

    private static void append(StringBuilder folder, int number, int widest) {
        for (int power = widest; power > number && power > 1; power /= 10) {
            folder.append('0');
        }
        folder.append(number);
    }

    Path path(Path root) {
        return new Path(root, folder());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArchiveHour
                && kind == ((ArchiveHour) other).kind
                && start == ((ArchiveHour) other).start
                && partition.equals(((ArchiveHour) other).partition);
    }

    @Override
    public int hashCode() {
        return (kind.folder().hashCode() * 31 + partition.hashCode()) * 31 + Long.hashCode(start);
    }

    /** Such as {@code events ticker=AMZN 2026-11-20T07:00:00Z}. */
    @Override
    public String toString() {
        return kind.folder()
                + (partition.isEmpty() ? " " : " " + partition + " ")
                + Instant.ofEpochMilli(start).truncatedTo(ChronoUnit.SECONDS);
    }
}
