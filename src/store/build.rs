//! Texts into a store: what is unchanged is skipped, what changed is replaced.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use oxigraph::model::Quad;
use oxigraph::store::{StorageError, Store};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Claims;
use super::batch::{self, Batches, FirstLoad, Sink};
use super::folder::{OpenError, Repository};
use super::provenance::{self, Activity};
use crate::graph::{document_iri, hash, knowledge_quads};
use crate::knowledge::Knowledge;
use crate::read::{Inputs, ReadError, ReadOptions, Source, Unread};
use crate::text::Document;
use crate::{extract, identity, pipeline};

/// Skipped inputs that a summary lists; further ones are only counted.
const LISTED: usize = 1000;

/// What is read, and how.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// Files, folders, patterns, `-`.
    pub paths: Vec<String>,
    /// How they are read.
    pub read: ReadOptions,
    /// Number of threads; 0 for as many as there are processors.
    pub jobs: usize,
    /// Whether documents of the store that are not among the inputs are removed.
    pub prune: bool,
    /// Whether unchanged documents are read again.
    pub force: bool,
}

/// An input that gave no document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The path as given or found.
    pub path: String,
    /// The line or record, 1-based.
    pub line: Option<u64>,
    /// A stable code.
    pub code: &'static str,
    /// Place and reason.
    pub message: String,
    /// The remedy.
    pub help: Option<String>,
}

/// Told while a build goes on.
#[derive(Debug)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// A document was read.
    Read(&'a Summary),
    /// Something had to be done to read an input, or one was given twice.
    Note(String),
    /// An input was skipped.
    Skipped(&'a Skipped),
    /// All documents are in; what is left takes a while.
    Closing(&'static str),
}

/// What a build did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Documents read, whatever became of them.
    pub documents: u64,
    /// Documents that were not in the store.
    pub added: u64,
    /// Documents that replaced an earlier version.
    pub changed: u64,
    /// Documents that were in the store as they are.
    pub unchanged: u64,
    /// Documents removed from the store.
    pub removed: u64,
    /// Inputs with the same id and text as another one.
    pub duplicates: u64,
    /// Inputs that gave no document.
    pub skipped: u64,
    /// The first thousand of them.
    pub skips: Vec<Skipped>,
    /// Sentences of the documents that were added or changed.
    pub sentences: u64,
    /// Claims of the same documents.
    pub claims: Claims,
    /// Quads of the same documents.
    pub quads: u64,
    /// Bytes of text read.
    pub bytes: u64,
    /// Time taken.
    pub seconds: f64,
    /// Text read per second, in millions of bytes.
    pub megabytes_per_second: f64,
}

impl Summary {
    /// Whether the store was changed.
    #[must_use]
    pub fn changed_something(&self) -> bool {
        self.added + self.changed + self.removed > 0
    }
}

/// Why a build failed. Documents that were committed before stay in the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The arguments are wrong.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store cannot be read or written.
    #[error("{folder}: cannot write to the store")]
    Storage {
        /// The folder of the store.
        folder: String,
        /// What Oxigraph said.
        source: StorageError,
    },
    /// Nothing was read, so everything would be pruned.
    #[error("no document was read, so `--prune` would remove all {documents} documents of the store")]
    PruneAll {
        /// How many there are.
        documents: u64,
    },
}

impl BuildError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Read(error) => error.help(),
            Self::Open(error) => error.help(),
            Self::Storage { .. } => Some("if the disk is full, free some space and run it again: documents already committed are kept, none is half written"),
            Self::PruneAll { .. } => Some("check the paths; to empty the store, delete its folder"),
        }
    }
}

/// Reads texts into the store at `folder`, which is made if it is not there.
///
/// Documents are replaced whole or not at all, whenever the run is killed. The result depends on the set of inputs only,
/// not on their order or the number of threads: where two inputs have the same id, the one whose path sorts first stays.
/// Memory grows by some 40 bytes per input, to find such pairs, and not otherwise with the size of the inputs.
///
/// # Errors
///
/// A path does not exist, or the store cannot be opened or written. Inputs that cannot be read are no errors: they are
/// skipped, told and counted.
pub fn build(folder: &Path, knowledge: &Knowledge, options: &BuildOptions, tell: &mut dyn FnMut(Notice<'_>)) -> Result<Summary, BuildError> {
    let begun = (Instant::now(), provenance::now());
    let mut paths = options.paths.clone();
    paths.sort();
    paths.dedup();
    let inputs = Inputs::new(&paths, options.read.clone())?;
    let mut repository = Repository::open_or_make(folder)?;
    let failed = |source| BuildError::Storage { folder: folder.display().to_string(), source };
    let mut run =
        Run { knowledge, options, inputs, seen: HashMap::new(), unread: Vec::new(), summary: Summary::default(), activity: Activity::default(), begun, tell };
    if repository.is_new() {
        let loading = repository.start_loading()?;
        match run.first(&loading) {
            Ok(()) => repository.finish_loading(loading)?,
            Err(error) => {
                repository.abandon_loading(loading);
                return Err(failed(error));
            }
        }
    } else {
        run.update(repository.store()).map_err(|e| match e {
            UpdateError::Storage(source) => failed(source),
            UpdateError::PruneAll(documents) => BuildError::PruneAll { documents },
        })?;
    }
    Ok(run.summary())
}

enum UpdateError {
    Storage(StorageError),
    PruneAll(u64),
}

impl From<StorageError> for UpdateError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

struct Run<'a> {
    knowledge: &'a Knowledge,
    options: &'a BuildOptions,
    inputs: Inputs,
    // By hash of the id: hashes of the text read under it and of the identifier that its record gave.
    seen: HashMap<[u8; 16], ([u8; 8], [u8; 8])>,
    // Paths of inputs that could not be read: their documents are not pruned.
    unread: Vec<String>,
    summary: Summary,
    activity: Activity,
    begun: (Instant, jiff::Timestamp),
    tell: &'a mut dyn FnMut(Notice<'_>),
}

// What a thread makes of an input.
struct Found {
    document: Document,
    source: Source,
    // What the record says it is, which may be more than the id keeps.
    identifier: Option<String>,
    hash: String,
    notes: Vec<String>,
    state: State,
}

enum State {
    Unchanged,
    Read { quads: Vec<Quad>, claims: Claims, sentences: usize, replaces: bool },
    Panicked,
    Storage(StorageError),
}

impl Run<'_> {
    fn first(&mut self, store: &Store) -> Result<(), StorageError> {
        let hash = self.knowledge.facts.hash();
        let mut sink = FirstLoad::new(store, self.jobs());
        sink.add(knowledge_quads(&self.knowledge.facts))?;
        sink.add([provenance::of_knowledge(hash)])?;
        self.read(None, &mut sink)?;
        sink.finish()?;
        (self.tell)(Notice::Closing("finding events told in several documents"));
        let mut sink = FirstLoad::new(store, self.jobs());
        sink.add(identity::quads(store)?)?;
        if self.summary.changed_something() {
            let (node, quads) = std::mem::take(&mut self.activity).quads(hash, self.begun.1);
            sink.add(quads)?;
            for document in provenance::documents(store) {
                sink.add([provenance::generated(document?, &node)])?;
            }
        }
        sink.finish()?;
        (self.tell)(Notice::Closing("arranging the store for queries"));
        store.optimize()?;
        store.flush()
    }

    fn update(&mut self, store: &Store) -> Result<(), UpdateError> {
        let hash = self.knowledge.facts.hash();
        if provenance::knowledge(store)?.as_deref() != Some(hash) {
            batch::put_knowledge(store, self.knowledge)?;
        }
        let mut sink = Batches::new(store);
        self.read(Some(store), &mut sink)?;
        if self.options.prune {
            self.prune(store, &mut sink)?;
        }
        sink.commit()?;
        let changed = self.summary.changed_something();
        if changed || batch::is_stale(store)? {
            (self.tell)(Notice::Closing("finding events told in several documents"));
            let activity = changed.then(|| std::mem::take(&mut self.activity).quads(hash, self.begun.1));
            batch::conclude(store, activity)?;
            // Compaction of the whole pays off only where much of it is new.
            if self.summary.quads > 500_000 {
                (self.tell)(Notice::Closing("arranging the store for queries"));
                store.optimize()?;
            }
            store.flush()?;
        }
        Ok(())
    }

    fn read(&mut self, store: Option<&Store>, sink: &mut dyn Sink) -> Result<(), StorageError> {
        let (knowledge, force, jobs) = (self.knowledge, self.options.force, self.jobs());
        // Taken out, because the closures below share the rest.
        let Ok(nothing) = Inputs::new(&[], ReadOptions::default()) else { return Ok(()) };
        let mut inputs = std::mem::replace(&mut self.inputs, nothing);
        pipeline::ordered(
            jobs,
            || inputs.next_unread(),
            |unread| find(unread, knowledge, force, store),
            |found| match found {
                Ok(found) => self.take(found, store, sink),
                Err(error) => {
                    self.unread.extend(error.path().map(str::to_owned));
                    self.skip(Skipped {
                        path: error.path().unwrap_or_default().to_owned(),
                        line: error.line(),
                        code: error.code(),
                        message: with_causes(&error),
                        help: error.help().map(str::to_owned),
                    });
                    Ok(())
                }
            },
        )
    }

    fn take(&mut self, found: Found, store: Option<&Store>, sink: &mut dyn Sink) -> Result<(), StorageError> {
        self.summary.documents += 1;
        self.summary.bytes += found.document.text.len() as u64;
        let place = place(&found.source);
        for note in &found.notes {
            (self.tell)(Notice::Note(format!("{place}: {note}")));
        }
        let mut found = found;
        let text = first_bytes(found.document.text.as_bytes());
        let identifier = first_bytes(found.identifier.as_deref().unwrap_or_default().as_bytes());
        let mut key = first_bytes(found.document.id.as_bytes());
        // Two records may differ in their identifiers and not in what an id keeps of them: the later one gets a longer id.
        if self.seen.get(&key).is_some_and(|other| other.0 != text && other.1 != identifier) {
            found = found.apart(self.knowledge, self.options.force, store);
            key = first_bytes(found.document.id.as_bytes());
        }
        let Found { document, source, identifier: given, hash, state, .. } = found;
        let (id, iri) = (&document.id, document_iri(&document.id));
        match self.seen.get(&key) {
            Some(other) if other.0 == text => {
                self.summary.duplicates += 1;
                (self.tell)(Notice::Note(format!("{place}: same text as an earlier input with the id `{id}`, not read twice")));
                return Ok(());
            }
            Some(_) => {
                self.skip(Skipped {
                    path: source.path,
                    line: source.record,
                    code: "build/duplicate-id",
                    message: format!("{place}: another text with the id `{id}` was read before"),
                    help: Some("give each record an id of its own, or read the folder above both files".into()),
                });
                return Ok(());
            }
            None => {}
        }
        self.seen.insert(key, (text, identifier));
        match state {
            State::Unchanged => self.summary.unchanged += 1,
            State::Storage(error) => return Err(error),
            State::Panicked => self.skip(Skipped {
                path: source.path,
                line: source.record,
                code: "build/internal",
                message: format!("{place}: the reader failed on this text"),
                help: Some("this is a fault of demarche: please report it with the text".into()),
            }),
            State::Read { quads, claims, sentences, replaces } => {
                let counter = if replaces { &mut self.summary.changed } else { &mut self.summary.added };
                *counter += 1;
                self.summary.sentences += sentences as u64;
                self.summary.quads += quads.len() as u64;
                self.summary.claims.merge(&claims);
                self.activity.changed(&iri, &hash);
                let remembered = provenance::of_document(&iri, &hash, self.knowledge.facts.hash(), &source.relative, given.as_deref());
                sink.put(iri, quads, remembered)?;
            }
        }
        self.summary.time(self.begun.0);
        (self.tell)(Notice::Read(&self.summary));
        Ok(())
    }

    fn skip(&mut self, skipped: Skipped) {
        (self.tell)(Notice::Skipped(&skipped));
        self.summary.skipped += 1;
        if self.summary.skips.len() < LISTED {
            self.summary.skips.push(skipped);
        }
    }

    fn prune(&mut self, store: &Store, sink: &mut Batches<'_>) -> Result<(), UpdateError> {
        if self.summary.documents == 0 {
            let mut documents = 0;
            for document in provenance::documents(store) {
                document?;
                documents += 1;
            }
            return if documents == 0 { Ok(()) } else { Err(UpdateError::PruneAll(documents)) };
        }
        for document in provenance::documents(store) {
            let document = document?;
            if self.seen.contains_key(&first_bytes(super::id_of(&document).as_bytes())) {
                continue;
            }
            if !self.unread.is_empty() {
                let path = provenance::source_path(store, document.as_ref())?.unwrap_or_default();
                if self.unread.iter().any(|u| super::remove::is_below(u, &path)) {
                    continue;
                }
            }
            self.activity.removed(&document);
            self.summary.removed += 1;
            sink.remove(document)?;
        }
        Ok(())
    }

    fn jobs(&self) -> usize {
        if self.options.jobs == 0 { pipeline::default_jobs() } else { self.options.jobs }
    }

    fn summary(mut self) -> Summary {
        self.summary.time(self.begun.0);
        self.summary
    }
}

impl Summary {
    fn time(&mut self, begun: Instant) {
        self.seconds = begun.elapsed().as_secs_f64();
        self.megabytes_per_second = self.bytes as f64 / 1e6 / self.seconds.max(1e-9);
    }
}

fn find(unread: Result<Unread, ReadError>, knowledge: &Knowledge, force: bool, store: Option<&Store>) -> Result<Found, ReadError> {
    let mut raw = unread?.read()?;
    let (source, notes, identifier) = (raw.source.clone(), std::mem::take(&mut raw.notes), raw.id.clone());
    let document = pipeline::document(raw);
    let stored = store.map_or(Ok(None), |store| provenance::identifier(store, document_iri(&document.id).as_ref()));
    let found = Found { document, source, identifier, hash: String::new(), notes, state: State::Panicked };
    Ok(match stored {
        Err(error) => Found { state: State::Storage(error), ..found },
        // The store has another record under this id.
        Ok(Some(other)) if found.identifier.as_ref().is_some_and(|i| *i != other) => found.apart(knowledge, force, store),
        Ok(_) => found.read(knowledge, force, store),
    })
}

impl Found {
    fn read(mut self, knowledge: &Knowledge, force: bool, store: Option<&Store>) -> Self {
        let document = &self.document;
        let iri = document_iri(&document.id);
        self.hash = provenance::document_hash(document, knowledge.facts.hash());
        self.state = match store.map_or(Ok(None), |store| provenance::stored_hash(store, iri.as_ref())) {
            Err(error) => State::Storage(error),
            Ok(Some(stored)) if stored == self.hash && !force => State::Unchanged,
            // One text that the reader trips over must not take the others with it.
            Ok(stored) => match catch_unwind(AssertUnwindSafe(|| extract::quads(knowledge, document))) {
                Ok((extraction, quads)) => {
                    let mut claims = Claims::default();
                    claims.add(&extraction);
                    State::Read { quads, claims, sentences: extraction.sentences, replaces: stored.is_some() }
                }
                Err(_) => State::Panicked,
            },
        };
        self
    }

    // Read under an id that keeps the whole identifier, by its hash.
    fn apart(mut self, knowledge: &Knowledge, force: bool, store: Option<&Store>) -> Self {
        if let Some(identifier) = &self.identifier {
            let key = hash(&[identifier]);
            self.document.id = format!("{}-{}", self.document.id, &key[..8]);
        }
        self.read(knowledge, force, store)
    }
}

// Path and record, as in the messages of the reader.
fn place(source: &Source) -> String {
    match source.record {
        Some(record) => format!("{}:{record}", source.path),
        None => source.path.clone(),
    }
}

fn with_causes(error: &ReadError) -> String {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        message = format!("{message}: {next}");
        cause = next.source();
    }
    message
}

fn first_bytes<const N: usize>(of: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    for (to, from) in out.iter_mut().zip(Sha256::digest(of)) {
        *to = from;
    }
    out
}
