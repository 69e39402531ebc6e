//! What a name may mean: labels, codes and titles of a store, looked up as one types.

use std::collections::BTreeMap;

use oxigraph::model::{GraphName, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::{StorageError, Store};
use rustc_hash::FxHashMap;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::graph::{identity_graph, knowledge_graph, squeeze};
use crate::query::shorten;
use crate::vocab::{DEM, dem, local, term};

/// Something that goes by a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Found {
    /// Its IRI.
    pub(super) iri: String,
    /// The IRI in short, which every tool takes.
    pub(super) short: String,
    /// Its usual name.
    pub(super) label: String,
    /// The name that matched.
    pub(super) name: String,
    /// Local name of its class.
    pub(super) class: String,
    /// Documents that name it.
    pub(super) documents: usize,
}

struct Thing {
    iri: String,
    label: String,
    class: &'static str,
    documents: usize,
}

/// All names of a store, folded.
pub(super) struct Names {
    things: Vec<Thing>,
    // Folded, as written, number of the thing.
    names: Vec<(String, String, usize)>,
}

/// Classes of what is found, the more telling first.
pub(super) const CLASSES: [&str; 11] = ["State", "Person", "Group", "Office", "Organisation", "Agreement", "Place", "Meeting", "Event", "Document", "Concept"];

// Whatever the case, and without accents.
fn fold(text: &str) -> String {
    squeeze(text).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

impl Names {
    pub(super) fn read(store: &Store) -> Result<Self, StorageError> {
        let knowledge = GraphName::NamedNode(knowledge_graph());
        let mut classes: FxHashMap<String, usize> = FxHashMap::default();
        for (rank, class) in CLASSES.iter().enumerate() {
            let class = if *class == "Concept" { "http://www.w3.org/2004/02/skos/core#Concept".to_owned() } else { format!("{DEM}{class}") };
            let class = NamedNodeRef::new_unchecked(&class);
            for quad in store.quads_for_pattern(None, Some(term::TYPE), Some(class.into()), None) {
                if let NamedOrBlankNode::NamedNode(s) = quad?.subject {
                    let known = classes.entry(s.into_string()).or_insert(rank);
                    *known = (*known).min(rank);
                }
            }
        }
        // Of events that are one, only the canonical one is found.
        let identity = identity_graph();
        for quad in store.quads_for_pattern(None, Some(term::SAME_AS), None, Some(identity.as_ref().into())) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(s), Term::NamedNode(o)) = (quad.subject, quad.object)
                && s != o
            {
                classes.remove(s.as_str());
            }
        }
        // Names with how usual they are: those of the knowledge first.
        let mut found: BTreeMap<String, Vec<(u8, String)>> = BTreeMap::new();
        let ours = ["shortName", "officialName", "formerName", "demonym", "isoCode", "isoCode3", "fileName"].map(dem);
        let usual = [term::PREF_LABEL, term::LABEL, term::TITLE, term::ALT_LABEL];
        let mut documents: FxHashMap<String, std::collections::BTreeSet<String>> = FxHashMap::default();
        for (rank, predicate) in usual.into_iter().chain(ours.iter().map(|p| p.as_ref())).enumerate() {
            for quad in store.quads_for_pattern(None, Some(predicate), None, None) {
                let quad = quad?;
                let (NamedOrBlankNode::NamedNode(s), Term::Literal(name)) = (quad.subject, quad.object) else { continue };
                if !classes.contains_key(s.as_str()) {
                    continue;
                }
                let told = quad.graph_name != knowledge;
                if told && let GraphName::NamedNode(graph) = &quad.graph_name {
                    documents.entry(s.as_str().to_owned()).or_default().insert(graph.as_str().to_owned());
                }
                found.entry(s.into_string()).or_default().push((rank as u8 * 2 + u8::from(told), squeeze(name.value())));
            }
        }
        let mut out = Self { things: Vec::new(), names: Vec::new() };
        for (iri, mut names) in found {
            // Of names that are as usual the longest.
            names.sort_by_key(|(rank, name)| (*rank, std::cmp::Reverse(name.chars().count()), name.clone()));
            names.dedup_by(|a, b| a.1 == b.1);
            let label = names.first().map_or_else(|| local(&iri).to_owned(), |n| n.1.clone());
            let at = out.things.len();
            out.names.extend(names.into_iter().map(|(_, name)| (fold(&name), name, at)));
            let class = CLASSES[classes[&iri]];
            out.things.push(Thing { label, class, documents: documents.get(&iri).map_or(0, std::collections::BTreeSet::len), iri });
        }
        Ok(out)
    }

    /// What matches, the best first, and how many there are: whole names, beginnings, beginnings of words, anywhere;
    /// among equals what more documents name.
    pub(super) fn search(&self, words: &str, class: Option<&str>, limit: usize) -> (Vec<Found>, usize) {
        let wanted = fold(words);
        if wanted.is_empty() {
            return (Vec::new(), 0);
        }
        let mut best: BTreeMap<usize, (u8, usize)> = BTreeMap::new();
        for (at, (folded, _, thing)) in self.names.iter().enumerate() {
            if class.is_some_and(|c| !self.things[*thing].class.eq_ignore_ascii_case(c)) {
                continue;
            }
            let Some(place) = folded.find(&wanted) else { continue };
            let rank = match place {
                0 if folded.len() == wanted.len() => 0,
                0 => 1,
                _ if folded[..place].ends_with(|c: char| !c.is_alphanumeric()) => 2,
                _ => 3,
            };
            let entry = best.entry(*thing).or_insert((rank, at));
            *entry = (*entry).min((rank, at));
        }
        let mut order: Vec<(u8, std::cmp::Reverse<usize>, usize, usize)> =
            best.into_iter().map(|(thing, (rank, name))| (rank, std::cmp::Reverse(self.things[thing].documents), thing, name)).collect();
        order.sort_unstable();
        let all = order.len();
        let told = order.into_iter().take(limit).map(|(_, _, thing, name)| {
            let thing = &self.things[thing];
            Found {
                iri: thing.iri.clone(),
                short: shorten(&thing.iri),
                label: thing.label.clone(),
                name: self.names[name].1.clone(),
                class: thing.class.to_owned(),
                documents: thing.documents,
            }
        });
        (told.collect(), all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_come_first_whatever_case_and_accents() {
        let thing = |iri: &str, label: &str, documents| Thing { iri: iri.into(), label: label.into(), class: "Place", documents };
        let things = vec![thing("urn:a", "Ourém", 1), thing("urn:b", "Ourem Hill", 9), thing("urn:c", "Fort of Ourem", 5), thing("urn:d", "Lourem", 7)];
        let names = things.iter().enumerate().map(|(at, t)| (fold(&t.label), t.label.clone(), at)).collect();
        let names = Names { things, names };
        let (found, all) = names.search("OUREM", None, 3);
        assert_eq!(found.iter().map(|f| f.iri.as_str()).collect::<Vec<_>>(), ["urn:a", "urn:b", "urn:c"]);
        assert_eq!((all, names.search("ourem", Some("State"), 3).1, names.search("\u{301}", None, 3).1), (4, 0, 0));
    }
}
