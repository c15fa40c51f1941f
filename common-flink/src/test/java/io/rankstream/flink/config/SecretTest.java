package io.rankstream.flink.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

    private static final String ARN =
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:game/cdc-AbCdEf";

    @TempDir private Path folder;

    @Test
    void readsAFileWithoutItsLastLineBreak() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), " hunter2 \r\n");

        assertThat(Secret.of("file:" + file).resolve()).isEqualTo(" hunter2 ");
    }

    @Test
    void readsTheEnvironment() {
        Map.Entry<String, String> any = System.getenv().entrySet().iterator().next();

        assertThat(Secret.of("env:" + any.getKey()).resolve()).isEqualTo(any.getValue());
    }

    @Test
    void readsTheFileWhenItIsUsed() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "old");
        Secret secret = Secret.of("file:" + file);
        Files.writeString(file, "new");

        assertThat(secret.resolve()).isEqualTo("new");
    }

    @Test
    void printsAndShipsTheReferenceOnly() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "hunter2");
        Secret secret = Secret.of("file:" + file);
        secret.resolve();

        assertThat(secret).hasToString("****** (file:" + file + ")");
        assertThat(new String(InstantiationUtil.serializeObject(secret), ISO_8859_1))
                .doesNotContain("hunter2");
    }

    @Test
    void refusesAReferenceToNothing() {
        assertThatThrownBy(() -> Secret.of("env:RANKSTREAM_NOT_SET").resolve())
                .hasMessage("the environment variable of env:RANKSTREAM_NOT_SET is not set");
        assertThatThrownBy(() -> Secret.of("file:" + folder.resolve("none")).resolve())
                .hasMessageEndingWith("none cannot be read");
    }

    @Test
    void refusesASecretInPlaceOfAReference() {
        for (String text :
                new String[] {
                    "hunter2",
                    "env:",
                    "file:",
                    "",
                    "secretsmanager:hunter2",
                    "secretsmanager:" + ARN,
                    "secretsmanager:" + ARN + "#"
                }) {
            assertThatThrownBy(() -> Secret.of(text))
                    .hasMessage(
                            "must be a reference env:NAME, file:PATH or"
                                    + " secretsmanager:ARN#FIELD, never the secret itself");
        }
    }
}
