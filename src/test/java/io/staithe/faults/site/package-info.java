/**
 * Servers to be ill-treated: a PostgreSQL with its standby, replicas with a proxy on each side, and what can happen to
 * them. Entry type: {@link io.staithe.faults.site.Site}.
 */
@org.jspecify.annotations.NullMarked
package io.staithe.faults.site;
