//! Queries, answered in a worker.

use std::time::Duration;

use oxigraph::sparql::QueryResults;
use oxigraph::store::Store;
use oxrdf::NamedNode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use spargebra::Query;
use spargebra::algebra::QueryDataset;

use super::accept::{GRAPHS, Offer, TABLES, listed};
use super::problem::Problem;
use super::task::{Reply, Wanted};
use crate::query::{self, Answer, CannedQuery, Format, Resolver, Rows, RunError, Window};

/// Triples of a graph for each row of a table that a limit allows.
const TRIPLES_A_ROW: usize = 10;
/// Largest answer, in bytes.
const MOST_BYTES: usize = 1 << 26;

type Answered = Result<(Reply, Vec<u8>), Problem>;

/// Runs SPARQL text over the graphs that the protocol names, if any.
pub(super) fn sparql(store: &Store, text: &str, graphs: (&[String], &[String]), wanted: &Wanted, rows: usize, timeout: Duration) -> Answered {
    let mut query = query::parse(text).map_err(|e| refused(&e))?;
    over(&mut query, graphs)?;
    let answer = query::run(store, query, Window::default(), Some(timeout)).map_err(|e| refused(&e))?;
    let (mut reply, mut body, more) = written(answer, wanted, rows)?;
    if more {
        truncated(&mut reply, &mut body, None, rows);
    }
    Ok((reply, body))
}

/// A canned query with the values of its parameters as they were given.
pub(super) struct Canned<'a> {
    pub(super) query: &'a CannedQuery,
    pub(super) given: &'a [(String, String)],
    pub(super) offset: usize,
    pub(super) limit: Option<usize>,
    /// Address without parameters, for the link to the next page.
    pub(super) address: &'a str,
}

/// Runs a canned query.
pub(super) fn canned(store: &Store, canned: &Canned<'_>, wanted: &Wanted, rows: usize, timeout: Duration) -> Answered {
    let Canned { query, given, offset, .. } = *canned;
    let resolver = Resolver::new(store);
    let usage = || format!("GET /api/queries lists parameters and examples; for instance {}", example(query));
    let values = query.values(given, Some(&resolver)).map_err(|e| Problem::bad(e.to_string().replace("`-p ", "`")).help(usage()))?;
    let bound = query.bind(&values).map_err(|e| Problem::bad(e).help(usage()))?;
    let page = match canned.limit {
        Some(0) => rows,
        Some(limit) => limit.min(rows),
        None => query.page().unwrap_or(rows).min(rows),
    };
    // One more than wanted, to know whether there are more; graphs are cut by triples, not by solutions.
    let most = if query.is_graph() { None } else { Some(page + 1) };
    let answer = query::run(store, bound, Window { offset, limit: most }, Some(timeout)).map_err(|e| refused(&e))?;
    let (mut reply, mut body, more) = written(answer, wanted, page)?;
    if more {
        let next = next(canned, page);
        truncated(&mut reply, &mut body, Some(&next), page);
    }
    Ok((reply, body))
}

/// Address of a canned query with its example.
pub(super) fn example(query: &CannedQuery) -> String {
    let pairs: Vec<String> = query.header.example.iter().map(|(k, v)| format!("{k}={}", encoded(v))).collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    format!("/api/queries/{}{mark}{}", query.name, pairs.join("&"))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn next(canned: &Canned<'_>, page: usize) -> String {
    let mut pairs: Vec<String> = canned.given.iter().map(|(k, v)| format!("{}={}", encoded(k), encoded(v))).collect();
    if canned.limit.is_some() {
        pairs.push(format!("limit={page}"));
    }
    pairs.push(format!("offset={}", canned.offset.saturating_add(page)));
    format!("{}?{}", canned.address, pairs.join("&"))
}

// The dataset of a request takes the place of that of the query.
fn over(query: &mut Query, (default, named): (&[String], &[String])) -> Result<(), Problem> {
    if default.is_empty() && named.is_empty() {
        return Ok(());
    }
    let nodes = |iris: &[String]| {
        let node = |iri: &String| NamedNode::new(iri.as_str()).map_err(|_| Problem::bad(format_args!("`{iri}` is no IRI of a graph")));
        iris.iter().map(node).collect::<Result<Vec<_>, _>>()
    };
    let wanted = QueryDataset { default: nodes(default)?, named: Some(nodes(named)?) };
    match query {
        Query::Select { dataset, .. } | Query::Construct { dataset, .. } | Query::Describe { dataset, .. } | Query::Ask { dataset, .. } => {
            *dataset = Some(wanted)
        }
    }
    Ok(())
}

/// The problem that an error of a query is.
pub(super) fn refused(error: &RunError) -> Problem {
    match error {
        RunError::Timeout(limit) => too_slow(*limit),
        RunError::Evaluation(_) => Problem::bad(error),
        RunError::Outside(_) => Problem::bad(error).help("leave it out: only the store itself can be asked"),
        RunError::Guard(_) => Problem::bad(error).help("take `VALUES`, `IN` or several queries instead"),
        _ => Problem::bad(error).help("prefixes such as dem:, att:, state:, org: need no declaration; GET /queries/ has examples"),
    }
}

/// The problem of a query whose time is up.
pub(super) fn too_slow(limit: Duration) -> Problem {
    Problem::new(504, "Time limit", format_args!("the query did not end within {} seconds and was stopped", limit.as_secs_f32()))
        .help("ask for less, put the most selective pattern first, aggregate each side in a sub-select of its own; `demarche serve --timeout` sets the limit")
}

fn offered(name: Option<&String>, offers: &'static [Offer]) -> Result<(&'static Offer, Format), Problem> {
    let none = || Problem::unacceptable(&listed(offers));
    let offer = super::accept::by_suffix(offers, name.ok_or_else(none)?).ok_or_else(none)?;
    let format = match offer.name.parse() {
        // What is XML or JSON depends on whether it is a graph.
        Ok(format) => format,
        Err(error) => return Err(Problem::failed(error)),
    };
    Ok((offer, format))
}

// The answer in the format that fits it, all in memory, and whether rows were left out.
fn written(answer: Answer, wanted: &Wanted, rows: usize) -> Result<(Reply, Vec<u8>, bool), Problem> {
    let failed = |e: std::io::Error| Problem::failed(e);
    let mut body = Vec::new();
    if let QueryResults::Graph(_) = answer.results {
        let (offer, format) = offered(wanted.graph.as_ref(), GRAPHS)?;
        let (triples, more) = Rows::read_some(answer, rows.saturating_mul(TRIPLES_A_ROW)).map_err(|e| refused(&e))?;
        if let Format::Rdf(format) = format {
            query::write_triples(&triples, format, &mut Capped(&mut body)).map_err(too_big)?;
        }
        return Ok((Reply::ok(offer.content_type), body, more));
    }
    let (offer, format) = offered(wanted.table.as_ref(), TABLES)?;
    if let (QueryResults::Boolean(yes), Format::Results(format)) = (&answer.results, format) {
        QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut body, *yes).map_err(failed)?;
        return Ok((Reply::ok(offer.content_type), body, false));
    }
    let (table, more) = Rows::read_some(answer, rows).map_err(|e| refused(&e))?;
    query::write_rows(&table, format, &mut Capped(&mut body)).map_err(too_big)?;
    Ok((Reply::ok(offer.content_type), body, more))
}

fn too_big(error: std::io::Error) -> Problem {
    if error.kind() == std::io::ErrorKind::FileTooLarge {
        Problem::new(507, "Answer too large", error).help("ask for fewer rows or columns, or page with `limit` and `offset`")
    } else {
        Problem::failed(error)
    }
}

// A body that does not grow beyond its limit.
struct Capped<'a>(&'a mut Vec<u8>);

impl std::io::Write for Capped<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, format!("the answer has more than {} MiB", MOST_BYTES >> 20)));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

// Says that rows are missing: in the headers always, in the head of SPARQL JSON too.
fn truncated(reply: &mut Reply, body: &mut Vec<u8>, next: Option<&str>, rows: usize) {
    reply.truncated = true;
    reply.headers.push(("demarche-truncated".into(), "true".into()));
    reply.headers.push(("demarche-rows".into(), rows.to_string()));
    if let Some(next) = next {
        reply.headers.push(("link".into(), format!("<{next}>; rel=\"next\"")));
    }
    // Names of variables hold no bracket: the first one ends their list.
    if reply.content_type == QueryResultsFormat::Json.media_type()
        && body.starts_with(b"{\"head\":{\"vars\":[")
        && let Some(end) = body.iter().position(|b| *b == b']')
    {
        let link = format!(",\"link\":[{}],\"truncated\":true", serde_json::Value::from(next.unwrap_or("urn:x-demarche:truncated")));
        body.splice(end + 1..end + 1, link.into_bytes());
    }
}
