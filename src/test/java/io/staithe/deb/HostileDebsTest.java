package io.staithe.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.staithe.deb.container.ContainerFault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.testkit.HostileDebs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileDebsTest {
    private static final Set<DebFault> NOT_OF_A_DEB = Set.of(
            DebFault.BAD_PACKAGE_KEY,
            DebFault.BAD_CLEAR_SIGNATURE,
            DebFault.TEXT_AROUND_SIGNATURE,
            DebFault.BAD_FILE_LINE,
            DebFault.BAD_FILE_NAME,
            DebFault.DUPLICATE_FILE,
            DebFault.FILE_LISTS_DIFFER);

    /** What unpacks to 2 GiB, or asks for a window of as much, takes no more than what is read in pieces. */
    private static final long MOST_MEMORY = 16L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static List<HostileDebs.Case> refused() {
        return HostileDebs.refused();
    }

    static List<HostileDebs.Accepted> accepted() {
        return HostileDebs.accepted();
    }

    @ParameterizedTest
    @MethodSource
    void refused(HostileDebs.Case hostile) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(() -> inspect(hostile.bytes()));
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_MEMORY);

        assertThat(thrown).isInstanceOf(Refused.class);
        assertThat(((Refused) thrown).code()).describedAs(thrown.getMessage()).isEqualTo(hostile.expected());
        assertThat(thrown.getMessage()).hasSizeBetween(20, 600).doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource
    void accepted(HostileDebs.Accepted odd) throws IOException {
        inspect(odd.bytes());
    }

    @Test
    void everyFaultThatADebCanHaveHasACase() {
        Set<FaultCode> raised =
                refused().stream().map(HostileDebs.Case::expected).collect(Collectors.toSet());

        assertThat(raised)
                .containsAll(EnumSet.complementOf(
                        EnumSet.of(ContainerFault.FILE_TOO_LARGE, ContainerFault.UNPACKS_TOO_LONG)));
        assertThat(raised)
                .containsAll(Arrays.stream(DebFault.values())
                        .filter(fault -> !NOT_OF_A_DEB.contains(fault))
                        .toList());
    }

    @Test
    void slugsAreUnique() {
        assertThat(Arrays.stream(DebFault.values()).map(DebFault::slug)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(ContainerFault.values()).map(ContainerFault::slug))
                .doesNotHaveDuplicates();
    }

    private static void inspect(byte[] deb) throws IOException {
        DebInspector.control(PackageKind.DEB, new ByteArrayInputStream(deb), deb.length);
        DebInspector.contents(
                new ByteArrayInputStream(deb),
                deb.length,
                path -> assertThat(path).isNotEmpty());
    }
}
