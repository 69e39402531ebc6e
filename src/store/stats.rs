//! Counts of what a store holds.

use std::collections::BTreeMap;

use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, Quad, Term};
use oxigraph::store::{StorageError, Store};
use serde::Serialize;

use super::{object, text_of};
use crate::graph::{identity_graph, knowledge_graph, provenance_graph};
use crate::knowledge::Family;
use crate::vocab::{DEM, dem, local, term};

/// The classes that are counted, in the order of a report.
const CLASSES: [&str; 13] =
    ["Document", "Stance", "Alignment", "Event", "Relation", "State", "Organisation", "Person", "Agreement", "Place", "Mention", "Reference", "Unresolved"];

/// What a store holds; the knowledge is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Things by class, in a fixed order.
    pub classes: Vec<(String, u64)>,
    /// Stances by family.
    pub families: BTreeMap<String, u64>,
    /// Stances by fine attitude.
    pub attitudes: BTreeMap<String, u64>,
    /// Documents by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Documents by year of issue.
    pub years: BTreeMap<String, u64>,
    /// Documents without a date.
    pub undated: u64,
    /// Events that are the same as another one.
    pub joined_events: u64,
    /// Pairs of events that may be the same.
    pub candidate_pairs: u64,
    /// Hash of the knowledge the store was built with.
    pub knowledge: Option<String>,
}

/// Counts.
///
/// # Errors
///
/// The store cannot be read.
pub fn stats(store: &Store) -> Result<Stats, StorageError> {
    let mut out = Stats::default();
    for class in CLASSES {
        let found = subjects(store, &term::TYPE.into_owned(), Some(dem(class).into()))?;
        out.classes.push((class.to_owned(), found));
    }
    let mut families: BTreeMap<String, String> = BTreeMap::new();
    for quad in document_quads(store, &dem("attitude")) {
        let attitude = text_of(quad?.object);
        if !families.contains_key(&attitude) {
            families.insert(attitude.clone(), family(store, &attitude)?);
        }
        *out.families.entry(families[&attitude].clone()).or_default() += 1;
        *out.attitudes.entry(local(&attitude).to_owned()).or_default() += 1;
    }
    for quad in document_quads(store, &dem("kind")) {
        *out.kinds.entry(local(&text_of(quad?.object)).to_owned()).or_default() += 1;
    }
    let mut dated = 0;
    for quad in document_quads(store, &term::ISSUED.into_owned()) {
        let year: String = text_of(quad?.object).chars().take(4).collect();
        *out.years.entry(year).or_default() += 1;
        dated += 1;
    }
    let documents = out.classes.first().map_or(0, |(_, n)| *n);
    out.undated = documents.saturating_sub(dated);
    out.joined_events = count(store, &dem("canonical"), &identity_graph())?;
    out.candidate_pairs = count(store, &dem("candidatePair"), &identity_graph())?;
    out.knowledge = object(store, knowledge_graph().as_ref(), &dem("knowledgeHash"), &provenance_graph())?.map(text_of);
    Ok(out)
}

fn document_quads<'s>(store: &'s Store, predicate: &NamedNode) -> impl Iterator<Item = Result<Quad, StorageError>> + use<'s> {
    let shared = shared();
    let quads = store.quads_for_pattern(None, Some(predicate.as_ref()), None, None);
    quads.filter(move |q| q.as_ref().map_or(true, |q| !shared.contains(&q.graph_name)))
}

fn shared() -> [GraphName; 3] {
    [knowledge_graph(), identity_graph(), provenance_graph()].map(GraphName::NamedNode)
}

// Distinct subjects. The index is ordered by predicate, object, subject: the same ones follow each other.
fn subjects(store: &Store, predicate: &NamedNode, object: Option<Term>) -> Result<u64, StorageError> {
    let shared = shared();
    let (mut last, mut found) = (None, 0);
    for quad in store.quads_for_pattern(None, Some(predicate.as_ref()), object.as_ref().map(Term::as_ref), None) {
        let quad = quad?;
        if !shared.contains(&quad.graph_name) && last.as_ref() != Some(&quad.subject) {
            found += 1;
            last = Some(quad.subject);
        }
    }
    Ok(found)
}

fn count(store: &Store, predicate: &NamedNode, graph: &NamedNode) -> Result<u64, StorageError> {
    let mut found = 0;
    for quad in store.quads_for_pattern(None, Some(predicate.as_ref()), None, Some(graph.as_ref().into())) {
        quad?;
        found += 1;
    }
    Ok(found)
}

fn family(store: &Store, attitude: &str) -> Result<String, StorageError> {
    let mut at = attitude.to_owned();
    for _ in 0..8 {
        if let Some(family) = at.strip_prefix(DEM).and_then(Family::of_name) {
            return Ok(family.name().to_owned());
        }
        let up = object(store, NamedNodeRef::new_unchecked(&at), &term::BROADER.into_owned(), &knowledge_graph())?;
        match up {
            Some(up) => at = text_of(up),
            None => break,
        }
    }
    Ok("unknown".to_owned())
}
