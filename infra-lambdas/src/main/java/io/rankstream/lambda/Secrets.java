package io.rankstream.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Reads passwords from Secrets Manager, and keeps them for a while. */
final class Secrets {

    /** Host and others are set by the client itself and may not be set again. */
    private static final List<String> SET_BY_CLIENT = List.of("host", "content-length");

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long FRESH_MILLIS = Duration.ofMinutes(5).toMillis();

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final String region;
    private final AwsCredentialsProvider credentials;
    private final LongSupplier clock;
    private String password;
    private long readAt;

    /**
     * @param endpoint of Secrets Manager
     * @param clock epoch milliseconds
     */
    Secrets(URI endpoint, String region, AwsCredentialsProvider credentials, LongSupplier clock) {
        this.endpoint = endpoint;
        this.region = region;
        this.credentials = credentials;
        this.clock = clock;
    }

    /** Where the service of a region is. */
    static URI endpointOf(String region) {
        String domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
        return URI.create("https://secretsmanager." + region + "." + domain + "/");
    }

    /**
     * The text {@code password} in a secret that is a JSON object, at most five minutes old.
     *
     * @throws IllegalStateException if the service refuses or the secret has no password; the
     *     message does not hold the secret
     */
    synchronized String password(String secret) {
        long now = clock.getAsLong();
        if (password == null || now - readAt > FRESH_MILLIS) {
            password = read(secret);
            readAt = now;
        }
        return password;
    }

    private String read(String secret) {
        try {
            byte[] body = json.writeValueAsBytes(Map.of("SecretId", secret));
            HttpResponse<String> answer =
                    http.send(signed(body), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "Secrets Manager answered "
                                + answer.statusCode()
                                + " for "
                                + secret
                                + ": "
                                + json.readTree(answer.body()).path("__type").asText());
            }
            JsonNode value =
                    json.readTree(json.readTree(answer.body()).path("SecretString").asText());
            if (!value.path("password").isTextual()) {
                throw new IllegalStateException(
                        "secret " + secret + " must be a JSON object with a text 'password'");
            }
            return value.path("password").textValue();
        } catch (IOException e) {
            throw new UncheckedIOException("Secrets Manager cannot be asked for " + secret, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading secret " + secret, e);
        }
    }

    private HttpRequest signed(byte[] body) {
        SdkHttpRequest request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(endpoint)
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
                        .build();
        SdkHttpRequest signed =
                AwsV4HttpSigner.create()
                        .sign(
                                sign ->
                                        sign.identity(credentials.resolveCredentials())
                                                .request(request)
                                                .payload(ContentStreamProvider.fromByteArray(body))
                                                .putProperty(
                                                        AwsV4HttpSigner.SERVICE_SIGNING_NAME,
                                                        "secretsmanager")
                                                .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                        .request();
        HttpRequest.Builder http =
                HttpRequest.newBuilder(endpoint)
                        .timeout(TIMEOUT)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signed.forEachHeader(
                (name, values) -> {
                    if (!SET_BY_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                        values.forEach(value -> http.header(name, value));
                    }
                });
        return http.build();
    }
}
