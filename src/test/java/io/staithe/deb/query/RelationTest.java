package io.staithe.deb.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.deb.PackageKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelationTest {
    private static final Subject LIBC = new Subject(PackageKind.DEB, "libc6", "2.36-9", "amd64", "");
    private static final Subject PYTHON =
            new Subject(PackageKind.DEB, "python3", "3.11", "arm64", "Provides: python3-profiler (= 3.10), python\n");

    @ParameterizedTest
    @CsvSource({
        "libc6,amd64,true",
        "libc6,arm64,false",
        "libc6:any,arm64,true",
        "libc6:amd64,arm64,true",
        "libc6:native,amd64,true",
        "libc6 (>= 2.36),amd64,true",
        "libc6 (>= 2.36-9),amd64,true",
        "libc6 (>> 2.36-9),amd64,false",
        "libc6 (<< 2.4),amd64,false",
        "libc6 (= 2.36-09),amd64,true",
        "libc6(<<3),amd64,true",
        "libc6 [amd64] <!nocheck>,amd64,true"
    })
    void binaryPackagesSatisfyRelations(String relation, String architecture, boolean satisfied) {
        assertThat(one(relation).isSatisfiedBy(LIBC, architecture)).isEqualTo(satisfied);
    }

    @ParameterizedTest
    @CsvSource({
        "python3-profiler (>= 3.10),true",
        "python3-profiler (>= 3.11),false",
        "python (>= 3.11),true",
        "python (>> 3.11),false"
    })
    void soDoThoseThatProvideTheName(String relation, boolean satisfied) {
        assertThat(one(relation).isSatisfiedBy(PYTHON, "arm64")).isEqualTo(satisfied);
    }

    @Test
    void alternativesStayTogetherAndNonsenseIsLeftOut() {
        assertThat(Relation.parse("a (>= 1) | b:any, , ((, c")).hasToString("[[a (>= 1), b:any], [c]]");
    }

    private static Relation one(String text) {
        return Relation.parse(text).get(0).get(0);
    }
}
