package io.staithe.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which generation a seal shows, in its metadata: {@code PUBLICATION/NUMBER}. */
record Generation(long publication, long number) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})/([0-9]{1,18})");

    /** What some metadata say; generation 0 of no publication where that is nothing. */
    static Generation parse(@Nullable String text) {
        Matcher form = FORM.matcher(text == null ? "" : text);
        return form.matches()
                ? new Generation(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)))
                : new Generation(0, 0);
    }

    /** Whether it is the same or a newer one of the same publication; of others the database decides. */
    boolean isAtLeast(Generation other) {
        return publication == other.publication && number >= other.number;
    }

    @Override
    public String toString() {
        return publication + "/" + number;
    }
}
