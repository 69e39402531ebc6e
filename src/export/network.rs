//! The network of who stands how to what.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::QuadSet;
use super::claims::Claims;
use super::dates::Period;
use super::quads::Id;
use crate::graph::hash;
use crate::vocab::local;

/// An entity, event or document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its IRI.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Local name of its class, such as `State`.
    pub class: &'static str,
    /// ISO 3166-1 alpha-2 code of a state.
    pub iso: Option<String>,
    /// Usual acronym.
    pub short_name: Option<String>,
    /// Date of an event or document, as precise as printed.
    pub date: Option<String>,
    /// Date of the first document that names it.
    pub first: Option<String>,
    /// Date of the last document that names it.
    pub last: Option<String>,
    /// Number of documents that name it.
    pub documents: usize,
}

/// All claims of one sort from one node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Derived from its ends and sort.
    pub id: String,
    /// IRI of the node it leaves.
    pub source: String,
    /// IRI of the node it enters.
    pub target: String,
    /// `stance` (holder to target), `address` (holder to addressee), `alignment` (actor to document) or `issue` (issuer
    /// to document).
    pub class: &'static str,
    /// What keeps parallel edges apart: the attitude with `not` before it where denied, `aligns-with`, `issues`.
    pub kind: String,
    /// Local name of the attitude, of stances.
    pub attitude: Option<String>,
    /// Local name of its family.
    pub family: Option<String>,
    /// -1, 0 or 1, of stances.
    pub polarity: Option<i64>,
    /// Whether the attitude is denied, of stances.
    pub negated: Option<bool>,
    /// Number of claims.
    pub weight: u64,
    /// Date of the first document that makes them.
    pub first: Option<String>,
    /// Date of the last document that makes them.
    pub last: Option<String>,
    /// IRIs of the documents that make them, sorted.
    pub documents: Vec<String>,
}

/// Nodes and edges, sorted. Only what a text states outright is an edge: names that occur together are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Everything the documents name, and the documents; sorted by IRI.
    pub nodes: Vec<Node>,
    /// Sorted by class, ends and kind.
    pub edges: Vec<Edge>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    class: &'static str,
    source: Id,
    target: Id,
    attitude: Option<Id>,
    negated: bool,
    polarity: Option<i64>,
}

#[derive(Default)]
struct Weight {
    claims: u64,
    documents: Vec<Id>,
}

type Edges = BTreeMap<Key, Weight>;

impl Network {
    /// The network of the documents in `quads`.
    #[must_use]
    pub fn new(quads: &QuadSet) -> Self {
        let claims = Claims::new(quads);
        let mut edges = Edges::new();
        for &stance in &claims.stances {
            stance_edges(&claims, stance, &mut edges);
        }
        for &alignment in &claims.alignments {
            for actor in claims.all(alignment, "actor") {
                for document in claims.all(alignment, "inDocument") {
                    edges.entry(Key::plain("alignment", actor, document)).or_default().add(Some(document));
                }
            }
        }
        for &document in &claims.documents {
            for issuer in claims.all(document, "issuer") {
                edges.entry(Key::plain("issue", issuer, document)).or_default().add(Some(document));
            }
        }
        Self { nodes: nodes(&claims), edges: edges.into_iter().map(|(key, weight)| edge(&claims, &key, weight)).collect() }
    }

    /// The nodes that an edge touches.
    pub fn connected(&self) -> impl Iterator<Item = &Node> {
        let ends: FxHashSet<&str> = self.edges.iter().flat_map(|e| [e.source.as_str(), e.target.as_str()]).collect();
        self.nodes.iter().filter(move |n| ends.contains(n.id.as_str()))
    }
}

impl Key {
    fn plain(class: &'static str, source: Id, target: Id) -> Self {
        Self { class, source, target, attitude: None, negated: false, polarity: None }
    }
}

impl Weight {
    fn add(&mut self, document: Option<Id>) {
        self.claims += 1;
        self.documents.extend(document);
    }
}

fn stance_edges(claims: &Claims<'_>, stance: Id, edges: &mut Edges) {
    let document = claims.one(stance, "inDocument");
    for (class, property) in [("stance", "target"), ("address", "addressee")] {
        for target in claims.all(stance, property) {
            for source in claims.all(stance, "holder") {
                let key = Key {
                    class,
                    source,
                    target,
                    attitude: claims.one(stance, "attitude"),
                    negated: claims.text(stance, "negated").is_some_and(|n| n == "true"),
                    polarity: claims.number(stance, "polarity"),
                };
                edges.entry(key).or_default().add(document);
            }
        }
    }
}

fn edge(claims: &Claims<'_>, key: &Key, weight: Weight) -> Edge {
    let mut period = Period::default();
    let mut documents = weight.documents;
    documents.sort_unstable();
    documents.dedup();
    documents.iter().filter_map(|d| claims.issued(*d)).for_each(|date| period.add(&date));
    let attitude = key.attitude.map(|a| local(claims.value(a)).to_owned());
    let kind = match (&attitude, key.class) {
        (Some(attitude), class) => {
            let not = if key.negated { "not " } else { "" };
            let to = if class == "address" { " (addressee)" } else { "" };
            format!("{not}{attitude}{to}")
        }
        (None, "alignment") => "aligns-with".to_owned(),
        (None, "issue") => "issues".to_owned(),
        (None, class) => class.to_owned(),
    };
    let (source, target) = (claims.value(key.source).to_owned(), claims.value(key.target).to_owned());
    let polarity = key.polarity.map_or_else(String::new, |p| p.to_string());
    let id = hash(&[key.class, &source, &target, &kind, &polarity])[..16].to_owned();
    let negated = attitude.as_ref().map(|_| key.negated);
    let family = key.attitude.map(|a| claims.family(a).to_owned());
    Edge {
        id,
        source,
        target,
        class: key.class,
        kind,
        attitude,
        family,
        polarity: key.polarity,
        negated,
        weight: weight.claims,
        first: period.first(),
        last: period.last(),
        documents: documents.into_iter().map(|d| claims.value(d).to_owned()).collect(),
    }
}

fn nodes(claims: &Claims<'_>) -> Vec<Node> {
    let node = |id: Id, class, label, date: Option<String>, documents: &[Id]| {
        let mut period = Period::default();
        documents.iter().filter_map(|d| claims.issued(*d)).for_each(|date| period.add(&date));
        Node {
            id: claims.value(id).to_owned(),
            label,
            class,
            iso: claims.text(id, "isoCode"),
            short_name: claims.text(id, "shortName"),
            date,
            first: period.first(),
            last: period.last(),
            documents: documents.len(),
        }
    };
    let entities = claims.entities();
    let mut out: Vec<(Id, Node)> =
        entities.iter().map(|(id, e)| (*id, node(*id, e.class, claims.label(*id), claims.text(*id, "date"), &e.documents))).collect();
    out.extend(claims.documents.iter().map(|&d| {
        let label = claims.title(d).or_else(|| claims.text(d, "fileName")).unwrap_or_else(|| claims.label(d));
        (d, node(d, "Document", label, claims.issued(d), &[d]))
    }));
    out.sort_by_key(|(id, _)| *id);
    out.into_iter().map(|(_, node)| node).collect()
}
