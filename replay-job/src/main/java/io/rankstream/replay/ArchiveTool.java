package io.rankstream.replay;

import io.rankstream.flink.archive.ArchiveException;
import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.model.scoring.Explanation;
import io.rankstream.replay.config.RebuildOptions;
import io.rankstream.replay.config.ReplayOptions;
import io.rankstream.replay.rebuild.RebuildRun;
import io.rankstream.replay.verify.ArchiveVerification;
import io.rankstream.replay.verify.ScoreExplanation;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;

/**
 * Entry point for people: {@code rebuild}, {@code verify} and {@code explain} in this JVM, with an
 * exit code.
 *
 * <p>0: done, or equal. 1: different, or the member is not on the board. 2: equal but for what is
 * listed. 3: what was asked for, or the archive, cannot be used.
 */
public final class ArchiveTool {

    private static final int NOT_FOUND = 1;
    private static final int UNUSABLE = 3;

    private ArchiveTool() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        // S3 is a plug-in of Flink, and its options are Flink's.
        if (System.getenv("FLINK_CONF_DIR") != null) {
            Configuration flink = GlobalConfiguration.loadConfiguration();
            FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
        }
        System.exit(run(args, out::println, err::println));
    }

    /**
     * Does what the arguments say.
     *
     * @param args {@code rebuild|verify|explain --properties <file.json>[,<file.json>...]}
     * @return the exit code
     */
    static int run(String[] args, Consumer<String> out, Consumer<String> err) throws Exception {
        try {
            if (args.length == 0) {
                throw new InvalidConfigurationException("name rebuild, verify or explain");
            }
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
                default:
                    throw new InvalidConfigurationException(
                            "'" + args[0] + "' is not known: use rebuild, verify or explain");
            }
        } catch (InvalidConfigurationException | ArchiveException | IllegalArgumentException e) {
            err.accept(e.getMessage());
            return UNUSABLE;
        }
    }

    private static int explain(
            RuntimeConfiguration runtime, Consumer<String> out, Consumer<String> err)
            throws Exception {
        Optional<Explanation> explanation = ScoreExplanation.of(runtime);
        if (explanation.isEmpty()) {
            err.accept("the member is not on the board");
            return NOT_FOUND;
        }
        boolean json = runtime.group(RebuildOptions.REBUILD.name()).get(RebuildOptions.JSON);
        if (json) {
            out.accept(explanation.get().toJson());
        } else {
            explanation.get().toLines().forEach(out);
        }
        return 0;
    }
}
