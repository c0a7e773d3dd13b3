package io.staithe.cli;

import picocli.CommandLine.Command;

/** {@code staithe token}: the tokens of a server. */
@Command(
        name = "token",
        subcommands = {TokenCreateCommand.class, TokenListCommand.class, TokenRevokeCommand.class},
        synopsisSubcommandLabel = "create|list|revoke",
        header = "Makes, lists and revokes tokens; takes one that grants admin.")
final class TokenCommand {}
