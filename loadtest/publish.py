"""Fills a repository and times its publication, through the API that aptly and Staithe share, or with reprepro.

usage: publish.py fill URL REPOSITORY DIRECTORY               uploads and adds every package below DIRECTORY
       publish.py warm URL ROUNDS                             publishes a small repository again and again
       publish.py api URL REPOSITORY DIRECTORY RUNS OPTIONS   first, +1, -1 and no change, as JSON on one line
       publish.py reprepro BASE DIRECTORY RUNS                the same with commands, packages added before

DIRECTORY holds the packages that +1 adds, each of which -1 takes out again. OPTIONS is JSON, part of what publishes;
empty where that was done before.
+1, -1 and no change are told as [median, fastest, slowest] in milliseconds, the first publish in seconds.
"""

import glob
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time

import client
import packages

TOGETHER = 250
ADDED = 5_000
UPLOADERS = 4
PLACE = "/api/publish/bench"


def below(directory):
    return sorted(glob.glob(os.path.join(directory, "**", "*.deb"), recursive=True))


def _uploaded(work):
    url, directory, files = work
    parts, kind = [], None
    for file in files:
        with open(file, "rb") as source:
            head, _, kind = client.envelope(os.path.basename(file))
            parts += [b"" if not parts else b"\r\n", head, source.read()]
    parts.append(b"\r\n--" + client.BOUNDARY + b"--\r\n")
    status, answer = client.Client(url).request("POST", f"/api/files/{directory}", b"".join(parts), kind)
    if status != 200:
        raise client.Failed(f"upload: {status} {answer[:300]!r}")


def add(api, repository, directory):
    report = api.json("POST", f"/api/repos/{repository}/file/{directory}")
    if report["FailedFiles"]:
        raise client.Failed(f"add {directory}: {report['FailedFiles'][:3]}")


def upload(url, directory, files):
    """Uploads many files to a directory, hundreds in a call."""
    heaps = [files[at : at + TOGETHER] for at in range(0, len(files), TOGETHER)]
    with multiprocessing.Pool(UPLOADERS) as uploaders:
        uploaders.map(_uploaded, [(url, directory, heap) for heap in heaps], 1)


def fill(url, repository, directory):
    api, files = client.Client(url), below(directory)
    api.json("POST", "/api/repos", {"Name": repository, "DefaultDistribution": "stable"})
    for number, at in enumerate(range(0, len(files), ADDED)):
        upload(url, f"{repository}-{number}", files[at : at + ADDED])
        add(api, repository, f"{repository}-{number}")


def one(api, url, repository, name, content):
    """Adds a package that is at hand."""
    api.upload(f"/api/files/{repository}-one", name, content)
    add(api, repository, f"{repository}-one")


def publish(url, repository, options):
    body = {"SourceKind": "local", "Sources": [{"Name": repository}], "Distribution": repository, "Architectures": ["amd64"]}
    client.Client(url).json("POST", PLACE, {**body, **options})


def warm(url, rounds):
    """Servers run for days: what they do often is compiled before the clock starts."""
    api = client.Client(url)
    api.json("POST", "/api/repos", {"Name": "warm"})
    one(api, url, "warm", *packages.package(10_000_000))
    publish(url, "warm", {})
    for number in range(1, int(rounds) + 1):
        one(api, url, "warm", *packages.package(10_000_000 + number))
        api.json("PUT", f"{PLACE}/warm", {})


def timed(work, runs):
    """Median, fastest and slowest of what work, which is told the number of the run, says that it took."""
    taken = sorted(work(run) * 1_000 for run in range(runs))
    return [round(value, 1) for value in (statistics.median(taken), taken[0], taken[-1])]


def clocked(work):
    began = time.monotonic()
    work()
    return time.monotonic() - began


def told(first, plus, minus, same):
    begun = {} if first is None else {"first_seconds": round(first, 2)}
    print(json.dumps({**begun, "plus": plus, "minus": minus, "same": same}))


def over_api(url, repository, directory, runs, options):
    api, files = client.Client(url), below(directory)
    options = json.loads(options) if options else None
    update = {"Signing": options["Signing"]} if options and "Signing" in options else {}

    def updated():
        api.json("PUT", f"{PLACE}/{repository}", update)

    def plus(run):
        with open(files[run], "rb") as source:
            one(api, url, repository, os.path.basename(files[run]), source.read())
        return clocked(updated)

    def minus(run):
        keys = api.json("GET", f"/api/repos/{repository}/packages?q=" + os.path.basename(files[run]).split("_")[0])
        api.json("DELETE", f"/api/repos/{repository}/packages", {"PackageRefs": keys})
        return clocked(updated)

    runs = int(runs)
    first = None if options is None else clocked(lambda: publish(url, repository, options))
    told(first, timed(plus, runs), timed(minus, runs), timed(lambda run: clocked(updated), runs))


def over_reprepro(base, directory, runs):
    files = below(directory)

    def run(*command):
        subprocess.run(["reprepro", "--silent", "-b", base, *command], check=True)

    def name(number):
        return os.path.basename(files[number]).split("_")[0]

    first = clocked(lambda: run("export", "stable"))
    told(
        first,
        timed(lambda number: clocked(lambda: run("includedeb", "stable", files[number])), int(runs)),
        timed(lambda number: clocked(lambda: run("remove", "stable", name(number))), int(runs)),
        timed(lambda number: clocked(lambda: run("--export=changed", "deleteunreferenced")), int(runs)),
    )


if __name__ == "__main__":
    {"fill": fill, "warm": warm, "api": over_api, "reprepro": over_reprepro}[sys.argv[1]](*sys.argv[2:])
