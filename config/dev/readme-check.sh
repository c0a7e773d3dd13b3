#!/usr/bin/env bash
# Runs the commands of README.md as a new user would, against a server of its own: every block marked "sh", in order, in
# one shell that stops at the first failure. The data lie in a temporary directory; the port is a free one.
# usage: readme-check.sh [java -jar arguments... instead of mvn spring-boot:run]
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
chmod 755 "$work"
server=
finish() {
    local status=$?
    if [ -n "$server" ]; then
        kill -- "-$server" 2>/dev/null || true
        for _ in $(seq 300); do kill -0 -- "-$server" 2>/dev/null || break; sleep 0.1; done
        kill -9 -- "-$server" 2>/dev/null || true
    fi
    [ "$status" -eq 0 ] || tail -n 40 "$work/server.log" >&2 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
port=$(free_port)
settings="--server.port=$port --management.server.port=$(free_port) --staithe.data-directory=$work/data"

# In a process group of its own: Maven starts the server as a child.
set -m
if [ $# -gt 0 ]; then
    # shellcheck disable=SC2086
    "$@" $settings >"$work/server.log" 2>&1 &
else
    (cd "$top" && exec mvn -B spring-boot:run "-Dspring-boot.run.arguments=$settings") >"$work/server.log" 2>&1 &
fi
server=$!
set +m
for _ in $(seq 600); do
    curl -sf -o /dev/null --max-time 2 "http://127.0.0.1:$port/api/version" && break
    kill -0 "$server" 2>/dev/null || { echo "the server ended" >&2; exit 1; }
    sleep 0.2
done

{
    echo 'set -euxo pipefail'
    sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$top/README.md" | sed "s/127\.0\.0\.1:8080/127.0.0.1:$port/g"
} >"$work/commands"
mkdir "$work/desk"
(cd "$work/desk" && bash "$work/commands") | tee "$work/out"
[ "$(tail -n 1 "$work/out")" = "hello from staithe" ] || { echo "the package was not installed" >&2; exit 1; }
echo "README: all commands work"
