package io.staithe.library.addition;

import java.util.function.UnaryOperator;

/**
 * A warning about a file that is not added.
 *
 * @param path the upload directory and the name
 * @param warning the words about the path as it is shown
 */
public record Remark(String path, UnaryOperator<String> warning) {
    /** A warning in words that do not show the path. */
    public Remark(String path, String warning) {
        this(path, shown -> warning);
    }

    /** What was to be added is not there. */
    public static Remark missing(String path) {
        return new Remark(
                path, shown -> "Unable to process " + shown + ": stat " + shown + ": no such file or directory");
    }
}
