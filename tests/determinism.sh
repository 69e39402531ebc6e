#!/usr/bin/env bash
# Same input, same bytes: runs, threads, order of files, stores.
#
# Usage: tests/determinism.sh PROGRAM INPUT...
set -euo pipefail

program=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0

same() {
  cmp "$work/$1" "$work/$2" || { echo "$3 gives other bytes" >&2; exit 1; }
  count=$((count + 1))
}

# Inputs in the opposite order; documents are sorted by their graph before they are compared.
backwards=()
for input in "$@"; do backwards=("$input" "${backwards[@]}"); done

"$program" extract -q "$@" -o "$work/a.nq" --jobs 1
"$program" extract -q "$@" -o "$work/b.nq" --jobs 1
same a.nq b.nq "a second run"
"$program" extract -q "$@" -o "$work/c.nq" --jobs 2
same a.nq c.nq "--jobs 2"
"$program" extract -q "${backwards[@]}" -o "$work/d.nq" --jobs 2
LC_ALL=C sort "$work/a.nq" > "$work/a.sorted"
LC_ALL=C sort "$work/d.nq" > "$work/d.sorted"
same a.sorted d.sorted "the opposite order of inputs"

for store in one two; do
  if [ $store = one ]; then "$program" build -q "$@" -l "$work/$store" --jobs 1; else "$program" build -q "${backwards[@]}" -l "$work/$store" --jobs 2; fi
  "$program" dump -q -l "$work/$store" -o "$work/$store.dump"
  for ending in ttl trig nq nt rdf jsonld csv parquet graphml gexf; do
    "$program" export -q -l "$work/$store" -o "$work/$store.$ending"
  done
done
same one.dump two.dump "a second store"
for ending in ttl trig nq nt rdf jsonld csv parquet graphml gexf; do same one.$ending two.$ending "export to $ending"; done
"$program" build -q "$@" -l "$work/one"
"$program" dump -q -l "$work/one" -o "$work/again.dump"
same one.dump again.dump "building again"
echo "$count comparisons, all the same"
