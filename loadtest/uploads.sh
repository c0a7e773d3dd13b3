#!/usr/bin/env bash
# How fast bodies come in: a .deb with 1 GiB of stored random bytes, 1 and 4 at once, by raw PUT, multipart and tus, against
# the same digests of the same bytes by openssl, all in parallel; and raw PUT without digests against nginx's DAV PUT, which
# waits for no disk. Prints the median seconds of the rounds, the rates and their ratios; then what aptly takes to upload and
# add the same by multipart.
# The product cannot leave digests out: a Java agent (first-bytes/) makes those of one more server read only 64 KiB.
# Needs a JDK, nginx with its DAV module, openssl, aptly, and about 13 GiB of disk for 1 GiB.
# settings: UPLOADS_BYTES UPLOADS_COUNTS UPLOADS_ROUNDS UPLOADS_WARM UPLOADS_APTLY
. "$(dirname "$0")/servers.sh"
bytes=${UPLOADS_BYTES:-1073741824} rounds=${UPLOADS_ROUNDS:-3} warm=${UPLOADS_WARM:-24}
read -ra counts <<<"${UPLOADS_COUNTS:-1 4}"
most=$(printf '%s\n' "${counts[@]}" | sort -n | tail -n 1)
all=()
for number in $(seq "$most"); do all+=("$work/big${number}_1.0_amd64.deb"); done

uploads() { python3 "$here/uploads.py" "$@"; }

# Nobody waits for bytes that others have left to the disk, and nobody has met the bytes before.
fresh() {
    uploads stir "${files[@]}"
    sync
}

# Writes the seconds of one way.
took() {
    local name=$1
    shift
    fresh
    echo "$name $("$@")" >>"$work/seconds-$count"
}

staithe() {
    took "$1" uploads send "$2" "$STAITHE_URL" "${files[@]}"
    uploads forget "$STAITHE_URL"
}

dav() {
    took dav uploads send dav "$NGINX_URL" "${files[@]}"
    rm -rf "$work/nginx/files"/*
}

digests() {
    local file digest pids=() began
    began=$(date +%s%N)
    for file in "${files[@]}"; do
        for digest in md5 sha1 sha256 sha512; do
            openssl dgst -"$digest" "$file" >/dev/null &
            pids+=($!)
        done
    done
    wait "${pids[@]}"
    awk -v from="$began" -v to="$(date +%s%N)" 'BEGIN {printf "%.2f\n", (to - from) / 1e9}'
}

# Servers run for days: code is compiled before the clock starts.
warm_up() {
    local way
    for _ in $(seq "$warm"); do
        uploads stir "$work/warm_1.0_amd64.deb"
        for way in "$@"; do uploads send "$way" "$STAITHE_URL" "$work/warm_1.0_amd64.deb" >/dev/null; done
    done
    uploads forget "$STAITHE_URL"
}

# Does one thing for each number of uploads at once.
each_count() {
    for count in "${counts[@]}"; do
        files=("${all[@]:0:count}")
        "$@"
    done
}

with_digests() {
    for _ in $(seq "$rounds"); do
        took openssl digests
        staithe put put
        staithe post post
        staithe tus tus
    done
}

without_digests() {
    for _ in $(seq "$rounds"); do
        dav
        staithe put-no-digests put
    done
}

aptly_too() {
    start_aptly >/dev/null
    fresh
    python3 "$here/big.py" add "$APTLY_URL" uploads "${files[@]}" >"$work/aptly-$count.json"
    stop_servers
    rm -rf "$APTLY_DIR"
    echo "aptly $(field "$work/aptly-$count.json" seconds)" >>"$work/seconds-$count"
}

tell() {
    echo "$count at once, ${bytes} bytes each:"
    uploads table "$work/seconds-$count" $((count * bytes))
}

machine
python3 "$here/big.py" make warm 67108864 "$work/warm_1.0_amd64.deb"
for number in $(seq "$most"); do python3 "$here/big.py" make "big$number" "$bytes" "${all[number - 1]}"; done
start_staithe
warm_up put post tus
each_count with_digests
stop_servers
rm -rf "$STAITHE_DIR"
agent "$here/first-bytes" FirstBytes
start_nginx
start_staithe -javaagent:"$work/FirstBytes.jar" >/dev/null
warm_up put
each_count without_digests
stop_servers
rm -rf "$STAITHE_DIR"
[ "${UPLOADS_APTLY:-1}" -eq 0 ] || each_count aptly_too
each_count tell
