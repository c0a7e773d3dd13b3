package io.staithe.web.aptly;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What only aptly's dialect refuses, or refuses with a status of its own. */
public enum AptlyFault implements FaultCode {
    NOT_A_TASK_ID("not-a-task-id", "Not the number of a task"),
    TASK_NOT_THERE("task-not-there", "No such task to wait for or to delete"),
    TASK_STILL_THERE("task-still-there", "Only finished tasks are deleted"),
    KEY_NOT_FOUND("key-not-found", "No package has this key"),
    UNKNOWN_ORDER("unknown-order", "Lists are not sorted that way"),
    UNKNOWN_SOURCE_KIND("unknown-source-kind", "Sources are local repositories or snapshots"),
    UNKNOWN_MIRROR("unknown-mirror", "There is no such mirror", Category.MISSING),
    NO_MIRRORS("no-mirrors", "Mirrors are not offered"),
    KEY_ID_MISSING("key-id-missing", "The id of a key is missing"),
    KEY_NOT_DELETED("key-not-deleted", "The key cannot be deleted");

    private final Label label;

    AptlyFault(String slug, String title) {
        this(slug, title, Category.INVALID);
    }

    AptlyFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
