"""Clients that send 2 KB of a body or a byte of a head a second each, until the server has enough of them.

usage: slow.py URL CLIENTS SECONDS [bodies|heads]    prints "open" when all are connected, in the end JSON: how each was answered
"""

import collections
import json
import select
import socket
import sys
import time
import urllib.parse

HEAD = "PUT /api/files/slow/{}.bin HTTP/1.1\r\nHost: localhost\r\n"
KINDS = {
    "bodies": (HEAD + "Content-Length: 10000000\r\n\r\n", bytes(2_000)),
    "heads": (HEAD + "X: ", b"x"),
}


def main(url, clients, seconds, kind="bodies"):
    first, drop = KINDS[kind]
    parts = urllib.parse.urlsplit(url)
    sockets = {}
    for number in range(int(clients)):
        connection = socket.create_connection((parts.hostname, parts.port))
        connection.sendall(first.format(number).encode())
        sockets[connection] = time.monotonic()
    print("open", flush=True)
    began, answers, cut = time.monotonic(), collections.Counter(), []
    while sockets and time.monotonic() - began < float(seconds):
        for connection in list(sockets):
            send(connection, drop)
        for connection in readable(sockets):
            cut.append(time.monotonic() - sockets.pop(connection))
            answers[answer(connection)] += 1
        time.sleep(1)
    result = {"answers": dict(answers), "still_open": len(sockets)}
    if cut:
        result["cut_after_seconds"] = [round(min(cut), 1), round(max(cut), 1)]
    print(json.dumps(result))
    sys.exit(1 if sockets else 0)


def readable(sockets):
    poll = select.poll()  # select() ends at 1024
    by_number = {connection.fileno(): connection for connection in sockets}
    for number in by_number:
        poll.register(number, select.POLLIN)
    return [by_number[number] for number, _ in poll.poll(0)]


def send(connection, drop):
    try:
        connection.sendall(drop)
    except OSError:
        pass  # it is closed: the answer is read next


def answer(connection):
    try:
        text = connection.recv(65536).decode(errors="replace")
    except OSError as failure:
        return str(failure)
    finally:
        connection.close()
    return (text.split("\r\n", 1)[0] or "closed") + (": " + text.rsplit("\r\n", 1)[1] if "\r\n\r\n" in text else "")


if __name__ == "__main__":
    main(*sys.argv[1:])
