"""Adds packages one call each to an empty repository and to one that has grown, and thousands with one call.

usage: grown.py single URL COUNT ROUNDS CLIENTS   into the repositories "empty" and "big", in turns; JSON on one line
       grown.py bulk URL DIRECTORY...             uploads each to an upload directory, then times its addition by one
                                                  call to a new repository: the first, and the median of the others

The packages are uploaded before the clock starts; what is timed are the calls that add. An added package that is missing
afterwards is a failure.
"""

import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import client
import packages
import publish

FIRST = 30_000_000


def single(url, count, rounds, clients):
    count, rounds, clients = int(count), int(rounds), int(clients)
    api, rates = client.Client(url), {"empty": [], "big": []}
    number = FIRST
    api.json("POST", "/api/repos", {"Name": "empty"})
    for turn in range(rounds + 1):
        for repository, told in rates.items():
            files = [packages.package(number + offset) for offset in range(count // rounds)]
            number += len(files)
            rate = added(url, repository, files, clients)
            # The first round warms the servers up.
            if turn:
                told.append(rate)
    known = {repository: len(api.json("GET", f"/api/repos/{repository}/packages")) for repository in rates}
    print(json.dumps({"rates": rates, "packages": known, "added_to_each": (rounds + 1) * (count // rounds)}))


def added(url, repository, files, clients):
    """Uploads each file to a directory of its own, adds each by a call of its own; additions a second."""
    directories = [f"{repository}-{name}" for name, _ in files]

    def upload(share):
        api = client.Client(url)
        for directory, (name, content) in share:
            status, answer = api.upload(f"/api/files/{directory}", name, content)
            if status != 200:
                raise client.Failed(f"upload: {status} {answer[:300]!r}")

    def add(share):
        api = client.Client(url)
        for directory, _ in share:
            publish.add(api, repository, directory)

    work = list(zip(directories, files))
    shares = [work[at::clients] for at in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(upload, shares))
        began = time.monotonic()
        list(pool.map(add, shares))
    return round(len(files) / (time.monotonic() - began), 1)


def bulk(url, *directories):
    api = client.Client(url)
    first, *others = [timed(api, url, f"bulk-{number}", directory) for number, directory in enumerate(directories)]
    print(json.dumps({"first": first, "warm": statistics.median(others), "others": others}))


def timed(api, url, name, directory):
    files = publish.below(directory)
    api.json("POST", "/api/repos", {"Name": name})
    publish.upload(url, name, files)
    began = time.monotonic()
    publish.add(api, name, name)
    seconds = time.monotonic() - began
    kept = len(api.json("GET", f"/api/repos/{name}/packages"))
    if kept != len(files):
        raise client.Failed(f"{kept} of {len(files)} packages are there")
    return round(seconds, 2)


if __name__ == "__main__":
    {"single": single, "bulk": bulk}[sys.argv[1]](*sys.argv[2:])
