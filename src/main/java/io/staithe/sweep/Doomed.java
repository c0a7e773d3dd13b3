package io.staithe.sweep;

/**
 * A doomed row and the file, or tree, behind it.
 *
 * @param id the row
 * @param storage the published storage that has the file; empty for the default one, and where it lies elsewhere
 * @param place where in it
 * @param sizeBytes how many bytes its row says; 0 where it says none
 */
public record Doomed(long id, String storage, String place, long sizeBytes) {}
