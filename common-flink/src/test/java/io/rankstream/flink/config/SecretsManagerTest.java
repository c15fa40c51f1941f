package io.rankstream.flink.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SecretsManagerTest {

    private static final String ARN =
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:game/cdc-AbCdEf";

    private static final Map<String, String> PROPERTIES =
            Map.of("aws.accessKeyId", "AKIDEXAMPLE", "aws.secretAccessKey", "for-tests");

    private final Map<String, String> before = new TreeMap<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile String asked = "";
    private volatile String target = "";
    private volatile String authorization = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
                    authorization = exchange.getRequestHeaders().getFirst("Authorization");
                    byte[] bytes = answer.getBytes(UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        set(SecretsManager.ENDPOINT_PROPERTY, "http://127.0.0.1:" + server.getAddress().getPort());
        PROPERTIES.forEach(this::set);
    }

    private void set(String property, String value) {
        before.put(property, System.getProperty(property, ""));
        System.setProperty(property, value);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        before.forEach(
                (property, value) -> {
                    if (value.isEmpty()) {
                        System.clearProperty(property);
                    } else {
                        System.setProperty(property, value);
                    }
                });
    }

    @Test
    void readsAFieldOfASecret() {
        answer =
                "{\"SecretString\":\"{\\\"username\\\":\\\"cdc\\\",\\\"password\\\":\\\"hunter2\\\"}\"}";

        assertThat(Secret.of("secretsmanager:" + ARN + "#password").resolve()).isEqualTo("hunter2");
        assertThat(asked).isEqualTo("{\"SecretId\":\"" + ARN + "\"}");
        assertThat(target).isEqualTo("secretsmanager.GetSecretValue");
        assertThat(authorization)
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                .contains("/eu-central-1/secretsmanager/aws4_request")
                .contains("x-amz-target");
    }

    @Test
    void saysWhatTheServiceRefuses() {
        status = 400;
        answer = "{\"__type\":\"AccessDeniedException\"}";

        assertThatThrownBy(() -> Secret.of("secretsmanager:" + ARN + "#password").resolve())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(
                        "the secret of secretsmanager:"
                                + ARN
                                + "#password cannot be read: Secrets Manager answers 400 "
                                + answer);
    }

    @Test
    void saysThatAFieldIsMissing_withoutTheSecret() {
        answer = "{\"SecretString\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}";

        assertThatThrownBy(() -> Secret.of("secretsmanager:" + ARN + "#username").resolve())
                .hasMessageEndingWith("the secret has no field username that is a text")
                .message()
                .doesNotContain("hunter2");
    }
}
