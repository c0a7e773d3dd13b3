"""Clients that send 2 KB a second each, until the server has enough of them.

usage: slow.py URL CLIENTS SECONDS    prints "open" when all are connected, in the end JSON: how each was answered
"""

import collections
import json
import select
import socket
import sys
import time
import urllib.parse

RATE = 2_000


def main(url, clients, seconds):
    parts = urllib.parse.urlsplit(url)
    sockets = {}
    for number in range(int(clients)):
        connection = socket.create_connection((parts.hostname, parts.port))
        head = f"PUT /api/files/slow/{number}.bin HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n"
        connection.sendall(head.encode())
        sockets[connection] = time.monotonic()
    print("open", flush=True)
    began, answers, cut = time.monotonic(), collections.Counter(), []
    while sockets and time.monotonic() - began < float(seconds):
        for connection in list(sockets):
            send(connection)
        for connection in select.select(list(sockets), [], [], 0)[0]:
            cut.append(time.monotonic() - sockets.pop(connection))
            answers[answer(connection)] += 1
        time.sleep(1)
    result = {"answers": dict(answers), "still_open": len(sockets)}
    if cut:
        result["cut_after_seconds"] = [round(min(cut), 1), round(max(cut), 1)]
    print(json.dumps(result))
    sys.exit(1 if sockets else 0)


def send(connection):
    try:
        connection.sendall(bytes(RATE))
    except OSError:
        pass  # it is closed: the answer is read next


def answer(connection):
    try:
        text = connection.recv(65536).decode(errors="replace")
    except OSError as failure:
        return str(failure)
    finally:
        connection.close()
    return text.split("\r\n", 1)[0] + (": " + text.rsplit("\r\n", 1)[1] if "\r\n\r\n" in text else "")


if __name__ == "__main__":
    main(*sys.argv[1:])
