package io.rankstream.datagen;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;

/** Connects to Kinesis, or to a server that speaks its API over HTTP/1.1. */
public final class KinesisClients {

    /**
     * A client that the caller closes.
     *
     * @param endpoint of a local server, which needs no credentials; empty for AWS itself
     */
    public static KinesisClient connect(String region, Optional<URI> endpoint) {
        KinesisClientBuilder client =
                KinesisClient.builder()
                        .region(Region.of(region))
                        .httpClient(UrlConnectionHttpClient.create());
        endpoint.ifPresent(
                uri ->
                        client.endpointOverride(uri)
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(
                                                AwsBasicCredentials.create("local", "local"))));
        return client.build();
    }

    private KinesisClients() {}
}
