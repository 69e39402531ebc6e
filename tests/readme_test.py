#!/usr/bin/env python3
"""What the README shows is what the program prints: the example, the answers, the table of queries.

Usage: readme_test.py PROGRAM [--write]     (--write brings the README up to date)
"""
import difflib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"


def run(*arguments, stdin=None):
    return subprocess.run(arguments, input=stdin, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def main(program, write):
    old = new = README.read_text(encoding="utf-8")

    def replace(pattern, value):
        nonlocal new
        assert re.search(pattern, new, re.S), f"README.md has no part like {pattern}"
        new = re.sub(pattern, lambda m: m[1] + value + m[2], new, count=1, flags=re.S)

    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        run(program, "build", "seeds", "-q", "-l", store)

        def answers(form, name, *parameters):
            options = [x for p in parameters for x in ("-p", p)]
            rows = run(program, "query", name, "-q", "-l", store, *options, "--format", "ndjson")
            return run(sys.executable, "tests/show.py", form, stdin=rows)

        replace(r"(--format csv\n).*?(\$ demarche explain )", run(program, "query", "open-requests", "-q", "-l", store, "-p", "addressee=Kazakhstan", "--format", "csv"))
        stance = json.loads(run(program, "query", "open-requests", "-q", "-l", store, "-p", "addressee=Kazakhstan", "--format", "ndjson").splitlines()[0])["stance"]
        replace(r"(demarche explain stance:)[0-9a-f]+( )", stance.rsplit("/", 1)[1])
        lines = run(program, "explain", stance, "-l", store).splitlines(keepends=True)
        rule = next(i for i, line in enumerate(lines) if line.startswith("Found by"))
        replace(r"(demarche explain [^\n]*\n).*?(```)", "".join(lines[:4]) + "…\n" + "".join(lines[rule : rule + 2]))
        replace(r"(aligned with the EU statement\?\n).*?(\n\n?What did)", answers("{label} ({isoCode})", "aligned-with-document", "document=seed-eu-osce-1417"))
        replace(r"(welcome or commend\? \(2023\)\n).*?(```)", answers("{date}  {attitude}: {target}", "stances-by-actor", "actor=EU", "family=approve", "since=2023-01-01"))
    table = ""
    for query in json.loads(run(program, "queries", "--json")):
        names = " ".join(p["name"] if p["required"] else f"[{p['name']}]" for p in query["parameters"])
        table += f"| `{query['name']}` | {query['summary']} | {f'`{names}`' if names else ''} |\n"
    replace(r"(\| query \| answers \| parameters \|\n\|---\|---\|---\|\n).*?(\n## )", table)
    if old != new and write:
        README.write_text(new, encoding="utf-8")
    elif old != new:
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), "README.md", "what the program prints"))
        sys.exit("README.md is not up to date: make readme")
    print("README.md is up to date")


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()), "--write" in sys.argv)
