package io.staithe.queue.lanes;

import io.staithe.queue.Instance;
import io.staithe.queue.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one instance tells the others, as {@code SENDER WORD IDS}: {@code 7.3 settled 12 13}. Words that a later release
 * has are left alone.
 *
 * @param sender the start of an instance
 * @param tasks those that it settled; none with other words
 */
record Notice(String sender, Word word, List<TaskId> tasks) {
    private static final Pattern FORM = Pattern.compile("(\\d+\\.\\d+) ([a-z]+)((?: \\d{1,18})*)");
    /** Of 19 digits and a blank each they stay below the longest notice. */
    private static final int TASKS_AT_ONCE = 300;

    /** The sender that a start is. */
    static String sender(Instance instance) {
        return instance.id() + "." + instance.start();
    }

    /** A notice of one word. */
    static String of(String sender, Word word) {
        return sender + " " + word.text();
    }

    /** The notices that tell of so many tasks. */
    static List<String> settled(String sender, Collection<TaskId> tasks) {
        List<String> notices = new ArrayList<>();
        List<TaskId> all = List.copyOf(tasks);
        for (int from = 0; from < all.size(); from += TASKS_AT_ONCE) {
            notices.add(all.subList(from, Math.min(all.size(), from + TASKS_AT_ONCE)).stream()
                    .map(id -> Long.toString(id.value()))
                    .collect(Collectors.joining(" ", of(sender, Word.SETTLED) + " ", "")));
        }
        return notices;
    }

    /** The notice that a text is; empty for what this release does not know. */
    static Optional<Notice> read(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Stream.of(Word.values())
                        .filter(word -> word.text().equals(matcher.group(2)))
                        .findFirst()
                        .map(word -> new Notice(matcher.group(1), word, ids(matcher.group(3))))
                : Optional.empty();
    }

    private static List<TaskId> ids(String text) {
        return text.isEmpty()
                ? List.of()
                : Stream.of(text.strip().split(" "))
                        .map(id -> new TaskId(Long.parseLong(id)))
                        .toList();
    }

    /** What can be told. */
    enum Word {
        /** I listen. */
        HERE("here"),
        /** These tasks are settled. */
        SETTLED("settled"),
        /** I let go of lanes that have work. */
        FREED("freed"),
        /** I stopped: what was mine is free. */
        GONE("gone");

        private final String text;

        Word(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
