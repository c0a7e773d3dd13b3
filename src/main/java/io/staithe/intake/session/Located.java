package io.staithe.intake.session;

/**
 * A session and who has it.
 *
 * @param isHere whether this instance does
 */
public record Located(Session session, Owner owner, boolean isHere) {}
