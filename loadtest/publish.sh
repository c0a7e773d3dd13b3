#!/usr/bin/env bash
# What a publish costs: for each size (arguments; default 1000 10000) the first one, and with one package more, one less
# and no change: aptly and reprepro from Debian's packages, then Staithe without and with Contents, in one run.
# Staithe signs, offers gz and xz, by-hash, and waits for the disk; aptly is not asked to sign, and neither other tool
# makes Contents. Packages are added before the clock starts; reprepro's commands add and publish in one.
# 100000 takes about 40 minutes, most of it the other tools; PUBLISH_OTHERS=0 leaves them out.
# settings: PUBLISH_RUNS PUBLISH_OTHERS (runs of the other tools) PUBLISH_WARM
. "$(dirname "$0")/servers.sh"
runs=${PUBLISH_RUNS:-11} others=${PUBLISH_OTHERS:-3} warm=${PUBLISH_WARM:-60}
sizes=("$@")
[ "${#sizes[@]}" -gt 0 ] || sizes=(1000 10000)

packages() {
    rm -rf "$work/packages" "$work/more" "$work/wide"
    python3 "$here/packages.py" "$work/packages" 0 "$1"
    python3 "$here/packages.py" "$work/more" 20000000 "$runs"
    python3 "$here/packages.py" "$work/wide" 30000000 1 100000
}

tell() {
    printf '%7d packages, %-24s %s\n' "$1" "$2" "$3"
}

of_aptly() {
    APTLY_DIR=$work/aptly
    rm -rf "$APTLY_DIR"
    start_aptly >/dev/null
    stop_servers
    aptly -config="$work/aptly.json" repo create -distribution=stable big >/dev/null
    aptly -config="$work/aptly.json" repo add big "$work/packages" >/dev/null
    start_aptly >/dev/null
    tell "$1" aptly "$(python3 "$here/publish.py" api "$APTLY_URL" big "$work/more" "$others" \
        '{"Signing": {"Skip": true}}')"
    stop_servers
    rm -rf "$APTLY_DIR"
}

of_reprepro() {
    local base=$work/reprepro
    rm -rf "$base"
    mkdir -p "$base/conf"
    printf 'Codename: stable\nArchitectures: amd64\nComponents: main\n' >"$base/conf/distributions"
    find "$work/packages" -name '*.deb' -print0 |
        xargs -0 -n 1000 reprepro --silent -b "$base" --export=silent-never includedeb stable
    tell "$1" reprepro "$(python3 "$here/publish.py" reprepro "$base" "$work/more" "$others")"
    rm -rf "$base"
}

# A filled server is stopped and copied, so that neither way finds what the other one made.
of_staithe() {
    local options kept=$work/filled
    rm -rf "$work/staithe" "$kept"
    start_staithe -Xmx512m >/dev/null
    python3 "$here/publish.py" fill "$STAITHE_URL" big "$work/packages"
    stop_servers
    mv "$work/staithe" "$kept"
    for options in '{"SkipContents": true}' '{}'; do
        rm -rf "$work/staithe"
        cp -a "$kept" "$work/staithe"
        start_staithe -Xmx512m >/dev/null
        python3 "$here/publish.py" warm "$STAITHE_URL" "$warm"
        tell "$1" "Staithe $options" "$(python3 "$here/publish.py" api "$STAITHE_URL" big "$work/more" "$runs" "$options")"
        tell "$1" "  one of 100,000 files" "$(python3 "$here/publish.py" api "$STAITHE_URL" big "$work/wide" 1 '')"
        tell "$1" "  its most memory" "$(awk '/VmHWM/ {printf "%.0f MiB", $2 / 1024}' "/proc/$STAITHE_PID/status")"
        stop_servers
    done
    rm -rf "$work/staithe" "$kept"
}

machine
command -v reprepro >/dev/null || { echo "reprepro is not installed: apt-get install reprepro" >&2; exit 1; }
echo "aptly $(aptly version 2>/dev/null | sed 's/^aptly version: //'), $(reprepro --version 2>&1 | sed 's/: This is//')"
for size in "${sizes[@]}"; do
    packages "$size"
    if [ "$others" -gt 0 ]; then
        of_aptly "$size"
        of_reprepro "$size"
    fi
    of_staithe "$size"
done
