package io.staithe.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code staithe token list}: every token, one a line. */
@Command(
        name = "list",
        exitCodeOnExecutionException = TokenCall.REFUSED,
        header = "Lists tokens: name, state, last use, and what they may do.")
final class TokenListCommand extends TokenCall {
    @Override
    String told(Server server) {
        return server.json("v1/tokens")
                .valueStream()
                .map(TokenListCommand::line)
                .collect(Collectors.joining());
    }

    private static String line(JsonNode token) {
        String grants =
                token.path("grants").valueStream().map(JsonNode::asString).collect(Collectors.joining("; "));
        return "%-24s %-32s used %-24s %s%n"
                .formatted(token.path("name").asString(), state(token), time(token, "usedAt"), grants);
    }

    private static String state(JsonNode token) {
        if (token.path("revokedAt").isString()) {
            return "revoked " + time(token, "revokedAt");
        }
        return token.path("expiresAt").isString() ? "until " + time(token, "expiresAt") : "never expires";
    }

    private static String time(JsonNode token, String member) {
        JsonNode time = token.path(member);
        return time.isString() ? time.stringValue() : "never";
    }
}
