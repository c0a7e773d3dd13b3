#!/usr/bin/env bash
# Package queries on repositories of some sizes (arguments; default 10000 100000), two of five packages lib*: aptly from
# Debian's package and Staithe in one run. Prints what each query took and found, and their ratio; fails where the two
# found different packages. Both servers are started anew after they were filled, so that the most memory is that of
# queries; Staithe has 256 MiB of heap, and answers each query 20 times before the clock starts, aptly once.
# settings: QUERY_RUNS, QUERY_DIR (where filled servers are kept, and taken from by the next run; default: nowhere)
. "$(dirname "$0")/servers.sh"
runs=${QUERY_RUNS:-9} kept=${QUERY_DIR:-$work}
sizes=("$@")
[ "${#sizes[@]}" -gt 0 ] || sizes=(10000 100000)

fill() {
    local size=$1 home=$2
    rm -rf "$home"
    mkdir -p "$home/aptly" "$home/staithe"
    chmod 755 "$home"
    python3 "$here/packages.py" "$home/packages" 0 "$size"
    use "$home"
    aptly_settings
    aptly -config="$work/aptly.json" repo create big >/dev/null
    aptly -config="$work/aptly.json" repo add big "$home/packages" >/dev/null
    start_staithe -Xmx512m >/dev/null
    python3 "$here/publish.py" fill "$STAITHE_URL" big "$home/packages"
    stop_servers
    rm -rf "$home/packages"
    touch "$home/filled"
}

# The servers keep their data in the directory of a size.
use() {
    rm -f "$work/aptly" "$work/staithe"
    ln -s "$1/aptly" "$1/staithe" "$work/"
}

compare() {
    python3 - "$work/aptly.told.json" "$work/staithe.told.json" <<'EOF_PYTHON'
import json
import sys

aptly, staithe = (json.load(open(file, encoding="utf-8")) for file in sys.argv[1:])
for name, told in aptly.items():
    if isinstance(told, dict) and "digest" in told:
        assert told["digest"] == staithe[name]["digest"], f"{name}: the servers found different packages"
        print(f"    {name}: {told['found']} found, aptly {told['ms']} ms, Staithe {staithe[name]['ms']} ms, ratio {told['ms'] / staithe[name]['ms']:.1f}")
lists = aptly["details"], staithe["details"]
print(f"    details of all: aptly {lists[0]['seconds']} s, Staithe {lists[1]['seconds']} s, ratio {lists[0]['seconds'] / lists[1]['seconds']:.1f}")
print(f"    most memory: aptly {lists[0]['memory_mib']} MiB, Staithe {lists[1]['memory_mib']} MiB, before the details {aptly['memory_mib']}, {staithe['memory_mib']}")
EOF_PYTHON
}

machine
for size in "${sizes[@]}"; do
    home=$kept/$size
    [ -e "$home/filled" ] || fill "$size" "$home"
    use "$home"
    start_aptly
    python3 "$here/query.py" "$APTLY_URL" big "$runs" "$APTLY_PID" 1 >"$work/aptly.told.json"
    stop_servers
    start_staithe -Xmx256m
    python3 "$here/query.py" "$STAITHE_URL" big "$runs" "$STAITHE_PID" 20 >"$work/staithe.told.json"
    stop_servers
    echo "$size packages"
    compare
done
