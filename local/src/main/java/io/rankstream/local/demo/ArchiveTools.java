package io.rankstream.local.demo;

import io.rankstream.local.job.FlinkTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs {@code rebuild}, {@code verify}, {@code explain} and {@code records} on the archive of the
 * servers that run.
 */
final class ArchiveTools {

    private static final int HEAP_MEGABYTES = 1_024;

    private final Installation installation;
    private final Endpoints endpoints;
    private final Path folder;

    /**
     * @param folder for what is written in between
     */
    ArchiveTools(Installation installation, Endpoints endpoints, Path folder) {
        this.installation = installation;
        this.endpoints = endpoints;
        this.folder = folder;
    }

    /** A file for what a program writes. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * Runs a program until it ends.
     *
     * @param options of its property group {@code rebuild}
     * @param output where its standard output goes
     * @return its exit code
     */
    int run(String program, Map<String, String> options, ProcessBuilder.Redirect output)
            throws IOException, InterruptedException {
        List<Path> properties = new ArrayList<>();
        properties.add(installation.racing());
        properties.add(endpoints.replay());
        if (!options.isEmpty()) {
            Path own = Files.createTempFile(folder, program, ".json");
            Endpoints.write(own, Map.of("rebuild", options));
            properties.add(own);
        }
        return FlinkTool.run(
                installation.flinkLib(),
                installation.replayJar(),
                Installation.ARCHIVE_TOOL,
                List.of(
                        program,
                        "--properties",
                        properties.stream().map(Path::toString).collect(Collectors.joining(","))),
                endpoints.flinkOptions(),
                HEAP_MEGABYTES,
                output);
    }
}
