package io.rankstream.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.benchmarks.engine.CaseSpec;
import io.rankstream.benchmarks.engine.Engine;
import java.nio.file.Path;

/** The main class of a JVM that measures one case once. */
public final class CaseMain {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Measures.
     *
     * @param args the case as JSON, the file to write the result to, a folder for other files
     */
    public static void main(String[] args) {
        int status = 0;
        try {
            CaseSpec spec = JSON.readValue(args[0], CaseSpec.class);
            JSON.writeValue(Path.of(args[1]).toFile(), Engine.run(spec, Path.of(args[2])));
        } catch (Throwable e) {
            e.printStackTrace();
            status = 1;
        }
        // Threads of a cluster or a server in this JVM may outlive it for a while, or for ever.
        System.exit(status);
    }

    private CaseMain() {}
}
