package io.staithe.library.policy;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/**
 * What can be wrong with policies, and with additions under them.
 *
 * <p>A quota that is used up is the caller's failure, no shortage of the server's: trying again does not help until
 * somebody removes packages or raises the quota, so nobody is told to.
 */
public enum PolicyFault implements FaultCode {
    BAD_POLICIES("bad-policies", "These are no policies that a repository can have", Category.INVALID),
    REFUSED_BY_POLICY("refused-by-policy", "The repository does not take this", Category.UNPROCESSABLE),
    QUOTA_EXCEEDED("quota-exceeded", "The repository would hold more than it may", Category.UNPROCESSABLE),
    HOOK_UNAVAILABLE("hook-unavailable", "The repository's hook does not answer", Category.UNAVAILABLE);

    private final Label label;

    PolicyFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
