"""Checks of `demarche extract`, `demarche export` and `demarche network` with readers that are not ours.

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


def run(*arguments, status=0, stdin=None, folder=None):
    """Runs the program in the folder of the texts and checks its exit status."""
    done = subprocess.run([BINARY, *map(str, arguments)], cwd=folder or Exports.folder, input=stdin, capture_output=True, check=False)
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


STATEMENTS = {
    "no-1": """Oslo, 2 January 2023

Statement by Norway

Norway welcomes the elections. Norway condemns the use of the death penalty. It also commends the elections.

Iceland and Liechtenstein align themselves with this statement.
""",
    "no-2": "Oslo, 5 January 2023\n\nStatement by Norway\n\nNorway welcomes the elections. Norway regrets the use of landmines.\n",
    "no-3": "Oslo, 9 January 2023\n\nStatement by Norway\n\nNorway welcomes the elections. Norway rejects the elections.\n",
    "ch-1": """Bern, 20 January 2023

Statement by Switzerland

Switzerland commends the elections. Switzerland does not support the use of the death penalty.
Switzerland welcomes the trade agreement. Switzerland condemns the use of landmines. Switzerland thanks Norway.
""",
    "by-1": """Minsk, 3 March 2023

Statement by Belarus

Belarus condemns the elections. Belarus supports the use of the death penalty. Belarus calls on Norway to open trade.
Canada and Japan welcome the trade talks. Canada deplores the use of landmines. Canada supports the fight against terrorism.
""",
    "by-2": "Minsk, May 2023\n\nStatement by Belarus\n\nBelarus condemns the elections. Belarus rejects the use of landmines.\n",
    "jp-1": "Statement by Japan\n\nJapan welcomes the elections. Japan deplores the use of landmines.\n",
}


class Networks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        (cls.folder / "records.ndjson").write_text("\n".join(json.dumps({"id": i, "text": t}) for i, t in STATEMENTS.items()))
        run("build", "records.ndjson", "-l", "store", "-q", folder=cls.folder)

    def network(self, *arguments, status=0):
        return run("network", "-l", "store", *arguments, status=status, folder=self.folder)

    def table(self, *arguments):
        import io

        data = self.network("--format", "csv", *arguments).stdout
        return pandas.read_csv(io.BytesIO(data), keep_default_na=False, na_values=[""])

    def tell(self, *arguments):
        return json.loads(self.network("--format", "json", *arguments).stdout)

    def statements(self, *arguments):
        events = self.table("--type", "events", *arguments)
        self.assertGreater(len(events), 0)
        return events

    def counts(self, sides_only, *arguments):
        """x[actor, concept, sign] as pandas counts it, from the list of statements."""
        events = self.statements(*arguments)
        events = events[events.qualifier != 0] if sides_only else events
        return events.groupby(["actor_label", "concept_label", "qualifier"]).size()

    def test_one_mode_weights_are_those_that_pandas_computes_from_the_statements(self):
        from itertools import combinations

        for qualifier in ("ignore", "congruence", "conflict", "subtract"):
            x = self.counts(qualifier != "ignore", "--duplicates", "all")
            get = lambda i, j, k: x.get((i, j, k), 0)
            actors, concepts, signs = (sorted(set(x.index.get_level_values(n))) for n in range(3))
            self.assertGreaterEqual(len(actors) * len(concepts), 20)
            for normalisation in ("none", "average", "jaccard", "cosine"):
                expected = {}
                for a, b in combinations(actors, 2):
                    same = sum(get(a, j, k) * get(b, j, k) for j in concepts for k in signs)
                    opposite = sum(get(a, j, k) * get(b, j, -k) for j in concepts for k in (-1, 1))
                    both = sum(x[a].get(j, pandas.Series([0])).sum() * x[b].get(j, pandas.Series([0])).sum() for j in concepts)
                    amount = {"ignore": both, "congruence": same, "conflict": opposite, "subtract": same - opposite}[qualifier]
                    n, m = x[a].sum(), x[b].sum()
                    alone = sum(get(a, j, k) * (get(b, j, k) == 0) + get(b, j, k) * (get(a, j, k) == 0) for j in concepts for k in signs)
                    divisor = {"none": 1, "average": (n + m) / 2, "jaccard": alone + same, "cosine": n * m}[normalisation]
                    if amount:
                        expected[frozenset((a, b))] = round(float(amount / divisor), 12)
                with self.subTest(qualifier=qualifier, normalisation=normalisation):
                    edges = self.table("--qualifier", qualifier, "--normalisation", normalisation, "--duplicates", "all")
                    found = {frozenset((e.source_label, e.target_label)): round(float(e.weight), 12) for e in edges.itertuples()}
                    self.assertEqual(found, expected)
                    self.assertEqual((edges.weight < 0).any(), qualifier == "subtract")

    def test_two_mode_weights_are_those_that_pandas_computes_from_the_statements(self):
        for qualifier in ("ignore", "subtract", "combine"):
            x = self.counts(qualifier != "ignore", "--duplicates", "all")
            cells = x.unstack(fill_value=0)
            for sign in (-1, 0, 1):
                cells[sign] = cells.get(sign, 0)
            number = cells.sum(axis=1)
            amounts = {"ignore": number, "subtract": cells[1] - cells[-1], "combine": (cells[1] > 0) * 1 + (cells[-1] > 0) * 2}[qualifier]
            for normalisation, level in (("none", None), ("activity", 0), ("prominence", 1)):
                if qualifier == "combine" and level is not None:
                    self.assertIn("no amounts", self.network("--type", "two-mode", "--qualifier", "combine", "--normalisation", normalisation, status=2).stderr.decode())
                    continue
                divisor = 1 if level is None else number.groupby(level=level).transform("sum")
                weights = (amounts / divisor)[amounts != 0]
                with self.subTest(qualifier=qualifier, normalisation=normalisation):
                    edges = self.table("--type", "two-mode", "--qualifier", qualifier, "--normalisation", normalisation, "--duplicates", "all")
                    found = {(e.source_label, e.target_label): round(float(e.weight), 12) for e in edges.itertuples()}
                    self.assertEqual(found, {key: round(float(w), 12) for key, w in weights.items()})

    def test_the_statements_are_what_the_texts_say(self):
        rows = self.statements("--duplicates", "all")
        told = {(r.actor_label, r.concept_label, r.qualifier) for r in rows.itertuples()}
        # Negation flips; a request takes no side.
        self.assertIn(("Switzerland", "Death penalty", -1), told)
        self.assertIn(("Belarus", "Death penalty", 1), told)
        self.assertIn(("Belarus", "Trade", 0), told)
        self.assertIn(("Belarus", "Trade", 1), {(r.actor_label, r.concept_label, r.qualifier) for r in self.statements("--agree", "approve,request").itertuples()})
        for row in rows.itertuples():
            self.assertIn(" ".join(row.quote.split()), " ".join(STATEMENTS[row.document.rsplit("/", 1)[-1]].split()))

    def test_the_same_statement_counts_once_in_its_period(self):
        # Norway for the elections: twice on 2 January, once on 5 January, of the same week, once on 9 January, of the next.
        number = lambda period: len(self.table("--type", "events", "--duplicates", period, "--actor", "NO", "--topic", "elections", "--family", "approve"))
        self.assertEqual([number(p) for p in ("all", "document", "week", "month", "year", "range")], [4, 3, 2, 1, 1, 1])
        # What is dated by month only, or not at all, is in no week with anything else.
        belarus = lambda period: len(self.table("--type", "events", "--duplicates", period, "--actor", "Belarus", "--topic", "elections"))
        self.assertEqual([belarus(p) for p in ("document", "week", "month", "year", "range")], [2, 2, 2, 1, 1])

    def test_windows_have_networks_of_their_own(self):
        found = self.tell("--window", "2months", "--step", "2months", "--type", "two-mode")
        self.assertEqual([n["window"] for n in found["networks"]], [["2023-01-01", "2023-02-28"], ["2023-03-01", "2023-04-30"], ["2023-05-01", "2023-06-30"]])
        # A window of days is too short for a document of May.
        days = self.tell("--window", "7days", "--type", "two-mode", "--actor", "Belarus", "--since", "2023-05-01")
        self.assertEqual(sum(n["statements"] for n in days["networks"]), 0)
        self.assertIn("window", days["empty"])
        one = self.table("--window", "month", "--type", "two-mode")
        self.assertEqual(set(one.window_start), {"2023-01-01", "2023-03-01", "2023-05-01"})
        self.assertEqual(set(one[one.source_label == "Belarus"].window_end), {"2023-03-31", "2023-05-31"})
        self.network("--window", "2months", "--step", "2months", "--type", "two-mode", "-o", "windows/", "--format", "graphml", "-q")
        names = sorted(p.name for p in (self.folder / "windows").iterdir())
        self.assertEqual(names, ["2023-01-01_2023-02-28.graphml", "2023-03-01_2023-04-30.graphml", "2023-05-01_2023-06-30.graphml"])
        graphs = [networkx.read_graphml(self.folder / "windows" / n) for n in names]
        self.assertEqual([g.number_of_edges() for g in graphs], [len(n["edges"]) for n in found["networks"]])
        self.network("--window", "2months", "--step", "2months", "--type", "two-mode", "-o", "windows.gexf", "-q")
        dynamic = networkx.read_gexf(self.folder / "windows.gexf")
        self.assertEqual(dynamic.number_of_edges(), sum(g.number_of_edges() for g in graphs))
        self.assertEqual({d["start"] for _, _, d in dynamic.edges(data=True)}, {"2023-01-01", "2023-03-01", "2023-05-01"})

    def test_what_is_said_and_what_is_joined_stay_apart(self):
        joined = self.table("--type", "events", "--basis", "joined")
        self.assertEqual(set(joined.actor_label), {"Iceland", "Liechtenstein"})
        self.assertTrue(joined.alignment.notna().all())
        explicit = self.table("--type", "two-mode")
        self.assertFalse({"Iceland", "Liechtenstein"} & set(explicit.source_label))
        both = self.table("--type", "two-mode", "--basis", "both")
        self.assertEqual(len(both), len(explicit) + len(self.table("--type", "two-mode", "--basis", "joined")))
        self.assertTrue((both.explicit_weight.isna() != both.joined_weight.isna()).all())
        # Iceland agrees with Liechtenstein by what both joined, and with nobody by what anybody said.
        pairs = {frozenset((r.source_label, r.target_label)) for r in self.table("--basis", "both").itertuples() if not pandas.isna(r.joined_weight)}
        self.assertEqual(pairs, {frozenset(("Iceland", "Liechtenstein"))})
        documents = self.table("--type", "two-mode", "--basis", "joined", "--concept", "document")
        self.assertEqual({(r.source_label, r.target.rsplit("/", 1)[-1]) for r in documents.itertuples()}, {("Iceland", "no-1"), ("Liechtenstein", "no-1")})

    def test_statements_made_together_can_be_left_out(self):
        weight = lambda *a: {frozenset((r.source_label, r.target_label)): (r.weight, r.joint) for r in self.table("--topic", "trade", *a).itertuples()}
        pair = frozenset(("Canada", "Japan"))
        self.assertEqual(weight()[pair], (1, 1))
        self.assertNotIn(pair, weight("--joint", "exclude"))
        self.assertEqual(weight("--joint", "exclude")[frozenset(("Canada", "Switzerland"))], (1, 0))

    def test_networkx_and_pandas_read_every_format_to_the_same_weights(self):
        for arguments in (["--qualifier", "subtract"], ["--type", "concepts"], ["--type", "two-mode"], ["--type", "two-mode", "--concept", "entity", "--agree", "all", "--disagree", ""]):
            with self.subTest(arguments):
                for ending in ("csv", "parquet", "graphml", "gexf"):
                    self.network(*arguments, "-o", f"same.{ending}", "-q")
                edges = pandas.read_csv(self.folder / "same.csv", keep_default_na=False)
                self.assertGreater(len(edges), 0)
                columns = pandas.read_parquet(self.folder / "same.parquet")
                self.assertEqual(list(columns.columns), list(edges.columns))
                self.assertEqual(columns.to_numpy().tolist(), edges.to_numpy().tolist())
                expected = sorted((r.source_label, r.target_label, r.weight) for r in edges.itertuples())
                for graph in (networkx.read_graphml(self.folder / "same.graphml"), networkx.read_gexf(self.folder / "same.gexf")):
                    self.assertFalse(graph.is_directed())
                    label = lambda n: graph.nodes[n]["label"]
                    found = sorted((*sorted((label(a), label(b))), d["weight"]) for a, b, d in graph.edges(data=True))
                    self.assertEqual(found, sorted((*sorted((a, b)), w) for a, b, w in expected))
                    self.assertTrue(all({"iri", "mode", "type", "explicit"} <= set(d) for _, d in graph.nodes(data=True)))
                self.network(*arguments, "-o", "matrix.csv", "--format", "matrix", "-q")
                matrix = pandas.read_csv(self.folder / "matrix.csv", index_col=0, keep_default_na=False)
                for row in edges.itertuples():
                    self.assertEqual(matrix.loc[row.source_label, row.target_label], row.weight)
                once = 1 if "two-mode" in arguments else 2
                self.assertEqual((matrix != 0).to_numpy().sum(), once * len(edges))

    def test_an_actor_that_is_a_concept_too_is_two_nodes(self):
        edges = self.table("--type", "two-mode", "--concept", "entity", "--agree", "all", "--disagree", "")
        self.network("--type", "two-mode", "--concept", "entity", "--agree", "all", "--disagree", "", "-o", "entities.graphml", "-q")
        graph = networkx.read_graphml(self.folder / "entities.graphml")
        modes = networkx.get_node_attributes(graph, "mode")
        self.assertTrue(all({modes[a], modes[b]} == {"actor", "concept"} for a, b in graph.edges))
        self.assertEqual(len(graph), edges.source.nunique() + edges.target.nunique())

    def test_filters_and_thresholds(self):
        all_edges = self.table("--qualifier", "subtract")
        strong = self.table("--qualifier", "subtract", "--min-weight", "2")
        self.assertEqual(len(strong), (all_edges.weight.abs() >= 2).sum())
        self.assertGreater(len(all_edges), len(strong))
        self.assertTrue((strong.weight < 0).any())
        nodes = self.tell("--least", "3", "--isolates")["networks"][0]["nodes"]
        counts = self.statements().query("qualifier != 0").actor_label.value_counts()
        topics = self.statements().query("qualifier != 0").concept_label.value_counts()
        self.assertLessEqual({n["label"] for n in nodes}, set(counts[counts >= 3].index))
        self.assertTrue((topics < 3).any())
        self.assertEqual(set(self.table("--type", "two-mode", "--topic", "elections").target_label), {"Elections"})
        self.assertEqual(set(self.table("--type", "two-mode", "--since", "2023-02-01").source_label), {"Belarus", "Canada", "Japan"})
        self.assertEqual(set(self.table("--type", "two-mode", "--until", "2023-01-05").source_label), {"Norway"})

    def test_two_runs_are_the_same_bytes(self):
        for ending in ("csv", "json", "parquet", "graphml", "gexf", "matrix"):
            with self.subTest(ending):
                data = [self.network("--format", ending, "--qualifier", "subtract", "--normalisation", "cosine").stdout for _ in range(2)]
                self.assertEqual(data[0], data[1])
                self.assertGreater(len(data[0]), 100)

    def test_an_empty_network_says_which_filter_left_nothing(self):
        for arguments, word in (
            (["--topic", "space"], "`topic space` left none of"),
            (["--actor", "Fiji"], "`actor Fiji` left none of"),
            (["--since", "2030-01-01"], "`since 2030-01-01` left none of"),
            (["--family", "decide"], "`family decide` left none of"),
            (["--concept", "event"], "the store holds no explicit statements with an event"),
            (["--min-weight", "1000"], "min-weight 1000"),
        ):
            with self.subTest(arguments):
                self.assertIn(word, self.network(*arguments, "--format", "csv").stderr.decode())

    def test_wrong_usage_is_told_with_a_remedy(self):
        for arguments, word in (
            (["--qualifier", "combine"], "ignore, congruence, conflict or subtract"),
            (["--type", "two-mode", "--qualifier", "conflict"], "ignore, subtract or combine"),
            (["--normalisation", "activity"], "average, jaccard or cosine"),
            (["--type", "two-mode", "--normalisation", "cosine"], "activity or prominence"),
            (["--step", "1month"], "give `window` too"),
            (["--window", "fortnight"], "such as `6months`"),
            (["--window", "1day", "--since", "1900-01-01"], "too many"),
            (["--since", "2023"], "such as 2023-03-30"),
            (["--agree", "approve", "--disagree", "approve"], "cannot be both"),
            (["--agree", "like"], "approve, disapprove"),
            (["--actor", "Atlantis"], "nothing in the store is called"),
            (["--basis", "both", "--format", "matrix"], "two"),
            (["--window", "month", "--format", "graphml"], "name a folder"),
            (["--type", "events", "--format", "gexf"], "no network"),
            (["--format", "docx"], "known are csv"),
            (["-o", "x.docx"], "the ending tells no format"),
        ):
            with self.subTest(arguments):
                self.assertIn(word, self.network(*arguments, status=2).stderr.decode())
        self.assertFalse((self.folder / "x.docx").exists())


if __name__ == "__main__":
    # rdflib warns of its own parsers.
    unittest.main(warnings="ignore")
