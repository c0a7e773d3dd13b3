package io.staithe.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import tools.jackson.core.JacksonException;

/** A call about tokens: prints what came of it and ends with 0, or says why nothing did, and ends with 1. */
abstract class TokenCall implements Callable<Integer> {
    static final int REFUSED = 1;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    /** Calls the server; what to print. */
    abstract String told(Server server);

    @Override
    public final Integer call() {
        var line = common.command().commandLine();
        PrintWriter out = line.getOut();
        try {
            out.print(told(new Server(common.secret())));
            return 0;
        } catch (JacksonException | Server.Unanswered failed) {
            line.getErr().println(failed.getMessage());
            line.getErr().flush();
            return REFUSED;
        } finally {
            out.flush();
        }
    }
}
