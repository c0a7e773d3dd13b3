package io.staithe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code staithe token revoke}: ends a token. */
@Command(
        name = "revoke",
        exitCodeOnExecutionException = TokenCall.REFUSED,
        header = "Revokes a token: within seconds it opens nothing any more.")
final class TokenRevokeCommand extends TokenCall {
    @Parameters(paramLabel = "NAME", description = "its name")
    private String name = "";

    @Override
    String told(Server server) {
        server.call("DELETE", "v1/tokens/" + Server.segment(name), null);
        return "";
    }
}
