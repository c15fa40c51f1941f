package io.rankstream.flink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds of the jar of every job; a job's own test adds what it must hold and leave out. */
public abstract class JobJarRules {

    protected static JobJar jar;

    private final String mainClass;

    protected JobJarRules(String mainClass) {
        this.mainClass = mainClass;
    }

    @BeforeAll
    static void open() throws Exception {
        jar = JobJar.open(Path.of(System.getProperty("shaded.jar")));
    }

    @AfterAll
    static void close() {
        jar.close();
    }

    @Test
    void startsTheJob() throws Exception {
        assertThat(jar.contains(mainClass.replace('.', '/') + ".class")).isTrue();
        assertThat(jar.manifest().getValue("Main-Class")).isEqualTo(mainClass);
        assertThat(jar.manifest().getValue("Add-Opens")).contains("java.base/java.util ");
    }

    @Test
    void runsOnJava11() throws Exception {
        assertThat(jar.classesAboveJava11()).isEmpty();
    }

    @Test
    void leavesLoggingAndFileSystemsToTheCluster() {
        assertThat(jar.below("org/apache/flink/fs")).isEmpty();
        assertThat(jar.below("org/slf4j")).isEmpty();
        assertThat(jar.below("org/apache/logging")).isEmpty();
    }

    @Test
    void leavesOutTheProducerLibrarysNativePrograms() {
        assertThat(jar.below("amazon-kinesis-producer-native-binaries")).isEmpty();
    }

    @Test
    void hasNoSignaturesAndNoDuplicates() {
        assertThat(jar.signatureFiles()).isEmpty();
        assertThat(jar.duplicates()).isEmpty();
    }

    @Test
    void hasTheServicesOfAllLibraries() throws Exception {
        assertThat(jar.services().get("org.apache.flink.table.factories.Factory"))
                .anyMatch(provider -> provider.contains(".kinesis."))
                .anyMatch(provider -> provider.contains(".cdc."));
    }

    @Test
    void hasEveryProviderThatItDeclares() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, List<String>> service : jar.services().entrySet()) {
            for (String provider : service.getValue()) {
                if (!jar.contains(provider.replace('.', '/') + ".class")) {
                    missing.add(service.getKey() + ": " + provider);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void carriesTheLicences() throws Exception {
        assertThat(jar.text("META-INF/rankstream/LICENSE")).contains("Apache License");
        assertThat(jar.text("META-INF/rankstream/NOTICE")).contains("MySQL Connector/J");
        assertThat(jar.text("META-INF/LICENSE")).contains("Apache License");
        assertThat(jar.text("META-INF/LICENSE.txt")).contains("Apache License");
        assertThat(jar.text("LICENSE")).contains("MySQL Connector/J");
        assertThat(jar.text("META-INF/NOTICE"))
                .contains("Rankstream", "Apache Flink", "Apache Commons Codec", "Jackson");
        assertThat(jar.contains("META-INF/licenses/LICENSE.protobuf")).isTrue();
    }
}
