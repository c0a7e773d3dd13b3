# Sourced by the scripts beside it: starts aptly and Staithe on loopback, in a directory of their own, and stops what it
# started, by its own process ids, however the script ends.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "${STORM_DIR:-${TMPDIR:-/tmp}}/staithe-load.XXXXXX")
started=()

stop_servers() {
    local pid
    for pid in "${started[@]-}"; do
        [ -n "$pid" ] || continue
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 150); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    started=()
}

finish() {
    local status=$?
    stop_servers
    [ "$status" -eq 0 ] || tail -n 20 "$work"/*.log >&2 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

await() {
    local url=$1 pid=$2
    for _ in $(seq 300); do
        curl -sf -o /dev/null --max-time 2 "$url" && return 0
        kill -0 "$pid" 2>/dev/null || { echo "server ended before it answered $url" >&2; return 1; }
        sleep 0.2
    done
    echo "no answer from $url" >&2
    return 1
}

# Writes the settings of aptly; the argument is more members of theirs, which win. Sets APTLY_DIR.
aptly_settings() {
    command -v aptly >/dev/null || { echo "aptly is not installed: apt-get install aptly" >&2; exit 1; }
    APTLY_DIR=$work/aptly
    mkdir -p "$APTLY_DIR"
    printf '{"rootDir": "%s", "architectures": ["amd64"], "gpgDisableSign": true, "skipContentsPublishing": true%s}' \
        "$APTLY_DIR" "${1:+, $1}" >"$work/aptly.json"
}

# Arguments are those of aptly_settings. Sets APTLY_URL, APTLY_PID and APTLY_DIR.
start_aptly() {
    local port
    aptly_settings "$@"
    port=$(free_port)
    APTLY_URL=http://127.0.0.1:$port
    aptly -config="$work/aptly.json" api serve -listen="127.0.0.1:$port" >"$work/aptly.log" 2>&1 &
    APTLY_PID=$!
    started+=("$APTLY_PID")
    await "$APTLY_URL/api/version" "$APTLY_PID"
    echo "aptly:   $(aptly version 2>/dev/null | sed 's/^aptly version: //')"
}

# Arguments are for java. Sets STAITHE_URL, STAITHE_PID and STAITHE_DIR.
start_staithe() {
    local jar port java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    jar=${STAITHE_JAR:-$(ls "$here"/../target/staithe-*-app.jar 2>/dev/null | head -n 1)}
    [ -n "$jar" ] || { echo "build it first: mvn package -DskipTests" >&2; exit 1; }
    port=$(free_port)
    STAITHE_DIR=$work/staithe
    STAITHE_URL=http://127.0.0.1:$port
    "$java" "$@" -jar "$jar" --server.port="$port" --management.server.port="$(free_port)" \
        --staithe.data-directory="$STAITHE_DIR" >"$work/staithe.log" 2>&1 &
    STAITHE_PID=$!
    started+=("$STAITHE_PID")
    await "$STAITHE_URL/api/version" "$STAITHE_PID"
    echo "Staithe: $(basename "$jar"), $("$java" -version 2>&1 | head -n 1)"
}

# Serves PUT and GET of files. Sets NGINX_URL.
start_nginx() {
    local port
    command -v nginx >/dev/null || { echo "nginx is not installed: apt-get install nginx-light" >&2; exit 1; }
    port=$(free_port)
    NGINX_URL=http://127.0.0.1:$port
    mkdir -p "$work/nginx/files" "$work/nginx/temp"
    cat >"$work/nginx.conf" <<CONF
daemon off;
worker_processes auto;
pid $work/nginx/pid;
error_log $work/nginx.log;
user $(id -un) $(id -gn);
events {}
http {
    access_log off;
    client_max_body_size 0;
    client_body_buffer_size 1m;
    client_body_temp_path $work/nginx/temp;
    server {
        listen 127.0.0.1:$port;
        root $work/nginx/files;
        location / { dav_methods PUT; }
    }
}
CONF
    nginx -p "$work/nginx" -c "$work/nginx.conf" -e "$work/nginx.log" &
    started+=("$!")
    echo here >"$work/nginx/files/here"
    await "$NGINX_URL/here" "$!"
}

# Makes a Java agent of a directory with one class; it lies beside the data of the servers.
agent() {
    mkdir -p "$work/agent"
    "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -d "$work/agent" "$1/$2.java"
    echo "Premain-Class: $2" >"$work/agent.manifest"
    "${JAVA_HOME:+$JAVA_HOME/bin/}jar" cfm "$work/$2.jar" "$work/agent.manifest" -C "$work/agent" .
}

machine() {
    echo "machine: $(nproc) processors, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), $(date -u +%F)"
}

# A field of a JSON object in a file.
field() {
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$1" "$2"
}

ratio() {
    python3 -c 'import sys; print("%.1f" % (float(sys.argv[1]) / float(sys.argv[2])))' "$1" "$2"
}
