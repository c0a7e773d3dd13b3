#!/usr/bin/env bash
# The same storm against aptly from Debian's package and against Staithe: 64 clients, 500 packages in 200 uploads, one
# repository, synchronous and asynchronous. Shows how many acknowledged packages are missing afterwards.
# usage: aptly-storm.sh [aptly|staithe]    settings: STORM_CLIENTS STORM_PACKAGES STORM_UPLOADS STORM_SECONDS
. "$(dirname "$0")/servers.sh"
clients=${STORM_CLIENTS:-64} packages=${STORM_PACKAGES:-500} uploads=${STORM_UPLOADS:-200} seconds=${STORM_SECONDS:-600}

storm() {
    local name=$1 url=$2 mode=$3 index=$4
    shift 4
    python3 "$here/storm.py" --url "$url" --mode "$mode" --repository "storm-$mode" --clients "$clients" \
        --packages "$packages" --uploads "$uploads" --seconds "$seconds" --index "$index" "$@" >"$work/$name-$mode.json"
    printf '%-8s %s\n' "$name" "$(cat "$work/$name-$mode.json")"
}

machine
if [ "${1-aptly}" = aptly ]; then
    start_aptly
    for mode in sync async; do
        storm aptly "$APTLY_URL" "$mode" "$APTLY_DIR/public/%s/dists/stable/main/binary-amd64/Packages" --unsigned
    done
    stop_servers
fi
lost=0
if [ "${1-staithe}" = staithe ]; then
    start_staithe
    for mode in sync async; do
        storm staithe "$STAITHE_URL" "$mode" "$STAITHE_URL/repos/-/%s/dists/stable/main/binary-amd64/Packages"
        for count in lost_from_repository lost_from_index not_acknowledged; do
            lost=$((lost + $(field "$work/staithe-$mode.json" "$count")))
        done
    done
    [ "$lost" -eq 0 ] || { echo "Staithe lost or refused $lost"; exit 1; }
fi
