"""`demarche serve` with clients that are not ours: SPARQLWrapper, rdflib's SPARQLStore, curl.

Run from anywhere: `python3 tests/serve_test.py` (needs tests/requirements.txt and curl). The binary is $DEMARCHE, else
target/release/demarche; the store is built from the seed documents.
"""

import json
import os
import subprocess
import tempfile
import unittest
import warnings
from pathlib import Path

import pandas
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.environ.get("DEMARCHE", str(ROOT / "target/release/demarche"))
TOKEN = "a-token-for-the-tests"
DEM = "https://w3id.org/demarche/ns#"
SEED = "https://w3id.org/demarche/id/doc/seed-eu-osce-1417"
SELECT = "PREFIX dem: <%s>\nSELECT ?s ?target { GRAPH ?g { ?s a dem:Stance ; dem:targetText ?target } } ORDER BY ?s LIMIT 15" % DEM


class Serve(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # rdflib's reader of JSON-LD uses what rdflib itself advises against.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")
        cls.folder = tempfile.TemporaryDirectory()
        store = f"{cls.folder.name}/store"
        subprocess.run([BINARY, "build", str(ROOT / "seeds"), "-q", "-l", store], check=True)
        command = [BINARY, "serve", "-l", store, "--bind", "127.0.0.1:0", "--timeout", "5", "--writable"]
        cls.server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "DEMARCHE_TOKEN": TOKEN})
        for line in cls.server.stderr:
            if line.startswith("serving at "):
                cls.root = line.split()[2].rstrip("/")
                break
        else:
            raise RuntimeError("the server did not start")

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.stderr.read()
        assert cls.server.wait(10) == 0
        cls.server.stderr.close()
        cls.folder.cleanup()

    def wrapper(self, query, form, method=GET, how=URLENCODED):
        wrapper = SPARQLWrapper(self.root + "/sparql")
        wrapper.setQuery(query)
        wrapper.setReturnFormat(form)
        wrapper.setMethod(method)
        wrapper.setRequestMethod(how)
        return wrapper

    def curl(self, path, *options):
        done = subprocess.run(["curl", "-sS", "--max-time", "20", *options, self.root + path], capture_output=True, check=True)
        return done.stdout.decode()

    def test_sparqlwrapper_reads_tables_by_all_methods(self):
        first = None
        for method, how in ((GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)):
            rows = self.wrapper(SELECT, JSON, method, how).queryAndConvert()["results"]["bindings"]
            self.assertEqual(len(rows), 15)
            first = first or rows
            self.assertEqual(rows, first)
        document = self.wrapper(SELECT, XML).queryAndConvert()
        self.assertEqual(len(document.getElementsByTagName("result")), 15)
        for form, separator in ((CSV, b","), (TSV, b"\t")):
            lines = self.wrapper(SELECT, form).queryAndConvert().splitlines()
            self.assertIn(separator, lines[0])
            self.assertGreater(len(lines), 15)
        self.assertTrue(self.wrapper("ASK { GRAPH ?g { ?s ?p ?o } }", JSON).queryAndConvert()["boolean"])

    def test_sparqlwrapper_reads_graphs(self):
        construct = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <%s> { ?s ?p ?o } }" % SEED
        sizes = set()
        for form in (TURTLE, N3, RDFXML, JSONLD):
            answer = self.wrapper(construct, form).query().convert()
            graph = answer if isinstance(answer, rdflib.Graph) else rdflib.Graph().parse(data=answer, format="turtle")
            sizes.add(len(graph))
        self.assertEqual(len(sizes), 1, sizes)
        self.assertGreater(sizes.pop(), 300)

    def test_sparqlwrapper_meets_errors(self):
        with self.assertRaises(QueryBadFormed):
            self.wrapper("SELECT * {" + "{" * 600, JSON).query()
        with self.assertRaises(QueryBadFormed):
            self.wrapper("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", JSON).query()

    def test_rdflib_sees_the_store_as_its_own(self):
        store = SPARQLStore(self.root + "/sparql")
        graph = rdflib.Graph(store, rdflib.URIRef(SEED))
        aligned = sorted(str(s) for s in graph.subjects(rdflib.URIRef(DEM + "alignsWith"), rdflib.URIRef(SEED)))
        self.assertEqual(len(aligned), 10)
        self.assertIn("https://w3id.org/demarche/id/state/GE", aligned)
        self.assertGreater(len(graph), 300)
        rows = list(rdflib.Graph(store).query(SELECT))
        self.assertEqual(len(rows), 15)

    def test_rdflib_updates_with_the_token(self):
        headers = {"Authorization": "Bearer " + TOKEN}
        store = SPARQLUpdateStore(self.root + "/sparql", self.root + "/update", headers=headers)
        graph = rdflib.Graph(store, rdflib.URIRef("urn:x-test:graph"))
        triple = (rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.Literal('c "quoted" <b>'))
        graph.add(triple)
        self.assertEqual(list(graph), [triple])
        graph.remove(triple)
        self.assertEqual(list(graph), [])

    def test_things_are_dereferenced_as_rdflib_does_it(self):
        for path in ("/id/state/KZ", "/id/doc/seed-kazinform", "/ns/attitude/welcome", "/ns", "/lexicon/en/encourage-1"):
            for accept, form in (("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml")):
                text = self.curl(path, "-L", "-H", "Accept: " + accept)
                graph = rdflib.Graph().parse(data=text, format=form)
                self.assertGreater(len(graph), 1, (path, accept))
        sizes = {len(rdflib.Graph().parse(data=self.curl(f"/data/id/state/KZ.{suffix}"), format=form)) for suffix, form in (("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml"))}
        self.assertEqual(len(sizes), 1, sizes)
        code = self.curl("/id/state/KZ", "-o", os.devnull, "-w", "%{http_code} %{redirect_url}", "-H", "Accept: text/html")
        self.assertEqual(code, f"303 {self.root}/page/id/state/KZ")

    def test_the_graph_store_takes_and_gives_graphs(self):
        bearer = ("-H", "Authorization: Bearer " + TOKEN)
        code = ("-o", os.devnull, "-w", "%{http_code}")
        put = ("-X", "PUT", "-H", "Content-Type: text/turtle", "--data-binary", "<urn:a> <urn:b> <urn:c>, 'é' .")
        self.assertEqual(self.curl("/store?graph=urn:x-test:put", *put, *code), "401")
        self.assertEqual(self.curl("/store?graph=urn:x-test:put", *put, *bearer, *code), "201")
        graph = rdflib.Graph().parse(data=self.curl("/store?graph=urn:x-test:put"), format="turtle")
        self.assertEqual(len(graph), 2)
        self.assertEqual(self.curl("/store?graph=urn:x-test:put", "-X", "DELETE", *bearer, *code), "204")
        self.assertEqual(self.curl("/store?graph=urn:x-test:put", *code), "404")

    def test_tables_open_in_pandas(self):
        path = Path(self.folder.name) / "actors.parquet"
        self.curl("/api/queries/actors.parquet", "-o", str(path))
        parquet = pandas.read_parquet(path)
        csv = pandas.read_csv(self.root + "/api/queries/actors.csv")
        self.assertEqual(list(parquet.columns), list(csv.columns))
        self.assertEqual(list(parquet["actor"]), list(csv["actor"]))
        self.assertEqual(str(parquet["stances"].dtype), "int64")

    def test_descriptions_are_rdf_and_openapi(self):
        void = rdflib.Graph().parse(data=self.curl("/.well-known/void"), format="turtle")
        triples = next(void.objects(None, rdflib.URIRef("http://rdfs.org/ns/void#triples")))
        self.assertGreater(int(triples), 10_000)
        service = rdflib.Graph().parse(data=self.curl("/sparql", "-H", "Accept: application/rdf+xml"), format="xml")
        endpoint = next(service.objects(None, rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")))
        self.assertEqual(str(endpoint), self.root + "/sparql")
        api = json.loads(self.curl("/api/openapi.json"))
        for path, methods in api["paths"].items():
            for method in methods.values():
                given = {p["name"]: p.get("example") for p in method.get("parameters", [])}
                required = [p["name"] for p in method.get("parameters", []) if p.get("required")]
                if path.startswith("/api/queries/"):
                    self.assertTrue(all(given[name] for name in required), path)
                    options = [x for name in required for x in ("--data-urlencode", f"{name}={given[name]}")]
                    self.assertEqual(self.curl(path, "-G", *options, "-o", os.devnull, "-w", "%{http_code}"), "200", path)


if __name__ == "__main__":
    unittest.main(verbosity=1)
