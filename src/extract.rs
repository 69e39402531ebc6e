//! The pipeline: a document and the knowledge in, claims and quads out. A pure function of both.

use oxrdf::Quad;

use crate::claim::Extraction;
use crate::graph;
use crate::knowledge::Knowledge;
use crate::text::Document;

/// Reads a document.
#[must_use]
pub fn extract(knowledge: &Knowledge, document: &Document) -> Extraction {
    let _ = (knowledge, document);
    Extraction::default()
}

/// Reads a document and maps what it says to quads of the document's graph, sorted.
#[must_use]
pub fn quads(knowledge: &Knowledge, document: &Document) -> (Extraction, Vec<Quad>) {
    let extraction = extract(knowledge, document);
    let quads = graph::quads(knowledge, document, &extraction);
    (extraction, quads)
}
