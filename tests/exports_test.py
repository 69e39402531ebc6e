"""Checks of `demarche extract` and `demarche export` with readers that are not ours.

Run from anywhere: `python3 tests/exports_test.py` (needs rdflib, pyoxigraph, networkx, pandas and pyarrow). The binary is
$DEMARCHE, else target/release/demarche; the texts are written here and the store is built from them.
"""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import networkx
import pandas
import pyoxigraph
import rdflib

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.environ.get("DEMARCHE", str(ROOT / "target/release/demarche"))
DEM = "https://w3id.org/demarche/ns#"

TEXTS = {
    "harbour.txt": """HARBOUR COUNCIL
Oslo, 4 May 2023

Statement by Norway on the harbours of the north

1. Norway welcomes the decision of the European Union to keep "all four" harbours open.
2. We strongly condemn the attack on the harbour of Odesa and call on Russia to withdraw its ships.
3. We thank Namibia for its support, and urge Kazakhstan to join the talks.

Iceland and Liechtenstein align themselves with this statement.
""",
    # Carriage returns, a tab, quotes in a row, backslashes, right to left, emoji, a combining accent.
    "odd.txt": "Ottawa, June 2023\r\n\r\nCanada deplores the \"\"\"so-called\"\"\" vote of C:\\temp\\new.\t<b>&amp;</b>\r\n"
    "We welcome the letter “שלום” 🇨🇦 of Cafe\u0301 ]]> in Geneva.\r\n\r\nJapan supports the work of the United Nations.\r\n",
}

RDF = {
    "ttl": ("turtle", pyoxigraph.RdfFormat.TURTLE),
    "trig": ("trig", pyoxigraph.RdfFormat.TRIG),
    "nq": ("nquads", pyoxigraph.RdfFormat.N_QUADS),
    "nt": ("nt", pyoxigraph.RdfFormat.N_TRIPLES),
    "rdf": ("xml", pyoxigraph.RdfFormat.RDF_XML),
    "jsonld": ("json-ld", pyoxigraph.RdfFormat.JSON_LD),
}
MERGED = ("ttl", "nt", "rdf")


def run(*arguments, status=0, stdin=None):
    """Runs the program in the folder of the texts and checks its exit status."""
    done = subprocess.run([BINARY, *map(str, arguments)], cwd=Exports.folder, input=stdin, capture_output=True, check=False)
    if done.returncode != status:
        raise AssertionError(f"{arguments}: exit {done.returncode}, not {status}: {done.stderr.decode()}")
    return done


def terms(path, form, merged):
    """What pyoxigraph reads, as strings that compare."""
    quads = pyoxigraph.parse(path=str(path), format=form)
    return {(str(q.subject), str(q.predicate), str(q.object), "" if merged else str(q.graph_name)) for q in quads}


class Exports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Exports.folder = Path(temporary.name)
        (cls.folder / "texts").mkdir()
        for name, text in TEXTS.items():
            (cls.folder / "texts" / name).write_bytes(text.encode())
        run("build", "texts", "-l", "store", "-q")

    def export(self, name, *arguments):
        run("export", "-l", "store", "-o", name, *arguments)
        return self.folder / name

    def table(self, name, *arguments):
        # By default pandas takes the code of Namibia for a missing value.
        return pandas.read_csv(self.export(name, *arguments), keep_default_na=False, na_values=[""])

    def test_both_rdf_libraries_read_every_syntax_to_the_same_statements(self):
        expected = {merged: terms(self.export("all.nq"), pyoxigraph.RdfFormat.N_QUADS, merged) for merged in (True, False)}
        self.assertGreater(len(expected[False]), 100)
        for ending, (name, form) in RDF.items():
            with self.subTest(ending):
                path, merged = self.export(f"all.{ending}"), ending in MERGED
                self.assertEqual(terms(path, form, merged), expected[merged])
                # As bytes: read as text, Python would change the carriage returns.
                if merged:
                    graph = rdflib.Graph()
                    graph.parse(data=path.read_bytes(), format=name)
                    self.assertEqual(len(graph), len(expected[merged]))
                else:
                    data = rdflib.Dataset()
                    data.parse(data=path.read_bytes(), format=name)
                    self.assertEqual(len(set(data.quads())), len(expected[merged]))

    def test_quotes_stand_in_the_text_at_their_offsets_whatever_the_syntax(self):
        for ending, (name, _) in RDF.items():
            with self.subTest(ending):
                data = rdflib.Dataset(default_union=True)
                data.parse(data=self.export(f"quotes.{ending}").read_bytes(), format=name)
                rows = data.query(f"""PREFIX dem: <{DEM}> SELECT ?text ?start ?end ?quote {{
                    ?d a dem:Document ; dem:text ?text .
                    ?p dem:inDocument ?d ; dem:start ?start ; dem:end ?end ; dem:quote ?quote }}""")
                rows = list(rows)
                self.assertGreater(len(rows), 10)
                for text, start, end, quote in rows:
                    self.assertEqual(str(text)[int(start) : int(end)], str(quote))

    def test_knowledge_and_runs_are_written_on_demand_only(self):
        graphs = lambda *a: {q.graph_name.value for q in pyoxigraph.parse(path=str(self.export("graphs.nq", *a)))}
        short = lambda names: {n.rsplit("/", 1)[-1] for n in names}
        few = short(graphs())
        self.assertLessEqual(few, {"harbour", "odd", "identity"})
        self.assertEqual(short(graphs("--with-knowledge")) - few, {"knowledge"})
        self.assertEqual(short(graphs("--with-provenance")) - few, {"provenance"})
        self.assertEqual(short(graphs("--document", "odd")), {"odd"})
        self.assertEqual(graphs("--document", "https://w3id.org/demarche/id/doc/odd"), graphs("--document", "odd"))

    def test_two_exports_are_the_same_bytes(self):
        for ending in [*RDF, "csv", "parquet", "graphml", "gexf"]:
            with self.subTest(ending):
                once, again = self.export(f"once.{ending}"), self.export(f"again.{ending}")
                self.assertEqual(once.read_bytes(), again.read_bytes())

    def test_the_hash_is_that_of_the_sorted_lines(self):
        import hashlib

        lines = sorted(self.export("lines.nq").read_bytes().splitlines(keepends=True))
        expected = hashlib.sha256(b"".join(lines)).hexdigest()
        self.assertEqual(run("export", "-l", "store", "--hash").stdout.decode().strip(), expected)

    def test_csv_and_parquet_hold_the_same_table(self):
        for table in ("stances", "alignments", "nodes", "edges"):
            with self.subTest(table):
                text = self.table(f"{table}.csv", "--table", table)
                columns = pandas.read_parquet(self.export(f"{table}.parquet", "--table", table))
                self.assertGreater(len(columns), 0)
                self.assertEqual(list(text.columns), list(columns.columns))
                for name in text.columns:
                    plain = lambda cells: [None if pandas.isna(c) else str(c).removesuffix(".0") for c in cells]
                    self.assertEqual(plain(text[name]), plain(columns[name]), name)

    def test_a_mark_before_csv_is_for_excel(self):
        self.assertTrue(self.export("bom.csv", "--bom").read_bytes().startswith(b"\xef\xbb\xbfstance,"))
        self.assertTrue(self.export("plain.csv").read_bytes().startswith(b"stance,"))

    def test_stances_have_holder_family_and_quote(self):
        rows = self.table("holders.csv")
        welcome = rows[(rows.attitude == "welcome") & (rows.holder_iso == "NO")].iloc[0]
        self.assertEqual((welcome.family, welcome.polarity, welcome.negated), ("approve", 1, False))
        self.assertIn('"all four" harbours', welcome.quote)
        self.assertEqual(welcome.date, "2023-05-04")
        self.assertIn("NA", set(self.table("codes.csv", "--table", "nodes").iso))

    def test_networkx_reads_both_networks_with_sorts_and_dates(self):
        edges = self.table("network.csv", "--table", "edges")
        graphml = networkx.read_graphml(self.export("network.graphml"), force_multigraph=True)
        gexf = networkx.read_gexf(self.export("network.gexf"))
        for name, graph in (("graphml", graphml), ("gexf", gexf)):
            with self.subTest(name):
                self.assertTrue(graph.is_directed())
                self.assertEqual(graph.number_of_edges(), len(edges))
                self.assertEqual(set(graph), set(edges.source) | set(edges.target))
                sorts = {data["type"] for _, _, data in graph.edges(data=True)}
                self.assertLessEqual({"stance", "alignment", "issue"}, sorts)
                self.assertLessEqual(sorts, {"stance", "address", "alignment", "issue"})
                self.assertTrue(all("type" in data and "label" in data for _, data in graph.nodes(data=True)))
        aligned = {s.rsplit("/", 1)[-1] for s, _, d in graphml.edges(data=True) if d["type"] == "alignment"}
        self.assertEqual(aligned, {"IS", "LI"})
        starts = {(d["start"], d["end"]) for _, _, d in gexf.edges(data=True) if "start" in d}
        self.assertIn(("2023-05-04", "2023-05-04"), starts)

    def test_an_export_that_fails_leaves_nothing_behind(self):
        (self.folder / "kept.ttl").write_text("as it was")
        error = run("export", "-l", "store", "-o", "kept.ttl", "--document", "no-such", status=1).stderr.decode()
        self.assertIn("`no-such`", error)
        self.assertEqual((self.folder / "kept.ttl").read_text(), "as it was")
        run("export", "-l", "store", "-o", "no-folder/x.ttl", status=1)
        self.assertFalse([p for p in self.folder.iterdir() if p.name.endswith(".partial")])

    def test_wrong_usage_is_told_with_a_remedy(self):
        for arguments in (["-o", "x.docx"], ["-o", "x", "--format", "docx"], ["-o", "x.ttl", "--table", "nodes"],
                          ["--table", "verbs"], ["-o", "x.ttl", "--bom"], ["--hash", "--format", "nq"]):
            with self.subTest(arguments):
                error = run("export", "-l", "store", *arguments, status=2).stderr.decode()
                self.assertTrue("help:" in error or "help" in error, error)

    def test_extract_gives_the_graphs_that_build_stores(self):
        lines = lambda data: {line for line in data.splitlines() if b"/graph/identity>" not in line}
        self.assertEqual(lines(run("extract", "texts").stdout), lines(self.export("stored.nq").read_bytes()))

    def test_extract_writes_every_syntax_part_by_part(self):
        for ending, (_, form) in RDF.items():
            with self.subTest(ending):
                run("extract", "texts", "-o", f"parts.{ending}")
                merged = ending in MERGED
                expected = {q for q in terms(self.export("parts-stored.nq"), pyoxigraph.RdfFormat.N_QUADS, False) if "/graph/" not in q[3]}
                expected = {(*q[:3], "") for q in expected} if merged else expected
                self.assertEqual(terms(self.folder / f"parts.{ending}", form, merged), expected)
        for ending in ("csv", "parquet", "graphml", "gexf"):
            run("extract", "texts", "-o", f"parts.{ending}")
            self.assertTrue((self.folder / f"parts.{ending}").stat().st_size > 0)

    def test_extract_keeps_the_order_of_records_for_any_number_of_threads(self):
        records = [{"id": f"r{i}", "text": f"Oslo, {1 + i % 28} May 2023\n\n" + "Norway welcomes the talks. " * (1 + i % 7)} for i in range(200)]
        ndjson = "\n".join(map(json.dumps, records)).encode()
        arguments = ["extract", "-", "--input-format", "ndjson", "--format"]
        for form in ("nq", "ttl", "jsonld"):
            one = run(*arguments, form, "--jobs", 1, stdin=ndjson).stdout
            self.assertEqual(one, run(*arguments, form, "--jobs", 4, stdin=ndjson).stdout)
        order = list(dict.fromkeys(q.graph_name.value for q in pyoxigraph.parse(run(*arguments, "nq", stdin=ndjson).stdout, format=pyoxigraph.RdfFormat.N_QUADS)))
        self.assertEqual([o.rsplit("/", 1)[-1] for o in order], [r["id"] for r in records])

    def test_extract_names_what_it_skips(self):
        ndjson = b'{"id": "a", "text": "Norway welcomes the talks."}\n{"id": "b", "text": \n{"id": "c", "text": "Iceland welcomes the talks."}\n'
        done = run("extract", "-", "--input-format", "ndjson", "--errors", "json", status=4, stdin=ndjson)
        records = [json.loads(line) for line in done.stderr.splitlines()]
        self.assertEqual([(r["line"], r["code"]) for r in records], [(2, "read/malformed")])
        self.assertIn(b"/doc/a>", done.stdout)
        self.assertIn(b"/doc/c>", done.stdout)
        done = run("extract", "-", "--input-format", "ndjson", status=4, stdin=ndjson)
        self.assertIn("-:2:", done.stderr.decode())
        self.assertIn("`nowhere`", run("extract", "nowhere", status=1).stderr.decode())

    def test_extract_writes_a_text_given_twice_once(self):
        record = b'{"id": "a", "text": "Norway welcomes the talks."}\n'
        arguments = ["extract", "-", "--input-format", "ndjson"]
        self.assertEqual(run(*arguments, stdin=record).stdout, run(*arguments, stdin=record * 2).stdout)
        other = b'{"id": "a", "text": "Iceland welcomes the talks."}\n'
        done = run(*arguments, "--errors", "json", status=4, stdin=record + other)
        self.assertEqual(json.loads(done.stderr)["code"], "extract/duplicate-id")
        # Two identifiers that make the same id stay apart, as in a store.
        same = b'{"id": "a!", "text": "Iceland welcomes the talks."}\n{"id": "a?", "text": "Norway welcomes the talks."}\n'
        self.assertEqual(len({line.rsplit(b" ", 2)[1] for line in run(*arguments, stdin=same).stdout.splitlines()}), 2)


if __name__ == "__main__":
    # rdflib warns of its own parsers.
    unittest.main(warnings="ignore")
