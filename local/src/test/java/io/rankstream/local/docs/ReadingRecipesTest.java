package io.rankstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.local.redis.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.commands.ProtocolCommand;

/** Runs the commands of {@code docs/reading.md}, so that a reader can rely on their answers. */
class ReadingRecipesTest {

    private static final Path PAGE = Path.of("..", "docs", "reading.md");
    private static final String PROMPT = "> ";

    /** A word, or one in double quotes; the page needs no escapes. */
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private static RedisProcess redis;
    private static RedisClient client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start();
        client =
                RedisClient.builder()
                        .hostAndPort(new HostAndPort(redis.host(), redis.port()))
                        .clientConfig(
                                DefaultJedisClientConfig.builder()
                                        .protocol(RedisProtocol.RESP2)
                                        .build())
                        .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        redis.close();
    }

    /** One command of the page and the answer that stands below it. */
    private record Recipe(String command, List<String> answer) {}

    @Test
    void getsTheAnswersOfThePage() throws Exception {
        List<Recipe> recipes = recipes();

        assertThat(recipes).hasSizeGreaterThan(20);
        for (Recipe recipe : recipes) {
            assertThat(answer(recipe.command())).as(recipe.command()).isEqualTo(recipe.answer());
        }
    }

    @Test
    void leavesNoRecipeWithoutAnAnswer() throws Exception {
        assertThat(recipes()).allSatisfy(recipe -> assertThat(recipe.answer()).isNotEmpty());
    }

    private static List<Recipe> recipes() throws Exception {
        List<Recipe> recipes = new ArrayList<>();
        boolean redisBlock = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("```")) {
                redisBlock = line.equals("```redis");
            } else if (redisBlock && line.startsWith(PROMPT)) {
                recipes.add(new Recipe(line.substring(PROMPT.length()), new ArrayList<>()));
            } else if (redisBlock) {
                recipes.get(recipes.size() - 1).answer().add(line);
            }
        }
        return recipes;
    }

    private static List<String> answer(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        ProtocolCommand name = () -> words.get(0).getBytes(StandardCharsets.UTF_8);
        CommandArguments arguments = new CommandArguments(name);
        words.subList(1, words.size()).forEach(arguments::add);
        return shown(client.executeCommand(arguments));
    }

    /** As redis-cli prints it. */
    private static List<String> shown(Object reply) {
        if (reply == null) {
            return List.of("(nil)");
        }
        if (reply instanceof Long) {
            return List.of("(integer) " + reply);
        }
        if (reply instanceof byte[] bytes) {
            return List.of('"' + new String(bytes, StandardCharsets.UTF_8) + '"');
        }
        List<String> lines = new ArrayList<>();
        int number = 1;
        for (Object element : (List<?>) reply) {
            String prefix = number++ + ") ";
            for (String line : shown(element)) {
                lines.add(prefix + line);
                prefix = " ".repeat(prefix.length());
            }
        }
        return lines;
    }
}
