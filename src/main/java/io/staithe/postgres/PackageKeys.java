package io.staithe.postgres;

import static io.staithe.postgres.Columns.texts;

import io.staithe.deb.PackageKey;
import java.util.Collection;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/** Keys of packages as arrays that a statement unnests. */
final class PackageKeys {
    /** The packages {@code p} of the keys that are bound, by package_key. */
    static final String PACKAGES = """
            unnest(
                CAST(:architectures AS text[]),
                CAST(:names AS text[]),
                CAST(:versions AS text[]),
                CAST(:hashes AS text[])
            ) AS key (architecture, name, version, files_hash)
            JOIN package p USING (architecture, name, version, files_hash)
            """;

    private PackageKeys() {}

    /** The statement with these keys, each once. */
    static GenericExecuteSpec bind(GenericExecuteSpec statement, Collection<PackageKey> keys) {
        List<PackageKey> distinct = keys.stream().distinct().toList();
        return statement
                .bind("architectures", texts(distinct, key -> key.architecture().value()))
                .bind("names", texts(distinct, key -> key.name().value()))
                .bind("versions", texts(distinct, key -> key.version().value()))
                .bind("hashes", texts(distinct, PackageKey::filesHash));
    }
}
