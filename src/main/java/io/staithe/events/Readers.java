package io.staithe.events;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;

/**
 * Who may be told of an event: who may read what it is about. Of uploads and tasks only those who are admin are told.
 */
final class Readers {
    private Readers() {}

    static boolean may(Caller caller, Event event) {
        return caller.may(need(event.subject()));
    }

    private static Need need(String subject) {
        int slash = subject.indexOf('/');
        String kind = slash < 0 ? "" : subject.substring(0, slash);
        String name = subject.substring(slash + 1);
        return switch (kind) {
            case "repository", "snapshot" -> Need.some(Role.READ, name);
            case "publication" -> Need.publicationRead(name);
            default -> Need.admin();
        };
    }
}
