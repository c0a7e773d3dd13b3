package io.staithe.publish.contents;

import io.staithe.archive.IndexKind;
import io.staithe.archive.IndexName;
import io.staithe.deb.Architecture;
import java.util.List;

/**
 * Which packages of a repository.
 *
 * @param kind {@code CONTENTS} or {@code INSTALLER_CONTENTS}
 * @param architecture of the packages
 */
public record ContentsKey(IndexKind kind, String architecture) {
    /** The packages in an index: those of its architecture and those for all. */
    static List<ContentsKey> within(IndexName index) {
        return List.of(
                new ContentsKey(index.kind(), index.architecture().value()),
                new ContentsKey(index.kind(), Architecture.ALL.value()));
    }
}
