#!/usr/bin/env bash
# Uploads a .deb of 1 GiB by tus-js-client (npm) through a proxy that cuts the connection every 100 MiB, and kills Staithe with
# -9 once on the way. Prints what was sent, and fails unless the package arrived once with the right digest.
# Needs node and npm; settings: TUS_BYTES TUS_CUT
. "$(dirname "$0")/servers.sh"
bytes=${TUS_BYTES:-1073741824}
cut=${TUS_CUT:-104857600}

machine
python3 "$here/big.py" make large "$bytes" "$work/large_1.0_amd64.deb"
cp "$here"/tus/* "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund >/dev/null)

start_staithe
echo "$STAITHE_URL" >"$work/address"
curl -fsS -o /dev/null -H 'Content-Type: application/json' -d '{"Name": "main"}' "$STAITHE_URL/api/repos"
node "$work/upload.mjs" "$work/large_1.0_amd64.deb" main "$work/address" "$cut" "$STAITHE_PID" >"$work/tus.json" &
client=$!
wait "$STAITHE_PID" 2>/dev/null || true
start_staithe
echo "$STAITHE_URL" >"$work/address"
wait "$client" || { cat "$work/tus.json"; exit 1; }
cat "$work/tus.json"
digest=$(sha256sum "$work/large_1.0_amd64.deb" | cut -d' ' -f1)
[[ $(field "$work/tus.json" receipt) == *"-$digest" ]] || { echo "the receipt names another digest than $digest"; exit 1; }
count=$(curl -fsS "$STAITHE_URL/api/repos/main/packages" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))')
[ "$count" -eq 1 ] || { echo "$count packages instead of one"; exit 1; }
