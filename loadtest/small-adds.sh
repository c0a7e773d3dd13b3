#!/usr/bin/env bash
# 2,000 packages of 5 KB by 32 clients, each uploaded and added by itself: aptly from Debian's package and Staithe in one
# run, synchronous and asynchronous, and by Staithe's one call. Prints both rates and their ratio, for the one call against
# what aptly keeps asynchronously, which is the mode in which it loses least; fails where Staithe loses a package.
# Servers run for days: both are warmed up with packages of another repository before the clock starts. Staithe gets
# more of them, and a quarter as many by its one call, until its code is compiled; aptly is compiled before, and more
# packages would only slow it down.
# settings: ADDS_CLIENTS ADDS_PACKAGES ADDS_WARM ADDS_WARM_APTLY ADDS_SECONDS
. "$(dirname "$0")/servers.sh"
clients=${ADDS_CLIENTS:-32} packages=${ADDS_PACKAGES:-2000} warm=${ADDS_WARM:-40000} seconds=${ADDS_SECONDS:-900}
warm_aptly=${ADDS_WARM_APTLY:-2000}

adds() {
    local name=$1 url=$2 mode=$3 index=$4
    shift 4
    python3 "$here/storm.py" --url "$url" --mode "$mode" --repository "adds-$mode" --clients "$clients" \
        --packages "$packages" --uploads "$packages" --seconds "$seconds" --index "$index" "$@" >"$work/$name-$mode.json"
    printf '%-8s %s\n' "$name" "$(cat "$work/$name-$mode.json")"
}

warm() {
    [ "$2" -eq 0 ] || python3 "$here/storm.py" --url "$1" --mode "$3" --repository "warm-$3" --clients "$clients" \
        --packages "$2" --uploads "$2" --seconds "$seconds" >/dev/null
}

machine
start_aptly
warm "$APTLY_URL" "$warm_aptly" sync
for mode in sync async; do
    adds aptly "$APTLY_URL" "$mode" "$APTLY_DIR/public/%s/dists/stable/main/binary-amd64/Packages" --unsigned
done
stop_servers
start_staithe
warm "$STAITHE_URL" "$warm" sync
warm "$STAITHE_URL" $((warm / 4)) once
failed=0
for mode in sync async once; do
    adds staithe "$STAITHE_URL" "$mode" "$STAITHE_URL/repos/-/%s/dists/stable/main/binary-amd64/Packages"
    for count in lost_from_repository lost_from_index not_acknowledged; do
        [ "$(field "$work/staithe-$mode.json" "$count")" -eq 0 ] || failed=1
    done
done
for mode in sync async; do
    for rate in answered_per_second kept_per_second; do
        slow=$(field "$work/aptly-$mode.json" "$rate") fast=$(field "$work/staithe-$mode.json" "$rate")
        echo "$mode, $rate: aptly $slow, Staithe $fast, ratio $(ratio "$fast" "$slow")"
    done
done
fast=$(field "$work/staithe-once.json" kept_per_second) slow=$(field "$work/aptly-async.json" kept_per_second)
echo "one call: aptly async $slow, Staithe $fast, ratio $(ratio "$fast" "$slow")"
[ "$failed" -eq 0 ] || { echo "Staithe lost or refused packages"; exit 1; }
