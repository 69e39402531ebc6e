"""Rows of a canned query (NDJSON on stdin) as lines of a given form, the sentence of each below, a sentence that several share once.

Usage: … | show.py "{date}  {attitude}: {target}"
"""
import itertools
import json
import sys
import textwrap

form = sys.argv[1]
rows = [json.loads(line) for line in sys.stdin]
for quote, group in itertools.groupby(rows, key=lambda row: row["quote"]):
    lines = [form.format(**{k: str(v).removeprefix("att:").removeprefix("org:") for k, v in row.items()}) for row in group]
    print(textwrap.fill(" · ".join(lines), 118, initial_indent="  ", subsequent_indent="    "))
    print(textwrap.fill(f"“{quote}”", 118, initial_indent="      ", subsequent_indent="      "))
if not rows:
    sys.exit("no answer")
