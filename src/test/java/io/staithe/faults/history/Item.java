package io.staithe.faults.history;

/**
 * A package of one build.
 *
 * @param slot what it is called: {@code NAME_VERSION_ARCHITECTURE}; a repository has one build in a slot at a time
 * @param digest the SHA-256 of its file in hexadecimal, or a part of it; empty where a server does not tell
 */
public record Item(String slot, String digest) implements Comparable<Item> {
    private static final int SHOWN = 8;

    @Override
    public int compareTo(Item other) {
        int bySlot = slot.compareTo(other.slot);
        return bySlot == 0 ? digest.compareTo(other.digest) : bySlot;
    }

    @Override
    public String toString() {
        return slot + (digest.isEmpty() ? "" : "@" + digest.substring(0, Math.min(SHOWN, digest.length())));
    }
}
