"""From "added" to "visible to apt": steady additions to a repository whose publication publishes itself.

usage: lag.py URL REPOSITORY RATE SECONDS   the repository is there and published as bench/REPOSITORY

Prints JSON. The lag of an addition is the time from its receipt's addedAt to the switch of the first generation that has
its revision, both by the server's clock.
"""

import concurrent.futures
import datetime
import json
import sys
import threading
import time

import client
import packages

FIRST = 40_000_000
CLIENTS = 16


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Generations:
    """When which revision of the repository was first shown; asked for more often than generations are forgotten."""

    def __init__(self, url, publication):
        self._api, self._path = client.Client(url), f"/v1/publications/{publication}/generations"
        self._seen, self._over = {}, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self):
        while not self._over.is_set():
            self.look()
            self._over.wait(0.5)

    def look(self):
        for kept in self._api.json("GET", self._path):
            self._seen[kept["number"]] = (instant(kept["switchedAt"]), kept["sources"][0]["revision"])

    def end(self):
        """The instants and revisions of all generations, in their order."""
        self._over.set()
        self._thread.join()
        return [self._seen[number] for number in sorted(self._seen)]

    def newest(self):
        return max(revision for _, revision in self._seen.values())


def added(url, repository, number):
    name, content = packages.package(number)
    path = f"/v1/repositories/{repository}/packages/{name}?wait=added"
    status, answer = client.Client(url).request("PUT", path, content)
    if status != 201:
        raise client.Failed(f"{path}: {status} {answer[:200]!r}")
    return json.loads(answer)


def steadily(url, repository, rate, seconds):
    """Receipts of additions that begin at a steady rate, whatever those before take."""
    began, first = time.monotonic(), FIRST + int(rate * 1_000)
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        under_way = []
        for number in range(int(rate * seconds)):
            time.sleep(max(0, began + number / rate - time.monotonic()))
            under_way.append(clients.submit(added, url, repository, first + number))
        return [each.result() for each in under_way]


def main():
    url, repository, rate, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
    api = client.Client(url)
    publication = api.json("GET", f"/v1/publications?distribution={repository}&prefix=bench")["id"]
    api.json("PATCH", f"/v1/publications/{publication}?wait=finished", {"options": {"automatic": {"enabled": True}}})
    generations = Generations(url, publication)
    receipts = steadily(url, repository, rate, seconds)
    last = max(receipt["revision"] for receipt in receipts)
    give_up = time.monotonic() + 60
    while generations.newest() < last and time.monotonic() < give_up:
        time.sleep(0.1)
    api.json("PATCH", f"/v1/publications/{publication}?wait=finished", {"options": {"automatic": {"enabled": False}}})
    shown = generations.end()
    lags = sorted(
        next(at for at, revision in shown if revision >= receipt["revision"]) - instant(receipt["addedAt"])
        for receipt in receipts
    )
    told = {f"p{part}_ms": round(1_000 * lags[min(len(lags) - 1, len(lags) * part // 100)]) for part in (50, 95, 99)}
    print(json.dumps({"rate": rate, "additions": len(lags), "generations": len(shown), **told, "most_ms": round(1_000 * lags[-1])}))


if __name__ == "__main__":
    main()
