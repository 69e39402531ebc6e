//! Networks of a store made by hand.

use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use oxigraph::store::Store;

use super::*;
use crate::graph::{identity_graph, knowledge_graph};
use crate::vocab::{ID, TOPIC, dem, term};

fn iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(match name.split_once(':') {
        Some(("topic", rest)) => format!("{TOPIC}{rest}"),
        Some(("dem", rest)) => format!("{}{rest}", crate::vocab::DEM),
        Some((folder, rest)) => format!("{ID}{folder}/{rest}"),
        None => name.to_owned(),
    })
}

struct Maker {
    store: Store,
}

impl Maker {
    fn new() -> Self {
        Self { store: Store::new().unwrap() }
    }

    fn add(&self, graph: &NamedNode, s: &NamedNode, p: NamedNode, o: impl Into<Term>) {
        self.store.insert(&Quad::new(s.clone(), p, o, GraphName::NamedNode(graph.clone()))).unwrap();
    }

    fn document(&self, id: &str, date: &str, issuer: &str) {
        let document = iri(&format!("doc:{id}"));
        self.add(&document, &document, term::TYPE.into_owned(), dem("Document"));
        if !date.is_empty() {
            self.add(&document, &document, term::ISSUED.into_owned(), Literal::from(date));
        }
        self.add(&document, &document, dem("issuer"), iri(issuer));
    }

    fn actor(&self, name: &str, label: &str) {
        let (graph, actor) = (knowledge_graph(), iri(name));
        self.add(&graph, &actor, term::TYPE.into_owned(), dem("State"));
        self.add(&graph, &actor, term::LABEL.into_owned(), Literal::from(label));
    }

    // What `holders` say in a document: `+topic:x`, `-event:y`, `?topic:z` for a request.
    fn stance(&self, id: &str, document: &str, holders: &[&str], said: &str) {
        let (graph, stance) = (iri(&format!("doc:{document}")), iri(&format!("stance:{id}")));
        let (sign, target) = said.split_at(1);
        let family = match sign {
            "+" => "approve",
            "-" => "disapprove",
            _ => "request",
        };
        self.add(&graph, &stance, term::TYPE.into_owned(), dem("Stance"));
        self.add(&graph, &stance, dem("attitude"), dem(family));
        self.add(&graph, &stance, dem("negated"), Literal::from(false));
        for holder in holders {
            self.add(&graph, &stance, dem("holder"), iri(holder));
            self.add(&graph, &iri(holder), term::TYPE.into_owned(), dem("State"));
        }
        let property = if target.starts_with("topic:") { "topic" } else { "target" };
        self.add(&graph, &stance, dem(property), iri(target));
        if target.starts_with("event:") {
            self.add(&graph, &iri(target), term::TYPE.into_owned(), dem("Event"));
        }
    }

    fn align(&self, document: &str, actor: &str) {
        let (graph, alignment) = (iri(&format!("doc:{document}")), iri(&format!("alignment:{document}-{}", actor.replace(':', "-"))));
        self.add(&graph, &alignment, term::TYPE.into_owned(), dem("Alignment"));
        self.add(&graph, &alignment, dem("actor"), iri(actor));
    }

    fn find(&self, pairs: &[(&str, &str)]) -> Networks {
        let corpus = Corpus::read(&self.store).unwrap();
        networks(&corpus, &self.store, &Options::from_pairs(pairs.iter().copied()).unwrap()).unwrap()
    }
}

fn weights(found: &Networks) -> Vec<(String, String, f64)> {
    let short = |iri: &str| crate::vocab::local(iri).to_owned();
    let edges = found.networks.iter().flat_map(|n| &n.edges);
    edges.map(|e| (short(&e.source), short(&e.target), e.explicit.or(e.joined).unwrap().weight)).collect()
}

#[test]
fn events_of_several_documents_are_one_concept() {
    let maker = Maker::new();
    for (document, actor, event, sign) in [("a", "state:AA", "event:x", "+"), ("b", "state:BB", "event:y", "-")] {
        maker.document(document, "2023-01-01", actor);
        maker.stance(document, document, &[actor], &format!("{sign}{event}"));
    }
    let apart = maker.find(&[("concept", "event"), ("qualifier", "conflict")]);
    assert_eq!(apart.empty.as_deref(), Some("2 statements are left, but no two actors are joined with qualifier conflict"));
    maker.add(&identity_graph(), &iri("event:y"), term::SAME_AS.into_owned(), iri("event:x"));
    assert_eq!(weights(&maker.find(&[("concept", "event"), ("qualifier", "conflict")])), [("AA".into(), "BB".into(), 1.0)]);
}

#[test]
fn who_aligns_joins_what_the_issuer_says_and_not_what_it_quotes() {
    let maker = Maker::new();
    maker.document("a", "2023-01-01", "state:AA");
    maker.stance("own", "a", &["state:AA"], "+topic:lakes");
    maker.stance("quoted", "a", &["state:BB"], "+topic:hills");
    maker.stance("with", "a", &["state:AA", "state:CC"], "-topic:mills");
    maker.align("a", "state:CC");
    maker.align("a", "state:DD");
    let found = maker.find(&[("type", "two-mode"), ("basis", "joined")]);
    // CC holds the third stance itself.
    assert_eq!(weights(&found), [("CC".into(), "lakes".into(), 1.0), ("DD".into(), "lakes".into(), 1.0), ("DD".into(), "mills".into(), -1.0)]);
    let both = maker.find(&[("type", "two-mode"), ("basis", "both")]);
    let cell = |actor: &str, topic: &str| both.networks[0].edges.iter().find(|e| e.source.ends_with(actor) && e.target.ends_with(topic)).unwrap();
    assert!(cell("CC", "mills").joined.is_none() && cell("CC", "lakes").explicit.is_none());
    let one = maker.find(&[("basis", "both"), ("qualifier", "subtract")]);
    // AA and CC by what they say together, CC and DD by what both joined; never AA by CC's alignment.
    let told: Vec<_> = one.networks[0].edges.iter().map(|e| (e.explicit.map(|t| t.weight), e.joined.map(|t| t.weight))).collect();
    assert_eq!(told, [(Some(1.0), None), (None, Some(1.0))]);
}

#[test]
fn dates_count_as_precisely_as_they_are_printed() {
    let maker = Maker::new();
    for (document, date) in [("a", "2023-01-30"), ("b", "2023-01"), ("c", "2023"), ("d", "")] {
        maker.document(document, date, "state:AA");
        maker.stance(document, document, &["state:AA"], "+topic:lakes");
    }
    let number = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = [("type", "events")].into_iter().chain(pairs.iter().copied()).collect();
        maker.find(&pairs).events.len()
    };
    assert_eq!([number(&[]), number(&[("duplicates", "month")]), number(&[("duplicates", "year")]), number(&[("duplicates", "range")])], [4, 3, 2, 1]);
    assert_eq!(number(&[("since", "2023-01-01"), ("until", "2023-01-31")]), 2);
    assert_eq!(number(&[("since", "2023-01-02")]), 1);
    let windows = maker.find(&[("type", "two-mode"), ("window", "1month"), ("since", "2023-01-01"), ("until", "2023-12-31")]);
    let counts: Vec<usize> = windows.networks.iter().map(|n| n.statements).collect();
    assert_eq!((counts.len(), counts[0], counts[1..].iter().sum::<usize>()), (12, 2, 0));
}

#[test]
fn topics_below_a_topic_are_within_it() {
    let maker = Maker::new();
    maker.document("a", "2023-01-01", "state:AA");
    maker.add(&knowledge_graph(), &iri("topic:lakes"), term::BROADER.into_owned(), iri("topic:waters"));
    maker.stance("one", "a", &["state:AA"], "+topic:lakes");
    maker.stance("two", "a", &["state:AA"], "+topic:hills");
    let found = maker.find(&[("type", "two-mode"), ("topic", "<https://w3id.org/demarche/ns/topic/waters>")]);
    assert_eq!(weights(&found), [("AA".into(), "lakes".into(), 1.0)]);
}

#[test]
fn an_answer_is_a_file_with_its_media_type() {
    let maker = Maker::new();
    maker.actor("state:AA", "Aland");
    maker.document("a", "2023-01-01", "state:AA");
    maker.stance("one", "a", &["state:AA", "state:BB"], "+topic:lakes");
    let corpus = Corpus::read(&maker.store).unwrap();
    let ask = |pairs: &[(&str, &str)]| answer(&corpus, &maker.store, pairs.iter().copied());
    let csv = ask(&[("type", "two-mode"), ("actor", "Aland"), ("format", "text/csv")]).unwrap();
    let text = String::from_utf8(csv.bytes).unwrap();
    assert_eq!((csv.media_type, csv.empty), ("text/csv", None));
    let row = "https://w3id.org/demarche/id/state/AA,Aland,State,https://w3id.org/demarche/ns/topic/lakes,lakes,Topic,1,1,0,1";
    assert_eq!(text.lines().nth(1), Some(row));
    let json = ask(&[("min_weight", "5"), ("isolates", "")]).unwrap();
    let told: serde_json::Value = serde_json::from_slice(&json.bytes).unwrap();
    assert_eq!((json.media_type, told["empty"].as_str()), ("application/json", json.empty.as_deref()));
    assert!(json.empty.is_some());
    for (pairs, help) in [
        (&[("colour", "red")][..], "lists the options"),
        (&[("actor", "Beland")], "that the store knows"),
        (&[("format", "docx")], "known are csv"),
        (&[("format", "graphml"), ("window", "1day"), ("since", "2023-01-01"), ("until", "2023-01-03")], "name a folder"),
    ] {
        let error = ask(pairs).unwrap_err();
        assert!(error.is_usage() && error.help().unwrap().contains(help), "{error}");
    }
}

#[test]
fn options_read_what_they_write() {
    let pairs = [("type", "two-mode"), ("qualifier", "combine"), ("agree", "commit,request"), ("disagree", "disapprove,approve"), ("window", "6 months")];
    let options = Options::from_pairs(pairs.into_iter().chain([("actor", "Bosnia, Herzegovina"), ("actor", "EU"), ("since", "2023-01-01")])).unwrap();
    assert_eq!(options.actor, ["Bosnia, Herzegovina", "EU"]);
    let text = serde_json::to_string(&options).unwrap();
    assert!(text.contains(r#""window":"6months""#) && text.contains(r#""agree":["commit","request"]"#), "{text}");
    assert_eq!(serde_json::from_str::<Options>(&text).unwrap(), options);
    assert!(serde_json::from_str::<Options>(r#"{"colour":"red"}"#).is_err());
    let names: Vec<String> = serde_json::to_value(&options).unwrap().as_object().unwrap().keys().cloned().collect();
    assert_eq!(names.iter().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), OPTIONS.iter().copied().collect());
}

#[test]
fn a_family_that_changes_sides_leaves_its_own() {
    let options = |pairs: &[(&str, &str)]| Options::from_pairs(pairs.iter().copied()).unwrap();
    let changed = options(&[("disagree", "disapprove,commit")]);
    assert_eq!((changed.agree, changed.disagree), (vec![Family::Approve], vec![Family::Disapprove, Family::Commit]));
    assert_eq!(options(&[("agree", "all")]).disagree, Vec::new());
    assert!(Options::from_pairs([("agree", "approve"), ("disagree", "approve")]).is_err());
}
