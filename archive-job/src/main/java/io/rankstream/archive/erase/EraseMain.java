package io.rankstream.archive.erase;

import io.rankstream.archive.config.ArchiveConfig;
import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.HourFolder;
import io.rankstream.flink.archive.HourRewrite;
import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.model.archive.ArchiveKind;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;

/**
 * Erases a player from the archive: {@code --properties archive.json --player ID}.
 *
 * <p>The properties are those of the archive job. Flink's configuration, which says how S3 is
 * reached, is taken from {@code FLINK_CONF_DIR}, and its S3 file system from {@code
 * FLINK_PLUGINS_DIR}.
 */
public final class EraseMain {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int NOT_STARTED = 2;

    private static final String USAGE =
            "use --properties <file.json>[,<file.json>...] --player <id>";

    /** What the archive job never wrote before. */
    private static final long BEGINNING = Long.MIN_VALUE / 2;

    private static final long END = Long.MAX_VALUE / 2;

    private final PlayerErasure erasure;
    private final PrintStream out;

    private EraseMain(ArchiveConfig config, String playerId, PrintStream out) {
        this.erasure = new PlayerErasure(playerId, config.events().newParsers());
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        Configuration flink = GlobalConfiguration.loadConfiguration();
        FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
        System.exit(run(args, System.out, System.err));
    }

    /** Erases, and returns the exit code. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length != 4
                || !args[0].equals("--properties")
                || !args[2].equals("--player")
                || args[3].isEmpty()) {
            err.println("erase-archive: cannot read the arguments: " + USAGE);
            return NOT_STARTED;
        }
        ArchiveConfig config;
        ArchiveCatalog catalog;
        try {
            config = ArchiveConfig.from(RuntimeConfiguration.load(new String[] {args[0], args[1]}));
            catalog = ArchiveCatalog.open(config.root());
        } catch (InvalidConfigurationException | IOException e) {
            err.println("erase-archive: " + e.getMessage());
            return NOT_STARTED;
        }
        try {
            new EraseMain(config, args[3], out).erase(catalog);
            return DONE;
        } catch (IOException | java.io.UncheckedIOException e) {
            err.println(
                    "erase-archive: " + e.getMessage() + "; run it again to complete the erasure");
            return FAILED;
        }
    }

    private void erase(ArchiveCatalog catalog) throws IOException {
        for (ArchiveKind kind :
                List.of(ArchiveKind.EVENTS, ArchiveKind.DIMENSIONS, ArchiveKind.DEAD_LETTERS)) {
            erase(catalog, kind);
        }
    }

    private void erase(ArchiveCatalog catalog, ArchiveKind kind) throws IOException {
        long scanned = 0;
        long removed = 0;
        long replaced = 0;
        int files = 0;
        Iterator<HourFolder> hours = catalog.hours(kind, BEGINNING, END);
        while (hours.hasNext()) {
            HourRewrite rewrite = HourRewrite.of(hours.next(), erasure.of(kind));
            scanned += rewrite.scanned();
            removed += rewrite.removed();
            replaced += rewrite.replaced();
            files += rewrite.files();
        }
        out.println(
                kind.folder()
                        + ": "
                        + removed
                        + " of "
                        + scanned
                        + " records removed, "
                        + replaced
                        + " changed, "
                        + files
                        + " files written again");
    }
}
