package io.staithe.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that talks to a server takes. */
final class CommonOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean help;

    @Option(
            names = {"-s", "--server"},
            defaultValue = "${env:STAITHE_SERVER:-http://127.0.0.1:8080}",
            description = "the server; default $STAITHE_SERVER, else ${DEFAULT-VALUE}")
    private @Nullable URI server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "a file whose first line is your token; default the token in $$STAITHE_TOKEN, else none")
    private @Nullable Path tokenFile;

    /** The command itself. */
    CommandSpec command() {
        return Objects.requireNonNull(command);
    }

    /** The address of the server; wrong usage where it is none. */
    URI server() {
        URI address = Objects.requireNonNull(server);
        if (address.getHost() == null) {
            throw wrong("--server must be like http://host:port");
        }
        return address;
    }

    /** What is shown to the server. */
    Secret secret() {
        try {
            return Secret.of(server(), tokenFile, System.getenv("STAITHE_TOKEN"));
        } catch (IOException unreadable) {
            throw wrong("--token-file cannot be read: " + unreadable.getMessage());
        }
    }

    /** What ends a command that is used wrongly. */
    ParameterException wrong(String what) {
        return new ParameterException(command().commandLine(), what);
    }
}
