package io.rankstream.flink.kinesis;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.flink.config.PropertyGroup;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the streams are: a region of AWS with its default credentials, or a local server that takes
 * any.
 */
public final class KinesisConnection {

    public static final Option<String> REGION =
            Option.string("region")
                    .required()
                    .describedAs("The region of the streams, such as `eu-central-1`.");

    public static final Option<String> ENDPOINT =
            Option.string("endpoint")
                    .describedAs(
                            "Address of a local Kinesis API server. Without it the service of the"
                                    + " region is used, with the default credentials.");

    public static final OptionGroup OPTIONS =
            OptionGroup.of("aws", "Where the streams are.", REGION, ENDPOINT);

    private static final String LOCAL_CREDENTIAL = "local";

    private final String region;
    private final Optional<String> endpoint;

    private KinesisConnection(String region, Optional<String> endpoint) {
        this.region = Objects.requireNonNull(region);
        this.endpoint = endpoint;
    }

    public static KinesisConnection from(PropertyGroup aws) {
        return new KinesisConnection(aws.get(REGION), aws.find(ENDPOINT));
    }

    /** A server of the Kinesis API, such as {@code http://127.0.0.1:4567}. */
    public static KinesisConnection local(String region, String endpoint) {
        return new KinesisConnection(region, Optional.of(endpoint));
    }

    boolean isLocal() {
        return endpoint.isPresent();
    }

    /** As the connector names it; a copy that the caller may add to. */
    Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("aws.region", region);
        if (endpoint.isEmpty()) {
            properties.setProperty("aws.credentials.provider", "AUTO");
            return properties;
        }
        properties.setProperty("aws.endpoint", endpoint.get());
        properties.setProperty("aws.credentials.provider", "BASIC");
        properties.setProperty("aws.credentials.provider.basic.accesskeyid", LOCAL_CREDENTIAL);
        properties.setProperty("aws.credentials.provider.basic.secretkey", LOCAL_CREDENTIAL);
        return properties;
    }
}
