//! Canned queries: SPARQL files with a header, parameters bound as RDF terms, answers from a store.
//!
//! A file is valid SPARQL 1.1 as it stands and follows the convention of [grlc](https://grlc.io): the lines that begin
//! with `#+` are YAML, and a variable such as `?_actor_iri` or `?__since_date` is a parameter. A value is never put into
//! the text: the parsed query is rewritten, in every scope ([`bind`]).
//!
//! SPARQL has no variable behind `LIMIT`, so there is no such parameter: the header's `pagination` is the number of rows
//! given when nobody asks for another ([`CannedQuery::page`]), and a limit and offset are laid around the query.

pub mod bind;
mod canned;
mod catalog;
mod describe;
pub mod guard;
mod header;
mod parameter;
mod resolve;
mod results;
mod run;
mod tabular;

pub use canned::{CannedQuery, QueryFileError};
#[cfg(feature = "mcp")]
pub(crate) use catalog::nearest;
pub use catalog::{Catalog, UnknownQuery};
pub use describe::quoted;
pub use header::Header;
pub use parameter::{Parameter, ParameterError, ParameterType};
pub use resolve::{ResolveError, Resolved, Resolver};
pub use results::{Format, Rows, UnknownFormat, cell, json, shorten, write_rows, write_triples};
pub use run::{Answer, RunError, Watchdog, Window, parse, parse_update, run};
pub use tabular::write_parquet;
