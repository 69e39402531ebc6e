#!/usr/bin/env python3
"""SHACL on what the program writes, by pySHACL: the shapes of ontology/shapes/graph.ttl with ontology and gazetteer beside the data.

Usage: shacl_test.py PROGRAM FILE...     (texts; of an .ndjson.gz every four-hundredth record)
"""
import gzip
import itertools
import subprocess
import sys
from pathlib import Path

import pyshacl
from rdflib import RDF, RDFS, SKOS, Graph, Namespace

ROOT = Path(__file__).resolve().parent.parent
DEM = Namespace("https://w3id.org/demarche/ns#")
SH = Namespace("http://www.w3.org/ns/shacl#")
EVERY = 400


def triples(program, path):
    """The merged graph of a text, or of a sample of the records of a compressed file."""
    if path.name.endswith(".ndjson.gz"):
        with gzip.open(path) as lines:
            sample = b"".join(itertools.islice(lines, 0, None, EVERY))
        arguments, stdin = ["-", "--input-format", "ndjson"], sample
    else:
        arguments, stdin = [str(path)], None
    done = subprocess.run([program, "extract", "-q", *arguments, "--format", "nt"], input=stdin, capture_output=True, check=True)
    return done.stdout.decode()


CLASSES = (DEM.State, DEM.Organisation, DEM.Group, DEM.Person, DEM.Place, DEM.Agreement)


def knowledge():
    """What the shapes look up (classes, schemes, families, edges), and the types of everybody in the gazetteer."""
    everything, looked_up, types = Graph(), Graph(), {}
    for file in sorted((ROOT / "ontology").glob("*.ttl")):
        everything.parse(file)
    for predicate in (RDFS.subClassOf, SKOS.inScheme, SKOS.broader, DEM.edge):
        for triple in everything.triples((None, predicate, None)):
            looked_up.add(triple)
    gazetteer = Graph()
    for file in sorted((ROOT / "ontology/gazetteer").glob("*.ttl")):
        gazetteer.parse(file)
    for kind in CLASSES:
        for entity in gazetteer.subjects(RDF.type, kind):
            types.setdefault(entity, []).append(kind)
    return looked_up, types


def main(program, *files):
    shapes = Graph().parse(ROOT / "ontology/shapes/graph.ttl")
    looked_up, types = knowledge()
    failures = documents = 0
    for file in map(Path, files):
        data = Graph().parse(data=triples(program, file), format="nt")
        here = len(set(data.subjects(RDF.type, DEM.Document)))
        documents += here
        if not here:
            print(f"{file.name}: no document")
            failures += 1
        # Of the gazetteer only the types of those whom the data name: its entries have shapes of their own (ontology_test.py).
        subjects = set(data.subjects())
        beside = Graph()
        for node in set(data.objects()):
            for kind in types.get(node, ()):
                beside.add((node, RDF.type, kind))
        _, report, _ = pyshacl.validate(data + looked_up + beside, shacl_graph=shapes, inference="none", advanced=False)
        for result in report.subjects(RDF.type, SH.ValidationResult):
            node = report.value(result, SH.focusNode)
            if node in subjects:
                failures += 1
                print(f"{file.name}: {node}: {report.value(result, SH.resultMessage)} ({report.value(result, SH.sourceShape)})")
    print(f"{documents} documents, {failures} violations")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
