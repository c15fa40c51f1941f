package io.rankstream.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.testkit.JobJarRules;
import org.junit.jupiter.api.Test;

class ShadedJarIT extends JobJarRules {

    ShadedJarIT() {
        super("io.rankstream.archive.ArchiveJob");
    }

    @Test
    void holdsItsLibraries() {
        assertThat(jar.contains("io/rankstream/model/command/KeyGrammar.class")).isTrue();
        assertThat(jar.contains("org/apache/parquet/hadoop/ParquetFileWriter.class")).isTrue();
        assertThat(jar.contains("org/apache/hadoop/conf/Configuration.class")).isTrue();
        assertThat(jar.contains("dev/cel/runtime/CelRuntime.class")).isTrue();
    }

    @Test
    void leavesFlinkToTheCluster() {
        // The sink of files counts as a connector, which a cluster need not have.
        assertThat(jar.classesOfFlink())
                .allMatch(name -> name.contains("/api/functions/sink/filesystem/"));
    }
}
