#!/bin/sh
# Starts the server once, asks it what a first minute asks, stops it, and leaves the cache of the classes that it loaded.
# usage: train.sh ARCHIVE CACHE [OPTION]     OPTION of the JVM that writes the cache; default that of JDK 25
# SERVER_PORT and MANAGEMENT_SERVER_PORT, where the usual ports are taken.
set -eu
archive=$1
cache=$2
option=${3:--XX:AOTCacheOutput}
data=$(mktemp -d)
java "$option=$cache" -Dio.netty.allocator.type=pooled --enable-native-access=ALL-UNNAMED -jar "$archive" \
    --staithe.data-directory="$data" >"$data.log" 2>&1 &
server=$!
api=http://127.0.0.1:${SERVER_PORT:-8080}
management=http://127.0.0.1:${MANAGEMENT_SERVER_PORT:-8081}
tries=0
until curl -fsS -o /dev/null "$management/actuator/health/readiness" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] && kill -0 "$server" || { cat "$data.log" >&2; exit 1; }
    sleep 0.1
done
curl -fsS -H 'Content-Type: application/json' -d '{"Name": "training"}' "$api/api/repos"
curl -fsS "$management/actuator/prometheus" >/dev/null
kill "$server"
wait "$server" || [ $? -eq 143 ]
rm -rf "$data" "$data.log"
[ -s "$cache" ]
