//! A graph on disk: one folder, one named graph per document, one writer at a time.
//!
//! A store is a folder with four things in it: `demarche.json` says that it is a store and of which format, `lock` is
//! held by those who use it (one writer, or any number of readers), `gate` by the one who writes or waits to write, for
//! which a server makes way ([`wanted`]), `data` belongs to Oxigraph. The first load goes to `loading`, which becomes
//! `data` when it is complete: a run that is killed leaves no half store behind.

mod batch;
mod build;
mod claims;
mod dump;
mod explain;
mod folder;
mod provenance;
mod remove;
mod stats;
mod structure;

pub use build::{BuildError, BuildOptions, Notice, Skipped, Summary, build};
pub use claims::Claims;
pub use dump::{DumpError, dump};
pub use explain::{ExplainError, Explanation, Marked, Rule, SourceOf, explain};
pub use folder::{OpenError, Repository, wanted};
pub use remove::{RemoveError, Removed, remove};
pub use stats::{Stats, stats};
pub use structure::{CheckError, Violation, check_structure, load_file};

use oxigraph::model::{NamedNode, NamedNodeRef, Quad, Term};
use oxigraph::store::{StorageError, Store};

// The first object of a subject's property in a graph.
fn object(store: &Store, subject: NamedNodeRef<'_>, predicate: &NamedNode, graph: &NamedNode) -> Result<Option<Term>, StorageError> {
    let quad = store.quads_for_pattern(Some(subject.into()), Some(predicate.as_ref()), None, Some(graph.as_ref().into())).next();
    Ok(quad.transpose()?.map(|q: Quad| q.object))
}

// The text of a term: a literal's value or an IRI.
fn text_of(term: Term) -> String {
    match term {
        Term::Literal(l) => l.destruct().0,
        Term::NamedNode(n) => n.into_string(),
        Term::BlankNode(b) => b.into_string(),
    }
}

// The id in a document's IRI.
fn id_of(document: &NamedNode) -> &str {
    document.as_str().strip_prefix(crate::vocab::ID).and_then(|d| d.strip_prefix("doc/")).unwrap_or(document.as_str())
}
