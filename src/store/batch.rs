//! Writing: documents whole or not at all.

use oxigraph::model::{GraphNameRef, NamedNode, Quad};
use oxigraph::store::{BulkLoader, StorageError, Store, Transaction};

use super::provenance;
use crate::graph::{knowledge_graph, provenance_graph};
use crate::identity;
use crate::knowledge::Knowledge;

/// Quads of one transaction, about.
const TRANSACTION: usize = 20_000;
/// Quads of one sorted file of a first load.
const CHUNK: usize = 100_000;

/// Takes documents one after the other.
pub(super) trait Sink {
    /// Puts a document's graph and what is remembered of it in the place of what was there.
    fn put(&mut self, document: NamedNode, graph: Vec<Quad>, remembered: Vec<Quad>) -> Result<(), StorageError>;
}

/// Changes to a store in use: a few documents per transaction.
pub(super) struct Batches<'s> {
    store: &'s Store,
    changes: Vec<Change>,
    weight: usize,
}

struct Change {
    document: NamedNode,
    quads: Vec<Quad>,
}

impl<'s> Batches<'s> {
    pub(super) fn new(store: &'s Store) -> Self {
        Self { store, changes: Vec::new(), weight: 0 }
    }

    /// Takes a document out.
    pub(super) fn remove(&mut self, document: NamedNode) -> Result<(), StorageError> {
        self.change(Change { document, quads: Vec::new() })
    }

    fn change(&mut self, change: Change) -> Result<(), StorageError> {
        self.weight += change.quads.len() + 100;
        self.changes.push(change);
        if self.weight >= TRANSACTION { self.commit() } else { Ok(()) }
    }

    /// Writes what is left.
    pub(super) fn commit(&mut self) -> Result<(), StorageError> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let mut transaction = self.store.start_transaction()?;
        // Should this run be killed, the next one knows that identity is to be worked out again.
        transaction.insert(&provenance::stale());
        for Change { document, quads } in self.changes.drain(..) {
            transaction.remove_named_graph(document.as_ref())?;
            forget(&mut transaction, &document)?;
            transaction.extend(&quads);
        }
        self.weight = 0;
        transaction.commit()
    }
}

impl Sink for Batches<'_> {
    fn put(&mut self, document: NamedNode, mut graph: Vec<Quad>, remembered: Vec<Quad>) -> Result<(), StorageError> {
        graph.extend(remembered);
        graph.push(provenance::generated(document.clone(), &provenance::unfinished()));
        self.change(Change { document, quads: graph })
    }
}

/// The first load of a store that nobody sees before it is complete.
pub(super) struct FirstLoad<'s> {
    loader: BulkLoader<'s>,
    buffer: Vec<Quad>,
}

impl<'s> FirstLoad<'s> {
    pub(super) fn new(store: &'s Store, jobs: usize) -> Self {
        let threads = jobs.clamp(1, 4);
        let loader = store
            .bulk_loader()
            .without_atomicity()
            .with_num_threads(threads)
            // The loader takes 1,000 quads for a megabyte; so a chunk of ours is a batch of its.
            .with_max_memory_size_in_megabytes(CHUNK / 1000 * threads);
        Self { loader, buffer: Vec::with_capacity(CHUNK) }
    }

    pub(super) fn add(&mut self, quads: impl IntoIterator<Item = Quad>) -> Result<(), StorageError> {
        for quad in quads {
            self.buffer.push(quad);
            if self.buffer.len() >= CHUNK {
                self.loader.load_quads(self.buffer.drain(..))?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), StorageError> {
        self.loader.load_quads(self.buffer.drain(..))?;
        self.loader.commit()
    }
}

impl Sink for FirstLoad<'_> {
    fn put(&mut self, _document: NamedNode, graph: Vec<Quad>, remembered: Vec<Quad>) -> Result<(), StorageError> {
        self.add(graph)?;
        self.add(remembered)
    }
}

/// Puts the knowledge of this run in the place of the one before.
pub(super) fn put_knowledge(store: &Store, knowledge: &Knowledge) -> Result<(), StorageError> {
    let mut transaction = store.start_transaction()?;
    transaction.clear_graph(knowledge_graph().as_ref())?;
    forget(&mut transaction, &knowledge_graph())?;
    for quad in crate::graph::knowledge_quads(&knowledge.facts) {
        transaction.insert(&quad);
    }
    transaction.insert(&provenance::of_knowledge(knowledge.facts.hash()));
    transaction.insert(&provenance::stale());
    transaction.commit()
}

/// Whether identity is older than the documents.
pub(super) fn is_stale(store: &Store) -> Result<bool, StorageError> {
    store.contains(&provenance::stale())
}

/// Works out identity across documents and signs for the run, in one transaction.
pub(super) fn conclude(store: &Store, activity: Option<(NamedNode, Vec<Quad>)>) -> Result<(), StorageError> {
    let identity = identity::quads(store)?;
    let mut transaction = store.start_transaction()?;
    transaction.clear_graph(crate::graph::identity_graph().as_ref())?;
    transaction.extend(&identity);
    transaction.remove(&provenance::stale());
    if let Some((node, quads)) = activity {
        // The same change made again is the same activity, at another time.
        forget(&mut transaction, &node)?;
        transaction.extend(&quads);
        let graph = provenance_graph();
        let open = provenance::unfinished();
        let unsigned = transaction
            .quads_for_pattern(None, None, Some(open.as_ref().into()), Some(GraphNameRef::NamedNode(graph.as_ref())))
            .collect::<Result<Vec<_>, _>>()?;
        for quad in unsigned {
            transaction.remove(&quad);
            transaction.insert(&Quad { object: node.clone().into(), ..quad });
        }
    }
    transaction.commit()
}

fn forget(transaction: &mut Transaction<'_>, subject: &NamedNode) -> Result<(), StorageError> {
    let graph = provenance_graph();
    let old = transaction
        .quads_for_pattern(Some(subject.as_ref().into()), None, None, Some(GraphNameRef::NamedNode(graph.as_ref())))
        .collect::<Result<Vec<_>, _>>()?;
    for quad in &old {
        transaction.remove(quad);
    }
    Ok(())
}
