#!/usr/bin/env bash
# What promtool thinks of the scrape, the alert rules and their tests, the dashboard's queries, and, where the address of
# a running server's metrics is given, of those metrics.
# usage: monitoring-check.sh [http://127.0.0.1:8081/actuator/prometheus]
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

promtool check config config/prometheus/prometheus.yml
promtool test rules config/prometheus/staithe.rules.test.yml

# The dashboard's queries as rules, with Grafana's variables filled in.
python3 - config/grafana/staithe.json >"$work/board.yml" <<'PYTHON'
import json, sys
board = json.load(open(sys.argv[1]))
queries = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
filled = [query.replace("$__rate_interval", "5m").replace("$instance", ".*") for query in queries]
rules = [{"record": f"panel:{number}", "expr": query} for number, query in enumerate(filled)]
json.dump({"groups": [{"name": "board", "rules": rules}]}, sys.stdout)
PYTHON
promtool check rules "$work/board.yml"

if [ $# -gt 0 ]; then
    curl -fsS "$1" >"$work/metrics"
    promtool check metrics <"$work/metrics"
fi
