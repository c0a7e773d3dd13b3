package io.staithe.intake.session;

import org.jspecify.annotations.Nullable;

/**
 * The instance that has a session's bytes.
 *
 * @param id its row
 * @param name its stable name
 * @param url where other instances reach it, or null
 * @param hasLapsed whether it has stopped, or been silent for too long
 */
public record Owner(long id, String name, @Nullable String url, boolean hasLapsed) {}
