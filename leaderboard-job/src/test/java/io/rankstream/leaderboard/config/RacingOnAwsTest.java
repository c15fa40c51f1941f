package io.rankstream.leaderboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.flink.config.RuntimeConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The properties that docs/deploy.md has given to Managed Flink without CDK. */
class RacingOnAwsTest {

    private static final Path RACING = Path.of("..", "examples", "racing");
    private static final Path ON_AWS = RACING.resolve("aws/leaderboard.json");

    @Test
    void isAcceptedByTheJob() {
        assertThatCode(
                        () ->
                                LeaderboardConfig.from(
                                        RuntimeConfiguration.load(
                                                new String[] {"--properties", ON_AWS.toString()})))
                .doesNotThrowAnyException();
    }

    @Test
    void isRacing() throws IOException {
        Map<String, JsonNode> racing = groups(RACING.resolve("leaderboard.json"));
        Map<String, JsonNode> onAws = groups(ON_AWS);

        for (String group : new String[] {"boards", "params", "dimension", "scoring"}) {
            assertThat(onAws.get(group)).as(group).isEqualTo(racing.get(group));
        }
    }

    @Test
    void isWithinTheLimitsOfManagedFlink() throws IOException {
        Map<String, JsonNode> groups = groups(ON_AWS);

        assertThat(groups).hasSizeLessThanOrEqualTo(50);
        groups.forEach(
                (name, properties) -> {
                    assertThat(properties.size()).as(name).isLessThanOrEqualTo(50);
                    properties
                            .properties()
                            .forEach(
                                    property ->
                                            assertThat(property.getValue().textValue())
                                                    .as(property.getKey())
                                                    .hasSizeLessThanOrEqualTo(2048));
                });
    }

    private static Map<String, JsonNode> groups(Path file) throws IOException {
        Map<String, JsonNode> groups = new TreeMap<>();
        for (JsonNode group : new ObjectMapper().readTree(file.toFile())) {
            groups.put(group.path("PropertyGroupId").textValue(), group.path("PropertyMap"));
        }
        return groups;
    }
}
