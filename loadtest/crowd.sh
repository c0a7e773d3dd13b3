#!/usr/bin/env bash
# 200 clients at once, each with a package of 64 MiB, against a server with -Xmx256m: refusals have to be 429 or 503 with
# Retry-After, and every client that comes again when it is told to has to get in. Prints the answers and the most resident
# memory that the Java process had (the kernel's high-water mark). Fails above 512 MiB, and where Netty reports a leak.
# settings: CROWD_CLIENTS CROWD_BYTES CROWD_PLACES CROWD_LIMIT_MIB
. "$(dirname "$0")/servers.sh"
clients=${CROWD_CLIENTS:-200} bytes=${CROWD_BYTES:-67108864} places=${CROWD_PLACES:-50} limit=${CROWD_LIMIT_MIB:-512}

machine
start_staithe -Xmx256m -Dio.netty.leakDetection.level=advanced -Dstaithe.intake.max-open-uploads="$places"
python3 "$here/crowd.py" "$STAITHE_URL" crowd "$clients" "$bytes"
most=$(awk '/^VmHWM:/ {printf "%.0f", $2 / 1024}' "/proc/$STAITHE_PID/status")
leaks=$(grep -c 'LEAK:' "$work/staithe.log" || true)
echo "$clients clients of $bytes bytes, $places places, -Xmx256m: at most $most MiB resident, $leaks leaks reported"
[ "$most" -le "$limit" ] || { echo "more than $limit MiB"; exit 1; }
[ "$leaks" -eq 0 ] || { grep -A 20 'LEAK:' "$work/staithe.log" | head -40; exit 1; }
