package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** How a command of the jar ended, and all that it said. */
record Ended(int code, String output) {
    static Ended run(String... words) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int code = Commands.line().setOut(writer).setErr(writer).execute(words);
        return new Ended(code, output.toString());
    }

    /** What an audit found: all lines but the last, which sums up. */
    List<String> findings() {
        assertThat(code).as(output).isOne();
        List<String> lines = output.lines().toList();
        return lines.subList(0, lines.size() - 1);
    }
}
