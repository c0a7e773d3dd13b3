"""Many clients upload packages and add them to one repository at once; afterwards nothing acknowledged may be missing.

usage: storm.py --url http://127.0.0.1:8080 [--mode sync|async|once] [--packages 500] [--uploads 200] [--clients 64] …
Prints one JSON object. A package counts as acknowledged when its addition was answered as done without a failed file.
The mode once is Staithe's own: one PUT that answers with a receipt when the package is in the repository.
"""

import argparse
import json
import multiprocessing
import random
import threading
import time

import client
import debs


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--repository", default="storm")
    parser.add_argument("--mode", choices=("sync", "async", "once"), default="sync")
    parser.add_argument("--packages", type=int, default=500)
    parser.add_argument("--uploads", type=int, default=200, help="upload directories; packages are dealt out to them")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--bytes", type=int, default=4_000)
    parser.add_argument("--seconds", type=int, default=600, help="give up after this long")
    parser.add_argument("--unsigned", action="store_true", help="publish without a signature")
    parser.add_argument("--index", help="a file or URL of the published Packages; %%s is the repository")
    return parser.parse_args()


def deal(options):
    """The work: upload directories with their files, made before the clock starts."""
    uploads = [(f"{options.repository}-{number}", []) for number in range(options.uploads)]
    for number in range(options.packages):
        name = f"{options.repository}-pkg{number}"
        uploads[number % len(uploads)][1].append((name, debs.small(name, payload=options.bytes)))
    return uploads


class Tally:
    def __init__(self):
        self.acknowledged, self.failed, self.conflicts, self.errors = [], [], 0, []


def run_process(options, uploads, clients, start, results):
    tally, lock, work = Tally(), threading.Lock(), iter(uploads)

    def next_upload():
        with lock:
            return next(work, None)

    def one_client():
        connection = client.Client(options.url)
        while upload := next_upload():
            try:
                added, conflicts = upload_and_add(connection, options, *upload)
            except (client.Failed, OSError, ValueError) as failure:
                added, conflicts = [], 0
                connection.close()
                with lock:
                    tally.errors.append(f"{type(failure).__name__}: {failure}"[:300])
            with lock:
                tally.conflicts += conflicts
                names = [name for name, _ in upload[1]]
                tally.acknowledged += [name for name in names if name in added]
                tally.failed += [name for name in names if name not in added]

    threads = [threading.Thread(target=one_client) for _ in range(clients)]
    start.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((tally.acknowledged, tally.failed, tally.conflicts, tally.errors))


def upload_and_add(connection, options, directory, files):
    """Uploads the files, adds the directory; the names that were reported added, and how often the server was busy."""
    if options.mode == "once":
        return {name for name, content in files if received(connection, options.repository, name, content)}, 0
    for name, content in files:
        status, answer = connection.upload(f"/api/files/{directory}", f"{name}_1.0_amd64.deb", content)
        if status != 200:
            raise client.Failed(f"upload {directory}: {status} {answer[:200]!r}")
    path = f"/api/repos/{options.repository}/file/{directory}"
    if options.mode == "sync":
        return added(connection.json("POST", path)), 0
    task, conflicts = accepted(connection, path, options.seconds)
    finished = connection.json("GET", f"/api/tasks/{task}/wait")
    if finished["State"] != 2:
        raise client.Failed(f"task {task} ended in state {finished['State']}")
    return added(connection.json("GET", f"/api/tasks/{task}/return_value")["Value"]), conflicts


def received(connection, repository, name, content):
    """Uploads and adds a package by one call; its receipt."""
    path = f"/v1/repositories/{repository}/packages/{name}_1.0_amd64.deb?wait=added"
    status, answer = connection.request("PUT", path, content)
    if status not in (200, 201):
        raise client.Failed(f"{path}: {status} {answer[:200]!r}")
    return json.loads(answer)


def accepted(connection, path, seconds):
    """Submits an addition; aptly before 1.6 answers 409 while another task has the repository: ask again."""
    conflicts, give_up = 0, time.monotonic() + seconds
    while True:
        status, answer = connection.request("POST", path + "?_async=1")
        if status == 202:
            return json.loads(answer)["ID"], conflicts
        if status not in (409, 429, 503) or time.monotonic() > give_up:
            raise client.Failed(f"{path}: {status} {answer[:200]!r}")
        conflicts += 1
        time.sleep(random.uniform(0.005, 0.05))


def added(value):
    if value.get("FailedFiles"):
        return set()
    return {line.split("_", 1)[0] for line in value["Report"]["Added"] if line.endswith(" added")}


def storm(options):
    uploads = deal(options)
    shares = min(options.processes, options.clients)
    results, start = multiprocessing.Queue(), multiprocessing.Barrier(shares + 1)
    processes = []
    for share in range(shares):
        clients = options.clients // shares + (1 if share < options.clients % shares else 0)
        processes.append(
            multiprocessing.Process(
                target=run_process, args=(options, uploads[share::shares], clients, start, results), daemon=True
            )
        )
    for process in processes:
        process.start()
    start.wait()
    began = time.monotonic()
    tallies = [results.get(timeout=options.seconds) for _ in processes]
    seconds = time.monotonic() - began
    for process in processes:
        process.join()
    return tallies, seconds


def published(connection, options):
    """Publishes the repository and returns the names in its index; None where no index was asked for."""
    if not options.index:
        return None
    connection.json(
        "POST",
        f"/api/publish/{options.repository}",
        {
            "SourceKind": "local",
            "Sources": [{"Name": options.repository}],
            "Distribution": "stable",
            "Signing": {"Skip": options.unsigned},
        },
    )
    where = options.index.replace("%s", options.repository)
    if where.startswith("http://"):
        base, _, path = where.partition("://")[2].partition("/")
        status, answer = client.Client("http://" + base).request("GET", "/" + path)
        if status != 200:
            raise client.Failed(f"{where}: {status}")
        text = answer.decode()
    else:
        with open(where, encoding="utf-8") as file:
            text = file.read()
    return {line[len("Package: "):] for line in text.splitlines() if line.startswith("Package: ")}


def main():
    options = arguments()
    connection = client.Client(options.url)
    connection.json("POST", "/api/repos", {"Name": options.repository, "DefaultDistribution": "stable"})
    tallies, seconds = storm(options)
    acknowledged = [name for tally in tallies for name in tally[0]]
    listed = {key.split(" ")[1] for key in connection.json("GET", f"/api/repos/{options.repository}/packages")}
    index = published(connection, options)
    lost = len(set(acknowledged) - listed)
    result = {
        "mode": options.mode,
        "clients": options.clients,
        "uploads": options.uploads,
        "packages": options.packages,
        "seconds": round(seconds, 2),
        "answered_per_second": round(len(acknowledged) / seconds, 1),
        "kept_per_second": round((len(acknowledged) - lost) / seconds, 1),
        "acknowledged": len(acknowledged),
        "not_acknowledged": sum(len(tally[1]) for tally in tallies),
        "busy_answers": sum(tally[2] for tally in tallies),
        "lost_from_repository": lost,
        "lost_from_index": None if index is None else len(set(acknowledged) - index),
        "errors": [error for tally in tallies for error in tally[3]][:5],
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
