package io.staithe.web.multipart;

/**
 * A part of a body.
 *
 * @param head what its headers say
 * @param content its bytes, which must be read to their end or cancelled before the next part comes
 */
record Part(PartHead head, PartContent content) {}
