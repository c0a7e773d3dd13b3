package io.staithe.library.receipt;

import io.staithe.catalog.RepositoryId;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names an addition: {@code REPOSITORY-REVISION-SHA256}, all of which the log has.
 *
 * @param repository the row of the repository
 * @param revision the revision that has the package first
 * @param sha256 the digest of the package's file, lower-case hexadecimal
 */
public record ReceiptId(RepositoryId repository, long revision, String sha256) {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,17})-([1-9]\\d{0,17})-([0-9a-f]{64})");

    /** Reads an id; {@code UNKNOWN_RECEIPT} for anything else. */
    public static ReceiptId parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw unknown(text);
        }
        return new ReceiptId(
                new RepositoryId(Long.parseLong(form.group(1))), Long.parseLong(form.group(2)), form.group(3));
    }

    static Refused unknown(String id) {
        return new Refused(ReceiptFault.UNKNOWN_RECEIPT, "there is no receipt '" + Fault.bounded(id) + "'");
    }

    @Override
    public String toString() {
        return repository + "-" + revision + "-" + sha256;
    }
}
