//! Queries run on a store, with a window of rows and a time limit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use spargebra::algebra::GraphPattern;
use spargebra::{GraphUpdateOperation, Query, SparqlParser, SparqlSyntaxError, Update};

use super::bind;
use super::guard::{self, GuardError};
use crate::vocab::PREFIXES;

/// Which rows are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Rows left out at the beginning.
    pub offset: usize,
    /// Rows given at most; `None` for all.
    pub limit: Option<usize>,
}

impl Window {
    // Laid around the query, so that a limit of its own still holds.
    fn around(self, query: Query) -> Query {
        if self == Self::default() {
            return query;
        }
        let cut = |pattern| GraphPattern::Slice { inner: Box::new(pattern), start: self.offset, length: self.limit };
        match query {
            Query::Select { dataset, pattern, base_iri } => Query::Select { dataset, pattern: cut(pattern), base_iri },
            Query::Construct { template, dataset, pattern, base_iri } => Query::Construct { template, dataset, pattern: cut(pattern), base_iri },
            Query::Describe { dataset, pattern, base_iri } => Query::Describe { dataset, pattern: cut(pattern), base_iri },
            ask @ Query::Ask { .. } => ask,
        }
    }
}

/// Why a query gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The text is no SPARQL query.
    #[error("no SPARQL query: {0}")]
    Syntax(#[from] SparqlSyntaxError),
    /// The text is beyond what is parsed.
    #[error("no query that can be parsed safely: {0}")]
    Guard(#[from] GuardError),
    /// `SERVICE` or `LOAD`.
    #[error("`{0}` would ask another server, and nothing here does")]
    Outside(&'static str),
    /// The time is up.
    #[error("the query did not end within {} seconds", .0.as_secs_f32())]
    Timeout(Duration),
    /// The store failed, or the query asks for what is not allowed.
    #[error("the query failed: {0}")]
    Evaluation(#[source] QueryEvaluationError),
}

/// Parses SPARQL, with the prefixes of the graph known.
///
/// # Errors
/// When the text is no query (updates are none), nests too deep for the parser, or asks another server.
pub fn parse(text: &str) -> Result<Query, RunError> {
    guard::check(text)?;
    let query = parser().parse_query(text)?;
    if bind::asks_outside(&query) { Err(RunError::Outside("SERVICE")) } else { Ok(query) }
}

/// Parses a SPARQL update, with the prefixes of the graph known.
///
/// # Errors
/// When the text is no update, nests too deep for the parser, or asks another server or file.
pub fn parse_update(text: &str) -> Result<Update, RunError> {
    guard::check(text)?;
    let update = parser().parse_update(text)?;
    for operation in &update.operations {
        match operation {
            GraphUpdateOperation::Load { .. } => return Err(RunError::Outside("LOAD")),
            GraphUpdateOperation::DeleteInsert { pattern, .. } if bind::pattern_asks_outside(pattern) => return Err(RunError::Outside("SERVICE")),
            _ => {}
        }
    }
    Ok(update)
}

fn parser() -> SparqlParser {
    let mut parser = SparqlParser::new();
    for (prefix, iri) in PREFIXES {
        // The table's IRIs are valid; one that is not would be missing here and be found by its first use.
        parser = match parser.clone().with_prefix(*prefix, *iri) {
            Ok(parser) => parser,
            Err(_) => parser,
        };
    }
    parser
}

/// An answer on its way: rows or triples are computed while they are read.
pub struct Answer {
    /// What the query gives.
    pub results: QueryResults<'static>,
    watchdog: Option<Watchdog>,
}

impl Answer {
    /// The error of a row, or that the time was up.
    pub(super) fn error(watch: Option<&Watchdog>, error: QueryEvaluationError) -> RunError {
        match watch {
            Some(watch) if watch.fired.load(Ordering::Relaxed) => RunError::Timeout(watch.timeout),
            _ => RunError::Evaluation(error),
        }
    }

    /// The results and the watchdog, which must live as long as they are read.
    #[must_use]
    pub fn into_parts(self) -> (QueryResults<'static>, Option<Watchdog>) {
        (self.results, self.watchdog)
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").finish_non_exhaustive()
    }
}

/// Runs a query.
///
/// The time limit is looked at when the store is read: a product that needs no further reading may go on beyond it. Who
/// needs a hard limit ends the process (`demarche query`, the workers of `demarche serve`).
///
/// # Errors
/// When the query cannot be run; further errors come with the rows.
pub fn run(store: &Store, query: Query, window: Window, timeout: Option<Duration>) -> Result<Answer, RunError> {
    let token = CancellationToken::new();
    let watchdog = timeout.map(|timeout| Watchdog::new(timeout, token.clone()));
    let results = SparqlEvaluator::new()
        .with_cancellation_token(token)
        .for_query(window.around(query))
        .on_store(store)
        .execute()
        .map_err(|error| Answer::error(watchdog.as_ref(), error))?;
    Ok(Answer { results, watchdog })
}

/// Cancels a query when its time is up; ends with its value.
#[derive(Debug)]
pub struct Watchdog {
    timeout: Duration,
    fired: Arc<AtomicBool>,
    _stop: Sender<()>,
}

impl Watchdog {
    fn new(timeout: Duration, token: CancellationToken) -> Self {
        let (stop, stopped) = mpsc::channel();
        let fired = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&fired);
        std::thread::spawn(move || {
            if stopped.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout) {
                flag.store(true, Ordering::Relaxed);
                token.cancel();
            }
        });
        Self { timeout, fired, _stop: stop }
    }
}
