#!/usr/bin/env bash
# Whether adding costs more where much is already: 2,000 packages with one call each to an empty repository and to one of
# 50,000, in turns, and 10,000 files of one directory with one call; aptly from Debian's package, then Staithe, in one
# run. aptly gets fewer, since each takes it long, and one client, since with more it loses packages. Staithe gets one
# client and then eight.
# 10,000 files are added by four calls, each of other packages to a repository of its own: the first is the first addition
# that a server does since its start, and the last three tell what one takes that runs for days.
# settings: GROWN_SIZE GROWN_ADDS GROWN_ADDS_APTLY GROWN_BULK GROWN_ROUNDS
. "$(dirname "$0")/servers.sh"
size=${GROWN_SIZE:-50000} adds=${GROWN_ADDS:-2000} adds_aptly=${GROWN_ADDS_APTLY:-40} bulk=${GROWN_BULK:-10000}
rounds=${GROWN_ROUNDS:-4}

single() {
    local name=$1 url=$2 count=$3 clients=$4
    python3 "$here/grown.py" single "$url" "$count" "$rounds" "$clients" >"$work/$name-single.json"
    python3 - "$work/$name-single.json" "$name" "$clients" <<'EOF_PYTHON'
import json
import statistics
import sys

told = json.load(open(sys.argv[1], encoding="utf-8"))
empty, big = (statistics.median(told["rates"][name]) for name in ("empty", "big"))
print(f"{sys.argv[2]}, {sys.argv[3]} clients: {empty} a second into an empty repository, {big} into one of "
      f"{told['packages']['big'] - told['added_to_each']}, {big / empty:.2f} of it; {told['rates']}")
if told["packages"]["empty"] != told["added_to_each"]:
    sys.exit(f"{told['added_to_each']} added, {told['packages']['empty']} there")
EOF_PYTHON
}

bulk() {
    python3 "$here/grown.py" bulk "$2" "$work"/bulk-* >"$work/$1-bulk.json"
    echo "$1, one call: $(cat "$work/$1-bulk.json")"
}

machine
python3 "$here/packages.py" "$work/packages" 0 "$size"
for number in 0 1 2 3; do
    python3 "$here/packages.py" "$work/bulk-$number" $((20000000 + number * 1000000)) "$bulk"
done
aptly_settings
aptly -config="$work/aptly.json" repo create big >/dev/null
aptly -config="$work/aptly.json" repo add big "$work/packages" >/dev/null
start_aptly
bulk aptly "$APTLY_URL"
single aptly "$APTLY_URL" "$adds_aptly" 1
stop_servers
for clients in 1 8; do
    rm -rf "$work/staithe"
    start_staithe
    python3 "$here/publish.py" fill "$STAITHE_URL" big "$work/packages"
    if [ "$clients" -eq 1 ]; then
        stop_servers
        start_staithe
        bulk staithe "$STAITHE_URL"
    fi
    single staithe "$STAITHE_URL" "$adds" "$clients"
    stop_servers
done
for run in first warm; do
    slow=$(field "$work/aptly-bulk.json" "$run") fast=$(field "$work/staithe-bulk.json" "$run")
    echo "$bulk files with one call, $run: aptly $slow s, Staithe $fast s, ratio $(ratio "$slow" "$fast")"
done
