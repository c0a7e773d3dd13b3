package io.staithe.events;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can be wrong with asking for events. */
public enum EventFault implements FaultCode {
    UNKNOWN_TYPE("unknown-event-type", "There are no events of this type", Category.INVALID),
    BAD_EVENT_ID("bad-event-id", "This is not the id of an event", Category.INVALID),
    EVENTS_GONE("events-gone", "What follows this event is not known any more", Category.GONE),
    TOO_MANY_OF_CALLER("too-many-event-streams-of-caller", "The caller follows the events too often", Category.LIMITED),
    TOO_MANY_STREAMS("too-many-event-streams", "Too many clients follow the events", Category.BUSY);

    private final Label label;

    EventFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
