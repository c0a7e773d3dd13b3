package io.staithe.web.aptly.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNamesTest {
    @ParameterizedTest
    @CsvSource({"my_pre__fix,my/pre_fix", "a___b,a_/b", "plain,plain", "__,_"})
    void underscoresSpellSlashes(String spelled, String meant) {
        assertThat(PathNames.decoded(spelled)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                ":. ./bookworm",
                ". ./bookworm",
                "'' ./bookworm",
                "debian_main debian/main/bookworm",
                "filesystem:apiandserve: filesystem:apiandserve:./bookworm",
                "s3:us:debian_main s3:us:debian/main/bookworm",
                "/../a a/bookworm",
            })
    void prefixesNameAPlace(String prefix, String place) {
        assertThat(PathNames.place(prefix, "bookworm")).hasToString(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {".$./x", ".`.", "....", "$..$./.x"})
    void nothingThatIsTakenAwayLeavesTwoDots(String text) {
        assertThat(PathNames.sanitised(text)).doesNotContain("..");
    }

    @Test
    void distributionsHaveUnderscoresToo() {
        assertThat(PathNames.place(":.", "buster_updates").distribution()).isEqualTo("buster/updates");
    }

    @ParameterizedTest
    @CsvSource({"a..b,ab", "d$x,dx", "sub/dir,sub/dir", "/abs,abs", "a/../b,b", "a//b,a/b", "é x,é x"})
    void directoriesAreMadeSafe(String text, String directory) {
        assertThat(PathNames.directory(text)).isEqualTo(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "../x", "", "/", "a/../..", "$", "x\ny", "x\0", "...", "a/...", ".$."})
    void directoriesThatLeadElsewhereAreRefused(String text) {
        assertThatThrownBy(() -> PathNames.directory(text))
                .isInstanceOf(Refused.class)
                .hasMessage("wrong dir");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/b", "../x", ""})
    void filesAreBaseNames(String text) {
        assertThatThrownBy(() -> PathNames.file(text)).isInstanceOf(Refused.class);
    }
}
