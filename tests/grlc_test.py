#!/usr/bin/env python3
"""The canned queries through grlc 1.3: it reads every header, sees every parameter, and what it rewrites gives the
same rows as the program, from the store itself and from `demarche serve` as its endpoint.

Usage: grlc_test.py PROGRAM     (the built `demarche`)

Needs: pip install -r tests/requirements.txt && pip install --no-deps grlc==1.3
(grlc pins versions that no longer build; its module `gquery`, which reads and rewrites, runs with current ones.)
"""
import collections
import json
import logging
import pathlib
import re
import subprocess
import sys
import tempfile

import pyoxigraph as ox
import requests
import yaml

# PyYAML 6 wants a loader; grlc 1.3 gives none.
_load = yaml.load
yaml.load = lambda text, Loader=yaml.SafeLoader: _load(text, Loader)

import grlc.gquery as gquery  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def cell(term):
    """A term as a comparable value: numbers by value, for their spelling is the engine's."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rsplit("#", 1)[-1]
        if kind in ("integer", "decimal", "double"):
            return ("number", round(float(term.value), 9))
        return ("literal", term.value, kind, term.language)
    return ("iri", term.value)


def rows(results):
    if isinstance(results, ox.QueryTriples):
        return collections.Counter((cell(t.subject), cell(t.predicate), cell(t.object)) for t in set(results))
    names = [v.value for v in results.variables]
    return collections.Counter(tuple((n, cell(s[n])) for n in sorted(names)) for s in results)


def asked(endpoint, query, graph):
    """What the server answers, asked as grlc does it."""
    accept = "application/n-triples" if graph else "application/sparql-results+json"
    answer = requests.get(endpoint, params={"query": query}, headers={"Accept": accept}, timeout=60)
    answer.raise_for_status()
    if graph:
        return collections.Counter((cell(t.subject), cell(t.predicate), cell(t.object)) for t in ox.parse(input=answer.content, format=ox.RdfFormat.N_TRIPLES))
    return rows(ox.parse_query_results(input=answer.content, format=ox.QueryResultsFormat.JSON))


def main(program):
    logging.disable(logging.CRITICAL)
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        run(program, "build", str(ROOT / "seeds"), "-q", "-l", store)
        peer = ox.Store.read_only(f"{store}/data")
        server = subprocess.Popen([program, "serve", "-l", store, "--bind", "127.0.0.1:0", "--rows", "1000000"], stderr=subprocess.PIPE, text=True)
        endpoint = next(line.split()[2] for line in server.stderr if line.startswith("serving at ")) + "sparql"
        described = {q["name"]: q for q in json.loads(run(program, "queries", "--json"))}
        files = sorted((ROOT / "queries").glob("*.rq"))
        for file in files:
            name, text = file.stem, file.read_text(encoding="utf-8")
            ours = described[name]

            def fail(why):
                failures.append(f"{name}: {why}")

            metadata = gquery.get_metadata(text, "http://localhost/sparql")
            for key in ("summary", "description", "tags", "method", "question"):
                if metadata.get(key) != ours.get(key, "GET"):
                    fail(f"grlc reads {key} as {metadata.get(key)!r}")
            if metadata.get("pagination") != ours["rows"]:
                fail("pagination differs")
            seen = {(p["name"], p["required"], p["original"]) for p in metadata.get("parameters", {}).values()}
            want = {(p["name"], p["required"], "?" + p["variable"]) for p in ours["parameters"]}
            if seen != want:
                fail(f"grlc sees {sorted(seen)} for {sorted(want)}")
                continue
            # With the example alone, and with a value for every parameter.
            more = {"since": "2000-01-01", "until": "2100-01-01", "family": "approve", "least": "1", "year": "2023", "verdict": None, "reason": "no holder"}
            example = dict(ours["example"])
            full = dict(example)
            for p in ours["parameters"]:
                if p["name"] not in full:
                    value = more.get(p["name"]) or (p["choices"] or ["https://w3id.org/demarche/id/org/EU"])[0]
                    full[p["name"]] = value
            for given in (example, full):
                options = [x for k, v in given.items() for x in ("-p", f"{k}={v}")]
                try:
                    bound = json.loads(run(program, "query", name, "-q", "-l", store, "--dry-run", *options))
                    raw = run(program, "query", name, "-q", "-l", store, "--limit", "0", "--format", "nt" if ours["gives"] == "graph" else "json", *options)
                except subprocess.CalledProcessError as error:
                    fail(error.stderr.strip())
                    continue
                rewritten = gquery.rewrite_query(metadata["query"], metadata["parameters"], bound["parameters"])
                if re.search(r"\?_(?!_)[A-Za-z0-9]", rewritten):
                    fail("grlc left a required parameter open")
                theirs = rows(peer.query(rewritten))
                # grlc asks an endpoint: ours.
                served = asked(endpoint, rewritten, ours["gives"] == "graph")
                if served != theirs:
                    fail(f"{sum(served.values())} rows from the server, {sum(theirs.values())} from the store itself, with {given}")
                if ours["gives"] == "graph":
                    got = collections.Counter((cell(t.subject), cell(t.predicate), cell(t.object)) for t in ox.parse(input=raw, format=ox.RdfFormat.N_TRIPLES))
                else:
                    got = rows(ox.parse_query_results(input=raw, format=ox.QueryResultsFormat.JSON))
                if got != theirs:
                    fail(f"{sum(got.values())} rows here, {sum(theirs.values())} rows through grlc, with {given}")
        server.terminate()
        server.stderr.read()
        if server.wait(20) != 0:
            failures.append("the server ended with an error")
    for failure in failures:
        print(failure)
    print(f"{len(files)} queries through grlc 1.3: {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
