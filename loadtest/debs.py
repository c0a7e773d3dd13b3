"""Makes .deb files (deb(5)) in memory or as a stream, with the standard library only."""

import gzip
import io
import random
import tarfile

CHUNK = 1 << 20


def _tar_of(path, content):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            directory = tarfile.TarInfo("/".join(parts[:depth]) + "/")
            directory.type, directory.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(directory)
        entry = tarfile.TarInfo(path)
        entry.size, entry.mode = len(content), 0o644
        tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def _header(name, size):
    return b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name.encode(), 0, 0, 0, b"100644", size)


def _member(name, content):
    return _header(name, len(content)) + content + b"\n" * (len(content) % 2)


def _head(name, version, architecture):
    control = (
        f"Package: {name}\nVersion: {version}\nArchitecture: {architecture}\n"
        "Maintainer: Load Test <load@staithe.invalid>\nDescription: made by the load test\n"
    )
    return (
        b"!<arch>\n"
        + _member("debian-binary", b"2.0\n")
        + _member("control.tar.gz", gzip.compress(_tar_of("./control", control.encode()), 6, mtime=0))
    )


def small(name, version="1.0", architecture="amd64", payload=4_000):
    """A package with one file of random bytes."""
    noise = random.Random(name + version).randbytes(payload)
    data = gzip.compress(_tar_of(f"./usr/share/{name}/payload", noise), 1, mtime=0)
    return _head(name, version, architecture) + _member("data.tar.gz", data)


class Big:
    """A package with one stored (uncompressed) file of random bytes, as a stream of known length."""

    def __init__(self, name, payload, version="1.0", architecture="amd64"):
        padding = -payload % 512
        blank = _tar_of(f"./usr/share/{name}/payload", b"")
        entry = tarfile.TarInfo(f"./usr/share/{name}/payload")
        entry.size, entry.mode = payload, 0o644
        directories = blank[: 512 * entry.name.count("/")]
        tar_head = directories + entry.tobuf(tarfile.USTAR_FORMAT)
        tar_size = len(tar_head) + payload + padding + 1024
        self._head = _head(name, version, architecture) + _header("data.tar", tar_size) + tar_head
        self._tail = bytes(padding + 1024) + b"\n" * (tar_size % 2)
        self._payload = payload
        self._noise = random.Random(name + version)
        self.size = len(self._head) + payload + len(self._tail)

    def __iter__(self):
        yield self._head
        block = self._noise.randbytes(CHUNK)
        left, turn = self._payload, 0
        while left:
            # A different block each time, at the price of eight random bytes: nothing here may be compressible.
            block = block[8:] + self._noise.randbytes(8)
            yield block[:left]
            left -= min(left, CHUNK)
            turn += 1
        yield self._tail
