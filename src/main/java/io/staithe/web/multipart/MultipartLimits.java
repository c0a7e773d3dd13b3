package io.staithe.web.multipart;

/**
 * What a multipart body may ask for; the size of its files is not of this room.
 *
 * @param maxParts the most parts, files and fields together
 * @param maxHeaderBytes the most bytes of the headers of one part
 * @param maxFieldBytes the most bytes of one field that is no file; also of what stands before and after the parts
 */
public record MultipartLimits(int maxParts, int maxHeaderBytes, int maxFieldBytes) {
    /** Refuses limits that let nothing in. */
    public MultipartLimits {
        if (maxParts < 1 || maxHeaderBytes < 1 || maxFieldBytes < 1) {
            throw new IllegalArgumentException("limits of multipart bodies must be positive");
        }
    }
}
