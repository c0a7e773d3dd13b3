package io.staithe.publish;

/**
 * Where a publication is.
 *
 * @param storage empty for the default storage
 * @param prefix {@code .} for the root
 * @param distribution may contain {@code /}
 */
public record Place(String storage, String prefix, String distribution) {
    @Override
    public String toString() {
        return (storage.isEmpty() ? "" : storage + ":") + prefix + "/" + distribution;
    }
}
