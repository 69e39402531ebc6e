//! What can go wrong while a file is written.

use std::io;

/// Why nothing, or not all, was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The sink refused the bytes.
    #[error("cannot write {what}")]
    Write {
        /// What was being written.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A name of a format that is not known.
    #[error("unknown format `{name}`")]
    UnknownFormat {
        /// The name, extension or media type as given.
        name: String,
    },
    /// A name of a table that is not known.
    #[error("unknown table `{name}`")]
    UnknownTable {
        /// The name as given.
        name: String,
    },
    /// A property whose IRI ends in no XML name.
    #[error("`{iri}` cannot be a property in RDF/XML")]
    NoXmlName {
        /// The IRI.
        iri: String,
    },
    /// A document that is not in the store.
    #[error("no document `{id}` in the store")]
    NoDocument {
        /// Its id as given.
        id: String,
    },
    /// The store cannot be read.
    #[cfg(feature = "store")]
    #[error("cannot read the store")]
    Storage {
        /// What Oxigraph said.
        #[from]
        source: oxigraph::store::StorageError,
    },
    /// The library that writes Parquet failed.
    #[cfg(feature = "store")]
    #[error("cannot write Parquet")]
    Parquet {
        /// What it said.
        #[from]
        source: ::parquet::errors::ParquetError,
    },
    /// Columns that make no table.
    #[cfg(feature = "store")]
    #[error("cannot build the columns of the table")]
    Columns {
        /// What the library said.
        #[from]
        source: arrow::error::ArrowError,
    },
}

impl ExportError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::UnknownFormat { .. } => Some("known are ttl, trig, nt, nq, rdf, jsonld, csv, parquet, graphml and gexf, their media types too"),
            Self::UnknownTable { .. } => Some("known are stances, alignments, nodes and edges"),
            Self::NoXmlName { .. } => Some("write Turtle or N-Triples, which hold any IRI"),
            Self::NoDocument { .. } => Some("an id is what follows `doc/` in the document's IRI"),
            Self::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull => Some("make room, or name another folder with `-o`"),
            _ => None,
        }
    }

    pub(crate) fn write(what: &'static str) -> impl Fn(io::Error) -> Self {
        move |source| Self::Write { what, source }
    }
}
