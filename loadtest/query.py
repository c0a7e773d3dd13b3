"""Times package queries over the API that aptly and Staithe share, and tells what they found.

usage: query.py URL REPOSITORY RUNS PID WARM   prints JSON on one line

Each query is made WARM times before the clock starts, and told as its median in milliseconds, how many packages it found
and a digest of their keys without order; the list of all packages with their details as seconds and bytes. PID is the
server, whose most memory is told before and after that list.
"""

import hashlib
import json
import statistics
import subprocess
import sys
import urllib.parse

import client

QUERIES = {
    "few": "Name (% libzone*), $Version (>> 2), !$Architecture (source)",
    "lib*": "Name (% lib*), $Version (>> 2), !$Architecture (source)",
    "none": "Name (= nobody)",
    "section": "Section (games), Priority (optional)",
}


def path(repository, **query):
    return f"/api/repos/{repository}/packages?" + urllib.parse.urlencode(query, quote_via=urllib.parse.quote)


def timed(url, runs):
    """Seconds and bytes of an answer that nobody keeps, the median of some runs."""
    taken = []
    for _ in range(runs):
        told = subprocess.run(
            ["curl", "-sf", "-o", "/dev/null", "-w", "%{time_total} %{size_download}", url],
            check=True, capture_output=True, text=True,
        )
        seconds, size = told.stdout.split()
        taken.append(float(seconds))
    return statistics.median(taken), int(size)


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def main():
    url, repository, runs, pid, warm = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
    api, told = client.Client(url), {}
    for _ in range(warm):
        for query in QUERIES.values():
            api.request("GET", path(repository, q=query))
    for name, query in QUERIES.items():
        keys = sorted(api.json("GET", path(repository, q=query)))
        seconds, _ = timed(url + path(repository, q=query), runs)
        digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:12]
        told[name] = {"ms": round(seconds * 1000, 1), "found": len(keys), "digest": digest}
    told["memory_mib"] = memory(pid)
    seconds, size = timed(url + path(repository, format="details"), 1)
    told["details"] = {"seconds": round(seconds, 2), "bytes": size, "memory_mib": memory(pid)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
