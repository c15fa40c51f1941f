package io.rankstream.replay;

import io.rankstream.flink.archive.ArchiveException;
import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.model.scoring.Explanation;
import io.rankstream.replay.config.RebuildOptions;
import io.rankstream.replay.config.ReplayOptions;
import io.rankstream.replay.rebuild.RebuildRun;
import io.rankstream.replay.records.RecordListing;
import io.rankstream.replay.verify.ArchiveVerification;
import io.rankstream.replay.verify.ScoreExplanation;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.util.ExceptionUtils;

/**
 * Entry point for people: {@code rebuild}, {@code verify}, {@code explain} and {@code records} in
 * this JVM, with an exit code.
 *
 * <p>0: done, or equal. 1: different, or the member is not on the board. 2: equal but for what is
 * listed. 3: failed, such as with an option, an archive or a Redis that cannot be used.
 */
public final class ArchiveTool {

    private static final int NOT_FOUND = 1;
    private static final int FAILED = 3;
    private static final int BUFFER_BYTES = 1 << 16;

    private ArchiveTool() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(args, out::println, err::println, System.out));
    }

    /**
     * Does what the arguments say.
     *
     * @param args {@code rebuild|verify|explain|records --properties <file.json>[,<file.json>...]}
     * @param records takes the records that are listed
     * @return the exit code
     */
    static int run(
            String[] args, Consumer<String> out, Consumer<String> err, OutputStream records) {
        try {
            if (args.length == 0) {
                throw new InvalidConfigurationException("name rebuild, verify, explain or records");
            }
            initializeFileSystems();
            RuntimeConfiguration runtime =
                    ReplayOptions.declare(
                            RuntimeConfiguration.load(Arrays.copyOfRange(args, 1, args.length)));
            switch (args[0]) {
                case "rebuild":
                    RebuildRun.run(runtime, err);
                    return 0;
                case "verify":
                    return ArchiveVerification.run(runtime, out).exitCode();
                case "explain":
                    return explain(runtime, out, err);
                case "records":
                    return list(runtime, records, err);
                default:
                    throw new InvalidConfigurationException(
                            "'"
                                    + args[0]
                                    + "' is not known: use rebuild, verify, explain or records");
            }
        } catch (InvalidConfigurationException | ArchiveException | IllegalArgumentException e) {
            err.accept(e.getMessage());
            return FAILED;
        } catch (Throwable e) {
            // Flink's client would end with 1, which says something of boards.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            err.accept(args[0] + " failed: " + e + (cause == e ? "" : ", because of " + cause));
            err.accept(ExceptionUtils.stringifyException(e));
            return FAILED;
        }
    }

    private static void initializeFileSystems() {
        // S3 is a plug-in of Flink, and its options are Flink's.
        if (System.getenv("FLINK_CONF_DIR") != null) {
            Configuration flink = GlobalConfiguration.loadConfiguration();
            FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
        }
    }

    private static int list(
            RuntimeConfiguration runtime, OutputStream records, Consumer<String> err)
            throws IOException {
        BufferedOutputStream out = new BufferedOutputStream(records, BUFFER_BYTES);
        long written = RecordListing.write(runtime, out);
        out.flush();
        err.accept(written + " records");
        return 0;
    }

    private static int explain(
            RuntimeConfiguration runtime, Consumer<String> out, Consumer<String> err)
            throws Exception {
        PropertyGroup options = runtime.group(RebuildOptions.REBUILD.name());
        Optional<Integer> sample = options.find(RebuildOptions.SAMPLE);
        if (sample.isPresent()) {
            int explained = ScoreExplanation.sample(runtime, sample.get(), out);
            out.accept(explained + " members explained, each adds up to its score");
            return 0;
        }
        Optional<Explanation> explanation = ScoreExplanation.of(runtime);
        if (explanation.isEmpty()) {
            err.accept("the member is not on the board");
            return NOT_FOUND;
        }
        if (options.get(RebuildOptions.JSON)) {
            out.accept(explanation.get().toJson());
        } else {
            explanation.get().toLines().forEach(out);
        }
        return 0;
    }
}
