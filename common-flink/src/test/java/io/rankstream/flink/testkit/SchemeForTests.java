package io.rankstream.flink.testkit;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.plugin.PluginManager;

/** Lets Flink know of one more file system, as a plug-in does. */
public final class SchemeForTests {

    private SchemeForTests() {}

    /** Registers a file system; {@link #forget} takes it back. */
    public static void register(String scheme, Supplier<FileSystem> files) {
        FileSystemFactory factory =
                new FileSystemFactory() {
                    @Override
                    public String getScheme() {
                        return scheme;
                    }

                    @Override
                    public FileSystem create(URI uri) {
                        return files.get();
                    }
                };
        FileSystem.initialize(
                new Configuration(),
                new PluginManager() {
                    @Override
                    public <P> Iterator<P> load(Class<P> service) {
                        return service == FileSystemFactory.class
                                ? List.of(service.cast(factory)).iterator()
                                : List.<P>of().iterator();
                    }
                });
    }

    public static void forget() {
        FileSystem.initialize(new Configuration(), null);
    }
}
