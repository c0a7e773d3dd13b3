"""Uploads big packages with stored random contents and adds them; prints the seconds as JSON.

usage: big.py make NAME BYTES FILE            writes a .deb
       big.py add URL REPOSITORY FILE...      uploads (multipart) and adds the files, all at once
       big.py stream URL REPOSITORY NAME BYTES put|post   makes, uploads and adds one without a file
"""

import json
import os
import sys
import threading
import time

import client
import debs


def make(name, payload, file):
    with open(file, "wb") as out:
        for chunk in debs.Big(name, int(payload)):
            out.write(chunk)


def add(url, repository, *files):
    client.Client(url).json("POST", "/api/repos", {"Name": repository, "DefaultDistribution": "stable"})
    seconds, errors = {}, []

    def one(file):
        name = os.path.basename(file)
        connection = client.Client(url)
        try:
            began = time.monotonic()
            check(connection.upload_file(f"/api/files/{repository}-{name}", name, file))
            uploaded = time.monotonic()
            settle(connection, repository, f"{repository}-{name}")
            seconds[name] = (uploaded - began, time.monotonic() - uploaded)
        except (client.Failed, OSError) as failure:
            errors.append(str(failure))

    together(one, files)
    report(url, repository, len(files), seconds, errors)


def stream(url, repository, name, payload, how):
    client.Client(url).json("POST", "/api/repos", {"Name": repository, "DefaultDistribution": "stable"})
    deb, connection = debs.Big(name, int(payload)), client.Client(url)
    file, began = f"{name}_1.0_amd64.deb", time.monotonic()
    if how == "put":
        answer = connection.request(
            "PUT", f"/api/files/{repository}/{file}", b"", b"application/octet-stream", stream=iter(deb), length=deb.size
        )
    else:
        head, tail, kind = client.envelope(file)
        body = (chunk for part in ([head], deb, [tail]) for chunk in part)
        answer = connection.request(
            "POST", f"/api/files/{repository}", b"", kind, stream=body, length=len(head) + deb.size + len(tail)
        )
    check(answer)
    uploaded = time.monotonic()
    settle(connection, repository, repository)
    report(url, repository, 1, {file: (uploaded - began, time.monotonic() - uploaded)}, [])


def check(answer):
    if answer[0] != 200:
        raise client.Failed(f"upload: {answer[0]} {answer[1][:300]!r}")


def settle(connection, repository, directory):
    value = connection.json("POST", f"/api/repos/{repository}/file/{directory}")
    if value.get("FailedFiles") or len(value["Report"]["Added"]) != 1:
        raise client.Failed(f"add {directory}: {value}")


def together(action, items):
    threads = [threading.Thread(target=action, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def report(url, repository, expected, seconds, errors):
    listed = len(client.Client(url).json("GET", f"/api/repos/{repository}/packages"))
    result = {
        "clients": expected,
        "upload_seconds": round(max((each[0] for each in seconds.values()), default=0), 2),
        "add_seconds": round(max((each[1] for each in seconds.values()), default=0), 2),
        "seconds": round(max((sum(each) for each in seconds.values()), default=0), 2),
        "lost": expected - listed,
        "errors": errors,
    }
    print(json.dumps(result))
    if errors:
        sys.exit(1)


if __name__ == "__main__":
    {"make": make, "add": add, "stream": stream}[sys.argv[1]](*sys.argv[2:])
