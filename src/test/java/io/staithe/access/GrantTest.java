package io.staithe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.fault.Refused;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** What grants cover, and how they are written. */
final class GrantTest {
    @ParameterizedTest
    @CsvSource({
        "read, read, true",
        "read, upload, false",
        "upload, read, true",
        "upload, upload, true",
        "upload, publish, false",
        "publish, read, true",
        "publish, upload, false",
        "manage, upload, true",
        "manage, publish, true",
        "manage, admin, false",
        "admin, manage, true"
    })
    void aRoleHoldsTheSmallerOnes(String granted, String needed, boolean covered) {
        Need need = Need.some(Role.valueOf(needed.toUpperCase()), "main");
        assertThat(Grant.parse(granted).covers(need)).isEqualTo(covered);
    }

    @Test
    void whoBuildsOnePackageDoesNotAddAnother() {
        Grant grant = Grant.parse("upload repository=main package=foo,libfoo*");
        assertThat(grant.covers(Need.ofPackage(Role.UPLOAD, "main", "foo", "main")))
                .isTrue();
        assertThat(grant.covers(Need.ofPackage(Role.UPLOAD, "main", "libfoo-dev", "main")))
                .isTrue();
        assertThat(grant.covers(Need.ofPackage(Role.UPLOAD, "main", "openssl", "main")))
                .isFalse();
        assertThat(grant.covers(Need.ofPackage(Role.UPLOAD, "other", "foo", "main")))
                .isFalse();
        assertThat(grant.covers(Need.some(Role.UPLOAD, "main"))).isTrue();
        assertThat(grant.covers(Need.whole(Role.UPLOAD, "main"))).isFalse();
    }

    @Test
    void aComponentIsAskedForWhereThereIsOne() {
        Grant grant = Grant.parse("upload component=contrib");
        assertThat(grant.covers(Need.ofPackage(Role.UPLOAD, "main", "foo", "contrib")))
                .isTrue();
        assertThat(grant.covers(Need.ofPackage(Role.UPLOAD, "main", "foo", "main")))
                .isFalse();
        assertThat(grant.covers(Need.component(Role.PUBLISH, "debian/bookworm", "contrib")))
                .isFalse();
    }

    @Test
    void whoNamesOneKindSaysNothingOfTheOther() {
        Grant onRepositories = Grant.parse("manage repository=*");
        assertThat(onRepositories.covers(Need.whole(Role.MANAGE, "main"))).isTrue();
        assertThat(onRepositories.covers(Need.publicationRead("debian/bookworm")))
                .isFalse();
        Grant onPublications = Grant.parse("publish publication=prod/*");
        assertThat(onPublications.covers(Need.publication(Role.PUBLISH, "prod/bookworm")))
                .isTrue();
        assertThat(onPublications.covers(Need.publication(Role.PUBLISH, "test/bookworm")))
                .isFalse();
        assertThat(onPublications.covers(Need.some(Role.READ, "main"))).isFalse();
        Grant onBoth = Grant.parse("read");
        assertThat(onBoth.covers(Need.publicationRead("debian/bookworm"))).isTrue();
        assertThat(onBoth.covers(Need.some(Role.READ, "main"))).isTrue();
    }

    @Test
    void theServerBelongsToAdminsAlone() {
        assertThat(Grant.parse("manage").covers(Need.admin())).isFalse();
        assertThat(Grant.parse("admin").covers(Need.admin())).isTrue();
        assertThat(Grant.parse("admin").covers(Need.publication(Role.MANAGE, "x/y")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "*, '', true",
        "ci-*, ci-, true",
        "ci-*, xci-1, false",
        "ci-?, ci-1, true",
        "ci-?, ci-12, false",
        "a*b*c, aXbYbZc, true",
        "a*b*c, aXbYbZ, false",
        "foo, Foo, false",
        "g*++, g++, true",
        "main, 'main\0', false",
        "main*, 'main\0', true"
    })
    void starsStandForAnyCharactersAndQuestionMarksForOne(String pattern, String name, boolean matches) {
        assertThat(new Names(List.of(pattern)).contains(name)).isEqualTo(matches);
    }

    @Test
    void aPatternOfManyStarsEndsSoon() {
        Names names = new Names(List.of("*a".repeat(90) + "b"));
        StepVerifier.create(Caller.open().required(Need.admin()).thenReturn(names.contains("a".repeat(100_000))))
                .expectNext(false)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read",
                "admin",
                "upload repository=ci-*,nightly package=foo component=main",
                "publish publication=filesystem:web:debian/bookworm",
                "manage repository=a publication=b"
            })
    void whatIsWrittenIsReadAgain(String line) {
        assertThat(Grant.parse(line))
                .hasToString(line)
                .isEqualTo(Grant.parse(Grant.parse(line).toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing                        | is none of read",
                "write                          | is none of read",
                "upload repo=x                  | is none of repository=",
                "upload repository              | needs names",
                "upload repository=             | needs names",
                "upload repository=a,,b         | needs names",
                "upload repository=a repository=b | repository= stands twice",
                "admin repository=a             | takes no names"
            })
    void whatIsNoGrantIsRefusedByTheWordThatDoesNotFit(String line, String rule) {
        assertThatThrownBy(() -> Grant.parse(line))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(rule)
                .extracting(fault -> ((Refused) fault).code())
                .isEqualTo(AccessFault.BAD_GRANT);
    }

    @Test
    void aGrantForAPackageIsNoneForAComponentOfAPublication() {
        Grant grant = Grant.parse("publish publication=stable package=foo");
        assertThat(grant.covers(Need.component(Role.PUBLISH, "stable", "main"))).isFalse();
        Grant ofComponent = Grant.parse("publish publication=stable component=main");
        assertThat(ofComponent.covers(Need.component(Role.PUBLISH, "stable", "main")))
                .isTrue();
        assertThat(ofComponent.covers(Need.component(Role.PUBLISH, "stable", "contrib")))
                .isFalse();
    }

    @Test
    void aNameThatReadsLikeSeveralIsNotPrintedAsSeveral() {
        assertThat(Need.ofPackage(Role.UPLOAD, "main,prod", "x package=*", null))
                .hasToString("upload repository=main?prod package=x?package??");
    }

    @Test
    void aRefusalSaysWhatGrantWouldDo() {
        Caller builder = new Caller("ci-foo", List.of(Grant.parse("upload repository=main package=foo")));
        Need need = Need.ofPackage(Role.UPLOAD, "main", "openssl", "main");
        StepVerifier.create(builder.required(need))
                .expectErrorSatisfies(refused -> assertThat(refused)
                        .hasMessage("'ci-foo' has no grant for this; it takes:"
                                + " upload repository=main package=openssl component=main"))
                .verify(Duration.ofSeconds(5));
        assertThat(new Caller("admin", List.of(Grant.parse(need.toString()))).may(need))
                .isTrue();
        StepVerifier.create(Caller.open().required(need)).verifyComplete();
    }
}
