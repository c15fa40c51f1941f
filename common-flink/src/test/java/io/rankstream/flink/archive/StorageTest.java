package io.rankstream.flink.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.testkit.SchemeForTests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {

    @TempDir java.nio.file.Path folder;

    private final String name = "part-" + UUID.randomUUID();
    private java.nio.file.Path file;

    @BeforeAll
    static void registerStore() {
        SchemeForTests.register("store", Store::new);
    }

    @AfterAll
    static void forgetStore() {
        SchemeForTests.forget();
    }

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve(name), "before");
    }

    @Test
    void replacesAnObject() throws IOException {
        Storage.replace(inStore(), out -> write(out, "after"));

        assertThat(file).hasContent("after");
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void keepsAnObject_whoseNewContentFails() throws IOException {
        assertThatThrownBy(
                        () ->
                                Storage.replace(
                                        inStore(),
                                        out -> {
                                            write(out, "af");
                                            throw new IOException("cannot read");
                                        }))
                .hasMessage("cannot read");

        assertThat(file).hasContent("before");
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void keepsAFileOnDisk_whoseNewContentFails() {
        assertThatThrownBy(
                        () ->
                                Storage.replace(
                                        new Path(file.toUri()),
                                        out -> {
                                            write(out, "af");
                                            throw new IOException("cannot read");
                                        }))
                .hasMessage("cannot read");

        assertThat(file).hasContent("before");
    }

    private Path inStore() {
        return new Path("store://bucket" + file);
    }

    private static void write(FSDataOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<java.nio.file.Path> temporaryFiles() throws IOException {
        try (Stream<java.nio.file.Path> files =
                Files.list(java.nio.file.Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().contains(name)).toList();
        }
    }

    /** Shows an object when its stream is closed, whatever was written until then; as S3A does. */
    private static final class Store extends LocalFileSystem {

        @Override
        public boolean isDistributedFS() {
            return true;
        }

        @Override
        public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
            java.nio.file.Path object = java.nio.file.Path.of(path.getPath());
            java.nio.file.Path upload = object.resolveSibling("upload");
            return new LocalDataOutputStream(upload.toFile()) {
                @Override
                public void close() throws IOException {
                    super.close();
                    if (Files.exists(upload)) {
                        Files.move(upload, object, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            };
        }
    }
}
