package io.staithe.events.webhook;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with webhooks. */
public enum WebhookFault implements FaultCode {
    UNKNOWN_WEBHOOK("unknown-webhook", "There is no such webhook", Category.MISSING),
    UNKNOWN_DEAD_LETTER("unknown-dead-letter", "The webhook has no such dead letter", Category.MISSING),
    BAD_URL("bad-webhook-url", "A webhook cannot be sent to this address", Category.INVALID),
    BAD_SECRET("bad-webhook-secret", "This is no secret to sign with", Category.INVALID),
    DISABLED("webhook-disabled", "The webhook is disabled", Category.CONFLICT),
    TOO_MANY_WEBHOOKS("too-many-webhooks", "There are as many webhooks as there may be", Category.CONFLICT);

    private final Label label;

    WebhookFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
