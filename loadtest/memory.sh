#!/usr/bin/env bash
# Uploads one package of 6 GiB to a server with -Xmx256m, raw and by multipart, and prints the most resident memory that
# the Java process had at any time (the kernel's high-water mark). Fails above 512 MiB.
# usage: memory.sh [put|post]...    settings: MEMORY_BYTES MEMORY_LIMIT_MIB
. "$(dirname "$0")/servers.sh"
bytes=${MEMORY_BYTES:-6442450944} limit=${MEMORY_LIMIT_MIB:-512}
[ $# -gt 0 ] || set -- put post

machine
for how in "$@"; do
    start_staithe -Xmx256m
    python3 "$here/big.py" stream "$STAITHE_URL" "memory-$how" "memory$how" "$bytes" "$how" >"$work/memory-$how.json"
    [ "$(field "$work/memory-$how.json" lost)" -eq 0 ] || { echo "the package is missing"; exit 1; }
    most=$(awk '/^VmHWM:/ {printf "%.0f", $2 / 1024}' "/proc/$STAITHE_PID/status")
    echo "$how: $(cat "$work/memory-$how.json")"
    echo "$how: $bytes bytes with -Xmx256m, at most $most MiB resident"
    stop_servers
    rm -rf "$STAITHE_DIR"
    [ "$most" -le "$limit" ] || { echo "more than $limit MiB"; exit 1; }
done
