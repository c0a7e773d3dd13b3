package io.staithe.library.arrival;

import io.staithe.intake.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * How far a package is that comes in pieces.
 *
 * @param remark what its sender said of it
 * @param arrival what became of it; null while bytes are missing, and where its task is forgotten
 */
public record Progress(
        Session session, String remark, @Nullable Arrival arrival) {}
