//! A text read without a store.

use std::panic::{AssertUnwindSafe, catch_unwind};

use demarche::export::ExportError;
use demarche::graph::hash;
use demarche::knowledge::Knowledge;
use demarche::read::{RawDocument, ReadError, Source};
use demarche::text::Document;
use demarche::{extract, pipeline};
use oxrdf::Quad;

/// What a thread makes of the quads of a document.
pub(super) type Make<'m, M> = &'m (dyn Fn(Vec<Quad>) -> Result<M, ExportError> + Sync);

/// A document, and what was made of its quads; nothing where the reader failed.
pub(super) struct Read<M> {
    pub(super) document: Document,
    pub(super) identifier: Option<String>,
    pub(super) source: Source,
    pub(super) notes: Vec<String>,
    pub(super) made: Option<M>,
}

impl<M> Read<M> {
    /// Reads a text; only `make` can fail.
    pub(super) fn new(mut raw: RawDocument, knowledge: &Knowledge, make: Make<'_, M>) -> Result<Self, ExportError> {
        let (notes, identifier, source) = (std::mem::take(&mut raw.notes), raw.id.clone(), raw.source.clone());
        let document = pipeline::document(raw);
        Self { document, identifier, source, notes, made: None }.read(knowledge, make)
    }

    fn read(mut self, knowledge: &Knowledge, make: Make<'_, M>) -> Result<Self, ExportError> {
        // One text that the reader trips over must not take the others with it.
        let quads = catch_unwind(AssertUnwindSafe(|| extract::quads(knowledge, &self.document).1)).ok();
        self.made = quads.map(make).transpose()?;
        Ok(self)
    }

    /// Read again under an id that keeps the whole identifier, by its hash.
    pub(super) fn apart(mut self, knowledge: &Knowledge, make: Make<'_, M>) -> Result<Self, ExportError> {
        let Some(identifier) = &self.identifier else { return Ok(self) };
        let key = hash(&[identifier]);
        self.document.id = format!("{}-{}", self.document.id, &key[..8]);
        self.read(knowledge, make)
    }

    /// Path and record, as in the messages of the reader.
    pub(super) fn place(&self) -> String {
        match self.source.record {
            Some(record) => format!("{}:{record}", self.source.path),
            None => self.source.path.clone(),
        }
    }
}

/// The error with its cause, on one line.
pub(super) fn message(error: &ReadError) -> String {
    let mut out = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        out.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    out
}
