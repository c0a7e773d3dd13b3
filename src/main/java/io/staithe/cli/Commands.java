package io.staithe.cli;

import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of the jar; without one of their names as the first word it is the server. */
@Command(
        name = "staithe",
        subcommands = {
            PushCommand.class,
            ShowCommand.class,
            AuditCommand.class,
            CheckCommand.class,
            TokenCommand.class,
            ConfigCommand.class,
            CommandLine.HelpCommand.class
        },
        header = "Talks to a Staithe server. Without a command, this is the server.")
public final class Commands {
    private static final Set<String> WORDS = Set.of("push", "show", "audit", "check", "token", "config", "help");

    private Commands() {}

    /** Whether these arguments are a command, not settings of the server. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && WORDS.contains(arguments[0]);
    }

    /** Runs a command to its end; the code that the process ends with. Blocks. */
    public static int run(String[] arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        return new CommandLine(new Commands());
    }
}
