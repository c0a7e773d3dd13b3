#!/usr/bin/env bash
# Additions a second with 1, 2 and 3 replicas, each a process of its own, on one PostgreSQL and one shared directory:
# 12 repositories, one call each (PUT …?wait=added), the clients spread over the replicas. Prints a line for each with
# the share of the processors that everything on the machine took, clients and PostgreSQL too; fails where a package is
# refused or is missing. The PostgreSQL is the embedded one of the first replica.
# settings: REPLICAS_SECONDS REPLICAS_CLIENTS REPLICAS_WARM
. "$(dirname "$0")/servers.sh"
seconds=${REPLICAS_SECONDS:-12} clients=${REPLICAS_CLIENTS:-36} warm=${REPLICAS_WARM:-8}
jar=${STAITHE_JAR:-$(ls "$here"/../target/staithe-*-app.jar 2>/dev/null | head -n 1)}
[ -n "$jar" ] || { echo "build it first: mvn package -DskipTests" >&2; exit 1; }
database_port=$(free_port)
urls=()

# Arguments: number, then more settings.
replica() {
    local number=$1 port
    shift
    port=$(free_port)
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -jar "$jar" --server.port="$port" --management.server.port="$(free_port)" \
        --staithe.data-directory="$work/replica-$number" --staithe.shared-directory="$work/shared" \
        --staithe.instance.name="replica-$number" --staithe.instance.url="http://127.0.0.1:$port" \
        "$@" >"$work/replica-$number.log" 2>&1 &
    started+=("$!")
    await "http://127.0.0.1:$port/api/version" "$!"
    urls+=("http://127.0.0.1:$port")
}

machine
replica 1 --staithe.database.embedded.port="$database_port"
# From the environment, which nobody else reads.
STAITHE_DATABASE_PASSWORD=$(cat "$work/replica-1/postgres/password")
export STAITHE_DATABASE_PASSWORD
for replicas in 1 2 3; do
    [ "$replicas" -eq 1 ] ||
        replica "$replicas" --staithe.database.url="postgresql://staithe@127.0.0.1:$database_port/staithe"
    python3 "$here/replicas.py" --name "warm-$replicas" --clients "$clients" --seconds "$warm" "${urls[@]}" >/dev/null
    python3 "$here/replicas.py" --name "run-$replicas" --clients "$clients" --seconds "$seconds" "${urls[@]}"
done
