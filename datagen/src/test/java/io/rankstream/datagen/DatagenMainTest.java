package io.rankstream.datagen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagenMainTest {

    @TempDir private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void writesALoadAndItsTruthIntoFiles() throws Exception {
        Path truth = directory.resolve("truth.json");

        int exit =
                run(
                        "racing",
                        "--rate",
                        "500",
                        "--seconds",
                        "20",
                        "--duplicates",
                        "0",
                        "--repeated-batches",
                        "0",
                        "--bad",
                        "0",
                        "--scenario-after",
                        "1",
                        "--scenario-every",
                        "1",
                        "--files",
                        directory.toString(),
                        "--truth",
                        truth.toString());

        assertThat(exit).isZero();
        assertThat(Files.readAllLines(directory.resolve("events.jsonl"))).hasSize(10_000);
        assertThat(Files.readAllLines(directory.resolve("control.jsonl"))).hasSize(8);
        assertThat(Files.readAllLines(directory.resolve("rows.jsonl")))
                .hasSizeGreaterThan(900)
                .anyMatch(line -> line.endsWith("\"deleted\":true}"));
        assertThat(KnownTruth.readFrom(truth).counts()).containsEntry("counted", 10_000L);
        assertThat(out.toString()).contains("sent 10,000, duplicates 0,");
    }

    @Test
    void saysWhatIsWrong_withAnImpossiblePlan() {
        assertThat(run("racing", "--bad", "150", "--files", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("150.0 is out of range for: bad records in percent");
    }

    @Test
    void takesNoPasswordOnTheCommandLine() {
        int exit =
                run(
                        "racing",
                        "--mysql-url",
                        "jdbc:mysql://127.0.0.1:1/",
                        "--mysql-password",
                        "letmein");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("env:NAME or file:PATH");
        assertThat(err.toString()).doesNotContain("letmein");
    }

    private int run(String... args) {
        return DatagenMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
