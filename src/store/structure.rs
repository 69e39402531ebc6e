//! Whether a graph is built as `ontology/shapes` says.
//!
//! The shapes are for SHACL tools. The one that can be linked brings more than three hundred crates and wants the graph
//! in a form of its own, so the program checks what matters by queries, one file each in `ontology/checks`: they run
//! where the data are, over any number of documents, and a user can read, run and add them.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, Quad};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::{LoaderError, StorageError, Store};
use serde::Serialize;

use super::explain::short;
use super::text_of;
use crate::graph::{knowledge_graph, knowledge_quads};
use crate::knowledge::Knowledge;
use crate::vocab::ID;

static CHECKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology/checks");

/// Violations of one check that are listed; further ones are only counted.
const LISTED: usize = 20;

/// A check that a graph fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Name of the check.
    pub check: String,
    /// What should hold.
    pub message: String,
    /// How often it does not.
    pub count: u64,
    /// The first things of which it does not hold, with a value that tells why.
    pub nodes: Vec<(String, Option<String>)>,
}

/// Why nothing could be checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The extension tells no RDF format.
    #[error("{}: no known RDF format", path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no RDF.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// 1-based.
        line: u64,
        /// 1-based.
        column: u64,
        /// What the parser said.
        message: String,
    },
    /// The store cannot be read.
    #[error("cannot read the store")]
    Storage(#[from] StorageError),
    /// A check is broken.
    #[error("check `{check}` cannot be run: {reason}")]
    Query {
        /// Its name.
        check: String,
        /// What the engine said.
        reason: String,
    },
}

impl CheckError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Format { .. } => Some("known are .ttl, .trig, .nt, .nq, .rdf and .jsonld; a store is named with `-l DIR`"),
            _ => None,
        }
    }
}

/// Runs all checks; none fails on what this program writes.
///
/// # Errors
///
/// The store cannot be read.
pub fn check_structure(store: &Store) -> Result<Vec<Violation>, CheckError> {
    let mut out = Vec::new();
    let mut files: Vec<_> = CHECKS.files().filter_map(|f| Some((f.path().file_stem()?.to_str()?, f.contents_utf8()?))).collect();
    files.sort_unstable();
    for (check, query) in files {
        let broken = |reason: String| CheckError::Query { check: check.to_owned(), reason };
        let parsed = SparqlEvaluator::new().parse_query(query).map_err(|e| broken(e.to_string()))?;
        let wrong = |error: QueryEvaluationError| broken(error.to_string());
        let QueryResults::Solutions(solutions) = parsed.on_store(store).execute().map_err(wrong)? else {
            return Err(broken("it is no SELECT".into()));
        };
        let mut violation = Violation { check: check.to_owned(), message: summary(query), count: 0, nodes: Vec::new() };
        for solution in solutions {
            let solution = solution.map_err(wrong)?;
            violation.count += 1;
            if violation.nodes.len() < LISTED {
                let term = |name: &str| solution.get(name).map(|t| short(&text_of(t.clone())));
                violation.nodes.push((term("node").unwrap_or_default(), term("value")));
            }
        }
        if violation.count > 0 {
            violation.nodes.sort();
            out.push(violation);
        }
    }
    Ok(out)
}

fn summary(query: &str) -> String {
    query.lines().find_map(|l| l.strip_prefix("#+ summary:")).unwrap_or_default().trim().to_owned()
}

/// Loads an RDF file, with the knowledge beside it, so that it can be checked.
///
/// # Errors
///
/// The file is of no known format, cannot be read, or is not well-formed.
pub fn load_file(path: &Path, knowledge: &Knowledge) -> Result<Store, CheckError> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let format = match extension {
        "jsonld" => Some(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
        _ => RdfFormat::from_extension(extension),
    };
    let format = format.ok_or_else(|| CheckError::Format { path: path.to_owned() })?;
    let file = File::open(path).map_err(|source| CheckError::Read { path: path.to_owned(), source })?;
    let store = Store::new()?;
    let graph = NamedNode::new_unchecked(format!("{ID}graph/file"));
    let parser = RdfParser::from_format(format).with_default_graph(graph);
    let mut loader = store.bulk_loader();
    loader.load_from_reader(parser, file).map_err(|error| match error {
        LoaderError::Storage(error) => CheckError::Storage(error),
        LoaderError::Parsing(oxigraph::io::RdfParseError::Io(source)) => CheckError::Read { path: path.to_owned(), source },
        LoaderError::Parsing(oxigraph::io::RdfParseError::Syntax(error)) => {
            let at = error.location().map_or((1, 1), |l| (l.start.line + 1, l.start.column + 1));
            CheckError::Syntax { path: path.to_owned(), line: at.0, column: at.1, message: error.to_string() }
        }
        error => CheckError::Syntax { path: path.to_owned(), line: 1, column: 1, message: error.to_string() },
    })?;
    loader.commit()?;
    // What the file says of the knowledge graph itself, in a dump, is the same.
    let known: Vec<Quad> = knowledge_quads(&knowledge.facts).collect();
    if !store.contains_named_graph(knowledge_graph().as_ref())? {
        store.extend(known)?;
    }
    Ok(store)
}
