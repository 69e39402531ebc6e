//! What the scorer sees of a graph: only the terms that `extract` writes for every document.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{NamedOrBlankNode, Quad, Term};

use super::gold::EntityType;
use super::words::{norm, squeeze};
use crate::knowledge::Family;
use crate::vocab::{DEM, local, term};

/// Relations that are scored.
const RELATIONS: [&str; 7] = ["holdsOffice", "memberOf", "candidateOf", "partyTo", "partOf", "chairs", "locatedIn"];

/// A stance, as far as it is scored.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) attitude: String,
    pub(super) holders: BTreeSet<String>,
    // Holders that are no entities, as names are compared.
    pub(super) texts: BTreeSet<String>,
    pub(super) target: String,
    pub(super) addressees: BTreeSet<String>,
    pub(super) negated: bool,
    pub(super) quote: String,
}

/// An event, as far as it is scored.
#[derive(Clone, Debug, Default)]
pub(super) struct Happening {
    pub(super) kind: Option<String>,
    pub(super) dates: BTreeSet<String>,
    pub(super) quotes: BTreeSet<String>,
}

/// The graph of one document.
#[derive(Clone, Debug, Default)]
pub struct DocumentGraph {
    pub(super) file_name: String,
    pub(super) kinds: BTreeSet<String>,
    pub(super) issuers: BTreeSet<String>,
    pub(super) forums: BTreeSet<String>,
    pub(super) meetings: BTreeSet<String>,
    pub(super) dates: BTreeSet<String>,
    pub(super) places: BTreeSet<String>,
    pub(super) aligned: BTreeSet<String>,
    // Entity and the name as printed.
    pub(super) mentions: BTreeSet<(String, String)>,
    // Both in the order of their IRIs.
    pub(super) stances: Vec<Said>,
    pub(super) events: Vec<Happening>,
    pub(super) relations: BTreeSet<(String, &'static str, String)>,
    things: Things,
}

// What is known of IRIs whichever document says it.
#[derive(Clone, Debug, Default)]
struct Things {
    labels: BTreeMap<String, BTreeSet<String>>,
    iso: BTreeMap<String, String>,
    types: BTreeMap<String, BTreeSet<String>>,
    broader: BTreeMap<String, BTreeSet<String>>,
}

impl DocumentGraph {
    /// Reads the quads of one document.
    #[must_use]
    pub fn new(quads: &[Quad]) -> Self {
        let index = Index::new(quads);
        let mut out = Self { things: Things::new(&index), ..Self::default() };
        let Some(iri) = index.nodes.keys().copied().find(|s| index.is_a(s, "Document")) else { return out };
        let first = |property: &str| index.dem(iri, property).next().unwrap_or_default().to_owned();
        let set = |property: &str| index.dem(iri, property).map(str::to_owned).collect::<BTreeSet<_>>();
        out.file_name = first("fileName");
        out.kinds = set("kind").iter().map(|k| local(k).to_owned()).collect();
        (out.issuers, out.forums, out.places) = (set("issuer"), set("forum"), set("place"));
        out.meetings = set("meetingNumber");
        out.dates = index.values(iri, term::ISSUED.as_str()).map(str::to_owned).collect();
        let mut events: BTreeMap<Key<'_>, Happening> = BTreeMap::new();
        let mut stances: BTreeMap<Key<'_>, Said> = BTreeMap::new();
        for &node in index.nodes.keys() {
            if index.dem(node, "alignsWith").any(|d| d == iri) {
                out.aligned.insert(node.to_owned());
            }
            for relation in RELATIONS {
                for object in index.dem(node, relation) {
                    out.relations.insert((node.to_owned(), relation, object.to_owned()));
                }
            }
            if index.is_a(node, "Mention") {
                for (entity, quote) in index.dem(node, "refersTo").flat_map(|e| index.dem(node, "quote").map(move |q| (e, q))) {
                    let quote = squeeze(quote);
                    if index.is_a(entity, "Event") {
                        events.entry(Key(entity)).or_insert_with(|| happening(&index, entity)).quotes.insert(quote.clone());
                    }
                    out.mentions.insert((entity.to_owned(), quote));
                }
            }
            if index.is_a(node, "Stance") {
                stances.insert(Key(node), said(&index, node));
            }
        }
        out.events = events.into_values().collect();
        out.stances = stances.into_values().collect();
        out
    }
}

fn happening(index: &Index<'_>, event: &str) -> Happening {
    Happening {
        kind: index.dem(event, "eventType").last().map(|t| local(t).to_owned()),
        dates: index.dem(event, "date").map(str::to_owned).collect(),
        quotes: BTreeSet::new(),
    }
}

fn said(index: &Index<'_>, stance: &str) -> Said {
    let set = |property: &str| index.dem(stance, property).map(str::to_owned).collect();
    let last = |property: &str| index.dem(stance, property).last().unwrap_or_default();
    let quotes = index.dem(stance, "evidence").flat_map(|passage| index.dem(passage, "quote"));
    Said {
        attitude: last("attitude").to_owned(),
        holders: set("holder"),
        texts: index.dem(stance, "holderText").map(norm).collect(),
        target: squeeze(last("targetText")),
        addressees: set("addressee"),
        negated: matches!(last("negated"), "true" | "1"),
        quote: squeeze(quotes.last().unwrap_or_default()),
    }
}

// IRIs in the order of their N-Triples form: `<a-b>` stands before `<a>`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key<'q>(&'q str);

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.bytes().chain([b'>']).cmp(other.0.bytes().chain([b'>']))
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

// Quads by subject and predicate; objects as IRI or lexical form.
struct Index<'q> {
    nodes: BTreeMap<&'q str, BTreeMap<&'q str, Vec<&'q str>>>,
}

impl<'q> Index<'q> {
    fn new(quads: &'q [Quad]) -> Self {
        let mut nodes: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
        for quad in quads {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
            let object = match &quad.object {
                Term::NamedNode(node) => node.as_str(),
                Term::Literal(literal) => literal.value(),
                _ => continue,
            };
            nodes.entry(subject.as_str()).or_default().entry(quad.predicate.as_str()).or_default().push(object);
        }
        Self { nodes }
    }

    fn values(&self, subject: &str, predicate: &str) -> impl Iterator<Item = &'q str> + use<'q> {
        self.nodes.get(subject).and_then(|n| n.get(predicate)).cloned().unwrap_or_default().into_iter()
    }

    fn dem(&self, subject: &str, property: &str) -> impl Iterator<Item = &'q str> + use<'q> {
        let property = |p: &&str| p.strip_prefix(DEM) == Some(property);
        let node = self.nodes.get(subject);
        node.and_then(|n| n.iter().find(|(p, _)| property(p))).map(|(_, o)| o.clone()).unwrap_or_default().into_iter()
    }

    fn is_a(&self, subject: &str, class: &str) -> bool {
        self.values(subject, term::TYPE.as_str()).any(|c| c.strip_prefix(DEM) == Some(class))
    }
}

impl Things {
    fn new(index: &Index<'_>) -> Self {
        let mut out = Self::default();
        for &node in index.nodes.keys() {
            let plain = [term::LABEL, term::PREF_LABEL, term::ALT_LABEL].into_iter().flat_map(|p| index.values(node, p.as_str()));
            for label in plain.chain(index.dem(node, "shortName")) {
                out.labels.entry(node.to_owned()).or_default().insert(norm(label));
            }
            for code in index.dem(node, "isoCode") {
                out.iso.insert(node.to_owned(), code.to_owned());
            }
            for class in index.values(node, term::TYPE.as_str()) {
                out.types.entry(node.to_owned()).or_default().insert(local(class).to_owned());
            }
            for concept in index.values(node, term::BROADER.as_str()) {
                out.broader.entry(node.to_owned()).or_default().insert(concept.to_owned());
            }
        }
        out
    }

    fn join(&mut self, other: Self) {
        self.iso.extend(other.iso);
        for (mine, theirs) in [(&mut self.labels, other.labels), (&mut self.types, other.types), (&mut self.broader, other.broader)] {
            for (node, values) in theirs {
                mine.entry(node).or_default().extend(values);
            }
        }
    }
}

/// The graphs of all documents in one: names, codes and types of an entity hold in every document.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    documents: BTreeMap<String, DocumentGraph>,
    things: Things,
}

impl Graph {
    /// Adds a document; of two of the same file name the later one is scored.
    pub fn add(&mut self, mut document: DocumentGraph) {
        self.things.join(std::mem::take(&mut document.things));
        self.documents.insert(document.file_name.clone(), document);
    }

    /// The document read from a file of this name.
    #[must_use]
    pub fn document(&self, file_name: &str) -> Option<&DocumentGraph> {
        self.documents.get(file_name)
    }

    pub(super) fn labels(&self, iri: &str) -> BTreeSet<String> {
        self.things.labels.get(iri).cloned().unwrap_or_default()
    }

    pub(super) fn iso(&self, iri: &str) -> Option<&str> {
        self.things.iso.get(iri).map(String::as_str)
    }

    pub(super) fn entity_type(&self, iri: &str) -> Option<EntityType> {
        self.things.types.get(iri)?.iter().find_map(|t| EntityType::of_class(t))
    }

    /// The family an attitude belongs to, up its broader concepts.
    pub(super) fn family(&self, attitude: &str) -> Option<Family> {
        let mut seen = BTreeSet::new();
        let mut left = vec![attitude];
        while let Some(concept) = left.pop() {
            if let Some(family) = Family::of_name(local(concept)) {
                return Some(family);
            }
            if seen.insert(concept) {
                left.extend(self.things.broader.get(concept).into_iter().flatten().rev().map(String::as_str));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract;
    use crate::knowledge::Knowledge;
    use crate::text::Document;

    #[test]
    fn iris_stand_in_the_order_of_their_written_form() {
        let mut keys = [Key("x:a"), Key("x:a-b"), Key("x:a/b"), Key("x:aa")];
        keys.sort();
        assert_eq!(keys.map(|k| k.0), ["x:a-b", "x:a/b", "x:a", "x:aa"]);
    }

    #[test]
    fn a_document_is_seen_with_its_names_stances_and_families() {
        let text = "Norway welcomes the agreement on fisheries.".to_owned();
        let document = Document { id: "a".into(), file_name: "a.txt".into(), text, ..Document::default() };
        let mut graph = Graph::default();
        graph.add(DocumentGraph::new(&extract::quads(Knowledge::embedded(), &document).1));
        let seen = graph.document("a.txt").unwrap();
        let (norway, quote) = seen.mentions.iter().next().unwrap();
        assert_eq!((quote.as_str(), graph.iso(norway), graph.entity_type(norway)), ("Norway", Some("NO"), Some(EntityType::State)));
        assert!(graph.labels(norway).contains("norway"));
        let stance = &seen.stances[0];
        assert_eq!(graph.family(&stance.attitude), Some(Family::Approve));
        assert_eq!((stance.target.as_str(), stance.negated), ("the agreement on fisheries", false));
        assert!(graph.document("b.txt").is_none());
    }
}
