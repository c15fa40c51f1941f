package io.rankstream.local.demo;

import io.rankstream.datagen.KnownTruth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Compares every board of every Redis with the known truth of a load that is over. */
final class BoardCheck {

    private final Retention retention;
    private final JobView view;
    private final Terminal terminal;

    BoardCheck(Retention retention, JobView view, Terminal terminal) {
        this.retention = retention;
        this.view = view;
        this.terminal = terminal;
    }

    /**
     * Works the truth out and waits until the job has caught up.
     *
     * @param redis what each holds, by a name for people; an empty name is left out
     * @return what is wrong; empty if every board is equal
     */
    Optional<String> run(LoadRun load, Map<String, RedisBoards> redis, BooleanSupplier stop)
            throws IOException, InterruptedException {
        terminal.line("load sent: " + load.progress().line());
        terminal.line("working out what every board must show");
        KnownTruth truth = load.truth();
        terminal.line("records by what became of them: " + truth.counts());
        terminal.line("waiting until the job has caught up");
        List<String> failures = new ArrayList<>();
        for (Map.Entry<String, RedisBoards> boards : redis.entrySet()) {
            Verification.Outcome outcome =
                    new Verification(truth, retention, boards.getValue(), view, terminal).run(stop);
            if (!boards.getKey().isEmpty()) {
                terminal.line(boards.getKey() + ":");
            }
            outcome.comparison().report().forEach(terminal::line);
            outcome.failure()
                    .map(failure -> (boards.getKey() + " " + failure).strip())
                    .ifPresent(failures::add);
        }
        if (truth.counts().getOrDefault("undecided_copy", 0L) > 0) {
            terminal.line("the truth is not certain: copies of an event lie in different shards");
        }
        return failures.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failures));
    }
}
