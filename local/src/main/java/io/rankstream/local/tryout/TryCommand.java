package io.rankstream.local.tryout;

import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.control.ParameterDeclaration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./rankstream try}: shows what boards make of the events in a file, without any server. */
@Command(
        name = "try",
        description = "Scores the events of a file on boards, without any server.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was used",
            "1:a definition was refused, and nothing was scored",
            "2:an option is wrong or a file cannot be read",
            "3:the boards are shown, and some lines were rejected"
        })
public final class TryCommand implements Callable<Integer> {

    private static final int REFUSED = 1;
    private static final int NOT_STARTED = 2;
    private static final int REJECTED = 3;

    @Spec private CommandSpec spec;

    @Option(
            names = "--events",
            required = true,
            paramLabel = "FILE",
            description = "events, one JSON object a line, or one JSON array")
    private Path events;

    @Option(
            names = "--board",
            required = true,
            paramLabel = "FILE",
            description = "a definition, or an array of them; may be repeated")
    private List<Path> boards;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description =
                    "a property file: fields, mapping.<field>, time_unit, max_future, max_age,"
                            + " max_size, as the property group events has them; without fields"
                            + " they are inferred from the events")
    private Path mapping;

    @Option(
            names = "--players",
            paramLabel = "FILE",
            description = "rows of the player dimension with player_id, written like events")
    private Path players;

    @Option(
            names = "--param",
            paramLabel = "NAME=JSON",
            description =
                    "declares a parameter, such as is_bot='{\"type\":\"int\",\"default\":0}'; may"
                            + " be repeated")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--arrival",
            paramLabel = "POLICY",
            defaultValue = "event-time",
            description =
                    "when events arrive that do not say it in arrival_time: event-time, now, a"
                            + " duration after the event, or a time (${DEFAULT-VALUE})")
    private String arrival;

    @Option(
            names = "--session-gap",
            paramLabel = "DURATION",
            description =
                    "the longest pause within a session, such as PT10S; without it there are"
                            + " no sessions")
    private String sessionGap;

    @Option(
            names = "--session-lateness",
            paramLabel = "DURATION",
            defaultValue = "PT0S",
            description = "how long after a gap an event may arrive (${DEFAULT-VALUE})")
    private String sessionLateness;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "show the best N of each board; --json has all")
    private int top = Integer.MAX_VALUE;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Trial.Outcome outcome;
        try {
            outcome = Trial.run(input(Instant.now()));
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println("rankstream: " + e.getMessage());
            return NOT_STARTED;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonReport.of(outcome));
            out.flush();
        } else {
            new TextReport(out, top).print(outcome);
        }
        if (!outcome.refused().isEmpty()) {
            return REFUSED;
        }
        return outcome.rejected().isEmpty() ? 0 : REJECTED;
    }

    private Trial.Input input(Instant now) {
        if (top < 1) {
            throw new IllegalArgumentException("--top " + top + ": must be at least 1");
        }
        Duration gap =
                sessionGap == null
                        ? null
                        : duration("--session-gap", sessionGap, Duration.ofMillis(1));
        return new Trial.Input(
                events,
                mapping == null ? EventProperties.NONE : EventProperties.read(mapping),
                Arrival.parse(arrival, now),
                boards,
                players,
                declarations(),
                gap,
                duration("--session-lateness", sessionLateness, Duration.ZERO));
    }

    private static Duration duration(String option, String text, Duration least) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(least) >= 0) {
                return duration;
            }
            throw new IllegalArgumentException(option + " " + text + ": must be at least " + least);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    option + " " + text + ": must be an ISO-8601 duration such as PT10S", e);
        }
    }

    private List<ParameterDeclaration> declarations() {
        List<ParameterDeclaration> declarations = new ArrayList<>();
        parameters.forEach(
                (name, declaration) -> {
                    try {
                        declarations.add(ParameterDeclaration.parse(name, declaration));
                    } catch (InvalidDefinitionException e) {
                        throw new IllegalArgumentException(
                                "--param " + name + ": " + e.getMessage(), e);
                    }
                });
        return declarations;
    }
}
