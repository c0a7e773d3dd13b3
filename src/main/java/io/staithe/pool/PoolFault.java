package io.staithe.pool;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can go wrong while bytes come in. */
public enum PoolFault implements FaultCode {
    BODY_TOO_LARGE("body-too-large", "The body is larger than the server takes", Category.TOO_LARGE),
    BODY_STALLED("body-stalled", "The body stopped coming", Category.INVALID),
    BODY_TOO_SLOW("body-too-slow", "The body comes too slowly", Category.INVALID),
    CHECKSUM_MISMATCH("checksum-mismatch", "The bytes have another checksum than was announced", Category.INVALID),
    NO_BUFFERS("no-buffers", "Every buffer for uploads is taken", Category.BUSY),
    DISK_FULL("disk-full", "The disk of the pool is full", Category.FULL),
    DISK_FAILED("disk-failed", "The disk of the pool failed", Category.BUG);

    private final Label label;

    PoolFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
