package io.rankstream.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

@Timeout(30)
class SecretsTest {

    private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x";

    private final List<String> requests = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(1_763_596_800_000L);
    private volatile int status = 200;
    private volatile String answer = "{\"SecretString\":\"{\\\"password\\\":\\\"one\\\"}\"}";
    private HttpServer server;
    private Secrets secrets;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    requests.add(
                            exchange.getRequestHeaders().getFirst("X-Amz-Target")
                                    + ' '
                                    + exchange.getRequestHeaders().getFirst("Authorization")
                                    + ' '
                                    + exchange.getRequestHeaders().getFirst("X-Amz-Security-Token")
                                    + ' '
                                    + body);
                    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        secrets =
                new Secrets(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                        "eu-west-1",
                        StaticCredentialsProvider.create(
                                AwsSessionCredentials.create("id", "key", "token")),
                        now::get);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsThePassword_withASignedRequest() {
        assertThat(secrets.password(SECRET)).isEqualTo("one");

        assertThat(requests).hasSize(1);
        assertThat(requests.get(0))
                .startsWith("secretsmanager.GetSecretValue AWS4-HMAC-SHA256 Credential=id/")
                .contains("/eu-west-1/secretsmanager/aws4_request")
                .contains(" token ")
                .endsWith("{\"SecretId\":\"" + SECRET + "\"}");
    }

    @Test
    void findsARotatedPassword_withinMinutes() {
        secrets.password(SECRET);
        answer = "{\"SecretString\":\"{\\\"password\\\":\\\"two\\\"}\"}";
        assertThat(secrets.password(SECRET)).isEqualTo("one");

        now.addAndGet(301_000);

        assertThat(secrets.password(SECRET)).isEqualTo("two");
    }

    @Test
    void saysWhatTheServiceRefused() {
        status = 400;
        answer = "{\"__type\":\"AccessDeniedException\"}";

        assertThatThrownBy(() -> secrets.password(SECRET))
                .hasMessageContaining("400")
                .hasMessageContaining("AccessDeniedException")
                .hasMessageContaining(SECRET);
    }

    @Test
    void doesNotRepeatASecretWithoutAPassword() {
        answer = "{\"SecretString\":\"{\\\"token\\\":\\\"confidential\\\"}\"}";

        assertThatThrownBy(() -> secrets.password(SECRET))
                .hasMessageContaining("must be a JSON object with a text 'password'")
                .hasMessageNotContaining("confidential");
    }

    @Test
    void refusesWrongSettings() {
        assertThatThrownBy(
                        () -> ResultsSettings.from(Map.of("REDIS_HOST", "h", "REDIS_TLS", "yes")))
                .hasMessage("REDIS_TLS 'yes': must be true or false");
        assertThatThrownBy(() -> ResultsSettings.from(Map.of("REDIS_HOST", "h", "REDIS_USER", "u")))
                .hasMessage("REDIS_USER 'u': goes together with REDIS_SECRET");
        assertThatThrownBy(() -> ResultsSettings.from(Map.of()))
                .hasMessage("REDIS_HOST '': must be the host of a Redis");
    }
}
