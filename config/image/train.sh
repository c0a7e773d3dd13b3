#!/bin/sh
# Starts the server once, asks it what a first minute asks, stops it, and leaves the cache of the classes that it loaded.
# usage: train.sh ARCHIVE CACHE
set -eu
archive=$1
cache=$2
data=$(mktemp -d)
java -XX:AOTCacheOutput="$cache" -Dio.netty.allocator.type=pooled --enable-native-access=ALL-UNNAMED -jar "$archive" \
    --staithe.data-directory="$data" >"$data.log" 2>&1 &
server=$!
tries=0
until curl -fsS -o /dev/null http://127.0.0.1:8081/actuator/health/readiness 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] && kill -0 "$server" || { cat "$data.log" >&2; exit 1; }
    sleep 0.1
done
curl -fsS -H 'Content-Type: application/json' -d '{"Name": "training"}' http://127.0.0.1:8080/api/repos
curl -fsS http://127.0.0.1:8081/actuator/prometheus >/dev/null
kill "$server"
wait "$server" || [ $? -eq 143 ]
rm -rf "$data" "$data.log"
[ -s "$cache" ]
