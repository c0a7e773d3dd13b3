#!/usr/bin/env bash
# Whether the image would start where k8s/base puts it, without building it: the same files in the same layout with the
# same class cache, the same words and environment, a user without rights, a root that cannot be written, TERM as the end.
# Says how long it takes until it is ready on a warm data directory. The newest JDK of the machine stands in for JDK 25.
# usage: image-check.sh target/staithe-*-app.jar      (made by mvn package -DskipTests; to be run as root)
set -euo pipefail
trap 'echo "failed in line $LINENO" >&2' ERR
jar=$(realpath "$1")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
chmod 755 "$work"
server=
finish() {
    local status=$?
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ "$status" -eq 0 ] || tail -n 30 "$work"/*.log >&2
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
# as_nobody COMMAND...: where only data and temporary files can be written, as far as the machine lets us say so.
as_nobody() {
    local drop=(setpriv --reuid=nobody --regid=nogroup --clear-groups --inh-caps=-all --no-new-privs)
    if unshare --mount true 2>/dev/null; then
        exec unshare --mount sh -c '
            set -e
            mount --bind "$1" "$1"
            mount -o remount,bind,ro "$1"
            mount -o remount,bind,ro / 2>/dev/null || true
            for kept in "$1/var/lib/staithe" "$1/tmp"; do
                mount --bind "$kept" "$kept"
                mount -o remount,bind,rw "$kept"
            done
            shift
            exec "$@"' sh "$work" "${drop[@]}" "$@"
    fi
    exec "${drop[@]}" "$@"
}

for home in /usr/lib/jvm/*/; do
    [ -x "$home/bin/java" ] && echo "$("$home/bin/java" -XshowSettings:properties -version 2>&1 |
        sed -n 's/^ *java.specification.version = //p') ${home%/}"
done | sort -n >"$work/jdks"
read -r version home < <(tail -n 1 "$work/jdks")
export PATH=$home/bin:$PATH
[ "$version" -ge 25 ] && cache_out=-XX:AOTCacheOutput cache_in=-XX:AOTCache ||
    cache_out=-XX:ArchiveClassesAtExit cache_in=-XX:SharedArchiveFile

# The layout of the image.
mkdir -p "$work"/{usr/lib,var/lib/staithe,var/cache/staithe,etc/staithe,tmp}
cp "$jar" "$work/staithe.jar"
java -Djarmode=tools -jar "$work/staithe.jar" extract --destination "$work/usr/lib/staithe"
chown nobody:nogroup "$work"/{var/lib/staithe,var/cache/staithe,tmp}
SERVER_PORT=$(free_port) MANAGEMENT_SERVER_PORT=$(free_port) TMPDIR=$work/tmp \
    setpriv --reuid=nobody --regid=nogroup --clear-groups \
    sh config/image/train.sh "$work/usr/lib/staithe/staithe.jar" "$work/var/cache/staithe/staithe.aot" "$cache_out" \
    >"$work/training.log" 2>&1
mv "$work/var/cache/staithe/staithe.aot" "$work/usr/lib/staithe/"
chown root:root "$work/usr/lib/staithe/staithe.aot"
chmod -R a-w "$work/usr" "$work/etc"

# What the image and the manifests say.
python3 - "$work" >"$work/words" <<'END'
import json, re, sys
work = sys.argv[1]
image = open("config/image/Dockerfile").read()
words = json.loads(re.search(r"^ENTRYPOINT (\[.*\])$", image, re.M).group(1))
print("\n".join(word.replace("/usr/lib/", work + "/usr/lib/").replace("/var/lib/", work + "/var/lib/") for word in words))
END
mapfile -t words < <(sed "s#-XX:AOTCache=#$cache_in=#" "$work/words")
JDK_JAVA_OPTIONS=$(sed -n 's/^ENV JDK_JAVA_OPTIONS="\(.*\)"$/\1/p' config/image/Dockerfile)
JAVA_TOOL_OPTIONS=$(grep -A1 'name: JAVA_TOOL_OPTIONS' k8s/base/statefulset.yaml | sed -n 's/^ *value: //p')
[ -n "$JDK_JAVA_OPTIONS" ] && [ -n "$JAVA_TOOL_OPTIONS" ]
chmod u+w "$work/etc/staithe"
sed -n '/^  application.yml: |$/,$p' k8s/base/configmap.yaml | sed -e 1d -e 's/^    //' -e "s#/var/lib/#$work&#" \
    >"$work/etc/staithe/application.yml"
chmod a-w "$work/etc/staithe" "$work/etc/staithe/application.yml"
export JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS="$JAVA_TOOL_OPTIONS -Djava.io.tmpdir=$work/tmp"
export SPRING_CONFIG_ADDITIONAL_LOCATION=file:$work/etc/staithe/ STAITHE_INSTANCE_NAME=staithe-0
grace=$(sed -n 's/^ *terminationGracePeriodSeconds: //p' k8s/base/statefulset.yaml)

for start in cold warm; do
    port=$(free_port)
    management=$(free_port)
    began=$(date +%s%N)
    (cd "$work/var/lib/staithe" && as_nobody "${words[@]}" --server.port="$port" --management.server.port="$management") \
        >"$work/$start.log" 2>&1 &
    server=$!
    until curl -fs -o /dev/null "http://127.0.0.1:$management/actuator/health/readiness"; do
        kill -0 "$server"
        [ $(($(date +%s%N) - began)) -lt 120000000000 ]
        sleep 0.02
    done
    echo "$start start: ready after $((($(date +%s%N) - began) / 1000000)) ms (JDK $version)"
    [ "$(sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' "/proc/$server/status")" = "$(id -u nobody)" ]
    answer=$(curl -s -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d '{"Name": "x"}' "http://127.0.0.1:$port/api/repos")
    [ "$answer" = 401 ] || { echo "answered $answer" >&2; exit 1; }
    began=$(date +%s)
    kill "$server"
    status=0
    wait "$server" || status=$?
    server=
    [ "$status" -eq 143 ]
    [ $(($(date +%s) - began)) -lt "$grace" ]
done
grep -q '"log.level"\|"log":{"level"' "$work/warm.log"
[ -s "$work/var/lib/staithe/admin-token" ]
left=$(find "$work" -user nobody -not -path "$work/var/*" -not -path "$work/tmp*")
[ -z "$left" ] || { echo "written outside of data: $left" >&2; exit 1; }
echo "image: started as nobody on a read-only root, ended in order"
