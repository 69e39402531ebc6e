//! Graphs as files: RDF, tidy tables, networks.
//!
//! Every writer reads a [`QuadSet`], so that one document without a store and a whole store go the same way, and gives
//! the same bytes for the same set of quads in whatever order they come.
//!
//! # Examples
//!
//! ```
//! use demarche::export::{QuadSet, RdfWriter, Syntax};
//! use oxrdf::{GraphName, Literal, NamedNode, Quad};
//!
//! let iri = |s: &str| NamedNode::new_unchecked(format!("https://w3id.org/demarche/{s}"));
//! let quad = Quad::new(iri("id/state/KZ"), iri("ns#isoCode"), Literal::from("KZ"), GraphName::DefaultGraph);
//! let mut turtle = RdfWriter::new(Syntax::Turtle, Vec::new());
//! turtle.write(&QuadSet::new([quad]))?;
//! let text = String::from_utf8(turtle.finish()?.out).unwrap_or_default();
//! assert!(text.ends_with("\nstate:KZ dem:isoCode \"KZ\" .\n"));
//! # Ok::<(), demarche::export::ExportError>(())
//! ```

mod canonical;
mod claims;
mod columns;
mod dates;
mod error;
mod format;
mod gexf;
mod graphml;
mod jsonld;
mod names;
mod network;
#[cfg(feature = "store")]
mod parquet;
mod quads;
mod rdf;
mod rdfxml;
mod rows;
#[cfg(feature = "store")]
mod selection;
mod tables;
mod turtle;
mod xml;

pub use canonical::canonical_hash;
pub use columns::{Cell, Column, ColumnType, Table};
#[cfg(feature = "store")]
pub(crate) use dates::{first_day, last_day};
pub use error::ExportError;
pub use format::{Format, Syntax};
pub use gexf::write_gexf;
pub use graphml::write_graphml;
pub use network::{Edge, Network, Node};
#[cfg(feature = "store")]
pub(crate) use parquet::parquet_rows;
#[cfg(feature = "store")]
pub use parquet::write_parquet;
pub use quads::QuadSet;
pub use rdf::{Fragment, RdfWriter, Written};
pub use rows::write_rows;
#[cfg(feature = "store")]
pub use selection::{Exported, Selected, Selection};
#[cfg(feature = "store")]
pub(crate) use tables::csv_rows;
pub use tables::{CsvOptions, write_csv};
#[cfg(feature = "store")]
pub(crate) use xml::{attribute, escape};

#[cfg(test)]
mod tables_tests;
#[cfg(test)]
mod tests;
