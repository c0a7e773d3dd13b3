package io.staithe.events;

import io.staithe.events.EventStore.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest events, which all readers of an instance share.
 *
 * @param from all events after this number, up to the head, are here
 */
record Recent(long from, long head, List<Event> events) {
    private static final int MOST = 1000;

    /** Copies the events. */
    Recent {
        events = List.copyOf(events);
    }

    /** None, at a head. */
    static Recent at(long head) {
        return new Recent(head, head, List.of());
    }

    /** With what came after the head; the oldest give way. */
    Recent with(Page page) {
        List<Event> all = new ArrayList<>(events);
        all.addAll(page.events());
        int over = Math.max(0, all.size() - MOST);
        long first = over == 0 ? from : all.get(over - 1).number();
        return new Recent(first, page.end(), all.subList(over, all.size()));
    }

    /** Whether a reader who has all up to this number finds here what follows. */
    boolean follows(long number) {
        return number >= from && number <= head;
    }

    List<Event> after(long number, Filter filter) {
        return events.stream()
                .filter(event -> event.number() > number && filter.wants(event))
                .toList();
    }
}
