package io.rankstream.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The model test finds what is wrong, and says it in few words. */
class ModelRunnerTest {

    private static final int HISTORIES = 400;

    /** A domain that knows one kind of board: the sum of all points. */
    private static final class NaiveSum implements ModelHarness {

        private static final ObjectMapper JSON = new ObjectMapper();

        private final List<String> sums = new ArrayList<>();
        private final Map<String, Map<String, Double>> boards = new TreeMap<>();

        private NaiveSum(Settings settings, List<String> definitions) {
            for (String definition : definitions) {
                JsonNode json = json(definition);
                if (json.path("aggregation").asText().equals("sum") && !json.has("window")) {
                    sums.add("leaderboard:" + json.path("board").asText());
                }
            }
        }

        private static JsonNode json(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void deliver(Input input) {
            if (input instanceof Input.Event event && event.fields().containsKey("points")) {
                double points = ((Long) event.fields().get("points")).doubleValue();
                for (String key : sums) {
                    boards.computeIfAbsent(key, k -> new TreeMap<>())
                            .merge(event.player(), points, Double::sum);
                }
            }
        }

        @Override
        public void clock(long arrival, long wall) {}

        @Override
        public void restart() {}

        @Override
        public Map<String, Map<String, Double>> boards() {
            return boards;
        }

        @Override
        public Map<String, FinalWindow> finalWindows() {
            return Map.of();
        }

        @Override
        public List<DeadEvent> deadEvents() {
            return List.of();
        }
    }

    @Test
    void agreesWithADomainThatIsRight() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            History history = HistoryGenerator.history(seed);

            assertThat(fault(history, Set.of())).as(history.describe()).isNull();
        }
    }

    @Test
    void makesTheFaultOfANaiveDomainSmall() {
        ModelRunner runner = new ModelRunner(NaiveSum::new);
        for (long seed = 1; seed <= 20; seed++) {
            History history = HistoryGenerator.history(seed);
            if (runner.fault(history) == null) {
                continue;
            }

            History small =
                    new Shrinker(candidate -> runner.fault(candidate) != null).shrink(history);

            assertThat(small.inputs()).as(small.describe()).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void findsEveryMistakeAndMakesItSmall() {
        for (Mutation mistake : EnumSet.allOf(Mutation.class)) {
            Set<Mutation> mistakes = EnumSet.of(mistake);
            History history = firstFailing(mistakes);
            assertThat(history).as("%s is never found", mistake).isNotNull();

            History small =
                    new Shrinker(candidate -> fault(candidate, mistakes) != null).shrink(history);

            assertThat(small.inputs())
                    .as("%s in%n%s%n%s", mistake, small.describe(), fault(small, mistakes))
                    .hasSizeLessThanOrEqualTo(6);
        }
    }

    private static History firstFailing(Set<Mutation> mistakes) {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            History history = HistoryGenerator.history(seed);
            if (fault(history, mistakes) != null) {
                return history;
            }
        }
        return null;
    }

    private static String fault(History history, Set<Mutation> mistakes) {
        return new ModelRunner((settings, boards) -> new ReferenceHarness(history, mistakes))
                .fault(history);
    }
}
