package io.staithe.intake.inspection;

import io.staithe.deb.Control;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Refused;
import org.jspecify.annotations.Nullable;

/**
 * What one inspection found, as it is stored.
 *
 * @param kind what the file was uploaded as
 * @param control the checked stanza as deb822 text; null where control was refused
 * @param controlFault why control was refused; null where it was not
 * @param contents what of the contents is known
 */
public record Findings(
        PackageKind kind,
        @Nullable String control,
        @Nullable Reason controlFault,
        Contents contents) {

    /** A control verdict that passed. */
    static Findings passed(Control control, Contents contents) {
        return new Findings(control.kind(), control.stanza().text(), null, contents);
    }

    /** A control verdict that refused; the contents are not looked at. */
    static Findings refused(PackageKind kind, Refused refusal) {
        Reason reason = Reason.of(refusal);
        return new Findings(kind, null, reason, Contents.refused(reason));
    }

    /** The verdicts alone. */
    public Findings withoutFiles() {
        return new Findings(kind, control, controlFault, new Contents(contents.state(), contents.fault(), null));
    }

    /** Whether the contents have still to be read. */
    public boolean isPending() {
        return contents.state() == State.PENDING;
    }

    /** How far the contents verdict is. */
    public enum State {
        PENDING,
        PASSED,
        REFUSED
    }

    /**
     * The contents verdict.
     *
     * @param state how far it is
     * @param fault why the contents were refused; null where they were not
     * @param files the file list, as {@link FileList} writes it; null where there is none
     */
    public record Contents(
            State state, @Nullable Reason fault, @Nullable FileList files) {
        /** Contents to be read later. */
        static final Contents PENDING = new Contents(State.PENDING, null, null);
        /** Of a kind of file that has no contents. */
        static final Contents NONE = new Contents(State.PASSED, null, null);

        static Contents passed(FileList files) {
            return new Contents(State.PASSED, null, files);
        }

        static Contents refused(Reason reason) {
            return new Contents(State.REFUSED, reason, null);
        }
    }

    /**
     * Why something was refused.
     *
     * @param code the slug of the fault
     * @param message names member, value and rule
     */
    public record Reason(String code, String message) {
        static Reason of(Refused refusal) {
            return new Reason(refusal.code().slug(), String.valueOf(refusal.getMessage()));
        }
    }
}
