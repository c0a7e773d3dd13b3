#!/usr/bin/env bash
# Uploads a .deb with 1 GiB of stored random bytes by multipart and adds it: with 1 and with 4 clients, to aptly from
# Debian's package and to Staithe in one run. Prints the seconds of both calls together and their ratio (aptly may lose
# some of the packages that it adds at the same time; Staithe may not).
# Needs about 13 GiB of disk for 1 GiB; settings: BIG_BYTES BIG_CLIENTS BIG_WARM BIG_WARM_APTLY
. "$(dirname "$0")/servers.sh"
warm=${BIG_WARM:-24} warm_aptly=${BIG_WARM_APTLY:-3}
bytes=${BIG_BYTES:-1073741824}
read -ra counts <<<"${BIG_CLIENTS:-1 4}"
most=0
for count in "${counts[@]}"; do [ "$count" -le "$most" ] || most=$count; done

machine
for number in $(seq "$most"); do
    python3 "$here/big.py" make "big$number" "$bytes" "$work/big${number}_1.0_amd64.deb"
done

# Servers run for days: small packages warm both up, before the clock starts. Staithe gets more of them, until its code
# is compiled; aptly is compiled before.
python3 "$here/big.py" make warm 67108864 "$work/warm_1.0_amd64.deb"
warm() {
    local number
    for number in $(seq "$2"); do
        python3 "$here/big.py" add "$1" "warm-$number" "$work/warm_1.0_amd64.deb" >/dev/null
    done
}

big() {
    local name=$1 url=$2 count=$3 files=() number
    for number in $(seq "$count"); do files+=("$work/big${number}_1.0_amd64.deb"); done
    # Nobody waits for bytes that others have left to the disk.
    sync
    python3 "$here/big.py" add "$url" "big-$count" "${files[@]}" >"$work/$name-$count.json"
    printf '%-8s %s\n' "$name" "$(cat "$work/$name-$count.json")"
}

# Every round begins with empty servers, so that nobody meets bytes that it has already.
for count in "${counts[@]}"; do
    start_aptly >/dev/null
    warm "$APTLY_URL" "$warm_aptly"
    big aptly "$APTLY_URL" "$count"
    stop_servers
    rm -rf "$APTLY_DIR"
    start_staithe >/dev/null
    warm "$STAITHE_URL" "$warm"
    big staithe "$STAITHE_URL" "$count"
    [ "$(field "$work/staithe-$count.json" lost)" -eq 0 ] || { echo "Staithe lost packages"; exit 1; }
    stop_servers
    rm -rf "$STAITHE_DIR"
    slow=$(field "$work/aptly-$count.json" seconds) fast=$(field "$work/staithe-$count.json" seconds)
    echo "clients $count: aptly $slow s, Staithe $fast s, ratio $(ratio "$slow" "$fast")"
done
