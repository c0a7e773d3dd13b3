"""A crowd of clients, each with one package: who is refused comes again when the server says so.

usage: crowd.py URL REPOSITORY CLIENTS BYTES    prints JSON; fails where a package is missing or a refusal names no time
"""

import collections
import json
import sys
import threading
import time

import client
import debs


def main(url, repository, clients, size):
    client.Client(url).json("POST", "/api/repos", {"Name": repository})
    told, errors, lock = collections.Counter(), [], threading.Lock()
    waits = []

    def deliver(number):
        try:
            deb = debs.Big(f"crowd{number}", int(size))
            while True:
                status, wait = put(url, repository, f"crowd{number}_1.0_amd64.deb", deb)
                with lock:
                    told[status] += 1
                if status == 201:
                    return
                if status not in (429, 503) or wait is None:
                    raise client.Failed(f"{status}, Retry-After {wait}")
                with lock:
                    waits.append(wait)
                time.sleep(wait)
        except (client.Failed, OSError) as failure:
            errors.append(str(failure))

    began = time.monotonic()
    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(int(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listed = len(client.Client(url).json("GET", f"/api/repos/{repository}/packages"))
    result = {
        "clients": int(clients),
        "bytes": int(size),
        "seconds": round(time.monotonic() - began, 1),
        "answers": {str(status): count for status, count in sorted(told.items())},
        "longest_wait_told": max(waits, default=0),
        "missing": int(clients) - listed,
        "errors": errors[:5],
    }
    print(json.dumps(result))
    sys.exit(1 if errors or result["missing"] else 0)


def put(url, repository, name, deb):
    """Sends a body only when it is asked for; emits the status and what Retry-After says."""
    connection = client.Client(url)
    try:
        path = f"/v1/repositories/{repository}/packages/{name}"
        return connection.put_when_asked(path, deb, deb.size)
    finally:
        connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
