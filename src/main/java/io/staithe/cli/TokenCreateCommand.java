package io.staithe.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code staithe token create}: makes a token and prints its secret, and nothing else. */
@Command(
        name = "create",
        exitCodeOnExecutionException = TokenCall.REFUSED,
        header = "Makes a token, and prints its secret: keep it, nobody can ask for it again.")
final class TokenCreateCommand extends TokenCall {
    @Option(
            names = {"-g", "--grant"},
            required = true,
            paramLabel = "LINE",
            description = "what it may do, repeatable: 'upload repository=ci-* package=foo,libfoo*'")
    private List<String> grants = List.of();

    @Option(names = "--expires-in", paramLabel = "DURATION", description = "such as 90d; default never")
    private @Nullable String expiresIn;

    @Parameters(paramLabel = "NAME", description = "its name: who uses it, such as ci-foo")
    private String name = "";

    @Override
    String told(Server server) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
        grants.forEach(body.putArray("grants")::add);
        if (expiresIn != null) {
            body.put("expiresIn", expiresIn);
        }
        JsonNode made = server.call("POST", "v1/tokens", body);
        return made.path("secret").asString("") + "\n";
    }
}
