package io.staithe.library.receipt;

import io.staithe.deb.PackageKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The addition by which a package came into a repository, as the log has it.
 *
 * @param id its name
 * @param repository the repository's name now
 * @param key the key of the package
 * @param at when the revision was made
 * @param task the task that made it
 * @param caller who asked for it
 * @param log the hash of the revision's row, which binds the rows before it too
 */
public record Receipt(
        ReceiptId id, String repository, PackageKey key, Instant at, long task, String caller, String log) {
    /**
     * The text that is signed, in UTF-8: a line of a word and a value for each of what follows, all ended by a newline.
     * No value can hold one.
     */
    public String statement() {
        return "staithe-receipt 1\n"
                + "id " + id + "\n"
                + "repository " + repository + "\n"
                + "package " + key + "\n"
                + "sha256 " + id.sha256() + "\n"
                + "revision " + id.revision() + "\n"
                + "at " + at + "\n"
                + "task " + task + "\n"
                + "caller " + caller + "\n"
                + "log " + log + "\n";
    }

    byte[] statementBytes() {
        return statement().getBytes(StandardCharsets.UTF_8);
    }
}
