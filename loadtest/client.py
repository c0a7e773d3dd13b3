"""A small HTTP/1.1 client over plain sockets: one kept-alive connection, little work per request."""

import json
import os
import socket
import urllib.parse


class Failed(Exception):
    """A status that the caller did not expect."""


class Client:
    def __init__(self, url, timeout=900):
        parts = urllib.parse.urlsplit(url)
        self._address = (parts.hostname, parts.port or 80)
        self._host = parts.netloc.encode()
        self._timeout = timeout
        self._socket = None
        self._buffer = b""

    def close(self):
        if self._socket:
            self._socket.close()
            self._socket = None

    def request(self, method, path, body=b"", content_type=None, stream=None, length=None, headers=()):
        """Sends a request (body, or a stream, of known length, of bytes and open files), returns (status, body)."""
        for attempt in (1, 2):
            fresh = self._socket is None
            try:
                return self._once(method, path, body, content_type, stream, length, headers)
            except (ConnectionError, BrokenPipeError):
                self.close()
                if fresh or attempt == 2 or stream is not None:
                    raise
        raise AssertionError("unreachable")

    def json(self, method, path, value=None, expect=(200, 201, 202)):
        """Sends JSON, returns the answer's value; any other status is a failure."""
        body = b"" if value is None else json.dumps(value).encode()
        status, answer = self.request(method, path, body, b"application/json" if value is not None else None)
        if status not in expect:
            raise Failed(f"{method} {path}: {status} {answer[:300]!r}")
        return json.loads(answer) if answer else None

    def upload(self, path, name, content):
        """A multipart upload of one file whose bytes are at hand."""
        body, kind = multipart(name, content)
        return self.request("POST", path, body, kind)

    def upload_file(self, path, name, file):
        """A multipart upload of one file on disk."""
        head, tail, kind = envelope(name)
        size = os.path.getsize(file)
        with open(file, "rb") as source:
            return self.request("POST", path, b"", kind, stream=(head, source, tail), length=len(head) + size + len(tail))

    def put_when_asked(self, path, chunks, length):
        """Sends a body by PUT once the server asks for it (Expect: 100-continue), returns (status, Retry-After or None)."""
        self._connect()
        head = [f"PUT {path} HTTP/1.1".encode(), b"Host: " + self._host, b"Expect: 100-continue"]
        head.append(b"Content-Length: %d" % length)
        self._socket.sendall(b"\r\n".join(head) + b"\r\n\r\n")
        asked = self._until(b"\r\n\r\n")
        if asked.split(b" ", 2)[1] == b"100":
            for chunk in chunks:
                self._socket.sendall(chunk)
        else:
            self._buffer = asked + b"\r\n\r\n" + self._buffer
        status, headers, _ = self._read()
        wait = headers.get(b"retry-after")
        return status, None if wait is None else int(wait)

    def _connect(self):
        self._socket = socket.create_connection(self._address, self._timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def _once(self, method, path, body, content_type, stream, length, headers):
        if self._socket is None:
            self._connect()
        head = [f"{method} {path} HTTP/1.1".encode(), b"Host: " + self._host, *headers]
        if content_type:
            head.append(b"Content-Type: " + content_type)
        head.append(b"Content-Length: %d" % (len(body) if length is None else length))
        self._socket.sendall(b"\r\n".join(head) + b"\r\n\r\n" + body)
        if stream is not None:
            for chunk in stream:
                self._socket.sendall(chunk) if isinstance(chunk, bytes) else self._socket.sendfile(chunk)
        return self._answer()

    def _answer(self):
        status, headers, answer = self._read()
        if headers.get(b"connection", b"").lower() == b"close":
            self.close()
        return status, answer

    def _read(self):
        head = self._until(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        status = int(lines[0].split(b" ", 2)[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            headers[name.strip().lower()] = value.strip()
        if status == 204 or status == 304:
            answer = b""
        elif headers.get(b"transfer-encoding", b"").lower() == b"chunked":
            answer = self._chunks()
        else:
            answer = self._exactly(int(headers.get(b"content-length", b"0")))
        return status, headers, answer

    def _chunks(self):
        parts = []
        while True:
            size = int(self._until(b"\r\n").split(b";")[0], 16)
            part = self._exactly(size)
            self._exactly(2) if size else self._until(b"\r\n")
            if not size:
                return b"".join(parts)
            parts.append(part)

    def _until(self, mark):
        while mark not in self._buffer:
            self._fill()
        found, _, self._buffer = self._buffer.partition(mark)
        return found

    def _exactly(self, size):
        while len(self._buffer) < size:
            self._fill()
        found, self._buffer = self._buffer[:size], self._buffer[size:]
        return found

    def _fill(self):
        received = self._socket.recv(1 << 16)
        if not received:
            raise ConnectionResetError("the server closed the connection")
        self._buffer += received


BOUNDARY = b"staithe-load-5d1c9a"


def envelope(name):
    head = (
        b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode()
        + b'"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    return head, b"\r\n--" + BOUNDARY + b"--\r\n", b"multipart/form-data; boundary=" + BOUNDARY


def multipart(name, content):
    head, tail, kind = envelope(name)
    return head + content + tail, kind
