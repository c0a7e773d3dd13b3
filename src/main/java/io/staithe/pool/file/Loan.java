package io.staithe.pool.file;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The pages that one upload holds: the first few are its own, further ones shared. Its {@link Spooling} locks. */
final class Loan {
    private final PagePool pages;
    private int held;
    private boolean shares;
    private boolean open = true;

    /** Takes a place; raises {@code PoolFault.NO_BUFFERS} where there is none. */
    Loan(PagePool pages) {
        this.pages = pages;
        pages.open();
    }

    /** A page, or null where the upload has its own and all others are taken. */
    @Nullable
    ByteBuffer take() {
        if (!hasOwn() && !shares) {
            shares = true;
            pages.beginSharing();
        }
        ByteBuffer page = hasOwn() ? pages.takeOwn() : pages.takeShared();
        held += page == null ? 0 : 1;
        return page;
    }

    /** Whether the next page would be one of the upload's own. */
    boolean hasOwn() {
        return held < PagePool.OWN;
    }

    /** Gives the pages of a chunk back. */
    void giveBack(Chunk chunk) {
        for (ByteBuffer page : chunk.pages()) {
            if (held > PagePool.OWN) {
                pages.returnShared(page);
            } else {
                pages.returnOwn(page);
            }
            held--;
            if (shares && held <= PagePool.OWN) {
                shares = false;
                pages.endSharing();
            }
        }
    }

    /** How many pages a chunk should have now. */
    int chunkPages() {
        return pages.chunkPages();
    }

    /** Whether the upload has its fair share of all pages. */
    boolean isFull() {
        return held >= pages.fairPages();
    }

    /** Whether enough of the fair share is free for the body to go on. */
    boolean hasRoom() {
        return held * 4 <= pages.fairPages() * 3;
    }

    /** Gives the place back; true the first time. */
    boolean close() {
        boolean first = open;
        if (first) {
            open = false;
            pages.close();
        }
        return first;
    }
}
