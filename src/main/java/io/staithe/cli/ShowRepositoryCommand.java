package io.staithe.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code staithe show repository}: what it holds, what came last, what waits, and where it is published. */
@Command(
        name = "repository",
        exitCodeOnExecutionException = ShowRepositoryCommand.UNANSWERED,
        header = "Shows a repository: what it holds, what came last, what waits, where it is published.",
        description =
                "Ends with 0 where it is shown, 1 where there is none of this name, 2 where the command is wrong, 3 where"
                        + " the server cannot be asked.")
final class ShowRepositoryCommand implements Callable<Integer> {
    private static final int MISSING = 1;
    static final int UNANSWERED = 3;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "as JSON, for other programs")
    private boolean json;

    @Option(
            names = {"-n", "--newest"},
            defaultValue = "10",
            paramLabel = "COUNT",
            description = "how many of the newest additions; default ${DEFAULT-VALUE}")
    private int newest = 10;

    @Parameters(paramLabel = "NAME", description = "the repository")
    private String repository = "";

    @Override
    public Integer call() {
        PrintWriter out = common.command().commandLine().getOut();
        URI server = common.server();
        if (newest < 0) {
            throw common.wrong("--newest must be at least 0");
        }
        try {
            Standing standing = Standing.of(new Server(common.secret()), repository, newest);
            out.print(json ? JSON.writeValueAsString(standing) + "\n" : StandingText.of(standing));
            return 0;
        } catch (JacksonException | Server.Unanswered failed) {
            boolean isMissing = failed instanceof Server.Unanswered unanswered && unanswered.isMissing();
            out.println(
                    isMissing
                            ? "there is no repository '" + repository + "' at " + server
                            : "cannot ask " + server + ": " + failed.getMessage());
            return isMissing ? MISSING : UNANSWERED;
        } finally {
            out.flush();
        }
    }
}
