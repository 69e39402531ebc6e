//! Taking documents out of a store.

use oxigraph::model::{NamedNode, NamedNodeRef};
use oxigraph::store::StorageError;
use serde::Serialize;

use super::batch::{self, Batches};
use super::folder::Repository;
use super::provenance::{self, Activity};
use crate::graph::document_iri;

/// What was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// Ids of the documents, sorted.
    pub documents: Vec<String>,
}

/// Why nothing was removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemoveError {
    /// Names that are no document of the store.
    #[error("no such document in the store: {}", names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "))]
    Unknown {
        /// The names as given.
        names: Vec<String>,
    },
    /// A file name under which several files were read.
    #[error("`{name}` may mean {}", paths.join(", "))]
    Ambiguous {
        /// The name as given.
        name: String,
        /// What it may mean.
        paths: Vec<String>,
    },
    /// The store cannot be read or written.
    #[error("cannot write to the store")]
    Storage(#[from] StorageError),
}

impl RemoveError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unknown { .. } => "name documents by id, by IRI, or by the file they were read from; nothing was removed",
            Self::Ambiguous { .. } => "name the file with its folders, or the documents by their ids; nothing was removed",
            Self::Storage(_) => return None,
        })
    }
}

/// Removes documents named by id, IRI or file; all of them or, where one name is wrong, none.
///
/// # Errors
///
/// A name fits no document, or a file name fits several files.
pub fn remove(repository: &Repository, names: &[String]) -> Result<Removed, RemoveError> {
    let store = repository.store();
    let begun = provenance::now();
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        let documents = resolve(repository, name)?;
        if documents.is_empty() {
            unknown.push(name.clone());
        }
        found.extend(documents);
    }
    if !unknown.is_empty() {
        return Err(RemoveError::Unknown { names: unknown });
    }
    found.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    found.dedup();
    let (mut sink, mut activity) = (Batches::new(store), Activity::default());
    for document in &found {
        activity.removed(document);
        sink.remove(document.clone())?;
    }
    sink.commit()?;
    let knowledge = provenance::knowledge(store)?.unwrap_or_default();
    batch::conclude(store, Some(activity.quads(&knowledge, begun)))?;
    store.flush()?;
    Ok(Removed { documents: found.iter().map(|d| super::id_of(d).to_owned()).collect() })
}

fn resolve(repository: &Repository, name: &str) -> Result<Vec<NamedNode>, RemoveError> {
    let store = repository.store();
    let is_document = |iri: NamedNodeRef<'_>| Ok::<_, StorageError>(provenance::stored_hash(store, iri)?.is_some());
    let id = name.strip_prefix("doc:").unwrap_or(name);
    for iri in [NamedNode::new(name).ok(), Some(document_iri(id))].into_iter().flatten() {
        if is_document(iri.as_ref())? {
            return Ok(vec![iri]);
        }
    }
    // A file as it was read, or its end or beginning cut off: the longest that fits.
    let mut files: Vec<(String, NamedNode)> = Vec::new();
    for document in provenance::documents(store) {
        let document = document?;
        let path = provenance::source_path(store, document.as_ref())?.unwrap_or_default();
        if is_below(name, &path) || is_below(&path, name) {
            files.push((path, document));
        }
    }
    let exact = files.iter().map(|(p, _)| p).filter(|p| is_below(name, p)).max_by_key(|p| p.len()).cloned();
    if let Some(exact) = exact {
        files.retain(|(p, _)| *p == exact);
    }
    let mut paths: Vec<_> = files.iter().map(|(p, _)| p.clone()).collect();
    paths.sort();
    paths.dedup();
    if paths.len() > 1 {
        return Err(RemoveError::Ambiguous { name: name.to_owned(), paths });
    }
    Ok(files.into_iter().map(|(_, d)| d).collect())
}

// Whether `path` ends in `end`, folder by folder.
pub(super) fn is_below(path: &str, end: &str) -> bool {
    !end.is_empty() && path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']))
}
