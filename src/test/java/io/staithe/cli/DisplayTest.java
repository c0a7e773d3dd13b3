package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.cli.Transfer.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What people see of a push. */
final class DisplayTest {
    private final AtomicLong clock = new AtomicLong();
    private final StringWriter results = new StringWriter();
    private final StringWriter progress = new StringWriter();
    private final Transfer transfer = new Transfer("a-package-with-a-name-that-is-long_1.0_amd64.deb", 2_300_000_000L);

    @Test
    void linesTellRateAndTimeLeft() {
        Display display = display(false);
        display.add(transfer);
        display.refresh();
        transfer.begin(Stage.SENDING, 0);
        display.refresh();
        transfer.advance(230_000_000);
        clock.addAndGet(1_000_000_000);
        display.refresh();
        transfer.begin(Stage.SETTLING, 0);
        display.refresh();
        display.end(transfer, "added");
        String name = transfer.name() + ": ";
        assertThat(progress.toString().lines())
                .containsExactly(
                        name + "waits",
                        name + "sent  0 % of 2.3 GB",
                        name + "sent 10 % of 2.3 GB, 230 MB/s, 0:09 left",
                        name + "waits for the server");
        assertThat(results.toString()).isEqualTo(name + "added\n");
    }

    @Test
    void barsAreDrawnAnewInTheirPlace() {
        Display display = display(true);
        Transfer other = new Transfer("b.deb", 100);
        display.add(transfer);
        display.add(other);
        transfer.begin(Stage.READING, 1_150_000_000L);
        display.refresh();
        assertThat(progress.toString())
                .isEqualTo("a-package-with-a-name-that-is… [######      ] read 50 % of 2.3 GB\n"
                        + "b.deb                          [            ] waits\n");
        progress.getBuffer().setLength(0);
        display.end(transfer, "added");
        assertThat(progress.toString())
                .isEqualTo("\u001b[1A\u001b[2K\u001b[1A\u001b[2K"
                        + "b.deb                          [            ] waits\n");
    }

    @Test
    void sizesAndTimesAreForPeople() {
        assertThat(Sizes.bytes(0)).isEqualTo("0 B");
        assertThat(Sizes.bytes(999)).isEqualTo("999 B");
        assertThat(Sizes.bytes(1500)).isEqualTo("1.5 kB");
        assertThat(Sizes.bytes(999_600)).isEqualTo("1.0 MB");
        assertThat(Sizes.bytes(12_345_678_901_234_567.0)).isEqualTo("12346 TB");
        assertThat(Sizes.time(7)).isEqualTo("0:07");
        assertThat(Sizes.time(3723)).isEqualTo("1:02:03");
    }

    private Display display(boolean isTerminal) {
        return new Display(new PrintWriter(results), new PrintWriter(progress), isTerminal, clock::get);
    }
}
