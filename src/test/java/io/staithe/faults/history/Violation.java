package io.staithe.faults.history;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A promise that was broken.
 *
 * @param rule which
 * @param text how, in one sentence
 * @param operations the calls that show it
 */
public record Violation(Rule rule, String text, List<Operation> operations) {
    /** Copies the list. */
    public Violation {
        operations = List.copyOf(operations);
    }

    Violation(Rule rule, String text, Operation... operations) {
        this(rule, text, List.of(operations));
    }

    @Override
    public String toString() {
        return rule + ": " + text
                + operations.stream().map(each -> "\n    " + each).collect(Collectors.joining());
    }

    /** What can be broken. */
    public enum Rule {
        /** An acknowledged addition is not there, and nobody may have removed it. */
        LOST_ADDITION,
        /** An acknowledged upload is in no directory, and nobody may have added or deleted it. */
        LOST_UPLOAD,
        /** An acknowledged removal left what it removed, and nobody may have added it again. */
        LOST_REMOVAL,
        /** Something is there that nobody asked for, or whose addition was refused. */
        UNASKED_ADDITION,
        /** The log removes more often than anybody asked. */
        UNASKED_REMOVAL,
        /** A package is in a repository twice, or a call took effect twice. */
        DUPLICATE,
        /** A change that was accepted after another one was answered comes before it in the log. */
        ORDER,
        /** A read misses an addition that was acknowledged before it began. */
        STALE_READ,
        /** A client sees an earlier state than it has seen. */
        TIME_WENT_BACK,
        /** A read shows what the repository never was. */
        NEVER_WAS,
        /** A generation, or an archive that a client read, is no revision. */
        TORN_ARCHIVE,
        /** A snapshot is gone, or is no revision of its time. */
        WRONG_SNAPSHOT,
        /** What is named is missing or has other bytes, a log does not follow from itself, a task is not known. */
        NOT_WHOLE
    }
}
