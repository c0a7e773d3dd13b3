package io.staithe.cli;

import picocli.CommandLine.Command;

/** {@code staithe show}: what a server has. */
@Command(
        name = "show",
        subcommands = ShowRepositoryCommand.class,
        synopsisSubcommandLabel = "repository",
        header = "Shows what a server has.")
final class ShowCommand {}
