package io.rankstream.flink.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.auth.signer.Aws4Signer;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.auth.signer.params.Aws4SignerParams;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.core.exception.SdkException;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.http.SdkHttpFullRequest;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.http.SdkHttpMethod;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.regions.Region;

/**
 * Reads one field of a secret in AWS Secrets Manager, with the default credentials. One call does
 * not deserve a client library of its own: the Kinesis connector brings what signs it.
 */
final class SecretsManager {

    /** What AWS's own clients read, too: the address of another server than the region's. */
    static final String ENDPOINT_PROPERTY = "aws.endpointUrlSecretsManager";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int TIMEOUT_MILLIS = 10_000;

    private SecretsManager() {}

    /** Whether the text names a secret by its ARN and one of its fields. */
    static boolean names(String arnAndField) {
        String[] parts = arnAndField.split(":", -1);
        int field = arnAndField.indexOf('#');
        return parts.length == 7
                && parts[0].equals("arn")
                && parts[2].equals("secretsmanager")
                && field > 0
                && field < arnAndField.length() - 1;
    }

    /**
     * The field's value.
     *
     * @param arnAndField {@code <arn>#<field>}
     * @throws IOException if the service refuses or cannot be reached, or there is no such field
     */
    static String read(String arnAndField) throws IOException {
        int hash = arnAndField.indexOf('#');
        String arn = arnAndField.substring(0, hash);
        String field = arnAndField.substring(hash + 1);
        JsonNode value = JSON.readTree(secretString(arn)).path(field);
        if (!value.isTextual()) {
            throw new IOException("the secret has no field " + field + " that is a text");
        }
        return value.textValue();
    }

    private static String secretString(String arn) throws IOException {
        String[] parts = arn.split(":", -1);
        String region = parts[3];
        byte[] body = JSON.writeValueAsBytes(Map.of("SecretId", arn));
        SdkHttpFullRequest request = signed(endpoint(parts[1], region), region, body);
        HttpURLConnection connection =
                (HttpURLConnection) request.getUri().toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
            // The connection sets it by itself and refuses to be told.
            if (!header.getKey().equals("Host")) {
                connection.setRequestProperty(header.getKey(), String.join(",", header.getValue()));
            }
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException("Secrets Manager answers " + status + " " + errorOf(connection));
        }
        try (InputStream in = connection.getInputStream()) {
            JsonNode text = JSON.readTree(in).path("SecretString");
            if (!text.isTextual()) {
                throw new IOException("the secret is not a text");
            }
            return text.textValue();
        }
    }

    private static SdkHttpFullRequest signed(URI endpoint, String region, byte[] body)
            throws IOException {
        SdkHttpFullRequest request =
                SdkHttpFullRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(endpoint)
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
                        .contentStreamProvider(() -> new ByteArrayInputStream(body))
                        .build();
        try (DefaultCredentialsProvider credentials = DefaultCredentialsProvider.create()) {
            return Aws4Signer.create()
                    .sign(
                            request,
                            Aws4SignerParams.builder()
                                    .awsCredentials(credentials.resolveCredentials())
                                    .signingName("secretsmanager")
                                    .signingRegion(Region.of(region))
                                    .build());
        } catch (SdkException e) {
            throw new IOException("there are no credentials: " + e.getMessage(), e);
        }
    }

    private static URI endpoint(String partition, String region) {
        String given = System.getProperty(ENDPOINT_PROPERTY);
        if (given != null) {
            return URI.create(given);
        }
        return URI.create(
                "https://secretsmanager."
                        + region
                        + (partition.equals("aws-cn") ? ".amazonaws.com.cn" : ".amazonaws.com")
                        + "/");
    }

    /** The kind of the error; its text may repeat what was asked, and is short. */
    private static String errorOf(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getErrorStream()) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
