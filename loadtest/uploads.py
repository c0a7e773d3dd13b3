"""Sends packages to a server and tells how long it took; nothing but the upload.

usage: uploads.py stir FILE...               gives packages of big.py other bytes, so that no server has them already
       uploads.py send WAY URL FILE...       sends the files, all at once, each on a connection of its own; prints seconds
       uploads.py forget URL                 has Staithe delete what was sent
       uploads.py table FILE BYTES           prints rates and ratios of lines "WAY SECONDS"
WAY is dav (nginx), put, post (multipart) or tus.
"""

import base64
import os
import statistics
import sys
import time
import urllib.request
import uuid

import big
import client

# What each rate is compared with.
PEERS = {"put": "openssl", "post": "put", "tus": "put", "put-no-digests": "dav"}


def stir(*files):
    for file in files:
        with open(file, "r+b") as package:
            package.seek(os.path.getsize(file) // 2)
            package.write(os.urandom(16))


def send(way, url, *files):
    target, errors = uuid.uuid4().hex, []
    if way == "tus":
        client.Client(url).json("POST", "/api/repos", {"Name": target})

    def one(file):
        try:
            WAYS[way](url, target, file)
        except (client.Failed, OSError) as failure:
            errors.append(failure)

    began = time.monotonic()
    big.together(one, files)
    seconds = time.monotonic() - began
    if errors:
        sys.exit(f"{way}: {errors}")
    print(f"{seconds:.2f}")


def dav(url, target, file):
    put_to(url, f"/{target}-{os.path.basename(file)}", "PUT", file)


def put(url, target, file):
    put_to(url, f"/api/files/{target}/{os.path.basename(file)}", "PUT", file)


def post(url, target, file):
    name = os.path.basename(file)
    expect(client.Client(url).upload_file(f"/api/files/{target}", name, file), 200)


def tus(url, target, file):
    name = base64.b64encode(os.path.basename(file).encode()).decode()
    created = urllib.request.urlopen(
        urllib.request.Request(
            f"{url}/v1/uploads?repository={target}&wait=accepted",
            method="POST",
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(os.path.getsize(file)),
                "Upload-Metadata": f"filename {name}",
            },
        )
    )
    piece = [b"Tus-Resumable: 1.0.0", b"Upload-Offset: 0"]
    put_to(url, created.headers["Location"], "PATCH", file, b"application/offset+octet-stream", piece)


def put_to(url, path, method, file, kind=b"application/octet-stream", headers=()):
    with open(file, "rb") as body:
        length = os.path.getsize(file)
        answer = client.Client(url).request(method, path, b"", kind, stream=(body,), length=length, headers=headers)
    expect(answer, 200, 201, 204)


def expect(answer, *statuses):
    if answer[0] not in statuses:
        raise client.Failed(f"{answer[0]} {answer[1][:300]!r}")


def forget(url):
    api = client.Client(url)
    for directory in api.json("GET", "/api/files"):
        api.json("DELETE", f"/api/files/{directory}")
    for repository in api.json("GET", "/api/repos"):
        api.json("DELETE", f"/api/repos/{repository['Name']}?force=1")
    api.json("POST", "/api/db/cleanup")


def table(file, size):
    seconds = {}
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            way, value = line.split()
            seconds.setdefault(way, []).append(float(value))
    medians = {way: statistics.median(values) for way, values in seconds.items()}
    for way, median in medians.items():
        peer = PEERS.get(way, way)
        against = f", {medians[peer] / median:.2f} of the rate of {peer}" if peer != way else ""
        print(f"  {way:15} {median:6.2f} s, {int(size) / median / 1e9:5.2f} GB/s{against}")


WAYS = {"dav": dav, "put": put, "post": post, "tus": tus}

if __name__ == "__main__":
    {"stir": stir, "send": send, "forget": forget, "table": table}[sys.argv[1]](*sys.argv[2:])
