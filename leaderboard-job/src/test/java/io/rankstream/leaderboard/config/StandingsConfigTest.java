package io.rankstream.leaderboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.config.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingsConfigTest {

    @Test
    void writesNothing_withoutAUrl() {
        assertThat(TestConfig.withBoards().build().standings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://db:3306/gaming, MYSQL",
        "jdbc:mysql://db.example.com/gaming?sslMode=REQUIRED, MYSQL",
        "jdbc:postgresql://db:5432/gaming, POSTGRESQL"
    })
    void knowsTheDatabaseByItsUrl(String url, StandingsDialect dialect) {
        StandingsConfig config = withUrl(url).build().standings().orElseThrow();

        assertThat(config.url()).isEqualTo(url);
        assertThat(config.dialect()).isEqualTo(dialect);
        assertThat(config.table()).isEqualTo("final_standings");
        assertThat(config.top()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:oracle:thin:@db:1521/gaming, is of another database",
        "mysql://db:3306/gaming, is of another database",
        "jdbc:mysql://db:3306, is not of the form jdbc:mysql://host:port/database",
        "jdbc:postgresql:gaming, is not of the form jdbc:postgresql://host:port/database"
    })
    void refusesAUrlThatItCannotUse(String url, String reason) {
        assertThatThrownBy(() -> withUrl(url).build())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("standings.jdbc.url")
                .hasMessageContaining(url)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAPasswordInTheUrl() {
        assertThatThrownBy(() -> withUrl("jdbc:mysql://db/gaming?user=a&Password=b").build())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("standings.jdbc.url")
                .hasMessageContaining("use jdbc.password");
    }

    @Test
    void refusesAUserWithoutAUrl() {
        assertThatThrownBy(
                        () ->
                                TestConfig.withBoards()
                                        .with("standings", "jdbc.user", "rankstream")
                                        .build())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("standings.jdbc.url");
    }

    @Test
    void refusesATableThatIsNone() {
        assertThatThrownBy(
                        () ->
                                withUrl("jdbc:mysql://db/gaming")
                                        .with("standings", "table", "a; DROP TABLE b")
                                        .build())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("standings.table")
                .hasMessageContaining("is not a table");
    }

    private static TestConfig withUrl(String url) {
        return TestConfig.withBoards().with("standings", "jdbc.url", url);
    }
}
