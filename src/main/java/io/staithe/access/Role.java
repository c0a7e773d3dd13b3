package io.staithe.access;

import java.util.List;
import java.util.Locale;

/** What a grant allows; each role holds what the roles behind it hold. */
public enum Role {
    /** To see what is in a repository or snapshot, and to install from a private publication. */
    READ,
    /** To add packages; never to take away or to replace what is there. */
    UPLOAD(READ),
    /** To update, switch and change the options of a publication that stands. */
    PUBLISH(READ),
    /** To make, change and drop repositories, snapshots and publications; to remove and to replace packages. */
    MANAGE(UPLOAD, PUBLISH),
    /** Everything, and what belongs to the server as a whole: tokens, keys, webhooks, cleaning up, others' tasks. */
    ADMIN(MANAGE);

    private final List<Role> parts;

    Role(Role... parts) {
        this.parts = List.of(parts);
    }

    /** Whether who has this role has that one too. */
    public boolean includes(Role role) {
        return this == role || parts.stream().anyMatch(part -> part.includes(role));
    }

    /** The role's name in grants: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
