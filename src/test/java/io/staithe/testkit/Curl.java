package io.staithe.testkit;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The real curl against a server under test. Every call blocks. */
public record Curl(URI base) {
    private static final String TOLD = "\n%{http_code} %{size_upload} %{num_connects}";

    /** Calls a path, with further arguments before it. */
    public Answer call(String path, String... arguments) {
        return call(List.of(path), List.of(arguments));
    }

    /** Calls paths one after the other, on one connection as long as it lasts, each with the same arguments. */
    public Answer call(List<String> paths, List<String> arguments) {
        Command.require("curl", "curl");
        List<String> words = new ArrayList<>(List.of("curl"));
        for (String path : paths) {
            words.addAll(words.size() > 1 ? List.of("--next") : List.of());
            words.addAll(List.of("-sS", "-m", "60", "-w", TOLD));
            words.addAll(arguments);
            words.add(base + path);
        }
        Command.Result result = Command.run(words);
        String output = result.output();
        int end = output.lastIndexOf('\n');
        String[] told = output.substring(end + 1).split(" ");
        return new Answer(
                result.code(),
                output.substring(0, Math.max(0, end)),
                Integer.parseInt(told[0]),
                Long.parseLong(told[1]),
                Integer.parseInt(told[2]));
    }

    /**
     * What curl printed of the last call.
     *
     * @param code how curl ended
     * @param printed what it printed, of all calls
     * @param status of the answer
     * @param sentBytes how much of the body it sent
     * @param connects how many connections it made
     */
    public record Answer(int code, String printed, int status, long sentBytes, int connects) {}
}
