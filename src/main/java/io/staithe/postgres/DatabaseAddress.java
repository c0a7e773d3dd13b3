package io.staithe.postgres;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is and as whom to reach it.
 *
 * @param hosts one server, or the members of a fail-over group of which the primary is used
 * @param database its name
 * @param username the role that owns the schema
 * @param password the role's password; {@code null} where the server asks for none
 * @param tls how the connection is protected
 */
public record DatabaseAddress(
        List<Host> hosts,
        String database,
        String username,
        @Nullable String password,
        Tls tls) {
    /** Refuses an address without a server. */
    public DatabaseAddress {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("a database address needs a host");
        }
    }

    /** The database of one server on this machine. */
    public static DatabaseAddress local(int port, String database, String username, String password) {
        return new DatabaseAddress(
                List.of(new Host("127.0.0.1", port)), database, username, password, new Tls("disable", null));
    }

    /** The same server's database of another name. */
    public DatabaseAddress named(String other) {
        return new DatabaseAddress(hosts, other, username, password, tls);
    }

    /** The address as JDBC writes it, without the user and the password. */
    public String jdbc() {
        String members = hosts.stream().map(Host::toString).collect(Collectors.joining(","));
        String primary = hosts.size() > 1 ? "&targetServerType=primary" : "";
        String root = tls.rootCertificate() == null ? "" : "&sslrootcert=" + tls.rootCertificate();
        return "jdbc:postgresql://" + members + "/" + database + "?sslmode=" + tls.mode() + root + primary;
    }

    /** For people: hosts and database, never the password. */
    @Override
    public String toString() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + database;
    }

    /**
     * One server.
     *
     * @param name a host name or address; IPv6 without brackets
     * @param port its TCP port
     */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /**
     * How a connection is protected, in libpq's words.
     *
     * @param mode one of {@code disable allow prefer require verify-ca verify-full}
     * @param rootCertificate a file of trusted certificates; {@code null} for the default
     */
    public record Tls(String mode, @Nullable String rootCertificate) {}
}
