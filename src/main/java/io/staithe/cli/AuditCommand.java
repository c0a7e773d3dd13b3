package io.staithe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;

/** {@code staithe audit}: holds what a server acknowledged against what it has and shows. */
@Command(
        name = "audit",
        exitCodeOnExecutionException = AuditCommand.UNANSWERED,
        header = "Prints what a server acknowledged and does not have.",
        description =
                "Replays the receipts of a server against its log, its catalogue, its bytes and its published indexes,"
                        + " all over HTTP. Ends with 0 where nothing is missing, 1 where something is, 2 where the command is wrong,"
                        + " 3 where the server cannot be asked.")
final class AuditCommand implements Callable<Integer> {
    private static final int MISSING = 1;
    static final int UNANSWERED = 3;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = {"-r", "--repository"},
            paramLabel = "NAME",
            description = "a repository to audit, repeatable; default all")
    private List<String> repositories = List.of();

    @Option(
            names = {"-k", "--key"},
            paramLabel = "PEM",
            description = "the server's key for receipts, as you kept it; default what the server says now")
    private @Nullable Path key;

    @Parameters(
            paramLabel = "RECEIPT",
            arity = "0..*",
            description = "files with receipts that you kept: JSON, one after the other")
    private List<Path> receipts = List.of();

    @Override
    public Integer call() {
        PrintWriter out = common.command().commandLine().getOut();
        URI server = common.server();
        try {
            Audit audit = new Audit(new Server(common.secret()), key == null ? null : PublicKeyFile.read(key));
            Report report = audit.run(repositories, KeptReceipts.read(receipts));
            report.findings().forEach(out::println);
            out.println(report.summary());
            out.flush();
            return report.findings().isEmpty() ? 0 : MISSING;
        } catch (IOException | JacksonException | Server.Unanswered failed) {
            out.println("cannot audit " + server + ": " + failed.getMessage());
            out.flush();
            return UNANSWERED;
        }
    }
}
