package io.staithe.postgres;

import static io.staithe.postgres.Columns.joined;

import io.staithe.deb.PackageKey;
import java.util.Collection;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/** Keys of packages as columns that a statement unnests. */
final class PackageKeys {
    /** The packages {@code p} of the keys that are bound, by package_key. */
    static final String PACKAGES = """
            unnest(
                string_to_array(:architectures, chr(30)),
                string_to_array(:names, chr(30)),
                string_to_array(:versions, chr(30)),
                string_to_array(:hashes, chr(30))
            ) AS key (architecture, name, version, files_hash)
            JOIN package p USING (architecture, name, version, files_hash)
            """;

    private PackageKeys() {}

    /** The statement with these keys, at least one, each once. */
    static GenericExecuteSpec bind(GenericExecuteSpec statement, Collection<PackageKey> keys) {
        List<PackageKey> distinct = keys.stream().distinct().toList();
        return statement
                .bind(
                        "architectures",
                        joined(distinct, key -> key.architecture().value()))
                .bind("names", joined(distinct, key -> key.name().value()))
                .bind("versions", joined(distinct, key -> key.version().value()))
                .bind("hashes", joined(distinct, PackageKey::filesHash));
    }
}
