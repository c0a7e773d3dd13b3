"""Makes the golden calls of the tests against a server and prints where its answers are not those of the contract.

usage: golden.py URL VERSION [calls files...]
The format of the calls is told at src/test/java/io/staithe/web/aptly/golden/GoldenCall.java. Differences that the contract
explains stand in golden-known.toml, with their reason. Ends with 1 where there is one that does not stand there, or where
one that stands there was not seen.
"""

import fnmatch
import http.client
import itertools
import json
import pathlib
import re
import sys
import tomllib
import urllib.parse

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent / "src/test/resources/golden"
HOLE = re.compile(r"…|\{\{([a-z]+)\}\}")
BOUNDARY = b"golden-boundary"


class Call:
    """One recorded request with the answer that the contract wants."""

    def __init__(self, file, title, lines):
        self.name = f"{file}: {title}"
        sides = {">": ["", {}, []], "<": ["", {}, []]}
        side = ">"
        for line in lines:
            side = "<" if line.startswith("< ") else side
            first, headers, body = sides[side]
            if not line.startswith(side + " "):
                body.append(line)
            elif not first:
                sides[side][0] = line[2:]
            else:
                name, _, value = line[2:].partition(":")
                headers[name] = value.strip()
        self.method, self.path = sides[">"][0].split(" ", 1)
        self.status = int(sides["<"][0])
        self.headers, self.answer_headers = sides[">"][1], sides["<"][1]
        self.body, self.answer = ("\n".join(sides[mark][2]).strip() for mark in "><")


def read(file):
    calls, title, lines = [], None, []
    for line in [*file.read_text(encoding="utf-8").splitlines(), "== "]:
        if line.startswith("== "):
            if title:
                calls.append(Call(file.stem, title, lines))
            title, lines = line[3:], []
        elif not line.startswith("# ") and line != "#":
            lines.append(line)
    return calls


class Replay:
    """Makes calls one after the other and remembers the texts that later calls name."""

    def __init__(self, url):
        self._url = urllib.parse.urlsplit(url)
        self._known = {}

    def differences(self, call):
        """What of an answer is not as the contract has it, and the answer as text."""
        status, headers, body = self._ask(call)
        if status == 404 and call.method == "PUT" and call.path.startswith("/api/files/"):
            self._upload_by_form(call)
        found = []
        if status != call.status:
            found.append(f"status {status}, not {call.status}")
        for name, value in call.answer_headers.items():
            if not self._pattern(value).fullmatch(headers.get(name.lower(), "")):
                found.append(f"{name}: {headers.get(name.lower())}, not {value}")
        if call.answer and not self._matches(call.answer, body):
            found.append(f"body {body[:600]}, not {call.answer[:600]}")
        return found, f"{status} {body}"

    def _ask(self, call):
        path = self._filled(call.path)
        headers = dict(call.headers)
        body = self._body(call)
        if call.body.startswith("@form"):
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY.decode()}"
        elif call.body[:1] in ("{", "["):
            headers.setdefault("Content-Type", "application/json")
        return self._send(call.method, path, body, {name: told for name, told in headers.items() if told != "none"})

    def _send(self, method, path, body, headers):
        connection = http.client.HTTPConnection(self._url.hostname, self._url.port, timeout=60)
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, answer.read().decode(errors="replace")

    def _upload_by_form(self, call):
        """Servers without raw uploads get the file all the same, so that the calls that follow find it."""
        directory, _, name = call.path[len("/api/files/"):].rpartition("/")
        body = form([(name, content(call.body[len("@file "):]))])
        kind = f"multipart/form-data; boundary={BOUNDARY.decode()}"
        self._send("POST", "/api/files/" + directory, body, {"Content-Type": kind})

    def _body(self, call):
        if call.body.startswith("@file "):
            return content(call.body[len("@file "):])
        if call.body.startswith("@form"):
            return form([(name, content(name.rpartition("/")[2])) for name in call.body.split()[1:]])
        return self._filled(call.body).encode()

    def _matches(self, wanted, body):
        pattern = self._pattern(wanted)
        for text in arrangements(body) if wanted.startswith("[") else [body]:
            if found := pattern.fullmatch(text):
                names = [hole.group(1) for hole in HOLE.finditer(wanted) if hole.group(1)]
                fresh = [name for name in dict.fromkeys(names) if name not in self._known]
                self._known.update(zip(fresh, found.groups()))
                return True
        self._remember_ids(wanted, body)
        return False

    def _remember_ids(self, wanted, body):
        """An answer that differs elsewhere tells its task all the same."""
        hole = re.search(r'"ID":\{\{([a-z]+)}}', wanted)
        told = re.search(r'"ID":(\d+)', body)
        if hole and told:
            self._known.setdefault(hole.group(1), told.group(1))

    def _pattern(self, text):
        pattern, at, seen = "", 0, set()
        for hole in HOLE.finditer(text):
            pattern += re.escape(text[at:hole.start()])
            name = hole.group(1)
            if name is None:
                pattern += ".*?"
            elif name in self._known:
                pattern += re.escape(self._known[name])
            else:
                pattern += r'([^",}\]]+)'
            at = hole.end()
        return re.compile(pattern + re.escape(text[at:]), re.DOTALL)

    def _filled(self, text):
        for name, value in self._known.items():
            text = text.replace("{{" + name + "}}", value)
        return text


def arrangements(body):
    """A short list in every order: aptly's lists of packages have none."""
    yield body
    try:
        items = elements(body)
    except ValueError:
        return
    if 1 < len(items) <= 5:
        for order in itertools.permutations(items):
            yield "[" + ",".join(order) + "]"


def elements(body):
    """The elements of an array, each as it is written."""
    decoder, at, found = json.JSONDecoder(), 1, []
    while body[at - 1] != "]" and body != "[]":
        _, end = decoder.raw_decode(body, at)
        found.append(body[at:end])
        at = end + 1
    return found


def content(name):
    return (GOLDEN / "files" / name).read_bytes()


def form(files):
    parts = b""
    for name, body in files:
        disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'.encode()
        parts += b"--" + BOUNDARY + b"\r\n" + disposition + b"\r\n\r\n" + body + b"\r\n"
    return parts + b"--" + BOUNDARY + b"--\r\n"


class Explained:
    """What the contract says of a version: calls that differ, how their answers read, and why."""

    def __init__(self, version):
        told = tomllib.loads((HERE / "golden-known.toml").read_text(encoding="utf-8"))["known"]
        self._known = [known for known in told if version in known["versions"]]
        self._seen = set()

    def reason(self, name, answer):
        for known in self._known:
            for pattern in known["calls"]:
                if fnmatch.fnmatchcase(name, pattern) and re.search(known.get("answer", ""), answer, re.DOTALL):
                    self._seen.add((known["reason"], pattern))
                    return known["reason"]
        return None

    def unseen(self):
        every = [(known["reason"], pattern) for known in self._known for pattern in known["calls"]]
        return [told for told in every if told not in self._seen]


def main():
    url, version, *chosen = sys.argv[1:]
    files = [pathlib.Path(file) for file in chosen] or sorted((GOLDEN / "calls").iterdir())
    replay, explained = Replay(url), Explained(version)
    equal, known, unknown = 0, {}, []
    for call in itertools.chain.from_iterable(map(read, files)):
        found, answer = replay.differences(call)
        reason = explained.reason(call.name, answer) if found else None
        if not found:
            equal += 1
        elif reason:
            known.setdefault(reason, []).append(call.name)
        else:
            unknown.append((call.name, found))
    for reason, names in known.items():
        print(f"explained, {len(names)}: {reason}")
        print("".join(f"    {name}\n" for name in names), end="")
    for name, found in unknown:
        print(f"NOT EXPLAINED {name}")
        print("".join(f"    {text}\n" for text in found), end="")
    unseen = explained.unseen() if not chosen else []
    for reason, pattern in unseen:
        print(f"NOT SEEN {pattern}: {reason}")
    differ = sum(map(len, known.values()))
    print(f"{equal} calls as the contract has them, {differ} differ for a known reason, {len(unknown)} for none")
    sys.exit(1 if unknown or unseen else 0)


if __name__ == "__main__":
    main()
