package io.staithe.catalog.search;

import io.staithe.deb.PackageKind;
import io.staithe.deb.query.Relation;
import io.staithe.deb.query.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which relations are followed beside {@code Depends} and {@code Pre-Depends}.
 *
 * @param recommends whether {@code Recommends} are
 * @param suggests whether {@code Suggests} are
 * @param sources whether the source package of each binary package is taken along
 * @param allVariants whether every alternative of a relation is, rather than the first that can be satisfied
 */
public record Following(boolean recommends, boolean suggests, boolean sources, boolean allVariants) {
    /** Nothing but {@code Depends} and {@code Pre-Depends}. */
    public static final Following STRICT = new Following(false, false, false, false);

    /** The relations of a package that are followed, each a list of alternatives; none for source packages. */
    List<List<Relation>> relations(Subject subject) {
        if (subject.kind() == PackageKind.SOURCE) {
            return List.of();
        }
        List<List<Relation>> relations = new ArrayList<>();
        fields().forEach(field -> relations.addAll(Relation.parse(subject.field(field))));
        if (sources) {
            relations.add(List.of(Relation.source(subject.field("$Source"), subject.field("$SourceVersion"))));
        }
        return relations;
    }

    private Stream<String> fields() {
        Stream<String> always = Stream.of("Pre-Depends", "Depends");
        Stream<String> recommended = recommends ? Stream.of("Recommends") : Stream.empty();
        Stream<String> suggested = suggests ? Stream.of("Suggests") : Stream.empty();
        return Stream.concat(always, Stream.concat(recommended, suggested));
    }
}
