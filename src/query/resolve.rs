//! Short forms of IRIs: prefixed names, codes, acronyms and names, looked up in the store.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::store::{StorageError, Store};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef};

use super::catalog::nearest;
use crate::graph::{identity_graph, knowledge_graph};
use crate::vocab::{ATTITUDE, DEM, EVENT_TYPE, ID, KIND, PREFIXES, TOPIC, dem, term};

/// Why a short form means no IRI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// It looks like an IRI and is none.
    #[error("`{text}` is no IRI")]
    Iri {
        /// What was given.
        text: String,
    },
    /// Nothing in the store goes by that name.
    #[error("nothing in the store is called `{text}`{}", list("; near it: ", nearest))]
    Unknown {
        /// What was given.
        text: String,
        /// Names near it.
        nearest: Vec<String>,
    },
    /// Several things go by that name.
    #[error("`{text}` may be {}", list("", candidates))]
    Ambiguous {
        /// What was given.
        text: String,
        /// What it may mean.
        candidates: Vec<String>,
    },
    /// The store cannot be read.
    #[error("the store cannot be read: {message}")]
    Store {
        /// What the store says.
        message: String,
    },
}

impl From<StorageError> for ResolveError {
    fn from(error: StorageError) -> Self {
        Self::Store { message: error.to_string() }
    }
}

fn list(lead: &str, names: &[String]) -> String {
    const SHOWN: usize = 8;
    if names.is_empty() {
        return String::new();
    }
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    format!("{lead}{}{more}", shown.join(", "))
}

/// An IRI found for a short form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The IRI.
    pub iri: NamedNode,
    /// Whether the store says anything with it.
    pub known: bool,
}

/// Looks short forms up in a store.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    store: &'a Store,
}

impl std::fmt::Debug for Resolver<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolver").finish_non_exhaustive()
    }
}

type Found = Result<Option<NamedNode>, ResolveError>;

// Where a name may stand, and how well that fits: the least wins.
const NAMES: &[(&str, u8)] = &[
    ("isoCode", 0),
    ("isoCode3", 0),
    ("shortName", 0),
    ("officialName", 2),
    ("formerName", 3),
    ("contextName", 4),
    ("demonym", 5),
    ("metonym", 5),
    ("familyName", 5),
];
const ENTITIES: &[&str] = &["State", "Organisation", "Group", "Office", "Person", "Place", "Agreement"];

impl<'a> Resolver<'a> {
    /// A resolver for a store.
    #[must_use]
    pub fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// The IRI a text means as a value of the parameter of that name.
    ///
    /// # Errors
    /// When it means nothing or several things; with candidates.
    pub fn resolve(&self, parameter: &str, text: &str) -> Result<Resolved, ResolveError> {
        let text = text.trim();
        if let Some(iri) = iri(text)? {
            return Ok(Resolved { known: self.known(&iri)?, iri });
        }
        let looks: &[fn(&Self, &str) -> Found] = match parameter {
            "document" => &[Self::document],
            "event" => &[Self::event],
            "claim" => &[Self::claim],
            "topic" => &[Self::topic],
            "attitude" | "family" => &[Self::attitude],
            "kind" => &[Self::kind],
            "type" => &[Self::event_type],
            "about" | "target" => &[Self::entity, Self::event, Self::topic],
            "actor" | "other" | "holder" | "addressee" | "issuer" | "forum" | "entity" | "place" | "participant" => &[Self::entity],
            _ => &[Self::entity, Self::document, Self::event, Self::topic, Self::attitude, Self::kind, Self::event_type],
        };
        for look in looks {
            if let Some(iri) = look(self, text)? {
                return Ok(Resolved { iri, known: true });
            }
        }
        Err(ResolveError::Unknown { text: text.to_owned(), nearest: self.near(parameter, text)? })
    }

    fn quads(&self, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = Result<(NamedNode, Literal, Quad), ResolveError>> + use<> {
        self.store.quads_for_pattern(None, Some(predicate), None, None).filter_map(|quad| match quad {
            Err(error) => Some(Err(error.into())),
            Ok(quad) => match (&quad.subject, &quad.object) {
                (NamedOrBlankNode::NamedNode(s), Term::Literal(o)) => Some(Ok((s.clone(), o.clone(), quad))),
                _ => None,
            },
        })
    }

    fn is_a(&self, node: &NamedNode, classes: &[&str]) -> Result<bool, ResolveError> {
        for quad in self.store.quads_for_pattern(Some(node.into()), Some(term::TYPE), None, None) {
            if let Term::NamedNode(class) = quad?.object
                && class.as_str().strip_prefix(DEM).is_some_and(|c| classes.contains(&c))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn known(&self, node: &NamedNode) -> Result<bool, ResolveError> {
        let as_subject = self.store.quads_for_pattern(Some(node.into()), None, None, None).next();
        let first = as_subject.or_else(|| self.store.quads_for_pattern(None, None, Some(TermRef::NamedNode(node.as_ref())), None).next());
        Ok(first.transpose()?.is_some())
    }

    fn existing(&self, iri: String) -> Found {
        let Ok(node) = NamedNode::new(iri) else { return Ok(None) };
        Ok(self.known(&node)?.then_some(node))
    }

    fn names() -> impl Iterator<Item = (NamedNode, u8)> {
        let ours = NAMES.iter().map(|(name, rank)| (dem(name), *rank));
        ours.chain([(term::LABEL.into_owned(), 1), (term::ALT_LABEL.into_owned(), 2)])
    }

    // Codes and names as written, then whatever their case.
    fn entity(&self, text: &str) -> Found {
        for exact in [true, false] {
            let mut found: BTreeMap<u8, BTreeSet<NamedNode>> = BTreeMap::new();
            // What the knowledge calls so goes before what some document does.
            let mut known: BTreeSet<NamedNode> = BTreeSet::new();
            let knowledge = GraphName::NamedNode(knowledge_graph());
            for (predicate, rank) in Self::names() {
                if exact {
                    let plain = Literal::new_simple_literal(text);
                    let english = Literal::new_language_tagged_literal_unchecked(text, "en");
                    for literal in [plain, english] {
                        for quad in self.store.quads_for_pattern(None, Some(predicate.as_ref()), Some(literal.as_ref().into()), None) {
                            let quad = quad?;
                            if let NamedOrBlankNode::NamedNode(node) = quad.subject {
                                if quad.graph_name == knowledge {
                                    known.insert(node.clone());
                                }
                                found.entry(rank).or_default().insert(node);
                            }
                        }
                    }
                } else {
                    let wanted = text.to_lowercase();
                    for row in self.quads(predicate.as_ref()) {
                        let (node, name, quad) = row?;
                        if name.value().to_lowercase() == wanted {
                            if quad.graph_name == knowledge {
                                known.insert(node.clone());
                            }
                            found.entry(rank).or_default().insert(node);
                        }
                    }
                }
            }
            for nodes in found.into_values() {
                let mut entities = Vec::new();
                for node in nodes {
                    if self.is_a(&node, ENTITIES)? {
                        entities.push(node);
                    }
                }
                if entities.iter().any(|e| known.contains(e)) {
                    entities.retain(|e| known.contains(e));
                }
                if let Some(one) = self.only(text, entities)? {
                    return Ok(Some(one));
                }
            }
        }
        // The last part of an IRI: `UN-Charter`.
        for class in ["state", "org", "person", "place", "agreement"] {
            let found = self.existing(format!("{ID}{class}/{}", text.replace(' ', "-")))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn document(&self, text: &str) -> Found {
        if let Some(node) = self.existing(format!("{ID}doc/{text}"))? {
            return Ok(Some(node));
        }
        let mut stems = Vec::new();
        let mut titles = Vec::new();
        for row in self.quads(dem("fileName").as_ref()) {
            let (node, name, _) = row?;
            if name.value() == text {
                return Ok(Some(node));
            }
            if name.value().rsplit_once('.').is_some_and(|(stem, _)| stem == text) {
                stems.push(node);
            }
        }
        if let Some(one) = self.only(text, stems)? {
            return Ok(Some(one));
        }
        let wanted = text.to_lowercase();
        for row in self.quads(term::TITLE) {
            let (node, title, _) = row?;
            if title.value().to_lowercase().contains(&wanted) {
                titles.push(node);
            }
        }
        self.only(text, titles)
    }

    // An event by words of its label; what is one event counts once.
    fn event(&self, text: &str) -> Found {
        if let Some(node) = self.existing(format!("{ID}event/{text}"))? {
            return Ok(Some(node));
        }
        let wanted = text.to_lowercase();
        let (mut whole, mut part) = (BTreeSet::new(), BTreeSet::new());
        for row in self.quads(term::LABEL) {
            let (node, label, _) = row?;
            let label = label.value().to_lowercase();
            if label.contains(&wanted) && self.is_a(&node, &["Event"])? {
                let same = self.canonical(node)?;
                if label == wanted {
                    whole.insert(same.clone());
                }
                part.insert(same);
            }
        }
        let best = if whole.is_empty() { part } else { whole };
        self.only(text, best.into_iter().collect())
    }

    fn canonical(&self, event: NamedNode) -> Result<NamedNode, ResolveError> {
        let graph = identity_graph();
        let same = self.store.quads_for_pattern(Some((&event).into()), Some(term::SAME_AS), None, Some(graph.as_ref().into())).next();
        Ok(match same.transpose()?.map(|q| q.object) {
            Some(Term::NamedNode(canonical)) => canonical,
            _ => event,
        })
    }

    // A claim by the end of its IRI, by words of its target, or by words of its sentence.
    fn claim(&self, text: &str) -> Found {
        for class in ["stance", "alignment", "relation", "event"] {
            if let Some(node) = self.existing(format!("{ID}{class}/{text}"))? {
                return Ok(Some(node));
            }
        }
        let wanted = text.to_lowercase();
        let mut found = BTreeSet::new();
        for row in self.quads(dem("targetText").as_ref()) {
            let (node, target, _) = row?;
            if crate::graph::squeeze(target.value()).to_lowercase().contains(&wanted) {
                found.insert(node);
            }
        }
        if found.is_empty() {
            for row in self.quads(dem("quote").as_ref()) {
                let (passage, quote, _) = row?;
                if crate::graph::squeeze(quote.value()).to_lowercase().contains(&wanted) {
                    let evidence = dem("evidence");
                    let object = TermRef::NamedNode(passage.as_ref());
                    for quad in self.store.quads_for_pattern(None, Some(evidence.as_ref()), Some(object), None) {
                        if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
                            found.insert(node);
                        }
                    }
                }
            }
        }
        self.only(text, found.into_iter().collect())
    }

    fn topic(&self, text: &str) -> Found {
        self.concept(TOPIC, text)
    }

    fn kind(&self, text: &str) -> Found {
        self.concept(KIND, text)
    }

    fn event_type(&self, text: &str) -> Found {
        self.concept(EVENT_TYPE, text)
    }

    fn attitude(&self, text: &str) -> Found {
        match self.concept(ATTITUDE, text)? {
            Some(node) => Ok(Some(node)),
            None => self.existing(format!("{DEM}{text}")),
        }
    }

    fn concept(&self, namespace: &str, text: &str) -> Found {
        if let Some(node) = self.existing(format!("{namespace}{}", text.to_lowercase().replace(' ', "-")))? {
            return Ok(Some(node));
        }
        let wanted = text.to_lowercase();
        for predicate in [term::PREF_LABEL, term::ALT_LABEL] {
            let mut found = BTreeSet::new();
            for row in self.quads(predicate) {
                let (node, label, _) = row?;
                if node.as_str().starts_with(namespace) && label.value().to_lowercase() == wanted {
                    found.insert(node);
                }
            }
            if let Some(one) = self.only(text, found.into_iter().collect())? {
                return Ok(Some(one));
            }
        }
        Ok(None)
    }

    fn only(&self, text: &str, mut found: Vec<NamedNode>) -> Found {
        found.sort();
        found.dedup();
        if found.len() > 1 {
            let candidates = found.iter().map(|n| self.described(n)).collect::<Result<_, _>>()?;
            return Err(ResolveError::Ambiguous { text: text.to_owned(), candidates });
        }
        Ok(found.pop())
    }

    fn described(&self, node: &NamedNode) -> Result<String, ResolveError> {
        let short = super::results::shorten(node.as_str());
        for predicate in [term::LABEL, term::PREF_LABEL, term::TITLE, dem("targetText").as_ref()] {
            let first = self.store.quads_for_pattern(Some(node.into()), Some(predicate), None, None).next().transpose()?;
            if let Some(Quad { object: Term::Literal(label), .. }) = first {
                return Ok(format!("{short} ({})", crate::graph::squeeze(label.value())));
            }
        }
        Ok(short)
    }

    fn near(&self, parameter: &str, text: &str) -> Result<Vec<String>, ResolveError> {
        let (predicates, classes): (Vec<NamedNode>, &[&str]) = match parameter {
            "document" => (vec![dem("fileName")], &["Document"]),
            "event" => (vec![term::LABEL.into_owned()], &["Event"]),
            "topic" | "attitude" | "family" | "kind" | "type" => (vec![term::PREF_LABEL.into_owned()], &[]),
            "claim" => return Ok(Vec::new()),
            _ => (vec![term::LABEL.into_owned(), dem("shortName")], ENTITIES),
        };
        let prefix = match parameter {
            "topic" => TOPIC,
            "attitude" | "family" => ATTITUDE,
            "kind" => KIND,
            "type" => EVENT_TYPE,
            _ => ID,
        };
        let mut names = BTreeMap::new();
        for predicate in &predicates {
            for row in self.quads(predicate.as_ref()) {
                let (node, name, _) = row?;
                if node.as_str().starts_with(prefix) {
                    names.insert(name.value().to_owned(), node);
                }
            }
        }
        let mut out = Vec::new();
        for name in nearest(text, names.keys().map(String::as_str)) {
            if classes.is_empty() || self.is_a(&names[&name], classes)? {
                out.push(format!("`{name}`"));
            }
        }
        Ok(out)
    }
}

// A text that is an IRI or a prefixed name already.
fn iri(text: &str) -> Result<Option<NamedNode>, ResolveError> {
    let broken = || ResolveError::Iri { text: text.to_owned() };
    if let Some(inner) = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
        return NamedNode::new(inner).map(Some).map_err(|_| broken());
    }
    let Some((scheme, rest)) = text.split_once(':') else { return Ok(None) };
    if let Some((_, namespace)) = PREFIXES.iter().find(|(p, _)| *p == scheme) {
        return NamedNode::new(format!("{namespace}{rest}")).map(Some).map_err(|_| broken());
    }
    if rest.starts_with("//") || matches!(scheme, "urn" | "mailto" | "tag") {
        return NamedNode::new(text).map(Some).map_err(|_| broken());
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::local;
    use oxrdf::GraphName;

    fn store() -> Store {
        let store = Store::new().unwrap();
        let graph = GraphName::NamedNode(crate::graph::knowledge_graph());
        let add = |s: &str, p: NamedNode, o: Term| {
            store.insert(&Quad::new(NamedNode::new_unchecked(format!("{ID}{s}")), p, o, graph.clone())).unwrap();
        };
        for (s, label, class) in
            [("state/GE", "Georgia", "State"), ("org/EU", "European Union", "Organisation"), ("event/a", "the vote", "Event"), ("event/b", "a vote", "Event")]
        {
            add(s, term::TYPE.into_owned(), dem(class).into());
            add(s, term::LABEL.into_owned(), Literal::new_language_tagged_literal_unchecked(label, "en").into());
        }
        add("state/GE", dem("isoCode"), Literal::from("GE").into());
        add("org/EU", dem("shortName"), Literal::from("EU").into());
        store
    }

    #[test]
    fn names_codes_and_acronyms_are_found() {
        let store = store();
        let resolver = Resolver::new(&store);
        for text in ["state:GE", "GE", "Georgia", "georgia", "<https://w3id.org/demarche/id/state/GE>", "https://w3id.org/demarche/id/state/GE"] {
            let found = resolver.resolve("actor", text).unwrap();
            assert_eq!((found.iri.as_str(), found.known), ("https://w3id.org/demarche/id/state/GE", true), "{text}");
        }
        assert_eq!(local(resolver.resolve("issuer", "eu").unwrap().iri.as_str()), "EU");
        assert!(!resolver.resolve("actor", "state:XX").unwrap().known);
    }

    #[test]
    fn what_is_ambiguous_or_unknown_is_said() {
        let store = store();
        let resolver = Resolver::new(&store);
        let error = resolver.resolve("event", "vote").unwrap_err();
        assert_eq!(error.to_string(), "`vote` may be event:a (the vote), event:b (a vote)");
        let error = resolver.resolve("actor", "Gorgia").unwrap_err();
        assert_eq!(error.to_string(), "nothing in the store is called `Gorgia`; near it: `Georgia`");
        assert!(matches!(resolver.resolve("actor", "state:K Z"), Err(ResolveError::Iri { .. })));
    }
}
