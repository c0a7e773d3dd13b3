package io.staithe.deb.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.deb.ClearSigned;
import io.staithe.testkit.Verdicts;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Announcements of uploads, signed ones too: what they list are plain names, once each. */
class ChangesFuzz {
    static Stream<byte[]> seeds() {
        String sums = " " + "a".repeat(64) + " 7 seed_1.0_amd64.deb\n";
        String plain = "Source: seed (1.0-1)\nBinary: seed libseed1\nArchitecture: source amd64\nVersion: 1.0-1+b1\n"
                + "Distribution: bookworm\nChecksums-Sha256:\n" + sums + "Files:\n " + "b".repeat(32)
                + " 7 misc optional seed_1.0_amd64.deb\n";
        String signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + plain
                + "-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n-----END PGP SIGNATURE-----\n";
        return Stream.of(plain, signed).map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void whatItListsArePlainNames(byte[] file) throws Exception {
        Verdicts.isTaken(() -> {
            Changes changes = Changes.parse(ClearSigned.text(file));
            assertThat(changes.files())
                    .extracting(Changes.ListedFile::name)
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.matches("[A-Za-z0-9][A-Za-z0-9_.~+-]{0,254}"));
            changes.refuseOtherThanUpload();
            changes.sourceVersion();
        });
    }
}
