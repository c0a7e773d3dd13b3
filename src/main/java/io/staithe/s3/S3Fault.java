package io.staithe.s3;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can go wrong between this server and an object store. */
public enum S3Fault implements FaultCode {
    OBJECT_STORE_AWAY(
            "object-store-away", "The object store does not answer, or has no capacity", Category.UNAVAILABLE),
    OBJECT_STORE_REFUSED("object-store-refused", "The object store refuses what the server asks of it", Category.BUG),
    OBJECT_LOST("object-lost", "The object store does not have bytes that it took", Category.CORRUPT);

    private final Label label;

    S3Fault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
