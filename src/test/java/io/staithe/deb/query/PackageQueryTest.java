package io.staithe.deb.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.deb.PackageKind;
import io.staithe.fault.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language of package queries, row by row: what they find among the packages of aptly's own tests, and errors. */
class PackageQueryTest {
    private static final Subject BOOST_49 = boost("1.49.0.1");
    private static final Subject BOOST_62 = boost("1.62.0.1");
    private static final Subject PYSPI_3 = pyspi("0.6.1-1.3");
    private static final Subject PYSPI_4 = pyspi("0.6.1-1.4");
    private static final Subject MAIL = new Subject(
            PackageKind.DEB,
            "exim4",
            "4.96-15",
            "all",
            "Package: exim4\nSource: exim (4.95-1)\nsection: mail\nProvides: mail-transport-agent, smtpd (= 3.0),\n"
                    + " exim4 (= 9)\nDescription: a mailer\n long text\n");
    private static final Subject INSTALLER = new Subject(PackageKind.UDEB, "anna", "1.0~rc1", "amd64", "");
    private static final List<Subject> ALL = List.of(BOOST_49, BOOST_62, PYSPI_3, PYSPI_4, MAIL, INSTALLER);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "Version (> 0.6.1-1.4); b49 b62 p4 exim4 anna",
                "Version (>> 0.6.1-1.4); b49 b62 exim4 anna",
                "Name (lib*); ",
                "Name (% lib*); b49 b62",
                "$Version (>> 1.50); b62 exim4",
                "$Source (boost-defaults); b49 b62",
                "pyspi {source}; p3 p4",
                "libboost-program-options-dev (% 1.4*); b49",
                "Section; b49 b62 exim4",
                "!pyspi; b49 b62 exim4 anna",
                "!!pyspi; p3 p4",
                "pyspi | anna; p3 p4 anna",
                "pyspi, Version (0.6.1-1.3); p3",
                "pyspi|anna,Version (= 1.0~rc1); p3 p4 anna",
                "(pyspi|anna),Version (= 1.0~rc1); anna",
                "!(pyspi | anna), !Section; ",
                "pyspi_0.6.1-1.3_source; p3",
                "pyspi_0.6.1-1.30_source; ",
                "Priority (optional); b49 b62",
                "priority; ",
                "PRIORITY; ",
                "Priority (%opt*); b49 b62",
                "'Priority' (\"optional\"); b49 b62",
                "Priority (~ ^opt); b49 b62",
                "Maintainer (~ Boost.*Team); b49 b62",
                "$Architecture (i386); b49 b62 exim4",
                "$Architecture (amd64); exim4 anna",
                "$Architecture (source); p3 p4",
                "$Architecture (% *86); b49 b62",
                "Architecture (any); p3 p4",
                "Architecture (all); exim4",
                "$PackageType (deb); b49 b62 exim4",
                "$PackageType (udeb); anna",
                "$PackageType (source); p3 p4",
                "$Source (exim); exim4",
                "Source (% 'exim *'); exim4",
                "$Source (anna); anna",
                "$Source; b49 b62 exim4 anna",
                "$SourceVersion (4.95-1); exim4",
                "$SourceVersion (1.62.0.1); b62",
                "mail-transport-agent; exim4",
                "mail-transport-agent (>= 4); exim4",
                "mail-transport-agent (>= 5); ",
                "smtpd (= 3.00); exim4",
                "smtpd (>> 3.0); ",
                "exim4 (>= 9); exim4",
                "Version (>= 9); ",
                "$Version (>= 9); exim4",
                "exim4 {amd64}; exim4",
                "exim4 {source}; ",
                "libboost-program-options-dev {amd64}; ",
                "anna (<< 1.0); anna",
                "anna (< 1.0~rc1); anna",
                "anna (<= 1.0~rc1); anna",
                "Description (~ long); exim4",
                "Nothing; ",
                "!Nothing (x); b49 b62 p3 p4 exim4 anna",
                "Name (= ann); ",
                "Name (% ann?); anna",
                "Name (% [a-b]*); anna",
                "Name (% [^a-e]*); b49 b62 p3 p4",
                "Name (% a\\nna); anna",
                "Homepage (% http:*); ",
                "Homepage (% http://*); ",
                "Homepage (% http://*/libs); b49 b62",
                "Package (% ex*); exim4",
                "  anna  ; anna",
            })
    void findsWhatTheLanguageSays(String query, String expected) {
        PackageQuery parsed = PackageQuery.parse(query);

        assertThat(ALL.stream().filter(parsed::test).map(PackageQueryTest::label))
                .containsExactly(expected == null ? new String[0] : expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "pyspi); unexpected token ): expecting end of query",
                "lalala >>; unexpected token >>: expecting end of query",
                "pyspi(>= 1); unexpected token \"1\": expecting end of query",
                "# #; unexpected token <EOL>: expecting field or package name",
                ", a; unexpected token ,: expecting field or package name",
                "a |; unexpected token <EOL>: expecting field or package name",
                "(a; unexpected token <EOL>: expecting ')'",
                "a (>= ; unexpected token <EOL>: expecting value",
                "a (= =); unexpected token =: expecting value",
                "a (1 2); unexpected token \"2\": expecting ')'",
                "a {}; unexpected token }: expecting architecture",
                "a {b c}; unexpected token \"c\": expecting '}'",
                "Name (x) {amd64}; unexpected token {: expecting end of query",
                "a 'b; unexpected token error: unexpected eof in quoted string: expecting end of query",
                "'b; unexpected token error: unexpected eof in quoted string: expecting field or package name",
                "a \"b\"; unexpected token \"b\": expecting end of query",
                "Name (~ [a); regexp compile failed: error parsing regexp: missing closing ]: `[a`",
                "Name (~ \"(((a{1000}){1000}){1000})\"); regexp compile failed: expression too large: `(((a{1000}){1000}){1000})`",
                "Name (% [a); pattern '[a' has a class that is not finished",
                "Name (% 'a\\\\'); pattern 'a\\' must not end in a backslash",
            })
    void saysWhatIsWrong(String query, String reason) {
        assertThatThrownBy(() -> PackageQuery.parse(query)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(QueryFault.BAD_QUERY);
            assertThat(refused).hasMessage("parsing failed: " + reason);
        });
    }

    @Test
    void sizesAreBounded() {
        refused("a".repeat(20_000), "must have at most 16384");
        refused("(".repeat(10_000), "nested deeper than 64");
        refused("a|".repeat(5_000) + "a", "more than 1000 terms");
        refused("a\0b", "NUL");
        refused("Name (~ '" + "(".repeat(5_000) + "')", "expression too large");
        refused("Name (~ '\\pL{900}\\pL{900}')", "expression too large");
        refused("Name (% '" + "*".repeat(5_000) + "')", "must have at most 1000");
        assertThat(PackageQuery.parse("!".repeat(10_001) + "anna").test(INSTALLER))
                .isFalse();
        assertThat(PackageQuery.parse("Name (~ '" + "(".repeat(480) + ")".repeat(480) + "')")
                        .test(INSTALLER))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)*b", "(.*)*x", "(a?){20}a{20}b"})
    void expressionsThatBlowUpElsewhereAreAnsweredInTime(String expression) {
        Subject hostile = new Subject(PackageKind.DEB, "a".repeat(200) + "!", "1", "all", "");

        assertThat(PackageQuery.parse("Name (~ '" + expression + "')").test(hostile))
                .isFalse();
    }

    private static void refused(String query, String words) {
        assertThatThrownBy(() -> PackageQuery.parse(query))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("parsing failed: ")
                .hasMessageContaining(words);
    }

    private static Subject boost(String version) {
        return new Subject(
                PackageKind.DEB,
                "libboost-program-options-dev",
                version,
                "i386",
                "Package: libboost-program-options-dev\nPriority: optional\nSection: libdevel\nSource: boost-defaults\n"
                        + "Maintainer: Debian Boost Team <boost@example.org>\nHomepage: http://www.boost.org/libs\n");
    }

    private static Subject pyspi(String version) {
        return new Subject(PackageKind.SOURCE, "pyspi", version, "source", "Source: pyspi\nArchitecture: any\n");
    }

    private static String label(Subject subject) {
        return switch (subject.name()) {
            case "libboost-program-options-dev" -> "b" + subject.version().substring(2, 4);
            case "pyspi" -> "p" + subject.version().substring(8);
            default -> subject.name();
        };
    }
}
