package io.staithe.web.aptly.golden;

import io.staithe.web.RouteTable.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests that nobody should send, over every route: broken paths, queries and bodies. Each has to be answered, by
 * what a client may have done wrong, and never by a failure of the server or what looks like a stack trace. Sent raw,
 * since no client library sends most of them.
 */
final class HostileRequests {
    private static final int AT_ONCE = 8;
    private static final int STEP = Integer.getInteger("staithe.trial.hostile-step", 4);
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Pattern VARIABLE = Pattern.compile("\\{[^/]*}|\\*\\*");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: chunked");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final Pattern WITHOUT_BODY = Pattern.compile("HTTP/1\\.1 (?:204|304) ");
    /** The page of all problems names that of a failure too, in a cell of its own. */
    private static final Pattern ENTRAILS =
            Pattern.compile("Exception|\\tat |io\\.staithe|java\\.|reactor\\.|springframework|[^>]Something went wrong"
                    + "|the server failed|SQLSTATE|PSQL");

    private static final List<String> NAMES = List.of(
            "..",
            "%2e%2e",
            "..%2f..%2f..%2fetc%2fpasswd",
            "a%2Fb",
            "%2F",
            "%00",
            "x%00y",
            "%01%7F",
            "n".repeat(10_000),
            "%F0%9F%A6%86",
            "%FF%FE",
            "\u00c3\u00a9",
            "a|b\"<c>{d}[e]^`\\",
            "%",
            "%zz",
            "a;b=c",
            "$x`y",
            "'%3B%20DROP%20TABLE%20task%3B%20--",
            "-1",
            "99999999999999999999",
            ".",
            "",
            "*",
            "a b");
    private static final List<String> QUERIES = List.of(
            "q=%00",
            "q=a|b\"{}",
            "q=Name%20(~%20((((((",
            "q=Name%20(~%20(a*)*b)",
            "q=" + "(".repeat(5_000) + "a" + ")".repeat(5_000),
            "q=" + "!".repeat(5_000) + "a",
            "q=%zz",
            "q=%FF&format=details",
            "q='",
            "q=Version%20(%3E%3E%20%00)&withDeps=1",
            "_async=%00&sort=%00&state=%00",
            "force=%&maximumVersion=&layout=%00",
            "keyring=../../etc/passwd",
            "keyring=%00",
            "prefix=%00&distribution=%00&storage=%00",
            "prefix=../..&distribution=..%2F..",
            "&&&===&=&q",
            "a b");
    private static final List<String> BODIES = List.of(
            "{",
            "[",
            "null",
            "7",
            "\"x\"",
            "[]",
            "[1,null]",
            "[{}]",
            "{}",
            "\u0000\u00ff\u00fe",
            "[".repeat(10_000),
            "{\"a\":".repeat(10_000),
            "{\"Name\":1e999999}",
            "{\"Name\":{}}",
            "{\"Name\":\"\\u0000\",\"Destination\":\"\\u0000\",\"Source\":\"\\u0000\",\"Queries\":[\"\\u0000\"]}",
            "{\"Name\":\"\\ud800\",\"Comment\":\"\\udfff\",\"Description\":\"\\u0000\"}",
            "{\"Name\":\"" + "n".repeat(10_000) + "\",\"Component\":\"" + "n".repeat(10_000) + "\"}",
            "{\"Name\":\"../..\",\"Component\":\"../..\",\"Distribution\":\"../..\",\"SourceKind\":\"local\","
                    + "\"Sources\":[{\"Name\":\"../..\",\"Component\":\"\\u0000\"}]}",
            "{\"SourceKind\":\"local\",\"Sources\":[null,7]}",
            "{\"SourceKind\":\"snapshot\",\"Sources\":[{\"Name\":\"\\u0000\"}],\"Distribution\":\"\\u0000\"}",
            "{\"Name\":\"s\",\"SourceSnapshots\":[\"\\u0000\"],\"PackageRefs\":[\"\\u0000\",\"P a b c\"]}",
            "{\"PackageRefs\":[null,1]}",
            "{\"PackageRefs\":[\"Pamd64 a 1 \\u0000\",\"Pamd64 \\u0000 1 ff\"]}",
            "{\"Snapshots\":7,\"Sources\":7,\"Signing\":7}",
            "{\"Signing\":{\"GpgKey\":\"\\u0000\",\"Keyring\":\"../../etc/passwd\",\"Passphrase\":\"\\u0000\"}}",
            "{\"GpgKeyArmor\":\"\\u0000\",\"GpgKeyID\":\"../..\",\"Keyring\":\"\\u0000\"}",
            "{\"generation\":-1,\"label\":\"\\u0000\",\"suite\":\"a\\nb\"}",
            "{\"FromSnapshot\":\"\\u0000\",\"Name\":\"hostile\\u0007\"}",
            "Name=%00&Name=%zz&=&&%",
            "Name=%FF&Comment=%00");

    private final URI server;

    HostileRequests(URI server) {
        this.server = server;
    }

    /** Sends them all; tells what was wrong with the answers. */
    List<String> sent(List<Route> routes) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<String>> answers = new ArrayList<>();
            shots(routes).forEach(shot -> answers.add(threads.submit(() -> complaint(shot))));
            List<String> complaints = new ArrayList<>();
            for (Future<String> answer : answers) {
                complaints.add(answer.get());
            }
            complaints.removeIf(String::isEmpty);
            return complaints;
        } catch (ExecutionException broken) {
            throw new AssertionError(broken);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Of each route's shots every so manieth, another one first for each route. */
    private static List<Shot> shots(List<Route> routes) {
        List<Shot> shots = new ArrayList<>();
        for (int route = 0; route < routes.size(); route++) {
            int first = route % STEP;
            List<Shot> all = over(routes.get(route)).toList();
            for (int shot = first; shot < all.size(); shot += STEP) {
                shots.add(all.get(shot));
            }
        }
        return shots;
    }

    private static Stream<Shot> over(Route route) {
        Stream<String> names =
                VARIABLE.matcher(route.path()).find() ? NAMES.stream() : Stream.of("/", "/%00", "//..", "%");
        String plain = filled(route.path(), "hostile");
        Stream<Shot> paths = names.map(name ->
                        VARIABLE.matcher(route.path()).find() ? filled(route.path(), name) : route.path() + name)
                .map(path -> new Shot(route.method(), path, "", ""));
        Stream<Shot> queries = QUERIES.stream().map(query -> new Shot(route.method(), plain + "?" + query, "", ""));
        Stream<Shot> bodies = route.method().equals("GET") || route.method().equals("HEAD")
                ? Stream.empty()
                : BODIES.stream().map(body -> new Shot(route.method(), plain, kind(body), body));
        return Stream.of(paths, queries, bodies).flatMap(shots -> shots);
    }

    private static String kind(String body) {
        return body.startsWith("Name=") ? "application/x-www-form-urlencoded" : "application/json";
    }

    private static String filled(String path, String name) {
        return VARIABLE.matcher(path).replaceAll(Matcher.quoteReplacement(name));
    }

    private String complaint(Shot shot) {
        String answer = exchanged(shot);
        var status = STATUS.matcher(answer);
        String what = shot + " -> " + answer.substring(0, Math.min(answer.length(), 600));
        if (!status.lookingAt()) {
            return "no answer: " + what;
        }
        if (ENTRAILS.matcher(answer).find()) {
            return "entrails: " + what;
        }
        boolean isApi = shot.target().startsWith("/api/");
        boolean isTold = answer.contains("{\"error\":\"") || status.group(1).equals("400");
        return Integer.parseInt(status.group(1)) >= 500 && !(isApi && isTold) ? "failure: " + what : "";
    }

    private String exchanged(Shot shot) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(shot.bytes());
            out.flush();
            return answer(socket.getInputStream(), shot.method());
        } catch (IOException broken) {
            throw new UncheckedIOException(shot.toString(), broken);
        }
    }

    /** What comes until the answer is whole, or the connection ends. */
    private static String answer(InputStream in, String method) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] some = new byte[8192];
        while (!isWhole(answer, method)) {
            int read = in.read(some);
            if (read < 0) {
                break;
            }
            answer.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
        }
        return answer.toString();
    }

    private static boolean isWhole(StringBuilder answer, String method) {
        int head = answer.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        if (WITHOUT_BODY.matcher(answer).lookingAt()) {
            return true;
        }
        Matcher length = LENGTH.matcher(answer).region(0, head);
        if (length.find()) {
            return method.equals("HEAD") || answer.length() >= head + 4 + Integer.parseInt(length.group(1));
        }
        boolean isChunked = CHUNKED.matcher(answer).region(0, head).find();
        return method.equals("HEAD") || isChunked && answer.substring(head).endsWith("\r\n0\r\n\r\n");
    }

    private record Shot(String method, String target, String contentType, String body) {
        byte[] bytes() {
            byte[] content = body.getBytes(StandardCharsets.ISO_8859_1);
            String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                    + (contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n")
                    + "Content-Length: " + content.length + "\r\n\r\n";
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(content);
            return bytes.toByteArray();
        }

        @Override
        public String toString() {
            return method + " " + shortened(target) + " " + shortened(body);
        }

        private static String shortened(String text) {
            return text.length() < 200 ? text : text.substring(0, 200) + "… (" + text.length() + ")";
        }
    }
}
