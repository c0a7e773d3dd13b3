#!/usr/bin/env bash
# Whether the Debian package of Staithe does what it should: it is uploaded into a running Staithe, installed from there by
# real apt into a clean root, where the command of its service starts and answers, and purged, after which nothing is left.
# What it depends on is stood in for by empty packages.
# usage: deb-check.sh target/staithe_*_all.deb      (made by mvn package -Pdeb -DskipTests)
set -euo pipefail
deb=$(realpath "$1")
work=$(mktemp -d)
chmod 755 "$work"
root=$work/root
server=
stop() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" || true; }
    server=
}
finish() {
    local status=$?
    stop
    [ "$status" -eq 0 ] || tail -n 30 "$work"/*.log >&2
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
# start NAME COMMAND...: a server on a free port, of which "$url" is the address when it answers.
start() {
    local log=$work/$1.log port
    shift
    port=$(free_port)
    url=http://127.0.0.1:$port
    "$@" --server.port="$port" --management.server.port="$(free_port)" >"$log" 2>&1 &
    server=$!
    for _ in $(seq 600); do
        curl -sf -o /dev/null --max-time 2 "$url/api/version" && return
        kill -0 "$server"
        sleep 0.2
    done
    return 1
}
stand_in() {
    mkdir -p "$work/$1/DEBIAN"
    printf 'Package: %s\nVersion: 99\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: stands in\n' \
        "$1" >"$work/$1/DEBIAN/control"
    dpkg-deb --build --root-owner-group "$work/$1" "$work/$1_99_all.deb" >/dev/null
}
post() { curl -fsS -H 'Content-Type: application/json' -d "$2" "$url$1" >/dev/null; }

if command -v lintian >/dev/null; then
    lintian --fail-on error "$deb"
fi
dpkg-deb --extract "$deb" "$work/first"
start first java -Xmx256m -jar "$work/first/usr/lib/staithe/staithe.jar" --staithe.data-directory="$work/data"
stand_in openjdk-17-jre-headless
stand_in adduser
post /api/repos '{"Name": "main", "DefaultDistribution": "stable"}'
sed "s#/usr/lib/#$work/first&#" "$work/first/usr/bin/staithe" >"$work/staithe"
sh "$work/staithe" push --server "$url" --repository main "$deb" "$work"/*_99_all.deb
# The packages are for every architecture: apt asks for that of the machine.
post /api/publish "{\"SourceKind\": \"local\", \"Sources\": [{\"Name\": \"main\"}], \"Architectures\": [\"$(dpkg --print-architecture)\"]}"

mkdir -p "$root"/etc/apt/{apt.conf.d,preferences.d,sources.list.d} "$root"/var/log/apt \
    "$root"/var/{lib/apt/lists/partial,cache/apt/archives/partial,lib/dpkg/updates,lib/dpkg/info}
touch "$root/var/lib/dpkg/status"
cat >"$root/apt.conf" <<END
Dir "$root";
Dir::State::status "$root/var/lib/dpkg/status";
APT::Sandbox::User "root";
DPkg::Options { "--root=$root"; "--force-not-root"; "--force-script-chrootless"; "--log=/dev/null"; };
END
export APT_CONFIG=$root/apt.conf
curl -fsS -o "$root/etc/apt/sources.list.d/main.sources" "$url/v1/publications/sources?distribution=stable"
apt-get -q update
apt-get -qy install staithe
stop

# The service's own words, below the root.
unit=$root/lib/systemd/system/staithe.service
options=$(sed -n 's/^Environment="JAVA_OPTS=\(.*\)"$/\1/p' "$unit")
words=$(sed -n '/^ExecStart=/{:more;/\\$/{N;b more};s/^ExecStart=//;s/\\\n//g;p}' "$unit")
words=$(sed "s#\\\$JAVA_OPTS#$options#; s#/usr/lib/#$root&#g; s#/etc/staithe/#$root&#g; s#/var/lib/#$root&#g" <<<"$words")
mkdir -p "$root/var/lib/staithe"
# shellcheck disable=SC2086
start installed $words
curl -fsS "$url/api/version"
[ -d "$root/var/lib/staithe/pool" ]
stop

apt-get -qy purge staithe
left=$(find "$root" -path '*staithe*' -not -path "$root/var/cache/apt/*" -not -path "$root/var/lib/apt/*" \
    -not -path "$root/var/log/*")
[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }
echo "deb: uploaded, installed, started, purged"
