package io.staithe.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code staithe check}: has a server compare database, pool and published trees, and tells what it found. */
@Command(
        name = "check",
        exitCodeOnExecutionException = CheckCommand.UNANSWERED,
        header = "Has a server compare its database, its pool and what it publishes.",
        description =
                "Runs on the server, as a task. Ends with 0 where nothing is missing or different, or all of that was repaired,"
                        + " 1 where something is, 2 where the command is wrong, 3 where the server cannot be asked or the check failed."
                        + " What is there without need is told, and is no failure.")
final class CheckCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int WRONG = 1;
    static final int UNANSWERED = 3;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(names = "--deep", description = "read all bytes and compare their digests, not their sizes alone")
    private boolean deep;

    @Option(
            names = "--repair",
            description = "repair what can be repaired without loss; what may be the only copy is never deleted")
    private boolean repair;

    @Option(names = "--json", description = "as JSON, for other programs")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = common.command().commandLine().getOut();
        common.server();
        try {
            Checkup checkup = Checkup.run(new Server(common.secret()), deep, repair);
            if (json) {
                out.println(JSON.writeValueAsString(checkup));
            } else {
                checkup.lines().forEach(out::println);
            }
            return checkup.isFine() ? 0 : WRONG;
        } catch (JacksonException | Server.Unanswered failed) {
            out.println("cannot check " + common.server() + ": " + failed.getMessage());
            return UNANSWERED;
        } finally {
            out.flush();
        }
    }
}
