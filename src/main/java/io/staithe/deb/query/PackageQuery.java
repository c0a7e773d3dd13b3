package io.staithe.deb.query;

import java.util.List;

/**
 * A question that each package answers with yes or no.
 *
 * <p>Who translates it takes it apart by {@link #fold}.
 */
public sealed interface PackageQuery {
    /** What every package fits. */
    PackageQuery ALL = new And(List.of());

    /**
     * Reads a query in aptly's language.
     *
     * @throws io.staithe.fault.Refused with {@link QueryFault#BAD_QUERY}, in aptly's words
     */
    static PackageQuery parse(String text) {
        return QueryParser.parse(text);
    }

    /** Whether a package fits. */
    boolean test(Subject subject);

    /** Applies the function of this query's case. */
    <T> T fold(Cases<T> cases);

    /** What fits this and the other. */
    default PackageQuery and(PackageQuery other) {
        return new And(List.of(this, other));
    }

    /** Every part fits; without parts everything does. */
    record And(List<PackageQuery> parts) implements PackageQuery {
        /** Copies the parts. */
        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean test(Subject subject) {
            return parts.stream().allMatch(part -> part.test(subject));
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.and(this);
        }
    }

    /** At least one part fits. */
    record Or(List<PackageQuery> parts) implements PackageQuery {
        /** Copies the parts. */
        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean test(Subject subject) {
            return parts.stream().anyMatch(part -> part.test(subject));
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.or(this);
        }
    }

    /** The part does not fit. */
    record Not(PackageQuery part) implements PackageQuery {
        @Override
        public boolean test(Subject subject) {
            return !part.test(subject);
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.not(this);
        }
    }

    /**
     * The value of a field fits. {@code $Version} also takes the versions under which a package provides its own name,
     * {@code $Architecture (= x)} also packages for all architectures.
     *
     * @param field its name, in canonical case or beginning with {@code $}
     */
    record Field(String field, Condition condition) implements PackageQuery {
        /** The version, by the rule of relations. */
        public static final String VERSION = "$Version";
        /** The architecture as the catalogue has it. */
        public static final String ARCHITECTURE = "$Architecture";

        @Override
        public boolean test(Subject subject) {
            if (field.equals(VERSION)) {
                return subject.satisfies(subject.name(), condition);
            }
            if (field.equals(ARCHITECTURE) && condition.comparison() == Comparison.EQUAL) {
                return subject.isFor(condition.value());
            }
            return condition.test(subject.field(field));
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.field(this);
        }
    }

    /** Exactly this name, version and architecture. */
    record Exact(String name, String version, String architecture) implements PackageQuery {
        @Override
        public boolean test(Subject subject) {
            return subject.name().equals(name)
                    && subject.version().equals(version)
                    && subject.architecture().equals(architecture);
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.exact(this);
        }
    }

    /**
     * A package of this name, or one that provides it.
     *
     * @param architecture for which it must be; empty for any
     */
    record Dependency(String name, Condition version, String architecture) implements PackageQuery {
        @Override
        public boolean test(Subject subject) {
            return (architecture.isEmpty() || subject.isFor(architecture)) && subject.satisfies(name, version);
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.dependency(this);
        }
    }

    /**
     * One function per case.
     *
     * @param <T> what they make
     */
    interface Cases<T> {
        T and(And and);

        T or(Or or);

        T not(Not not);

        T field(Field field);

        T exact(Exact exact);

        T dependency(Dependency dependency);
    }
}
