package io.rankstream.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

@Timeout(60)
class S3ServerTest {

    private static final String BUCKET = "lake";

    @TempDir Path folder;

    @Test
    void keepsObjectsInItsFolder() throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        try (S3Server server = S3Server.start(folder, 0);
                S3Client client = client(server, S3Server.SECRET_KEY)) {
            server.createBucket(BUCKET);
            client.putObject(to -> to.bucket(BUCKET).key("a/b=1/c"), RequestBody.fromBytes(bytes));
        }

        try (S3Server server = S3Server.start(folder, 0);
                S3Client client = client(server, S3Server.SECRET_KEY)) {
            server.createBucket(BUCKET);

            assertThat(keys(client)).containsExactly("a/b=1/c");
            assertThat(
                            client.getObjectAsBytes(from -> from.bucket(BUCKET).key("a/b=1/c"))
                                    .asByteArray())
                    .isEqualTo(bytes);
        }
        assertThat(folder.resolve("lake/a/b=1/c")).hasBinaryContent(bytes);
    }

    @Test
    void showsAnObjectOnceItsUploadIsComplete() throws IOException {
        try (S3Server server = S3Server.inMemory();
                S3Client client = client(server, S3Server.SECRET_KEY)) {
            server.createBucket(BUCKET);
            String upload =
                    client.createMultipartUpload(to -> to.bucket(BUCKET).key("k")).uploadId();
            String tag =
                    client.uploadPart(
                                    to -> to.bucket(BUCKET).key("k").uploadId(upload).partNumber(1),
                                    RequestBody.fromString("text"))
                            .eTag();
            assertThat(keys(client)).isEmpty();

            client.completeMultipartUpload(
                    to ->
                            to.bucket(BUCKET)
                                    .key("k")
                                    .uploadId(upload)
                                    .multipartUpload(
                                            parts ->
                                                    parts.parts(
                                                            CompletedPart.builder()
                                                                    .partNumber(1)
                                                                    .eTag(tag)
                                                                    .build())));

            assertThat(keys(client)).containsExactly("k");
        }
    }

    @Test
    void refusesAnotherSecret() throws IOException {
        try (S3Server server = S3Server.inMemory();
                S3Client client = client(server, "wrong")) {
            server.createBucket(BUCKET);

            assertThatThrownBy(() -> keys(client)).isInstanceOf(S3Exception.class);
        }
    }

    private static List<String> keys(S3Client client) {
        return client.listObjectsV2(of -> of.bucket(BUCKET)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static S3Client client(S3Server server, String secret) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .forcePathStyle(true)
                .region(Region.EU_WEST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(S3Server.ACCESS_KEY, secret)))
                .build();
    }
}
