package io.staithe.library.change;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** Why a change is not made. */
public enum ChangeFault implements FaultCode {
    NOTHING_TO_CHANGE("nothing-to-change", "The change names nothing to do", Category.INVALID),
    REPOSITORY_TWICE("repository-twice", "The change names a repository twice", Category.INVALID),
    TAKEN_FROM_ITSELF("taken-from-itself", "A repository takes nothing from itself", Category.INVALID),
    PLACE_TWICE("place-twice", "Two packages of the change want one place", Category.CONFLICT),
    UNKNOWN_BYTES("unknown-bytes", "No repository that you may read has these bytes", Category.MISSING),
    PACKAGE_REFUSED("package-refused", "The file is no package that an archive may have", Category.UNPROCESSABLE);

    private final Label label;

    ChangeFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
