#!/usr/bin/env bash
# Stops the cluster that up.sh has started, by the pids that it wrote down.
set -euo pipefail
dir=${1:-spark-local}
[ -s "$dir/pids" ] || { echo "down.sh: no cluster was started in $dir" >&2; exit 0; }
while read -r pid; do
  kill -- "-$pid" 2>/dev/null || true # each is the leader of its own group
done <"$dir/pids"
for _ in $(seq 20); do
  alive=0
  while read -r pid; do
    if kill -0 "$pid" 2>/dev/null; then alive=1; fi
  done <"$dir/pids"
  [ "$alive" = 1 ] || break
  sleep 0.5
done
while read -r pid; do
  kill -9 -- "-$pid" 2>/dev/null || true
done <"$dir/pids"
rm -f "$dir/pids"
