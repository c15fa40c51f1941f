package io.rankstream.replay.rebuild;

import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.ArchiveException;
import io.rankstream.flink.archive.ArchiveFile;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.archive.ArchiveReader;
import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.rebuild.ControlHistory;
import io.rankstream.model.rebuild.PlayerRecord;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.replay.config.RebuildOptions;
import io.rankstream.replay.config.ReplayOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is to be rebuilt, and from what: the archive as it is now, everything that control messages
 * say, and the scope.
 *
 * <p>Control is read here, once: whoever rebuilds has all of it before the first event.
 */
public final class RebuildPlan {

    /** Later than anything, and yet a time that can be added to. */
    private static final Instant UNSAID = Instant.parse("9999-12-31T00:00:00Z");

    private final ArchiveCatalog catalog;
    private final ScoringConfig config;
    private final RebuildScope scope;
    private final ControlHistory control;
    private final RebuildRules rules;
    private final List<ArchiveFile> events;
    private final List<ArchiveFile> dimensions;
    private final List<Instant> gaps;
    private final boolean asLive;

    private RebuildPlan(
            ArchiveCatalog catalog, ScoringConfig config, PropertyGroup rebuild, Instant asOf)
            throws IOException {
        this.catalog = catalog;
        this.config = config;
        this.asLive = rebuild.get(RebuildOptions.AS_LIVE);
        long from = millis(rebuild, RebuildOptions.FROM, RebuildScope.FROM_THE_BEGINNING);
        long until = millis(rebuild, RebuildOptions.UNTIL, RebuildScope.WITHOUT_END);
        List<String> boards = rebuild.find(RebuildOptions.BOARDS).orElse(List.of());
        // Says what is wrong with the range before anything is read.
        RebuildScope asked = new RebuildScope(boards, from, until, asOf.toEpochMilli());
        List<ArchivedRecord> messages = new ArrayList<>();
        for (ArchiveFile file : all(ArchiveKind.CONTROL)) {
            read(
                    file,
                    record -> {
                        if (record.arrivalTime() <= asked.asOf()) {
                            messages.add(record);
                        }
                    });
        }
        control = ControlHistory.of(config.newRebuildRegistry(), messages);
        rules = new RebuildRules(config, control.updates());
        ScoringRules compiled = rules.compile();
        dimensions = all(ArchiveKind.DIMENSIONS);
        events = files(ArchiveKind.EVENTS, startOfReading(asked), endOfReading(asked, compiled));
        if (events.isEmpty() || events.get(0).hour().start() >= asked.until()) {
            throw new ArchiveException(
                    "the archive holds no event "
                            + (asked.isRanged()
                                    ? "from "
                                            + rebuild.find(RebuildOptions.FROM)
                                                    .map(Instant::toString)
                                                    .orElse("the beginning")
                                            + " until "
                                            + rebuild.find(RebuildOptions.UNTIL)
                                                    .map(Instant::toString)
                                                    .orElse("the end")
                                    : "at all"));
        }
        gaps = gaps(events);
        scope = asOf.equals(UNSAID) ? asked.asOf(newestArrival(messages)) : asked;
        scope.check(compiled);
    }

    /**
     * Looks through the archive.
     *
     * @throws ArchiveException naming what of the archive cannot be used
     * @throws IllegalArgumentException naming an option that is wrong
     */
    public static RebuildPlan of(RuntimeConfiguration runtime) throws IOException {
        return of(runtime, UNSAID);
    }

    /**
     * Looks through the archive.
     *
     * @param asOf the time on the clock unless the options say another
     * @throws ArchiveException naming what of the archive cannot be used
     * @throws IllegalArgumentException naming an option that is wrong
     */
    public static RebuildPlan of(RuntimeConfiguration runtime, Instant asOf) throws IOException {
        PropertyGroup rebuild = runtime.group(RebuildOptions.REBUILD.name());
        String root = runtime.group(ReplayOptions.ARCHIVE.name()).get(ReplayOptions.ARCHIVE_ROOT);
        try {
            return new RebuildPlan(
                    ArchiveCatalog.open(root),
                    ScoringConfig.from(runtime),
                    rebuild,
                    rebuild.find(RebuildOptions.AS_OF).orElse(asOf));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long millis(PropertyGroup group, Option<Instant> option, long ifNone) {
        return group.find(option).map(Instant::toEpochMilli).orElse(ifNone);
    }

    /**
     * A window may count events of before it: late ones that move to the next window, sessions that
     * began earlier, and records filed under the hour of their first event.
     */
    private long startOfReading(RebuildScope asked) {
        return asked.from() == RebuildScope.FROM_THE_BEGINNING
                ? asked.from()
                : asked.from() - Math.max(config.limits().dedupHorizonMillis(), ArchiveHour.MILLIS);
    }

    /**
     * What comes until the last window of the range closes matters: a session belongs to the window
     * of its last event, what was unusable at first is filed under the hour of its arrival, and of
     * events with one id the first that came counts, whatever its time.
     */
    private long endOfReading(RebuildScope asked, ScoringRules compiled) {
        if (asked.until() == RebuildScope.WITHOUT_END) {
            return asked.until();
        }
        long closesAfter = 0;
        for (ScoringTrack track : compiled.tracks()) {
            closesAfter = Math.max(closesAfter, track.closesAfterMillis());
        }
        return asked.until() + closesAfter + config.maxFutureMillis();
    }

    private List<ArchiveFile> all(ArchiveKind kind) {
        return files(kind, RebuildScope.FROM_THE_BEGINNING, RebuildScope.WITHOUT_END);
    }

    private List<ArchiveFile> files(ArchiveKind kind, long from, long until) {
        List<ArchiveFile> files = new ArrayList<>();
        Iterator<ArchiveFile> found = catalog.files(kind, from, until);
        found.forEachRemaining(files::add);
        return files;
    }

    private static List<Instant> gaps(List<ArchiveFile> files) {
        List<Instant> gaps = new ArrayList<>();
        long expected = Long.MAX_VALUE;
        for (ArchiveFile file : files) {
            long start = file.hour().start();
            while (expected < start) {
                gaps.add(Instant.ofEpochMilli(expected));
                expected += ArchiveHour.MILLIS;
            }
            expected = start + ArchiveHour.MILLIS;
        }
        return gaps;
    }

    private long newestArrival(List<ArchivedRecord> messages) throws IOException {
        long newest = Long.MIN_VALUE;
        for (ArchivedRecord message : messages) {
            newest = Math.max(newest, message.arrivalTime());
        }
        return Math.max(newest, Math.max(newestArrivalIn(events), newestArrivalIn(dimensions)));
    }

    private static long newestArrivalIn(List<ArchiveFile> files) throws IOException {
        long newest = Long.MIN_VALUE;
        for (ArchiveFile file : files) {
            try (ArchiveReader reader = new ArchiveReader(file)) {
                newest = Math.max(newest, reader.summary().maxArrivalTime());
            }
        }
        return newest;
    }

    private static void read(ArchiveFile file, Consumer<ArchivedRecord> into) throws IOException {
        try (ArchiveReader reader = new ArchiveReader(file)) {
            for (ArchivedRecord record = reader.next(); record != null; record = reader.next()) {
                into.accept(record);
            }
        }
    }

    /**
     * Reads everything that counts: messages, rows and events.
     *
     * @param playerId the only player that matters, or null for all
     */
    public void read(String playerId, Consumer<PlayerRecord> into) throws IOException {
        Consumer<PlayerRecord> chosen =
                record -> {
                    if (playerId == null || playerId.equals(record.playerId())) {
                        into.accept(record);
                    }
                };
        control.playerMessages().forEach(chosen);
        RecordReading reading = new RecordReading(config);
        for (ArchiveFile file : dimensions) {
            read(
                    file,
                    record -> {
                        if (record.arrivalTime() <= scope.asOf()) {
                            reading.rows(record, chosen);
                        }
                    });
        }
        for (ArchiveFile file : events) {
            read(
                    file,
                    record -> {
                        if (record.arrivalTime() <= scope.asOf() && mayBeOf(record, playerId)) {
                            reading.events(record, chosen);
                        }
                    });
        }
    }

    /** A record of one event says whose it is; one of several must be looked into. */
    private static boolean mayBeOf(ArchivedRecord record, String playerId) {
        return playerId == null
                || record.events() != 1
                || record.playerId() == null
                || playerId.equals(record.playerId());
    }

    /** Which boards and windows come out, and as of when. */
    public RebuildScope scope() {
        return scope;
    }

    /** Whether events are left out that were too old to count live. */
    public boolean isAsLive() {
        return asLive;
    }

    /** Everything that was said of boards, parameters and players. */
    public ControlHistory control() {
        return control;
    }

    RebuildRules rules() {
        return rules;
    }

    /** How events are read and judged. */
    public ScoringConfig config() {
        return config;
    }

    /** Rules that hold everything that is in force, and forget nothing. */
    public ScoringRules newRules() {
        return rules.compile();
    }

    /** The files of events, by hour. */
    List<ArchiveFile> eventFiles() {
        return events;
    }

    List<ArchiveFile> dimensionFiles() {
        return dimensions;
    }

    /** Hours between the first and the last one read of which the archive has no event. */
    public List<Instant> gaps() {
        return gaps;
    }

    /** What was come across in the archive, in words, how many hours are missing among it. */
    public String archiveInWords() {
        return catalog.counts()
                + ", "
                + gaps.size()
                + " hours without an event"
                + (gaps.isEmpty() ? "" : " (the first: " + gaps.get(0) + ")");
    }
}
