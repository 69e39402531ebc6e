//! All names of a store that can be searched for.

use std::collections::BTreeMap;

use oxigraph::store::{StorageError, Store};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::graph::{identity_graph, knowledge_graph, provenance_graph, squeeze};
use crate::vocab::{ATTITUDE, DEM, TOPIC, dem, term};

/// Names of states in other languages and scripts, by code.
static STATES: &str = include_str!("states.tsv");

/// A thing with its names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) iri: String,
    /// `state`, `organisation`, `person`, `place`, `agreement`, `event`, `document`, `topic` or `attitude`.
    pub(super) kind: String,
    pub(super) label: String,
    /// Codes and acronyms.
    pub(super) codes: Vec<String>,
    /// Other names.
    pub(super) names: Vec<String>,
    /// Stances that it holds itself; for a document, topic or attitude those in, on or with it.
    pub(super) stances: u32,
    /// Stances of which it is target or addressee.
    pub(super) about: u32,
    /// Documents it aligned with, or that were joined by others.
    pub(super) alignments: u32,
    /// Documents that name it.
    pub(super) documents: u32,
}

const KINDS: &[(&str, &str)] = &[
    ("State", "state"),
    ("Organisation", "organisation"),
    ("Group", "organisation"),
    ("Person", "person"),
    ("Place", "place"),
    ("Agreement", "agreement"),
    ("Event", "event"),
    ("Meeting", "event"),
    ("Document", "document"),
];

/// Reads them; events by the one that stands for all that are the same.
pub(super) fn read(store: &Store) -> Result<Vec<Named>, StorageError> {
    let mut found: BTreeMap<String, Named> = BTreeMap::new();
    for (class, kind) in KINDS {
        for quad in store.quads_for_pattern(None, Some(term::TYPE), Some(dem(class).as_ref().into()), None) {
            if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
                let iri = node.into_string();
                found.entry(iri.clone()).or_insert_with(|| Named { iri, kind: (*kind).to_owned(), ..Named::default() });
            }
        }
    }
    let concept = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#Concept");
    for quad in store.quads_for_pattern(None, Some(term::TYPE), Some(concept.into()), None) {
        if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
            let iri = node.into_string();
            let kind = if iri.starts_with(TOPIC) {
                "topic"
            } else if iri.starts_with(ATTITUDE) || iri.starts_with(DEM) {
                "attitude"
            } else {
                continue;
            };
            found.entry(iri.clone()).or_insert_with(|| Named { iri, kind: kind.to_owned(), ..Named::default() });
        }
    }
    // Events that are the same as another one are found by that one.
    let mut canonical: BTreeMap<String, String> = BTreeMap::new();
    for quad in store.quads_for_pattern(None, Some(dem("canonical").as_ref()), None, Some(identity_graph().as_ref().into())) {
        let quad = quad?;
        if let (NamedOrBlankNode::NamedNode(one), Term::NamedNode(all)) = (quad.subject, quad.object)
            && one != all
        {
            canonical.insert(one.into_string(), all.into_string());
        }
    }
    labels(store, &mut found)?;
    counts(store, &mut found, &canonical)?;
    for (one, all) in &canonical {
        if let Some(same) = found.remove(one)
            && let Some(known) = found.get_mut(all)
        {
            known.names.push(same.label);
        }
    }
    let elsewhere: FxHashMap<&str, &str> = STATES.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')).collect();
    for named in found.values_mut() {
        if named.kind == "state"
            && let Some(names) = named.codes.iter().find_map(|c| elsewhere.get(c.as_str()))
        {
            named.names.extend(names.split('|').map(str::to_owned));
        }
        for names in [&mut named.codes, &mut named.names] {
            names.sort();
            names.dedup();
        }
        let Named { label, names, codes, .. } = named;
        if label.is_empty() {
            *label = names.first().or(codes.first()).cloned().unwrap_or_default();
        }
        let label = label.clone();
        names.retain(|n| *n != label && !n.is_empty());
    }
    Ok(found.into_values().filter(|n| !n.label.is_empty()).collect())
}

// What an entity is called in the knowledge goes before what a document calls it.
fn labels(store: &Store, found: &mut BTreeMap<String, Named>) -> Result<(), StorageError> {
    let knowledge = knowledge_graph();
    let codes = ["isoCode", "isoCode3", "shortName", "meetingNumber"].map(dem);
    let names = ["officialName", "formerName", "contextName", "demonym", "metonym", "familyName", "fileName"].map(dem);
    let main = [term::LABEL, term::PREF_LABEL, term::TITLE].map(NamedNodeRef::into_owned);
    let alternative = [term::ALT_LABEL.into_owned()];
    let groups: [(&[NamedNode], u8); 4] = [(&main, 0), (&alternative, 1), (&names, 1), (&codes, 2)];
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    for (predicates, group) in groups {
        for predicate in predicates {
            for quad in store.quads_for_pattern(None, Some(predicate.as_ref()), None, None) {
                let quad = quad?;
                let (NamedOrBlankNode::NamedNode(node), Term::Literal(value)) = (&quad.subject, &quad.object) else { continue };
                let Some(named) = found.get_mut(node.as_str()) else { continue };
                let value = squeeze(value.value());
                let better = quad.graph_name == knowledge.as_ref().into() && !known.contains_key(node.as_str());
                match group {
                    0 if named.label.is_empty() || better => {
                        let former = std::mem::replace(&mut named.label, value);
                        named.names.push(former);
                        if better {
                            known.insert(node.as_str().to_owned(), true);
                        }
                    }
                    2 => named.codes.push(value),
                    _ => named.names.push(value),
                }
            }
        }
    }
    Ok(())
}

fn counts(store: &Store, found: &mut BTreeMap<String, Named>, canonical: &BTreeMap<String, String>) -> Result<(), StorageError> {
    let shared = [knowledge_graph(), identity_graph(), provenance_graph()].map(oxrdf::GraphName::NamedNode);
    let mut add = |node: &str, count: fn(&mut Named)| {
        let node = canonical.get(node).map_or(node, String::as_str);
        if let Some(named) = found.get_mut(node) {
            count(named);
        }
    };
    let mut families: BTreeMap<NamedNode, Option<NamedNode>> = BTreeMap::new();
    for predicate in ["holder", "target", "addressee", "attitude", "topic", "inDocument"] {
        for quad in store.quads_for_pattern(None, Some(dem(predicate).as_ref()), None, None) {
            let quad = quad?;
            let (NamedOrBlankNode::NamedNode(claim), Term::NamedNode(object)) = (&quad.subject, &quad.object) else { continue };
            if !claim.as_str().contains("/stance/") {
                continue;
            }
            let count: fn(&mut Named) = if matches!(predicate, "target" | "addressee") { |n| n.about += 1 } else { |n| n.stances += 1 };
            add(object.as_str(), count);
            if predicate == "attitude" {
                if !families.contains_key(object) {
                    let broader = store.quads_for_pattern(Some(object.into()), Some(term::BROADER), None, Some(knowledge_graph().as_ref().into())).next();
                    let family = broader.transpose()?.and_then(|q| if let Term::NamedNode(n) = q.object { Some(n) } else { None });
                    families.insert(object.clone(), family);
                }
                if let Some(Some(family)) = families.get(object) {
                    add(family.as_str(), |n| n.stances += 1);
                }
            }
        }
    }
    for quad in store.quads_for_pattern(None, Some(dem("alignsWith").as_ref()), None, None) {
        let quad = quad?;
        if let (NamedOrBlankNode::NamedNode(actor), Term::NamedNode(document)) = (&quad.subject, &quad.object) {
            add(actor.as_str(), |n| n.alignments += 1);
            add(document.as_str(), |n| n.alignments += 1);
        }
    }
    // One quad with the class stands in the graph of each document that names the thing.
    for (class, _) in KINDS {
        for quad in store.quads_for_pattern(None, Some(term::TYPE), Some(dem(class).as_ref().into()), None) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(node), false) = (&quad.subject, shared.contains(&quad.graph_name)) {
                add(node.as_str(), |n| n.documents += 1);
            }
        }
    }
    Ok(())
}
