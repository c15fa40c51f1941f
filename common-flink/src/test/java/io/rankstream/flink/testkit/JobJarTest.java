package io.rankstream.flink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.flink.api.common.ExecutionConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobJarTest {

    @TempDir private Path folder;

    @Test
    void findsClassesThatJava11CannotRead() throws IOException {
        byte[] java17 = bytesOf(JobJarTest.class);
        byte[] java8 = bytesOf(ExecutionConfig.class);
        try (JobJar jar =
                jar(
                        Map.of(
                                "a/New.class", java17,
                                "a/Old.class", java8,
                                "module-info.class", java17,
                                "META-INF/versions/11/a/New.class", java17,
                                "META-INF/versions/17/a/New.class", java17))) {
            assertThat(jar.classesAboveJava11())
                    .containsExactlyInAnyOrder(
                            "a/New.class (61)",
                            "module-info.class (61)",
                            "META-INF/versions/11/a/New.class (61)");
        }
    }

    @Test
    void findsFlinkItselfButNotItsConnectors() throws IOException {
        byte[] any = bytesOf(ExecutionConfig.class);
        try (JobJar jar =
                jar(
                        Map.of(
                                "org/apache/flink/api/common/ExecutionConfig.class", any,
                                "org/apache/flink/connector/base/Any.class", any,
                                "org/apache/flink/streaming/connectors/kinesis/Any.class", any))) {
            assertThat(jar.classesOfFlink())
                    .containsExactly("org/apache/flink/api/common/ExecutionConfig.class");
        }
    }

    @Test
    void findsSignatures() throws IOException {
        try (JobJar jar =
                jar(
                        Map.of(
                                "META-INF/SIGNER.SF", new byte[1],
                                "META-INF/SIGNER.RSA", new byte[1],
                                "META-INF/LICENSE", new byte[1]))) {
            assertThat(jar.signatureFiles())
                    .containsExactlyInAnyOrder("META-INF/SIGNER.SF", "META-INF/SIGNER.RSA");
        }
    }

    @Test
    void readsServices() throws IOException {
        byte[] providers = "# ours\na.One\n\na.Two # why\n".getBytes(StandardCharsets.UTF_8);
        try (JobJar jar = jar(Map.of("META-INF/services/a.Service", providers))) {
            assertThat(jar.services()).isEqualTo(Map.of("a.Service", List.of("a.One", "a.Two")));
        }
    }

    private JobJar jar(Map<String, byte[]> entries) throws IOException {
        Path path = folder.resolve("job.jar");
        try (OutputStream file = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return JobJar.open(path);
    }

    private static byte[] bytesOf(Class<?> type) throws IOException {
        try (InputStream in =
                type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }
}
