package io.staithe.cli;

import io.staithe.wiring.settings.EffectiveSettings;
import io.staithe.wiring.settings.WrongSetting;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code staithe config}: the settings that a server would have. */
@Command(
        name = "config",
        header = "Prints the settings that the server would have, and where each is from.",
        description = "Takes the arguments of the server, and reads the same files and environment; asks no server, and"
                + " starts none. Passwords and other secrets are not shown. What it prints is a file of settings. Ends with"
                + " 0 where the server would take them, 1 where it would refuse them, which is told on standard error, 2"
                + " where they cannot be read.",
        customSynopsis = "staithe config [--SETTING=VALUE]...")
final class ConfigCommand implements Callable<Integer> {
    private static final int WRONG = 1;
    private static final int UNREADABLE = 2;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean help;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        EffectiveSettings settings;
        try {
            settings = EffectiveSettings.read(arguments);
        } catch (RuntimeException told) {
            // Whoever read them has said why.
            return UNREADABLE;
        }
        print(out(), settings.lines());
        List<WrongSetting> wrong = settings.wrong();
        print(errors(), wrong);
        return wrong.isEmpty() ? 0 : WRONG;
    }

    private static void print(PrintWriter writer, List<?> lines) {
        lines.forEach(writer::println);
        writer.flush();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    private PrintWriter errors() {
        return Objects.requireNonNull(command).commandLine().getErr();
    }
}
