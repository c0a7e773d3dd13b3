package io.staithe.wiring.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.postgres.DatabaseAddress;
import io.staithe.postgres.DatabaseAddress.Host;
import io.staithe.postgres.DatabaseAddress.Tls;
import io.staithe.wiring.StartFault;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the address of a PostgreSQL database in the forms that people have: libpq's, JDBC's and R2DBC's.
 *
 * <p>A message never repeats the url, which may hold a password.
 */
final class DatabaseUrl {
    private static final Pattern URL =
            Pattern.compile("(?:jdbc:|r2dbc:|(?<tls>r2dbcs:))?(?:pool:)?postgres(?:ql)?:(?:failover:)?//"
                    + "(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
                    + "(?<hosts>[^/?@]+)/(?<database>[^/?]+)(?:\\?(?<query>.*))?");
    private static final Pattern HOST =
            Pattern.compile("(?:\\[(?<six>[0-9A-Fa-f:.]+)]|(?<name>[^:\\[\\]]+))(?::(?<port>\\d{1,5}))?");
    private static final Set<String> TLS_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final int DEFAULT_PORT = 5432;
    private static final int MAX_PORT = 65535;

    private final String setting;
    private final String url;

    private DatabaseUrl(String setting, String url) {
        this.setting = setting;
        this.url = url;
    }

    /** The address that a setting's url gives; what the url leaves out of user and password comes from beside it. */
    static DatabaseAddress parse(String setting, String url, @Nullable String username, @Nullable String password) {
        return new DatabaseUrl(setting, url).address(username, password);
    }

    private DatabaseAddress address(@Nullable String username, @Nullable String password) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw refused("is not of the form postgresql://user:password@host:5432/database");
        }
        Map<String, String> query = query(matcher.group("query"));
        String user = first(decoded(matcher.group("user")), query.get("user"), username);
        if (user == null || user.isEmpty()) {
            throw refused("names no user; add one to it or set staithe.database.username");
        }
        String mode = query.getOrDefault("sslmode", matcher.group("tls") == null ? "prefer" : "require")
                .toLowerCase(Locale.ROOT);
        if (!TLS_MODES.contains(mode)) {
            throw refused("has sslmode " + Fault.bounded(mode) + "; it must be one of " + TLS_MODES);
        }
        return new DatabaseAddress(
                hosts(matcher.group("hosts")),
                decode(matcher.group("database")),
                user,
                first(decoded(matcher.group("password")), query.get("password"), password),
                new Tls(mode, query.get("sslrootcert")));
    }

    private List<Host> hosts(String text) {
        var hosts = new ArrayList<Host>();
        for (String one : text.split(",", -1)) {
            Matcher host = HOST.matcher(one);
            if (!host.matches()) {
                throw refused("has a host that is not one");
            }
            int port = host.group("port") == null ? DEFAULT_PORT : Integer.parseInt(host.group("port"));
            if (port < 1 || port > MAX_PORT) {
                throw refused("has port " + port + "; it must be 1 to " + MAX_PORT);
            }
            hosts.add(new Host(host.group("six") == null ? host.group("name") : host.group("six"), port));
        }
        return hosts;
    }

    private Map<String, String> query(@Nullable String text) {
        var query = new HashMap<String, String>();
        if (text == null || text.isEmpty()) {
            return query;
        }
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String key = parts[0].toLowerCase(Locale.ROOT);
            if (parts.length < 2
                    || !Set.of("sslmode", "sslrootcert", "user", "password").contains(key)) {
                throw refused("has the option " + Fault.bounded(parts[0])
                        + "; sslmode, sslrootcert, user and password are known");
            }
            query.put(key, decode(parts[1]));
        }
        return query;
    }

    private static @Nullable String first(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }

    private @Nullable String decoded(@Nullable String text) {
        return text == null ? null : decode(text);
    }

    private String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw refused("has a percent sign that begins no code; write %25 for one");
        }
    }

    private Refused refused(String rule) {
        return new Refused(StartFault.DATABASE_URL, setting + " " + rule);
    }
}
