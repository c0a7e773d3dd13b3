package io.staithe.publish;

/**
 * The end of a publication as it was asked for: the payload of a task that drops one.
 *
 * @param publication the row
 * @param skipCleanup whether the pool of the prefix is left alone
 */
public record Removal(long publication, boolean skipCleanup) {}
