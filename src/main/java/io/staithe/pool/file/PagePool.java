package io.staithe.pool.file;

import io.staithe.fault.Exhausted;
import io.staithe.pool.PoolFault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * All memory in which bodies wait for disk and digests: pages of equal size within one budget.
 *
 * <p>Half of the pages are set aside: each open upload may always hold {@link #OWN} of them, so it never waits for
 * another upload. The other half is shared, and an upload may take the less of it the more uploads have, or want, some
 * of it: those that do with their own, since their bodies crawl, take nothing from the others' share. The number of
 * pages in use never exceeds the budget. Memory is allocated on first use and kept. Threads: any.
 */
final class PagePool {
    /** Bytes of a page. */
    static final int PAGE = 16 * 1024;
    /** Pages that an open upload may always hold. */
    static final int OWN = 2;

    /** 256 KiB: five readers find it in the cache; 1 MiB cost a seventh more processor time per byte, measured. */
    private static final int MAX_CHUNK_PAGES = 256 * 1024 / PAGE;

    /**
     * 8 MiB: the slowest digest has ten milliseconds of work left while the disk, or other threads, take their time.
     */
    private static final int MAX_UPLOAD_PAGES = 8 * 1024 * 1024 / PAGE;

    /** 1 MiB of the largest share: a disk takes four such writes in the time of ten of 256 KiB. */
    private static final int WRITES_PER_UPLOAD = 8;

    /** Pages that are allocated together. */
    private static final int SLAB_PAGES = 64;

    /** What the blocks of file systems, and pages of memory, are multiples of. */
    private static final int ALIGNMENT = 4096;

    /** Into how many chunks an upload's share is cut at least: one is filled while others are read. */
    private static final int CHUNKS_PER_UPLOAD = 4;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private final int budget;
    private final int maxOpen;
    private final int maxShared;
    private int open;
    private int shared;
    private int sharers;
    private int inUse;
    private int allocated;

    /** A pool of at most this many bytes. */
    PagePool(long budgetBytes) {
        long pages = Math.min(budgetBytes / PAGE, Integer.MAX_VALUE);
        this.budget = (int) pages;
        this.maxOpen = (int) (pages / 2 / OWN);
        this.maxShared = (int) (pages - pages / 2);
        if (maxOpen == 0) {
            throw new IllegalArgumentException("a budget of " + budgetBytes + " bytes for buffers of uploads is below "
                    + 2 * OWN * PAGE + " bytes");
        }
    }

    /** Sets pages aside for one more upload; refuses with {@link PoolFault#NO_BUFFERS}. */
    synchronized void open() {
        if (open == maxOpen) {
            throw new Exhausted(
                    PoolFault.NO_BUFFERS,
                    "all " + maxOpen + " places for uploads in memory are taken (staithe.pool.buffer-memory)",
                    RETRY);
        }
        open++;
    }

    /** Gives the place of an upload back; it holds no page any more. */
    synchronized void close() {
        open--;
    }

    /** How many pages an upload may hold now before its body has to wait. */
    synchronized int fairPages() {
        return Math.max(OWN, Math.min(MAX_UPLOAD_PAGES, maxShared / Math.max(1, sharers)));
    }

    /** How many pages a chunk should have now. */
    synchronized int chunkPages() {
        return Math.max(1, Math.min(MAX_CHUNK_PAGES, fairPages() / CHUNKS_PER_UPLOAD));
    }

    /** How many chunks should be written together now. */
    synchronized int chunksPerWrite() {
        return Math.max(1, fairPages() / WRITES_PER_UPLOAD / chunkPages());
    }

    /** One of the pages set aside for the caller's upload; it must hold fewer than {@link #OWN}. */
    synchronized ByteBuffer takeOwn() {
        return page();
    }

    /** A page that any upload may have, or null where all are taken. */
    synchronized @Nullable ByteBuffer takeShared() {
        if (shared == maxShared) {
            return null;
        }
        shared++;
        return page();
    }

    /** One more upload has shared pages, or wants some. */
    synchronized void beginSharing() {
        sharers++;
    }

    /** An upload has no shared page any more. */
    synchronized void endSharing() {
        sharers--;
    }

    /** Takes a page back that came from {@link #takeOwn}. */
    synchronized void returnOwn(ByteBuffer page) {
        inUse--;
        free.push(page);
    }

    /** Takes a page back that came from {@link #takeShared}. */
    synchronized void returnShared(ByteBuffer page) {
        shared--;
        returnOwn(page);
    }

    /** How many uploads may hold a place at once. */
    int maxUploads() {
        return maxOpen;
    }

    /** How many pages are held by uploads, for gauges and tests. */
    synchronized int pagesInUse() {
        return inUse;
    }

    /** How many uploads hold a place, for gauges and tests. */
    synchronized int uploads() {
        return open;
    }

    private ByteBuffer page() {
        if (free.isEmpty()) {
            allocate();
        }
        inUse++;
        return free.pop().clear();
    }

    /** Adds pages within the budget; they lie so that a file can be written from them past the page cache. */
    private void allocate() {
        int count = Math.min(SLAB_PAGES, budget - allocated);
        ByteBuffer slab = ByteBuffer.allocateDirect(count * PAGE + ALIGNMENT).alignedSlice(ALIGNMENT);
        for (int page = 0; page < count; page++) {
            free.add(slab.slice(page * PAGE, PAGE));
        }
        allocated += count;
    }
}
