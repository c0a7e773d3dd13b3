#!/usr/bin/env bash
# Raw uploads of 512 MiB, alone and beside 200 clients that send 2 KB a second each: median seconds of both and their ratio,
# which must not be above 1.1; then how the slow ones were answered, and after how long.
# SLOW_KIND=heads SLOW_CLIENTS=5000: connections on which nothing but a byte of a request's head comes each second.
# settings: SLOW_KIND SLOW_CLIENTS SLOW_BYTES SLOW_RUNS SLOW_LIMIT
. "$(dirname "$0")/servers.sh"
ulimit -n 16384
clients=${SLOW_CLIENTS:-200} bytes=${SLOW_BYTES:-536870912} runs=${SLOW_RUNS:-5} limit=${SLOW_LIMIT:-1.1}

honest() {
    local run
    for run in $(seq "$runs"); do
        python3 "$here/uploads.py" stir "$work/honest.deb"
        python3 "$here/uploads.py" send put "$STAITHE_URL" "$work/honest.deb"
        python3 "$here/uploads.py" forget "$STAITHE_URL" >/dev/null
    done | sort -n | sed -n "$((runs / 2 + 1))p"
}

machine
start_staithe -Xmx256m
python3 "$here/big.py" make honest "$bytes" "$work/honest.deb"
honest >/dev/null
alone=$(honest)
python3 "$here/slow.py" "$STAITHE_URL" "$clients" 150 "${SLOW_KIND:-bodies}" >"$work/slow.txt" &
slow=$!
until grep -q open "$work/slow.txt"; do sleep 0.1; done
beside=$(honest)
kill -0 "$slow" || { echo "the slow clients ended too early"; exit 1; }
echo "honest: $alone s alone, $beside s beside $clients slow ones, ratio $(python3 -c "print('%.2f' % ($beside / $alone))")"
wait "$slow" || { cat "$work/slow.txt"; exit 1; }
echo "slow: $(tail -n 1 "$work/slow.txt")"
python3 -c "exit($beside / $alone > $limit)" || { echo "slower by more than allowed"; exit 1; }
