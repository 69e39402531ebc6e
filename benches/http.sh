#!/usr/bin/env bash
# Requests a second that `demarche serve` answers: a canned query of 20 rows, an ASK, a search, a page (the vocabulary). Asked by wrk from a
# second process, over SECONDS_EACH each.
#
# Usage: benches/http.sh PROGRAM [STORE]     (the seeds if no store is given; SECONDS_EACH=30)
set -euo pipefail
program=$1 store=${2:-} seconds=${SECONDS_EACH:-30}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
if [ -z "$store" ]; then
  store=$folder/store
  "$program" build "$(dirname "$0")/../seeds" -q -l "$store"
fi
"$program" serve -l "$store" --bind 127.0.0.1:0 2>"$folder/log" &
server=$!
for _ in $(seq 200); do grep -q '^serving at' "$folder/log" && break; sleep 0.1; done
root=$(sed -n 's/^serving at \(http:[^ ]*\)\/ .*/\1/p' "$folder/log")
ask='/sparql?query=ASK%20%7B%20GRAPH%20%3Fg%20%7B%20%3Fs%20a%20dem%3AStance%20%7D%20%7D'
for target in '/api/queries/stances-by-actor?actor=org:EU&limit=20' "$ask" '/api/search?q=kaz' '/ns'; do
  curl -sSf -o "$folder/body" "$root$target"
  rows=$(grep -o '"stance":' "$folder/body" | wc -l || true)
  wrk -t1 -c16 -d"${seconds}s" --latency "$root$target" >"$folder/wrk"
  rate=$(sed -n 's/^Requests\/sec: *//p' "$folder/wrk")
  p99=$(sed -n 's/^ *99% *//p' "$folder/wrk")
  failed=$(grep -E 'Non-2xx|Socket errors' "$folder/wrk" || echo "none failed")
  printf '%10s requests/s, p99 %8s, %s bytes, %s rows, %s: %s\n' "$rate" "$p99" "$(stat -c %s "$folder/body")" "$rows" "$failed" "${target:0:60}"
done
