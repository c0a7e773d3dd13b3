package io.staithe.cli;

import java.util.concurrent.atomic.AtomicLong;

/** A file on its way: who sends it says how far it is, who shows it reads that. Safe for threads. */
final class Transfer {
    private final String name;
    private final long size;
    private final AtomicLong bytes = new AtomicLong();
    private volatile Stage stage = Stage.WAITING;

    Transfer(String name, long size) {
        this.name = name;
        this.size = size;
    }

    String name() {
        return name;
    }

    /** The length of the file in bytes. */
    long size() {
        return size;
    }

    /** How many bytes of the present stage are done. */
    long bytes() {
        return bytes.get();
    }

    Stage stage() {
        return stage;
    }

    /** A stage begins, with so many of its bytes done before. */
    void begin(Stage begun, long from) {
        bytes.set(from);
        stage = begun;
    }

    /** So many bytes more. */
    void advance(long more) {
        bytes.addAndGet(more);
    }

    /** What happens to a file, in this order; sending may begin again. */
    enum Stage {
        /** For its turn. */
        WAITING("waits"),
        /** Its digest is made. */
        READING("read"),
        /** Its bytes go to the server. */
        SENDING("sent"),
        /** The server has the bytes and adds, or publishes. */
        SETTLING("waits for the server"),
        /** Nothing more happens. */
        ENDED("ended");

        private final String word;

        Stage(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** Whether its bytes are counted. */
        boolean isCounted() {
            return this == READING || this == SENDING;
        }
    }
}
