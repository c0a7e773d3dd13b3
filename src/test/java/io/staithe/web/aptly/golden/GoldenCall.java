package io.staithe.web.aptly.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One recorded call and its answer.
 *
 * <p>A file of calls is text. {@code == title} begins a call; {@code > METHOD /path} and further {@code > Name: value}
 * lines are its request, {@code < status} and further {@code < Name: value} lines its answer; the lines after each are
 * the body. {@code # } begins a comment. A body {@code @file NAME} is the bytes of a file beside the calls,
 * {@code @form NAME...} a multipart form of such files. A body that begins as JSON has the header of JSON unless one is
 * given; {@code > Content-Type: none} sends none. In an answer {@code …} stands for any text, and <code>{{name}}</code>
 * for a text that is remembered, or, once it is known, for that text; in a request it is replaced. An answer without a
 * body may have any. {@code loadtest/golden.py} reads the same files.
 */
record GoldenCall(
        String title,
        String method,
        String path,
        Map<String, String> headers,
        String body,
        int status,
        Map<String, String> answerHeaders,
        String answer) {

    static List<GoldenCall> read(Path file) {
        try {
            List<GoldenCall> calls = new ArrayList<>();
            List<String> block = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("== ") && !block.isEmpty()) {
                    calls.add(of(block));
                    block.clear();
                }
                boolean isNoise = line.startsWith("# ") || line.equals("#");
                if (!isNoise && (!block.isEmpty() || line.startsWith("== "))) {
                    block.add(line);
                }
            }
            calls.add(of(block));
            return calls;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static GoldenCall of(List<String> block) {
        Draft request = new Draft('>');
        Draft answer = new Draft('<');
        Draft current = request;
        for (String line : block.subList(1, block.size())) {
            current = line.startsWith("< ") ? answer : current;
            current.take(line);
        }
        String[] words = request.first.split(" ", 2);
        return new GoldenCall(
                block.get(0).substring(3),
                words[0],
                words[1],
                request.headers,
                request.body(),
                Integer.parseInt(answer.first.strip()),
                answer.headers,
                answer.body());
    }

    private static final class Draft {
        private final String mark;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<String> lines = new ArrayList<>();
        private String first = "";

        Draft(char mark) {
            this.mark = mark + " ";
        }

        void take(String line) {
            if (!line.startsWith(mark)) {
                lines.add(line);
            } else if (first.isEmpty()) {
                first = line.substring(2);
            } else {
                int colon = line.indexOf(':');
                headers.put(line.substring(2, colon), line.substring(colon + 1).strip());
            }
        }

        String body() {
            return String.join("\n", lines).strip();
        }
    }
}
