#!/usr/bin/env bash
# Makes the golden calls of the tests against aptly from Debian's package, and prints where the contract, which the calls
# were written from, and the real thing differ; differences that the contract explains are told with their reason
# (golden-known.toml). Fails where there are others. With the argument "staithe" it makes them against Staithe instead,
# as the tests do: then there must be none.
. "$(dirname "$0")/servers.sh"

case ${1:-aptly} in
aptly)
    export GNUPGHOME=$work/gnupg
    mkdir -m 700 "$GNUPGHOME"
    gpg --quiet --batch --passphrase '' --quick-generate-key 'Golden Calls <calls@staithe.example>' ed25519 sign 2>/dev/null
    start_aptly '"gpgDisableSign": false, "gpgProvider": "gpg2", "skipContentsPublishing": false, "architectures": [], "serveInAPIMode": true,
        "enableMetricsEndpoint": true, "enableSwaggerEndpoint": true'
    python3 "$here/golden.py" "$APTLY_URL" "$(aptly version | sed 's/^aptly version: //; s/+.*//')"
    ;;
staithe)
    start_staithe
    python3 "$here/golden.py" "$STAITHE_URL" staithe
    ;;
esac
