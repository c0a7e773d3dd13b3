"""Adds packages to 12 repositories through several replicas for a while; afterwards each must be where it was added.

usage: replicas.py --name run --clients 36 --seconds 12 http://127.0.0.1:8080 http://127.0.0.1:8081 …
Prints one line. Each client has a repository and a replica of its own choice: client n adds to repository n modulo 12
through replica n modulo their number, so that a repository is added to through several.
"""

import argparse
import multiprocessing
import threading
import time

import client
import debs

REPOSITORIES = 12
PROCESSES = 4


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--clients", type=int, default=36)
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("urls", nargs="+")
    return parser.parse_args()


def work(options, numbers, start, results):
    start.wait()
    until = time.monotonic() + options.seconds
    added, failed = [], []

    def one(number):
        connection = client.Client(options.urls[number % len(options.urls)])
        repository = f"{options.name}-{number % REPOSITORIES}"
        count = 0
        while time.monotonic() < until:
            name = f"{repository}-c{number}-p{count}"
            count += 1
            path = f"/v1/repositories/{repository}/packages/{name}_1.0_amd64.deb?wait=added"
            status, answer = connection.request("PUT", path, debs.small(name, payload=4_000))
            if status in (200, 201):
                added.append((repository, name))
            else:
                failed.append(f"{name}: {status} {answer[:200]!r}")

    threads = [threading.Thread(target=one, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((added, failed))


def busy():
    """Seconds of processor time that everything on this machine took until now."""
    with open("/proc/stat", encoding="ascii") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / 100, sum(fields) / 100


def main():
    options = arguments()
    connections = [client.Client(url) for url in options.urls]
    for number in range(REPOSITORIES):
        connections[0].json("POST", "/api/repos", {"Name": f"{options.name}-{number}"})
    results, start = multiprocessing.Queue(), multiprocessing.Barrier(PROCESSES + 1)
    shares = [range(share, options.clients, PROCESSES) for share in range(PROCESSES)]
    processes = [multiprocessing.Process(target=work, args=(options, share, start, results)) for share in shares]
    for process in processes:
        process.start()
    start.wait()
    began, (busy_before, all_before) = time.monotonic(), busy()
    tallies = [results.get() for _ in processes]
    seconds, (busy_after, all_after) = time.monotonic() - began, busy()
    for process in processes:
        process.join()
    added = [pair for tally in tallies for pair in tally[0]]
    failed = [failure for tally in tallies for failure in tally[1]]
    present = set()
    for number in range(REPOSITORIES):
        repository = f"{options.name}-{number}"
        listed = connections[-1].json("GET", f"/api/repos/{repository}/packages")
        present.update((repository, key.split(" ")[1]) for key in listed)
    missing = set(added) - present
    share = (busy_after - busy_before) / (all_after - all_before)
    print(
        f"{len(options.urls)} replicas: {len(added) / seconds:.0f} additions a second, "
        f"processors {share:.0%} busy, {len(failed)} refused, {len(missing)} missing"
    )
    if failed or missing:
        raise SystemExit(f"not acknowledged: {failed[:3]}, missing: {sorted(missing)[:3]}")


if __name__ == "__main__":
    main()
