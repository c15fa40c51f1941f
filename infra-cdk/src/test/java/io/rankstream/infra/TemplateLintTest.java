package io.rankstream.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The templates pass cfn-lint, where it is installed. */
@NeedsNode
@Timeout(180)
class TemplateLintTest {

    /** Says aloud that nothing was checked. */
    static boolean isInstalled() {
        boolean installed = NeedsNode.Programs.answers("cfn-lint", "--version");
        if (!installed) {
            System.err.println("SKIPPED: the templates are not checked: cfn-lint is not installed");
        }
        return installed;
    }

    @Test
    @EnabledIf("isInstalled")
    void hasNoError() throws Exception {
        for (Synth stack : Synth.everyPosition()) {
            Process lint =
                    new ProcessBuilder(
                                    "cfn-lint",
                                    "--non-zero-exit-code",
                                    "error",
                                    "-t",
                                    template(stack))
                            .redirectErrorStream(true)
                            .start();
            String said = new String(lint.getInputStream().readAllBytes(), UTF_8);

            assertThat(lint.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(lint.exitValue()).as(said).isZero();
        }
    }

    private static String template(Synth stack) {
        Path file = stack.folder().resolve("rankstream.template.json");
        assertThat(file).exists();
        return file.toString();
    }
}
