package io.rankstream.leaderboard.connector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables as {@code docs/standings.md} has them. */
public final class StandingsDdl {

    private static final Path PAGE = Path.of("..", "docs", "standings.md");
    private static final Pattern STATEMENT =
            Pattern.compile("```sql\\n(CREATE TABLE.*?)```", Pattern.DOTALL);

    /** The first one, as MariaDB knows it. */
    public static String mariaDb(String table) throws IOException {
        return statements()
                .get(0)
                .replace("utf8mb4_0900_bin", "utf8mb4_nopad_bin")
                .replace("final_standings", table);
    }

    static String postgreSql(String table) throws IOException {
        return statements().get(1).replace("final_standings", table);
    }

    private static List<String> statements() throws IOException {
        List<String> statements = new ArrayList<>();
        Matcher matcher = STATEMENT.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            statements.add(matcher.group(1));
        }
        return statements;
    }

    private StandingsDdl() {}
}
