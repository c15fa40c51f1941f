package io.rankstream.datagen;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the generator; each profile is one sub-command. */
@Command(
        name = "datagen",
        description = "Sends believable, reproducible load and says what must come of it.",
        subcommands = RacingCommand.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "PROFILE")
public final class DatagenMain {

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new DatagenMain());
    }

    private DatagenMain() {}
}
