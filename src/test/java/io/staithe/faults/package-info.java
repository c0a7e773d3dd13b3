/**
 * The fault suite: jobs call replicas to which everything happens that happens in data centres, and a checker reads
 * what came of it (decision 47). Entry type: {@link io.staithe.faults.Trial}.
 */
@org.jspecify.annotations.NullMarked
package io.staithe.faults;
