#!/usr/bin/env bash
# Scores the program against the annotated documents, and those of tests/genre, and fails below the floors of tests/floors.txt.
#
# Usage: tests/gold.sh PROGRAM PYTHON GOLD     (GOLD: the folder with score.py and dev/)
set -euo pipefail

program=$1 python=$2 gold=$3
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Lines NAME=X of one section.
floors() { sed -n "/^\[$1\]/,/^\[/{s/ *#.*//;/^[^[]/p}" "$root/tests/floors.txt"; }

score() {
  local section=$1 annotations=$2
  shift 2
  "$program" extract -q "$@" -o "$work/$section.nq"
  mapfile -t least < <(floors "$section")
  [ ${#least[@]} -gt 0 ] || { echo "tests/floors.txt has no section [$section]" >&2; exit 1; }
  echo "== $section"
  "$python" "$gold/score.py" "$annotations" "$work/$section.nq" --min "${least[@]}"
  count=$((count + ${#least[@]}))
}

count=0
mkdir "$work/seeds"
cp "$gold"/dev/seed-*.json "$work/seeds"
score seeds "$work/seeds" "$root/seeds"
score dev "$gold/dev" "$gold"/dev/*.txt
score own "$root/tests/genre" "$root"/tests/genre/*.txt
echo "$count floors held"
