package io.staithe.library.task;

/** How far a change has to come before whoever asked for it is answered. */
public enum Until {
    ACCEPTED,
    ADDED,
    PUBLISHED
}
