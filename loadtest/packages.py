"""Makes many small packages whose stanzas and paths look like real ones; the same number gives the same package.

usage: packages.py DIRECTORY FROM COUNT [FILES]   writes DIRECTORY/<thousand>/<name>_<version>_amd64.deb, on all processors

FILES is how many files each package has; by default between 3 and 8.
"""

import hashlib
import multiprocessing
import os
import random
import sys
import zlib

WORDS = (
    "access agent archive audio backend base binary bridge browser buffer build cache charset client cluster codec "
    "collection color command common compat compiler config console control convert core crypto daemon data database "
    "debug decoder default desktop device dictionary digest directory display document driver editor encoder engine "
    "event examples extra fast feature filter font format framework frontend fuzzy game generic gnome graph graphics "
    "handler headers helper http image index input interface kernel keyboard language layer legacy library light link "
    "loader locale logger mail manager map matrix media memory menu message meta mirror mobile module monitor mount "
    "multi music native network node notify object office open option output package panel parser password patch "
    "platform player plugin portable power print process profile protocol provider proxy python query queue reader "
    "recorder remote render report runtime sample scanner schema screen script search secure sensor server service "
    "session settings shared shell signal simple socket sound source spell static status storage stream string style "
    "support switch symbol system table tag task template terminal test text theme thread time token toolkit tools "
    "trace transport tree tunnel type unicode unit update user utility vector version video view virtual viewer voice "
    "wallet watch web widget window wireless wrapper writer zone"
).split()
SECTIONS = "admin devel doc editors games gnome graphics libdevel libs mail misc net perl python science text utils web".split()
THOUSAND = 1_000


def named(number):
    """A name that its number decides, so that neighbours in time are no neighbours in the alphabet; two of five are lib*."""
    mixed = int.from_bytes(hashlib.sha256(b"%d" % number).digest()[:8], "big")
    first, second = WORDS[mixed % len(WORDS)], WORDS[mixed // len(WORDS) % len(WORDS)]
    return f"{'lib' if mixed % 5 < 2 else ''}{first}-{second}-{number}"


def stanza(number, chance):
    """600 to 900 bytes as an index tells it, of which the index itself adds about 330."""
    name, version = named(number), f"{chance.randrange(1, 9)}.{chance.randrange(30)}-{chance.randrange(1, 5)}"
    depends = ", ".join(f"lib{chance.choice(WORDS)}{chance.randrange(1, 9)} (>= {chance.randrange(1, 9)}.{chance.randrange(30)})"
                        for _ in range(chance.randrange(2, 6)))
    said = " ".join(chance.choices(WORDS, k=chance.randrange(8, 28)))
    control = (
        f"Package: {name}\nVersion: {version}\nArchitecture: amd64\n"
        f"Maintainer: Debian {chance.choice(WORDS).title()} Maintainers <{chance.choice(WORDS)}@packages.invalid>\n"
        f"Installed-Size: {chance.randrange(20, 90_000)}\nDepends: libc6 (>= 2.34), {depends}\n"
        f"Section: {chance.choice(SECTIONS)}\nPriority: optional\nHomepage: https://{name}.invalid/\n"
        f"Description: {' '.join(chance.choices(WORDS, k=6))}\n {said[:70].strip()}\n {said[70:140].strip() or '.'}\n"
    )
    return name, version, control


def paths(name, count, chance):
    """Paths of a package: what almost each has, then its own."""
    usual = [f"usr/share/doc/{name}/changelog.Debian.gz", f"usr/share/doc/{name}/copyright", f"usr/bin/{name}"]
    own = [f"usr/lib/{name}/{chance.choice(WORDS)}-{extra}.so" for extra in range(max(0, count - len(usual)))]
    return (usual + own)[:count]


def _entry(path, content):
    head = bytearray(512)
    head[0 : len(path)] = path
    head[100:157] = b"0000644\0000000000\0000000000\000%011o\00000000000000\0        0" % len(content)
    head[257:265] = b"ustar\00000"
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + content + bytes(-len(content) % 512)


def _tar(entries):
    return b"".join(_entry(path, content) for path, content in entries) + bytes(1024)


def _gzip(content):
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()


def _member(name, content):
    return b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name, 0, 0, 0, b"100644", len(content)) + content + b"\n" * (len(content) % 2)


def package(number, files=None):
    """The file name and the bytes of a package."""
    chance = random.Random(number)
    name, version, control = stanza(number, chance)
    count = files or chance.randrange(3, 9)
    data = _gzip(_tar((b"./" + path.encode(), b"") for path in paths(name, count, chance)))
    deb = (
        b"!<arch>\n"
        + _member(b"debian-binary", b"2.0\n")
        + _member(b"control.tar.gz", _gzip(_tar([(b"./control", control.encode())])))
        + _member(b"data.tar.gz", data)
    )
    return f"{name}_{version}_amd64.deb", deb


def _written(directory, first, count, files):
    home = os.path.join(directory, f"{first // THOUSAND:05d}")
    os.makedirs(home, exist_ok=True)
    for number in range(first, first + count):
        name, deb = package(number, files)
        with open(os.path.join(home, name), "wb") as out:
            out.write(deb)


def make(directory, first, count, files=None):
    end = first + count
    batches = [(directory, at, min(THOUSAND, end - at), files) for at in range(first, end, THOUSAND)]
    with multiprocessing.Pool() as workers:
        workers.starmap(_written, batches)


if __name__ == "__main__":
    make(sys.argv[1], *map(int, sys.argv[2:]))
