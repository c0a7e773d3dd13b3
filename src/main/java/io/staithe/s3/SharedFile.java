package io.staithe.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file under its digest that the generations of a publication share.
 *
 * @param seen its path below a distribution
 */
record SharedFile(long publication, String seen) {
    private static final Pattern STAGED = Pattern.compile("([0-9]{1,18})/by-hash/(.+)/(SHA256/[0-9a-f]{64})");

    /** From its path where it is staged; null for what is not seen. */
    static @Nullable SharedFile parse(String path) {
        Matcher staged = STAGED.matcher(path);
        return staged.matches()
                ? new SharedFile(Long.parseLong(staged.group(1)), staged.group(2) + "/by-hash/" + staged.group(3))
                : null;
    }
}
