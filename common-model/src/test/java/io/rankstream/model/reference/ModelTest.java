package io.rankstream.model.reference;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/**
 * Plays random histories on the domain and compares it with {@link BoardReference}.
 *
 * <p>{@code -Dmodel.histories=<n>} says how many, {@code -Dmodel.first=<seed>} where to begin,
 * {@code -Dmodel.seed=<seed>} plays one again. A failure is made small and printed, unless {@code
 * -Dmodel.shrink=false} says that only the fact matters.
 */
public abstract class ModelTest {

    private static final int HISTORIES = 2_000;
    private static final boolean SHRINKS =
            Boolean.parseBoolean(System.getProperty("model.shrink", "true"));

    /** Makes the domain under test. */
    protected abstract ModelHarness.Factory factory();

    @Test
    void agreesWithTheReference() {
        Long one = Long.getLong("model.seed");
        long first = one == null ? Long.getLong("model.first", 1) : one;
        long count = one == null ? Long.getLong("model.histories", HISTORIES) : 1;
        for (long seed = first; seed < first + count; seed++) {
            check(HistoryGenerator.history(seed));
        }
    }

    private void check(History history) {
        ModelRunner runner = new ModelRunner(factory());
        if (runner.fault(history) == null) {
            return;
        }
        if (!SHRINKS) {
            fail("again with -Dmodel.seed=%d", history.seed());
        }
        History small = new Shrinker(candidate -> runner.fault(candidate) != null).shrink(history);
        fail(
                "again with -Dmodel.seed=%d%n%s%n%s",
                history.seed(), small.describe(), runner.fault(small));
    }
}
