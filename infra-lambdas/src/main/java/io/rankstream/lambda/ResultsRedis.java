package io.rankstream.lambda;

import redis.clients.jedis.UnifiedJedis;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;

/** The executor that an environment of Lambda describes. */
final class ResultsRedis {

    static ResultsExecutor open() {
        ResultsSettings settings = ResultsSettings.from(System.getenv());
        String region = System.getenv("AWS_REGION");
        Secrets secrets =
                new Secrets(
                        Secrets.endpointOf(region),
                        region,
                        EnvironmentVariableCredentialsProvider.create(),
                        System::currentTimeMillis);
        UnifiedJedis client =
                RedisConnection.open(
                        settings,
                        () -> secrets.password(settings.secret()),
                        settings.tls() ? RedisConnection.verified() : null);
        return executor(client, settings);
    }

    static ResultsExecutor executor(UnifiedJedis client, ResultsSettings settings) {
        return new ResultsExecutor(
                client,
                settings.sourcePrefix(),
                settings.targetPrefix(),
                settings.retention(),
                System::currentTimeMillis);
    }

    private ResultsRedis() {}
}
