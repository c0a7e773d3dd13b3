#!/usr/bin/env bash
# Makes dput-ng callable as "dput-ng" beside dput, whose package it conflicts with: unpacked into a directory of its own.
# usage: install-dput-ng.sh [prefix, by default /usr/local]; needs python3-debian and the right to write below the prefix
set -euo pipefail
prefix=${1:-/usr/local}
home=$prefix/lib/dput-ng
download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT
chmod 755 "$download"
(cd "$download" && apt-get -qq download dput-ng python3-dput)
mkdir -p "$home" "$prefix/bin"
for package in "$download"/*.deb; do
    dpkg-deb -x "$package" "$home"
done
# It looks for what it may do in skel/ of the working directory, too: the one place that is ours to choose.
ln -sfn usr/share/dput-ng "$home/skel"
for uploader in "$home"/etc/dput.d/*/*.json; do
    kind=$(basename "$(dirname "$uploader")")
    mkdir -p "$home/skel/$kind"
    cp -n "$uploader" "$home/skel/$kind/"
done
cat >"$prefix/bin/dput-ng" <<END
#!/bin/sh
[ -e skel ] || ln -s "$home/skel" skel
PYTHONPATH=$home/usr/lib/python3/dist-packages exec /usr/bin/python3 "$home/usr/bin/dput" "\$@"
END
chmod 755 "$prefix/bin/dput-ng"
