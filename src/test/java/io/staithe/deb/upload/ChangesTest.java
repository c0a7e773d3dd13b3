package io.staithe.deb.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.deb.Control;
import io.staithe.deb.PackageKind;
import io.staithe.deb.Stanza;
import io.staithe.deb.upload.Changes.ListedFile;
import io.staithe.fault.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {
    private static final String SHA256 = "a".repeat(64);
    private static final String MD5 = "b".repeat(32);
    private static final String HEAD = """
            Source: hello (1.0-1)
            Binary: hello libhello1
            Architecture: source amd64
            Version: 1.0-1+b1
            """;
    private static final String SUMS = "Checksums-Sha256:\n " + SHA256 + " 7 hello_1.0_amd64.deb\n";
    private static final String FILES = "Files:\n " + MD5 + " 7 misc optional hello_1.0_amd64.deb\n";

    @Test
    void whatIsAnnouncedIsRead() {
        Changes changes = parsed(HEAD + SUMS + FILES);

        assertThat(changes.source()).isEqualTo("hello");
        assertThat(changes.binaries()).containsExactly("hello", "libhello1");
        assertThat(changes.architectures()).containsExactly("source", "amd64");
        assertThat(changes.files()).containsExactly(new ListedFile("hello_1.0_amd64.deb", 7, MD5, "", SHA256));
    }

    @ParameterizedTest
    @CsvSource({
        "hello,amd64,true",
        "libhello1,amd64,true",
        "libhello1-dbgsym,amd64,true",
        "hello,i386,false",
        "hello,all,false",
        "other,amd64,false",
        "other-dbgsym,amd64,false"
    })
    void onlyNamedPackagesOfNamedArchitecturesAreAnnounced(String name, String architecture, boolean announced) {
        Control control = Control.of(
                PackageKind.DEB,
                Stanza.parse("Package: " + name + "\nVersion: 1.0\nArchitecture: " + architecture
                        + "\nMaintainer: A <a@b.example>\nDescription: d\n"));

        assertThat(parsed(HEAD + SUMS).announces(control)).isEqualTo(announced);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Source", "Version", "Architecture", "Checksums-Sha256"})
    void aMissingFieldIsNamed(String field) {
        String text = (HEAD + SUMS).replaceFirst("(?m)^" + field + ":", "X-Other:");

        assertThatThrownBy(() -> parsed(text)).isInstanceOf(Refused.class).hasMessageContaining("'" + field + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.deb", "a/b.deb", "/etc/passwd", ".hidden", "a b c d", "a%2fb"})
    void namesAreBaseNames(String name) {
        String text = HEAD + "Checksums-Sha256:\n " + SHA256 + " 7 " + name + "\n";

        assertThatThrownBy(() -> parsed(text)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Files:\n bbbb 7 misc optional hello_1.0_amd64.deb\n",
                "Checksums-Sha1:\n 0000000000000000000000000000000000000000 8 hello_1.0_amd64.deb\n",
                "Checksums-Sha1:\n 0000000000000000000000000000000000000000 7 other_1.0_amd64.deb\n"
            })
    void listsThatContradictEachOtherAreRefused(String list) {
        assertThatThrownBy(() -> parsed(HEAD + SUMS + list)).isInstanceOf(Refused.class);
    }

    @Test
    void aFileIsListedOnce() {
        String twice = HEAD + SUMS + " " + SHA256 + " 7 hello_1.0_amd64.deb\n";

        assertThatThrownBy(() -> parsed(twice)).isInstanceOf(Refused.class);
    }

    private static Changes parsed(String text) {
        return Changes.parse(text.getBytes(UTF_8));
    }
}
