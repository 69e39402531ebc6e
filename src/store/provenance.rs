//! What the store remembers of its runs: what was read, by which knowledge and version, when.
//!
//! All of it stands in the provenance graph, the only place where a clock may appear.

use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use oxigraph::store::{StorageError, Store};

use super::{object, text_of};
use crate::graph::{hash, identity_graph, knowledge_graph, provenance_graph};
use crate::text::Document;
use crate::vocab::{ID, PROV, XSD, dem, term};

/// The version of the program, part of every document's hash.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

fn prov(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{PROV}{local}"))
}

fn quad(subject: impl Into<NamedNode>, predicate: NamedNode, object: impl Into<Term>) -> Quad {
    Quad::new(subject.into(), predicate, object, GraphName::NamedNode(provenance_graph()))
}

fn text(value: &str) -> Literal {
    Literal::new_simple_literal(value)
}

/// Hash of all that a document's graph depends on.
pub(super) fn document_hash(document: &Document, knowledge: &str) -> String {
    let optional = |field: &Option<String>| field.as_ref().map_or("-".to_owned(), |f| format!("={f}"));
    hash(&[
        VERSION,
        knowledge,
        &document.id,
        &document.file_name,
        &optional(&document.title),
        &optional(&document.date),
        &optional(&document.url),
        &document.text,
    ])
}

/// The hash under which a document is in the store.
pub(super) fn stored_hash(store: &Store, document: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
    Ok(object(store, document, &dem("documentHash"), &provenance_graph())?.map(text_of))
}

/// What is remembered of a document: its hash, where it was read, and the identifier its record gave.
pub(super) fn of_document(document: &NamedNode, hash: &str, knowledge: &str, path: &str, identifier: Option<&str>) -> Vec<Quad> {
    let mut quads = vec![
        quad(document.clone(), dem("documentHash"), text(hash)),
        quad(document.clone(), dem("knowledgeHash"), text(knowledge)),
        quad(document.clone(), dem("programVersion"), text(VERSION)),
        quad(document.clone(), dem("sourcePath"), text(path)),
    ];
    quads.extend(identifier.map(|i| quad(document.clone(), dem("sourceId"), text(i))));
    quads
}

/// The identifier that a document's record gave.
pub(super) fn identifier(store: &Store, document: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
    Ok(object(store, document, &dem("sourceId"), &provenance_graph())?.map(text_of))
}

/// Every document of the store.
pub(super) fn documents(store: &Store) -> impl Iterator<Item = Result<NamedNode, StorageError>> {
    let found = store.quads_for_pattern(None, Some(dem("documentHash").as_ref()), None, Some(provenance_graph().as_ref().into()));
    found.filter_map(|quad| match quad {
        Ok(quad) => match quad.subject {
            oxigraph::model::NamedOrBlankNode::NamedNode(node) => Some(Ok(node)),
            oxigraph::model::NamedOrBlankNode::BlankNode(_) => None,
        },
        Err(error) => Some(Err(error)),
    })
}

/// The path below the argument from which a document was read.
pub(super) fn source_path(store: &Store, document: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
    Ok(object(store, document, &dem("sourcePath"), &provenance_graph())?.map(text_of))
}

/// The hash of the knowledge that a document was read with.
pub(super) fn knowledge_of(store: &Store, document: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
    Ok(object(store, document, &dem("knowledgeHash"), &provenance_graph())?.map(text_of))
}

/// The hash of the knowledge graph in the store.
pub(super) fn knowledge(store: &Store) -> Result<Option<String>, StorageError> {
    knowledge_of(store, knowledge_graph().as_ref())
}

/// What is remembered of the knowledge graph.
pub(super) fn of_knowledge(hash: &str) -> Quad {
    quad(knowledge_graph(), dem("knowledgeHash"), text(hash))
}

/// Says that the identity graph is older than the documents.
pub(super) fn stale() -> Quad {
    quad(identity_graph(), dem("stale"), Literal::from(true))
}

/// A run that changed something.
#[derive(Debug, Default)]
pub(super) struct Activity {
    what: Vec<String>,
    digest: String,
}

impl Activity {
    pub(super) fn changed(&mut self, document: &NamedNode, hash: &str) {
        self.note(&["changed", document.as_str(), hash]);
    }

    pub(super) fn removed(&mut self, document: &NamedNode) {
        self.note(&["removed", document.as_str()]);
    }

    // The names are folded into the digest now and then, so that a run over millions of documents needs no list of them.
    fn note(&mut self, parts: &[&str]) {
        self.what.push(parts.join(" "));
        if self.what.len() >= 1024 {
            self.fold();
        }
    }

    fn fold(&mut self) {
        let all: Vec<&str> = std::iter::once(self.digest.as_str()).chain(self.what.iter().map(String::as_str)).collect();
        self.digest = hash(&all);
        self.what.clear();
    }

    /// The activity; its IRI comes from what it did, its times from the clock or from `SOURCE_DATE_EPOCH`.
    pub(super) fn quads(mut self, knowledge: &str, begun: jiff::Timestamp) -> (NamedNode, Vec<Quad>) {
        self.fold();
        let key = hash(&[VERSION, knowledge, &self.digest]);
        let node = NamedNode::new_unchecked(format!("{ID}activity/{}", &key[..16]));
        let quads = vec![
            quad(node.clone(), term::TYPE.into_owned(), prov("Activity")),
            quad(node.clone(), prov("startedAtTime"), time(begun)),
            quad(node.clone(), prov("endedAtTime"), time(now())),
            quad(node.clone(), dem("knowledgeHash"), text(knowledge)),
            quad(node.clone(), dem("programVersion"), text(VERSION)),
        ];
        (node, quads)
    }
}

/// Says which activity a document's graph comes from.
pub(super) fn generated(document: NamedNode, activity: &NamedNode) -> Quad {
    quad(document, prov("wasGeneratedBy"), activity.clone())
}

/// Stands for the activity of a run that has not ended, or never did.
pub(super) fn unfinished() -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}activity/unfinished"))
}

/// The time, or the one that `SOURCE_DATE_EPOCH` says.
pub(super) fn now() -> jiff::Timestamp {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.parse().ok()).and_then(|s| jiff::Timestamp::from_second(s).ok());
    given.unwrap_or_else(jiff::Timestamp::now)
}

fn time(at: jiff::Timestamp) -> Literal {
    Literal::new_typed_literal(format!("{at:.3}"), NamedNode::new_unchecked(format!("{XSD}dateTime")))
}
