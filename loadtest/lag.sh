#!/usr/bin/env bash
# From "added" to "visible to apt": a publication of 10,000 packages, with Contents and signed, publishes itself while 1, 5
# and 20 packages a second (or the rates given as arguments) come for a minute, one call each.
# settings: LAG_PACKAGES LAG_SECONDS
. "$(dirname "$0")/servers.sh"
rates=("$@")
[ "${#rates[@]}" -gt 0 ] || rates=(1 5 20)
machine
python3 "$here/packages.py" "$work/packages" 0 "${LAG_PACKAGES:-10000}"
start_staithe -Xmx512m
python3 "$here/publish.py" fill "$STAITHE_URL" big "$work/packages"
python3 "$here/publish.py" warm "$STAITHE_URL" 60
PYTHONPATH=$here python3 -c 'import sys, publish; publish.publish(sys.argv[1], "big", {})' "$STAITHE_URL"
for rate in "${rates[@]}"; do
    python3 "$here/lag.py" "$STAITHE_URL" big "$rate" "${LAG_SECONDS:-60}"
done
