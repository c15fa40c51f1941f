package io.rankstream.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.constructs.Construct;

/** The jobs of the suite that are deployed. */
public final class Jobs extends Construct {

    private static final List<JobDefinition> KNOWN =
            List.of(new LeaderboardDefinition(), new ArchiveDefinition(), new ReplayDefinition());

    static final Setting<List<String>> WHICH =
            Setting.list("jobs", "The jobs that are deployed.")
                    .withDefault(String.join(",", names()));

    static final List<Setting<?>> SETTINGS = settingsOfAll();

    private final Map<String, FlinkJob> jobs = new LinkedHashMap<>();

    Jobs(Construct scope, String id, RankstreamStack stack) {
        super(scope, id);
        for (String name : stack.settings().get(WHICH)) {
            JobDefinition definition = known(name);
            FlinkJob job = new FlinkJob(this, definition.id(), stack, definition.props(stack));
            definition.allow(job.role(), stack);
            jobs.put(name, job);
        }
    }

    private static List<String> names() {
        return KNOWN.stream().map(JobDefinition::name).toList();
    }

    private static List<Setting<?>> settingsOfAll() {
        List<Setting<?>> all = new ArrayList<>();
        all.add(WHICH);
        KNOWN.forEach(definition -> all.addAll(definition.settings()));
        return List.copyOf(all);
    }

    private static JobDefinition known(String name) {
        return KNOWN.stream()
                .filter(definition -> definition.name().equals(name))
                .findAny()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "the setting jobs names '"
                                                + name
                                                + "': there are "
                                                + String.join(", ", names())));
    }

    /** The jobs that are deployed. */
    public List<FlinkJob> all() {
        return List.copyOf(jobs.values());
    }

    /** A job by its name, such as {@code leaderboard}, if it is deployed. */
    public Optional<FlinkJob> find(String name) {
        return Optional.ofNullable(jobs.get(name));
    }
}
