package io.staithe.access.maintenance;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why nothing is changed now. */
public enum MaintenanceFault implements FaultCode {
    READ_ONLY("read-only", "The server is read-only for a while", Category.UNAVAILABLE),
    BAD_MAINTENANCE("bad-maintenance", "The wish for maintenance is not one", Category.INVALID);

    private final Label label;

    MaintenanceFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
