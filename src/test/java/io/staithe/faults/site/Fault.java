package io.staithe.faults.site;

import java.util.Random;

/** Something that happens to a site, and is over when the call returns. One thread calls it. */
public interface Fault {
    /** Its name in the summary. */
    String name();

    /** Why it cannot happen here: a tool or a right that is missing; empty where it can. */
    default String obstacle() {
        return "";
    }

    /** Lets it happen. Blocks until everything is as it was, but for what was lost. */
    void strike(Random random) throws Exception;
}
