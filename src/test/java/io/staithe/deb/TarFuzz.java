package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.testkit.ArBytes;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.Squeeze;
import io.staithe.testkit.TarBytes;
import io.staithe.testkit.Verdicts;
import java.io.ByteArrayInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives of tar as either member of a package, and compressed ones: the first byte says of which compression. */
class TarFuzz {
    private static final byte[] CONTROL = DebBuilder.of("seed").controlTar();
    private static final byte[] DATA = new TarBytes().directory("./").finished();

    static Stream<byte[]> seeds() {
        byte[] files = new TarBytes()
                .file("./usr/bin/x", new byte[3])
                .entry("L", 'L', "./long\0".getBytes(UTF_8))
                .link("./y", '2', "x")
                .finished();
        return Stream.concat(
                Stream.of(CONTROL, files).map(tar -> begun(Squeeze.NONE, tar)),
                Stream.of(Squeeze.values()).map(how -> begun(how, how.apply(files))));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aTarIsTakenOrRefused(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        Squeeze how = Squeeze.values()[(input[0] & 0xff) % Squeeze.values().length];
        byte[] member = new byte[input.length - 1];
        System.arraycopy(input, 1, member, 0, member.length);
        byte[] asControl = deb("control.tar" + how.suffix(), member, "data.tar", DATA);
        byte[] asData = deb("control.tar", CONTROL, "data.tar" + how.suffix(), member);

        Verdicts.isTaken(
                () -> DebInspector.control(PackageKind.DEB, new ByteArrayInputStream(asControl), asControl.length));
        Verdicts.isTaken(() -> DebInspector.contents(
                new ByteArrayInputStream(asData),
                asData.length,
                path -> assertThat(path.split("/", -1)).doesNotContain("..")));
    }

    private static byte[] begun(Squeeze how, byte[] member) {
        byte[] input = new byte[member.length + 1];
        input[0] = (byte) how.ordinal();
        System.arraycopy(member, 0, input, 1, member.length);
        return input;
    }

    private static byte[] deb(String first, byte[] control, String second, byte[] data) {
        return new ArBytes()
                .member("debian-binary", "2.0\n")
                .member(first, control)
                .member(second, data)
                .bytes();
    }
}
