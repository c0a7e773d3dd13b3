package io.staithe.web.aptly;

import io.staithe.fault.Refused;
import io.staithe.web.WebFault;

/** Refuses, in clear words, what aptly offers and this server does not yet, rather than to ignore it. */
final class Later {
    private Later() {}

    /** The refusal of one thing. */
    static Refused refused(String what) {
        return new Refused(WebFault.NOT_YET, what + " is not offered by this server yet");
    }
}
