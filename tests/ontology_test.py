"""Checks of everything under ontology/: terms, schemes, shapes, JSON-LD context, gazetteer and lexicon.

Run from anywhere: `python3 tests/ontology_test.py` (needs rdflib and pyshacl).
Every message of every shape is shown to fail on a graph that is broken in one place.
"""

import json
import re
import unittest
from pathlib import Path

import pyshacl
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

ROOT = Path(__file__).resolve().parent.parent / "ontology"
DEM = Namespace("https://w3id.org/demarche/ns#")
ATT = Namespace("https://w3id.org/demarche/ns/attitude/")
SHAPE = "https://w3id.org/demarche/ns/shape/"
SH = Namespace("http://www.w3.org/ns/shacl#")
FAMILIES = {DEM[f] for f in ("approve", "disapprove", "request", "commit", "assert", "decide")}

PREFIXES = """
@prefix dem: <https://w3id.org/demarche/ns#> .
@prefix att: <https://w3id.org/demarche/ns/attitude/> .
@prefix kind: <https://w3id.org/demarche/ns/kind/> .
@prefix etype: <https://w3id.org/demarche/ns/event-type/> .
@prefix topic: <https://w3id.org/demarche/ns/topic/> .
@prefix modality: <https://w3id.org/demarche/ns/modality/> .
@prefix pattern: <https://w3id.org/demarche/ns/pattern/> .
@prefix en: <https://w3id.org/demarche/lexicon/en/> .
@prefix state: <https://w3id.org/demarche/id/state/> .
@prefix org: <https://w3id.org/demarche/id/org/> .
@prefix person: <https://w3id.org/demarche/id/person/> .
@prefix place: <https://w3id.org/demarche/id/place/> .
@prefix agreement: <https://w3id.org/demarche/id/agreement/> .
@prefix event: <https://w3id.org/demarche/id/event/> .
@prefix membership: <https://w3id.org/demarche/id/membership/> .
@prefix tenure: <https://w3id.org/demarche/id/tenure/> .
@prefix doc: <https://w3id.org/demarche/id/doc/> .
@prefix stance: <https://w3id.org/demarche/id/stance/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/demarche/id/> .
"""

# A small graph without fault: two sentences, a stance, an alignment, an event, a relation.
TEXT = "The EU welcomes the referendum in Malta. Iceland aligns itself with this statement."
GOOD_GRAPH = {
    "doc:x": {
        "a": "dem:Document", "dem:fileName": '"x.txt"', "dem:kind": "kind:statement", "dem:issuer": "org:EU",
        "dem:forum": "org:OSCE", "dem:meetingNumber": '"1417"', "dem:place": "place:Vienna",
        "dcterms:issued": '"2023-03-30"^^xsd:date', "dcterms:title": '"Statement"', "dem:text": f'"{TEXT}"',
    },
    "<doc/x#char=0,40>": {"a": "dem:Passage", "dem:inDocument": "doc:x", "dem:start": "0", "dem:end": "40", "dem:quote": f'"{TEXT[:40]}"'},
    "<doc/x#char=41,83>": {"a": "dem:Passage", "dem:inDocument": "doc:x", "dem:start": "41", "dem:end": "83", "dem:quote": f'"{TEXT[41:]}"'},
    "<doc/x#char=7,15>": {"a": "dem:Passage", "dem:inDocument": "doc:x", "dem:start": "7", "dem:end": "15", "dem:quote": '"welcomes"'},
    "<doc/x#char=4,6>": {"a": "dem:Mention", "dem:inDocument": "doc:x", "dem:start": "4", "dem:end": "6", "dem:quote": '"EU"', "dem:refersTo": "org:EU"},
    "<doc/x#char=68,82>": {"a": "dem:Reference", "dem:inDocument": "doc:x", "dem:start": "68", "dem:end": "82", "dem:quote": '"this statement"', "dem:refersTo": "doc:x"},
    "<doc/x#char=41,48>": {"a": "dem:Unresolved", "dem:inDocument": "doc:x", "dem:start": "41", "dem:end": "48", "dem:quote": '"Iceland"', "dem:reason": '"no target"', "dem:cue": "<doc/x#char=7,15>"},
    "stance:s": {
        "a": "dem:Stance", "dem:inDocument": "doc:x", "dem:holder": "org:EU", "dem:attitude": "att:welcome", "dem:polarity": "1",
        "dem:intensity": "0", "dem:negated": "false", "dem:target": "event:r", "dem:targetText": '"the referendum in Malta"',
        "dem:addressee": "state:MT", "dem:modality": "modality:conditional", "dem:reportedBy": "doc:x", "dem:topic": "topic:elections",
        "dem:evidence": "<doc/x#char=0,40>", "dem:sentence": "<doc/x#char=0,40>", "dem:cue": "<doc/x#char=7,15>", "dem:foundBy": "en:welcome-1",
    },
    "stance:a": {"a": "dem:Alignment", "dem:actor": "state:IS", "dem:inDocument": "doc:x", "dem:evidence": "<doc/x#char=41,83>", "dem:foundBy": "pattern:alignment-closer"},
    "stance:r": {
        "a": "dem:Relation", "dem:subject": "place:Vienna", "dem:relation": "dem:locatedIn", "dem:object": "state:AT", "dem:officeTitle": '"none"',
        "dem:inDocument": "doc:x", "dem:evidence": "<doc/x#char=0,40>", "dem:foundBy": "pattern:place-in-state",
    },
    "event:r": {
        "a": "dem:Event", "dem:eventType": "etype:referendum", "dem:date": '"2022-06-01/2022-06-05"^^edtf:EDTF', "dem:begin": '"2022-06-01"^^xsd:date',
        "dem:finish": '"2022-06-05"^^xsd:date', "dem:place": "state:MT", "dem:participant": "state:MT", "dem:inDocument": "doc:x",
        "dem:evidence": "<doc/x#char=0,40>", "dem:foundBy": "pattern:event-trigger", "dem:canonical": "event:r",
    },
    "org:EU": {"a": "dem:Organisation", "dem:welcomes": "event:r", "dem:approves": "event:r"},
    "org:OSCE": {"a": "dem:Organisation"},
    "state:IS": {"a": "dem:State", "dem:isoCode": '"IS"', "dem:alignsWith": "doc:x"},
    "state:MT": {"a": "dem:State", "dem:isoCode": '"MT"'},
    "state:AT": {"a": "dem:State", "dem:isoCode": '"AT"'},
    "place:Vienna": {"a": "dem:Place", "dem:locatedIn": "state:AT"},
}
SENSE = {
    "a": "dem:VerbCue", "dem:pattern": '"welcome {mod} <target:ing>"', "dem:attitude": "att:welcome", "dem:polarity": "1", "dem:selfSubject": "true",
    "dem:actionVerb": "false", "dem:passes": '"We welcome [the step]."', "dem:refuses": '"You are welcome."',
}
EXAMPLES = {"dem:passes": '"We strongly condemn [it]."', "dem:refuses": '"The strong man won."'}
GOOD_LEXICON = {
    "en:welcome-1": SENSE,
    "en:strongly": {"a": "dem:Modifier", "dem:form": '"strongly"', "dem:intensity": "2", **EXAMPLES},
    "en:no-longer": {"a": "dem:Negator", "dem:form": '"no longer"', **EXAMPLES},
    "en:would": {"a": "dem:ModalityCue", "dem:form": '"would"', "dem:modality": "modality:conditional", **EXAMPLES},
    "en:according-to": {"a": "dem:ReportingCue", "dem:form": '"according to"', **EXAMPLES},
    "en:delegation": {"a": "dem:AgentNoun", "dem:form": '"delegation"', "dem:actsFor": "true"},
    "en:words-to": {"a": "dem:WordList", "dem:partOfSpeech": '"to"', "dem:words": '"to"'},
    "en:heads": {"a": "dem:HeadNouns", "dem:headOf": "dem:Person", "dem:address": "true", "dem:particle": "false", "dem:words": '"Mr Ms"'},
}
GOOD_GAZETTEER = {
    "state:KZ": {
        "a": "dem:State", "rdfs:label": '"Kazakhstan"@en', "skos:altLabel": '"Qazaqstan"@en', "dem:isoCode": '"KZ"', "dem:isoCode3": '"KAZ"',
        "dem:demonym": '"Kazakh"@en', "dem:capital": "place:Astana", "owl:sameAs": "wd:Q232",
    },
    "place:Astana": {"a": "dem:Place", "rdfs:label": '"Astana"@en', "skos:altLabel": '"Aqmola"@en', "dem:locatedIn": "state:KZ", "owl:sameAs": "wd:Q1520"},
    "org:OSCE": {"a": "dem:Organisation", "rdfs:label": '"Organization for Security and Co-operation in Europe"@en'},
    "org:ODIHR": {
        "a": "dem:Group", "rdfs:label": '"Office"@en', "skos:altLabel": '"OSCE Office"@en', "dem:shortName": '"ODIHR"', "dem:contextName": '"Bureau"@en',
        "dem:partOf": "org:OSCE", "dem:candidateGroupOf": "org:OSCE", "owl:sameAs": "wd:Q1",
    },
    "agreement:A": {"a": "dem:Agreement", "rdfs:label": '"Charter"@en', "skos:altLabel": '"Old Charter"@en', "dcterms:issued": '"1945"^^xsd:gYear', "owl:sameAs": "wd:Q2"},
    "person:P": {"a": "dem:Person", "rdfs:label": '"Pat Doe"@en', "skos:altLabel": '"Patricia Doe"@en', "dem:familyName": '"Doe"@en', "owl:sameAs": "wd:Q3"},
    "membership:OSCE-KZ": {"a": "dem:Membership", "dem:member": "state:KZ", "dem:organisation": "org:OSCE", "dem:begin": '"1992"^^xsd:gYear', "dem:finish": '"2000"^^xsd:gYear'},
    "tenure:KZ-P": {
        "a": "dem:Tenure", "dem:holderOfOffice": "person:P", "dem:officeOf": "state:KZ", "dem:officeTitle": '"President"@en',
        "dem:begin": '"1992"^^xsd:gYear', "dem:finish": '"2000"^^xsd:gYear',
    },
}

NONE = ""
STRING = '"word"'
DATE = '"soon"'


def claim(subject):
    """What breaks the constraints that every claim shares."""
    return {
        "inDocument": (subject, {"dem:inDocument": NONE}),
        "evidence": (subject, {"dem:evidence": NONE}),
        "evidence-document": (subject, {"dem:inDocument": "doc:y"}),
        "foundBy": (subject, {"dem:foundBy": NONE}),
    }


def examples(subject):
    """What breaks the constraints on the examples of a lexicon entry."""
    return {
        "passes": (subject, {"dem:passes": NONE}),
        "refuses": (subject, {"dem:refuses": NONE}),
        "examples": (subject, {"dem:passes": '"The same."', "dem:refuses": '"The same."'}),
    }


def names(subject):
    """What breaks the constraints on the names of an entity of the gazetteer."""
    return {
        "label": (subject, {"rdfs:label": '"the Thing"@en'}),
        "altLabel": (subject, {"skos:altLabel": STRING}),
        "altLabel-label": (subject, {"rdfs:label": '"Same"@en', "skos:altLabel": '"Same"@en'}),
        "sameAs": (subject, {"owl:sameAs": "<https://example.org/Q1>"}),
    }


def under(name, cases):
    """Prefixes the cases of one node shape with its name."""
    return {f"{name}-{key}" if key else name: case for key, case in cases.items()}


PASSAGE, STANCE, EVENT = "<doc/x#char=0,40>", "stance:s", "event:r"
# Shape → (subject of the good graph, the predicates that are put in place of the good ones).
BROKEN_GRAPH = {
    **under("Document", {
        "fileName": ("doc:x", {"dem:fileName": NONE}), "kind": ("doc:x", {"dem:kind": "kind:poem"}), "issuer": ("doc:x", {"dem:issuer": "doc:x"}),
        "forum": ("doc:x", {"dem:forum": "doc:x"}), "meetingNumber": ("doc:x", {"dem:meetingNumber": "1417"}), "place": ("doc:x", {"dem:place": STRING}),
        "issued": ("doc:x", {"dcterms:issued": DATE}), "title": ("doc:x", {"dcterms:title": '"a" , "b"'}), "text": ("doc:x", {"dem:text": f'"{TEXT}" , "b"'}),
    }),
    **under("Passage", {
        "": (PASSAGE, {"=": "<doc/x/passage-1>"}), "inDocument": (PASSAGE, {"dem:inDocument": NONE}), "start": (PASSAGE, {"dem:start": "-1"}),
        "end": (PASSAGE, {"dem:end": NONE}), "start-end": (PASSAGE, {"dem:end": "0"}), "quote": (PASSAGE, {"dem:quote": '""'}),
        "length": (PASSAGE, {"dem:end": "41"}), "iri": (PASSAGE, {"dem:start": "1", "dem:end": "41"}),
        "verbatim": (PASSAGE, {"dem:quote": f'"{TEXT[:40].lower()}"'}),
    }),
    "Mention-refersTo": ("<doc/x#char=4,6>", {"dem:refersTo": NONE}),
    "Reference-refersTo": ("<doc/x#char=68,82>", {"dem:refersTo": NONE}),
    "Unresolved-reason": ("<doc/x#char=41,48>", {"dem:reason": NONE}),
    "Unresolved-cue": ("<doc/x#char=41,48>", {"dem:cue": "doc:x"}),
    **under("Stance", {
        **claim(STANCE), "": (STANCE, {"dem:holder": NONE}), "holder": (STANCE, {"dem:holder": "doc:x"}), "attitude": (STANCE, {"dem:attitude": "att:adore"}),
        "polarity": (STANCE, {"dem:polarity": "2"}), "intensity": (STANCE, {"dem:intensity": "4"}), "negated": (STANCE, {"dem:negated": NONE}),
        "target": (STANCE, {"dem:target": STRING}), "targetText": (STANCE, {"dem:targetText": '"a" , "b"'}), "addressee": (STANCE, {"dem:addressee": "doc:x"}),
        "modality": (STANCE, {"dem:modality": "modality:loud"}), "reportedBy": (STANCE, {"dem:reportedBy": "event:r"}), "topic": (STANCE, {"dem:topic": "topic:cake"}),
        "sentence": (STANCE, {"dem:sentence": "doc:x"}), "cue": (STANCE, {"dem:cue": STRING}),
    }),
    **under("Alignment", {**claim("stance:a"), "actor": ("stance:a", {"dem:actor": "doc:x"}), "edge": ("stance:a", {"dem:actor": "state:MT"})}),
    "alignsWith-backed": ("state:MT", {"dem:alignsWith": "doc:x"}),
    **under("Relation", {
        **claim("stance:r"), "subject": ("stance:r", {"dem:subject": NONE}), "relation": ("stance:r", {"dem:relation": "dem:holder"}),
        "object": ("stance:r", {"dem:object": STRING}), "officeTitle": ("stance:r", {"dem:officeTitle": '"a" , "b"'}),
        "edge": ("stance:r", {"dem:relation": "dem:partOf"}),
    }),
    "edge-backed": ("org:EU", {"dem:condemns": "event:r"}),
    **under("Event", {
        "": (EVENT, {"=": "_:event"}), "inDocument": (EVENT, {"dem:inDocument": NONE}), "evidence": (EVENT, {"dem:evidence": NONE}), "foundBy": (EVENT, {"dem:foundBy": NONE}),
        "eventType": (EVENT, {"dem:eventType": "etype:picnic"}), "date": (EVENT, {"dem:date": DATE}), "begin": (EVENT, {"dem:begin": DATE}), "finish": (EVENT, {"dem:finish": DATE}),
        "place": (EVENT, {"dem:place": "org:EU"}), "participant": (EVENT, {"dem:participant": "doc:x"}), "canonical": (EVENT, {"dem:canonical": "doc:x"}),
        "interval": (EVENT, {"dem:finish": NONE}), "order": (EVENT, {"dem:begin": '"2023-01-01"^^xsd:date'}),
    }),
    "State-isoCode": ("state:MT", {"dem:isoCode": '"Malta"'}),
}
BROKEN_LEXICON = {
    **under("Sense", {
        **examples("en:welcome-1"), "": ("en:welcome-1", {"=": "_:sense"}), "pattern": ("en:welcome-1", {"dem:pattern": '"welcome <traget>"'}),
        "attitude": ("en:welcome-1", {"dem:attitude": "att:adore"}), "polarity": ("en:welcome-1", {"dem:polarity": "5"}),
        "selfSubject": ("en:welcome-1", {"dem:selfSubject": STRING}), "actionVerb": ("en:welcome-1", {"dem:actionVerb": STRING}),
    }),
    **under("Modifier", {**examples("en:strongly"), "form": ("en:strongly", {"dem:form": '" strongly"'}), "intensity": ("en:strongly", {"dem:intensity": "9"})}),
    **under("Negator", {**examples("en:no-longer"), "form": ("en:no-longer", {"dem:form": NONE})}),
    **under("ModalityCue", {**examples("en:would"), "form": ("en:would", {"dem:form": NONE}), "modality": ("en:would", {"dem:modality": NONE})}),
    **under("ReportingCue", {**examples("en:according-to"), "form": ("en:according-to", {"dem:form": NONE})}),
    **under("AgentNoun", {"form": ("en:delegation", {"dem:form": NONE}), "actsFor": ("en:delegation", {"dem:actsFor": STRING})}),
    **under("WordList", {"partOfSpeech": ("en:words-to", {"dem:partOfSpeech": NONE}), "words": ("en:words-to", {"dem:words": '""'})}),
    **under("HeadNouns", {
        "headOf": ("en:heads", {"dem:headOf": "dem:Stance"}), "address": ("en:heads", {"dem:address": STRING}),
        "particle": ("en:heads", {"dem:particle": STRING}), "words": ("en:heads", {"dem:words": NONE}),
    }),
}
BROKEN_GAZETTEER = {
    **under("gaz-State", {
        **names("state:KZ"), "": ("state:KZ", {"=": "<state/K%20Z>"}), "isoCode": ("state:KZ", {"dem:isoCode": '"Kaz"'}), "isoCode3": ("state:KZ", {"dem:isoCode3": '"KZ"'}),
        "demonym": ("state:KZ", {"dem:demonym": STRING}), "capital": ("state:KZ", {"dem:capital": "org:OSCE"}), "code-name": ("state:KZ", {"dem:isoCode": '"KA"'}),
        "code-unique": ("state:XX", {"a": "dem:State", "dem:isoCode": '"KZ"'}),
    }),
    **under("gaz-Place", {**names("place:Astana"), "": ("place:Astana", {"=": "<place/Ast%20ana>"}), "locatedIn": ("place:Astana", {"dem:locatedIn": "org:OSCE"})}),
    **under("gaz-Organisation", {
        **names("org:ODIHR"), "": ("org:ODIHR", {"=": "<org/OD%20IHR>"}), "shortName": ("org:ODIHR", {"dem:shortName": '"ODIHR"@en'}), "partOf": ("org:ODIHR", {"dem:partOf": "place:Astana"}),
        "candidateGroupOf": ("org:ODIHR", {"dem:candidateGroupOf": "state:KZ"}),
    }),
    "gaz-partOf-cycle": ("org:OSCE", {"dem:partOf": "org:ODIHR"}),
    "gaz-contextName-parent": ("org:OSCE", {"dem:contextName": '"the body"@en'}),
    **under("gaz-Agreement", {**names("agreement:A"), "": ("agreement:A", {"=": "<agreement/A%20A>"}), "issued": ("agreement:A", {"dcterms:issued": DATE})}),
    **under("gaz-Person", {**names("person:P"), "": ("person:P", {"=": "<person/P%20P>"}), "familyName": ("person:P", {"dem:familyName": STRING})}),
    **under("gaz-Membership", {
        "": ("membership:OSCE-KZ", {"=": "<membership/a%20b>"}), "member": ("membership:OSCE-KZ", {"dem:member": "place:Astana"}),
        "organisation": ("membership:OSCE-KZ", {"dem:organisation": NONE}), "begin": ("membership:OSCE-KZ", {"dem:begin": DATE}), "finish": ("membership:OSCE-KZ", {"dem:finish": DATE}),
    }),
    **under("gaz-Tenure", {
        "": ("tenure:KZ-P", {"=": "<tenure/a%20b>"}), "holderOfOffice": ("tenure:KZ-P", {"dem:holderOfOffice": "state:KZ"}), "officeOf": ("tenure:KZ-P", {"dem:officeOf": NONE}),
        "officeTitle": ("tenure:KZ-P", {"dem:officeTitle": NONE}), "begin": ("tenure:KZ-P", {"dem:begin": DATE}), "finish": ("tenure:KZ-P", {"dem:finish": DATE}),
    }),
    "gaz-finish-order": ("tenure:KZ-P", {"dem:begin": '"2001"^^xsd:gYear'}),
}


def turtle(nodes):
    """The Turtle of {subject: {predicate: objects}}; empty objects are left out."""
    out = [PREFIXES]
    for subject, predicates in nodes.items():
        out.append(subject + " " + " ;\n    ".join(f"{p} {o}" for p, o in predicates.items() if o != NONE) + " .")
    return "\n".join(out)


def break_one(good, case):
    """The good graph with one subject changed; the key `=` renames the subject."""
    subject, change = case
    nodes = {s: dict(p) for s, p in good.items()}
    node = {**nodes.pop(subject, {}), **change}
    nodes[node.pop("=", subject)] = node
    return Graph().parse(data=turtle(nodes), format="turtle")


def data_files():
    """All Turtle files that are no shapes."""
    return [f for f in sorted(ROOT.rglob("*.ttl")) if "shapes" not in f.parts]


def load(*files):
    """One graph of several Turtle files."""
    graph = Graph()
    for file in files:
        graph.parse(file)
    return graph


TERMS = load(*sorted(ROOT.glob("*.ttl")))
# What shapes look up: classes, schemes, families and edges.
LOOKED_UP = Graph()
for predicate in (RDFS.subClassOf, SKOS.inScheme, SKOS.broader, DEM.edge):
    for triple in TERMS.triples((None, predicate, None)):
        LOOKED_UP.add(triple)


def violations(graph, shapes):
    """Local names of the shapes and constraints that a graph violates, each with the message and the node."""
    _, report, _ = pyshacl.validate(graph + LOOKED_UP, shacl_graph=shapes, inference="none", advanced=False)
    found = {}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        constraint = report.value(result, SH.sourceConstraint)
        source = constraint if isinstance(constraint, URIRef) else report.value(result, SH.sourceShape)
        found[str(source).removeprefix(SHAPE)] = f"{report.value(result, SH.focusNode)}: {report.value(result, SH.resultMessage)}"
    return found


class Terms(unittest.TestCase):
    """Classes, properties, concepts and patterns."""

    def test_data_files_hold_no_blank_nodes(self):
        for file in data_files():
            for triple in load(file):
                self.assertFalse(any(isinstance(node, BNode) for node in triple), f"{file.name}: {triple}")

    def test_every_file_says_what_it_is(self):
        for file in sorted(ROOT.rglob("*.ttl")):
            self.assertRegex(file.read_text(encoding="utf-8")[:2000], r"(?m)^# \S", file.name)

    def test_every_term_has_label_comment_and_example(self):
        kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDFS.Datatype, OWL.Ontology, DEM.Pattern)
        terms = {s for kind in kinds for s in TERMS.subjects(RDF.type, kind)}
        self.assertGreater(len(terms), 250)
        for term in terms:
            for predicate in (RDFS.label, RDFS.comment, SKOS.example):
                self.assertEqual(1, len(list(TERMS.objects(term, predicate))), f"{term} needs one {predicate}")

    def test_every_term_used_is_defined(self):
        used = load(*data_files())
        names = {n for t in used for n in t if isinstance(n, URIRef) and n.startswith(str(DEM))}
        for file in (ROOT / "shapes").glob("*.ttl"):
            names |= {n for t in load(file) for n in t if isinstance(n, URIRef) and n.startswith(str(DEM))}
        names.discard(URIRef(str(DEM)))
        self.assertEqual([], sorted(n for n in names if not list(TERMS.objects(n, RDF.type))))

    def test_domains_and_ranges_name_defined_classes(self):
        for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, OWL.disjointWith):
            for subject, value in TERMS.subject_objects(predicate):
                if value.startswith(str(DEM)):
                    self.assertIn((value, RDF.type, OWL.Class), TERMS, f"{subject} {predicate}")

    def test_attitudes_have_one_family_its_polarity_and_an_edge(self):
        concepts = {s for s in TERMS.subjects(SKOS.inScheme, URIRef(str(ATT)[:-1]))}
        fine = concepts - FAMILIES
        self.assertEqual(FAMILIES, concepts & FAMILIES)
        self.assertEqual(fine, {s for s in TERMS.subjects(RDF.type, SKOS.Concept) if s.startswith(str(ATT))})
        for concept in concepts:
            families = set(TERMS.transitive_objects(concept, SKOS.broader)) & FAMILIES
            self.assertEqual(1, len(families), concept)
            family = families.pop()
            polarity = TERMS.value(concept, DEM.polarity)
            self.assertEqual({"approve": 1, "disapprove": -1}.get(family.removeprefix(str(DEM)), 0), polarity.toPython(), concept)
            edge = TERMS.value(concept, DEM.edge)
            self.assertIn((edge, RDF.type, OWL.ObjectProperty), TERMS, concept)
            if concept not in FAMILIES:
                self.assertEqual([TERMS.value(family, DEM.edge)], list(TERMS.objects(edge, RDFS.subPropertyOf)), concept)
        edges = list(TERMS.objects(None, DEM.edge))
        self.assertEqual(len(edges), len(set(edges)), "an edge belongs to one attitude")

    def test_concepts_have_label_definition_and_scheme(self):
        for concept in set(TERMS.subjects(RDF.type, SKOS.Concept)):
            code = any(part in concept for part in ("/cameo/", "/plover/"))
            for predicate in (SKOS.prefLabel, SKOS.inScheme) + (() if code else (SKOS.definition,)):
                self.assertEqual(1, len(list(TERMS.objects(concept, predicate))), f"{concept} needs one {predicate}")
            if not code and "/topic/" not in concept:
                self.assertTrue(list(TERMS.objects(concept, SKOS.example)), concept)
        for concept, code in TERMS.subject_objects(SKOS.closeMatch):
            if "/cameo/" in code or "/plover/" in code:
                self.assertTrue(TERMS.value(code, SKOS.notation), f"{concept} points to {code}")

    def test_event_types_have_triggers_that_belong_to_one_type(self):
        types = {s for s in TERMS.subjects(RDF.type, SKOS.Concept) if "/event-type/" in s}
        self.assertEqual(
            set("election referendum meeting agreement reform conflict protest human-rights disaster sanction appointment mission anniversary launch vote other".split()),
            {t.rsplit("/", 1)[1] for t in types},
        )
        owner = {}
        for event_type, word in TERMS.subject_objects(DEM.trigger):
            self.assertEqual(word.lower(), str(word))
            self.assertEqual(event_type, owner.setdefault(str(word), event_type), word)
            self.assertNotIn((event_type, DEM.weakTrigger, word), TERMS)
        for event_type in types:
            self.assertGreater(len(list(TERMS.objects(event_type, DEM.trigger))), 9, event_type)

    def test_topics_have_keywords(self):
        topics = {s for s in TERMS.subjects(RDF.type, SKOS.Concept) if "/topic/" in s}
        self.assertGreaterEqual(len(topics), 45)
        for topic in topics:
            words = list(TERMS.objects(topic, DEM.keyword))
            self.assertGreaterEqual(len(words), 4, topic)
            self.assertTrue(all(str(w) == w.lower().strip() for w in words), topic)
            self.assertTrue(all((b, RDF.type, SKOS.Concept) in TERMS for b in TERMS.objects(topic, SKOS.broader)), topic)
            self.assertIn(None if list(TERMS.objects(topic, SKOS.topConceptOf)) else topic, {None} | set(TERMS.subjects(SKOS.broader, None)), topic)

    def test_events_are_disjoint_from_documents_and_agreements(self):
        disjoint = {frozenset(pair) for pair in TERMS.subject_objects(OWL.disjointWith)}
        self.assertIn(frozenset((DEM.Event, DEM.Document)), disjoint)
        self.assertIn(frozenset((DEM.Event, DEM.Agreement)), disjoint)
        self.assertEqual([], [o for o in TERMS.objects(DEM.Event, RDFS.subClassOf) if "prov" in o])
        self.assertEqual([], [o for o in TERMS.objects(DEM.State, RDFS.subClassOf) if o == SKOS.Concept])


class Shapes(unittest.TestCase):
    """Each shape holds on good data and fails on bad data."""

    def check(self, name, good, broken):
        shapes = load(ROOT / "shapes" / f"{name}.ttl")
        self.assertEqual({}, violations(Graph().parse(data=turtle(good), format="turtle"), shapes))
        with_message = {str(s).removeprefix(SHAPE) for s in shapes.subjects(SH.message, None)}
        self.assertEqual(with_message, set(broken), "every shape with a message has a case that breaks it, and no other")
        for shape, case in broken.items():
            with self.subTest(shape=shape):
                self.assertIn(shape, violations(break_one(good, case), shapes))

    def test_graph_shapes_fail_on_broken_graphs(self):
        self.check("graph", GOOD_GRAPH, BROKEN_GRAPH)

    def test_lexicon_shapes_fail_on_broken_entries(self):
        self.check("lexicon", GOOD_LEXICON, BROKEN_LEXICON)

    def test_gazetteer_shapes_fail_on_broken_entries(self):
        self.check("gazetteer", GOOD_GAZETTEER, BROKEN_GAZETTEER)

    def test_every_constraint_has_a_message(self):
        for file in (ROOT / "shapes").glob("*.ttl"):
            shapes = load(file)
            for kind in (SH.PropertyShape, SH.SPARQLConstraint):
                for shape in shapes.subjects(RDF.type, kind):
                    self.assertTrue(shapes.value(shape, SH.message), shape)
            for target in (SH.targetClass, SH.path):
                for term in shapes.objects(None, target):
                    if isinstance(term, URIRef) and term.startswith(str(DEM)):
                        self.assertTrue(list(TERMS.objects(term, RDF.type)), term)

    def test_lexicon_conforms(self):
        self.assertEqual({}, violations(load(*sorted((ROOT / "lexicon").rglob("*.ttl"))), load(ROOT / "shapes" / "lexicon.ttl")))

    def test_gazetteer_conforms(self):
        self.assertEqual({}, violations(load(*sorted((ROOT / "gazetteer").rglob("*.ttl"))), load(ROOT / "shapes" / "gazetteer.ttl")))


class Context(unittest.TestCase):
    """The JSON-LD context."""

    def setUp(self):
        self.context = json.loads((ROOT / "context.jsonld").read_text(encoding="utf-8"))["@context"]

    def test_every_term_stands_in_the_context(self):
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
            for term in TERMS.subjects(RDF.type, kind):
                name = term.removeprefix(str(DEM))
                entry = self.context.get(name)
                self.assertIsNotNone(entry, f"add `{name}` to context.jsonld")
                self.assertEqual(f"dem:{name}", entry if isinstance(entry, str) else entry["@id"])
                self.assertEqual(kind == OWL.ObjectProperty, isinstance(entry, dict) and entry["@type"] == "@id", name)

    def test_no_short_term_is_also_a_prefix(self):
        prefixes = {k for k, v in self.context.items() if isinstance(v, str) and re.search(r"[/#]$", v)}
        terms = {t.removeprefix(str(DEM)) for t in TERMS.subjects(RDF.type, None) if t.startswith(str(DEM))}
        properties = {t for t in terms if (DEM[t], RDF.type, SKOS.Concept) not in TERMS}
        self.assertEqual(set(), prefixes & properties)

    def test_small_example_round_trips(self):
        example = {
            "@context": self.context,
            "id": "doc:x", "type": "Document", "fileName": "x.txt", "kind": "kinds:statement", "issuer": "org:EU", "place": "places:Vienna",
            "issued": {"@value": "2023-03-30", "@type": "xsd:date"}, "url": "https://example.org/x",
            "@included": [
                {
                    "id": "stance:s", "type": "Stance", "inDocument": "doc:x", "holder": ["org:EU", "state:KZ"], "attitude": "att:welcome", "polarity": 1, "negated": False,
                    "target": "event:r", "targetText": "the referendum", "topic": "topics:elections", "modality": "modalities:conditional", "foundBy": "en:welcome-1",
                    "evidence": {"id": "doc:x#char=0,9", "type": "Passage", "inDocument": "doc:x", "start": 0, "end": 9, "quote": "We do so."},
                },
                {"id": "state:KZ", "type": "State", "isoCode": "KZ", "label": {"@value": "Kazakhstan", "@language": "en"}, "welcomes": "event:r", "alignsWith": "doc:x"},
            ],
        }
        expected = Graph().parse(format="turtle", data=PREFIXES + """
            doc:x a dem:Document ; dem:fileName "x.txt" ; dem:kind kind:statement ; dem:issuer org:EU ; dem:place place:Vienna ;
                dcterms:issued "2023-03-30"^^xsd:date ; dem:url "https://example.org/x"^^xsd:anyURI .
            stance:s a dem:Stance ; dem:inDocument doc:x ; dem:holder org:EU , state:KZ ; dem:attitude att:welcome ; dem:polarity 1 ; dem:negated false ;
                dem:target event:r ; dem:targetText "the referendum" ; dem:topic topic:elections ; dem:modality modality:conditional ; dem:foundBy en:welcome-1 ;
                dem:evidence <doc/x#char=0,9> .
            <doc/x#char=0,9> a dem:Passage ; dem:inDocument doc:x ; dem:start 0 ; dem:end 9 ; dem:quote "We do so." .
            state:KZ a dem:State ; dem:isoCode "KZ" ; rdfs:label "Kazakhstan"@en ; dem:welcomes event:r ; dem:alignsWith doc:x .
        """)
        read = Graph().parse(data=json.dumps(example), format="json-ld")
        self.assertTrue(isomorphic(expected, read), (expected - read).serialize() + (read - expected).serialize())
        written = read.serialize(format="json-ld", context=self.context, auto_compact=False)
        self.assertIn('"Stance"', written)
        self.assertTrue(isomorphic(read, Graph().parse(data=written, format="json-ld")))


if __name__ == "__main__":
    unittest.main(warnings="ignore")  # rdflib's JSON-LD parser warns of its own old class
