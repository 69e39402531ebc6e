//! Everything in a store, in a fixed order.

use std::io::{self, Write};

use oxigraph::model::{GraphNameRef, NamedOrBlankNode};
use oxigraph::store::StorageError;

use super::folder::Repository;
use crate::graph::provenance_graph;

/// Why a dump failed: the source or the sink.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DumpError {
    /// The store cannot be read.
    #[error("cannot read the store")]
    Storage(#[from] StorageError),
    /// The output cannot be written.
    #[error("cannot write the dump")]
    Write(#[from] io::Error),
}

/// Writes all quads as N-Quads, graph by graph, each sorted; one graph is in memory at a time.
///
/// The graph of the runs holds times, so it differs between stores of the same content; it is written on demand.
///
/// # Errors
///
/// The store cannot be read, or the output not written.
pub fn dump(repository: &Repository, provenance: bool, out: &mut dyn Write) -> Result<u64, DumpError> {
    let store = repository.store();
    let mut graphs = Vec::new();
    for graph in store.named_graphs() {
        match graph? {
            NamedOrBlankNode::NamedNode(graph) if provenance || graph != provenance_graph() => graphs.push(graph),
            _ => {}
        }
    }
    graphs.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    let mut written = 0;
    let mut lines: Vec<String> = Vec::new();
    for graph in &graphs {
        lines.clear();
        for quad in store.quads_for_pattern(None, None, None, Some(GraphNameRef::NamedNode(graph.as_ref()))) {
            lines.push(format!("{} .\n", quad?));
        }
        lines.sort_unstable();
        for line in &lines {
            out.write_all(line.as_bytes())?;
        }
        written += lines.len() as u64;
    }
    Ok(written)
}
