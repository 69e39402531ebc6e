//! Updates, carried out in a worker that has the store for itself.

use std::time::Duration;

use oxigraph::model::{GraphName, GraphNameRef, NamedNode};
use oxigraph::sparql::SparqlEvaluator;
use oxigraph::store::Store;
use oxrdfio::{RdfFormat, RdfParser};
use spargebra::GraphUpdateOperation;
use spargebra::algebra::QueryDataset;

use super::ask::refused;
use super::problem::Problem;
use super::task::Reply;
use super::thing;
use crate::query::{self, RunError};

type Done = Result<(Reply, Vec<u8>), Problem>;

fn nodes(iris: &[String]) -> Result<Vec<NamedNode>, Problem> {
    iris.iter().map(|iri| node(iri)).collect()
}

fn node(iri: &str) -> Result<NamedNode, Problem> {
    NamedNode::new(iri).map_err(|_| Problem::bad(format_args!("`{iri}` is no IRI of a graph")))
}

/// Carries an update out: all of it or nothing.
pub(super) fn update(store: &Store, text: &str, (using, using_named): (&[String], &[String])) -> Done {
    let mut update = query::parse_update(text).map_err(|e| match e {
        RunError::Syntax(error) => Problem::bad(format_args!("no SPARQL update: {error}")),
        error => refused(&error),
    })?;
    if !using.is_empty() || !using_named.is_empty() {
        let wanted = QueryDataset { default: nodes(using)?, named: Some(nodes(using_named)?) };
        for operation in &mut update.operations {
            if let GraphUpdateOperation::DeleteInsert { using, .. } = operation {
                if using.is_some() {
                    return Err(Problem::bad("the request names graphs, and so does the update").help("leave one of the two out"));
                }
                *using = Some(wanted.clone());
            }
        }
    }
    SparqlEvaluator::new().for_update(update).on_store(store).execute().map_err(Problem::bad)?;
    store.flush().map_err(Problem::failed)?;
    Ok((Reply { status: 204, ..Reply::default() }, Vec::new()))
}

/// Puts RDF into a graph.
pub(super) fn put(store: &Store, name: Option<&String>, format: &str, base: &str, replace: bool, body: &[u8]) -> Done {
    let name = name.map(|n| node(n)).transpose()?;
    let graph = name.clone().map_or(GraphName::DefaultGraph, GraphName::NamedNode);
    let format = match format {
        "ttl" => RdfFormat::Turtle,
        "nt" => RdfFormat::NTriples,
        "nq" => RdfFormat::NQuads,
        "trig" => RdfFormat::TriG,
        _ => return Err(Problem::new(415, "Unsupported media type", "bodies are Turtle, N-Triples, N-Quads or TriG")),
    };
    let parser =
        RdfParser::from_format(format).with_base_iri(base).map_err(Problem::bad)?.with_default_graph(graph.clone()).without_named_graphs().rename_blank_nodes();
    let quads = parser.for_slice(body).collect::<Result<Vec<_>, _>>().map_err(|e| Problem::bad(format_args!("the body cannot be read: {e}")))?;
    let existed = !empty(store, graph.as_ref())?;
    let mut transaction = store.start_transaction().map_err(Problem::failed)?;
    if replace && existed {
        transaction.clear_graph(graph.as_ref()).map_err(Problem::failed)?;
    }
    transaction.extend(&quads);
    transaction.commit().map_err(Problem::failed)?;
    store.flush().map_err(Problem::failed)?;
    Ok((Reply { status: if existed { 204 } else { 201 }, ..Reply::default() }, Vec::new()))
}

/// Removes a graph.
pub(super) fn remove(store: &Store, name: Option<&String>) -> Done {
    let name = name.map(|n| node(n)).transpose()?;
    let graph = name.as_ref().map_or(GraphNameRef::DefaultGraph, |n| GraphNameRef::NamedNode(n.as_ref()));
    if empty(store, graph)? && name.is_some() {
        return Err(missing(name.as_ref()));
    }
    let mut transaction = store.start_transaction().map_err(Problem::failed)?;
    match &name {
        Some(name) => transaction.remove_named_graph(name).map_err(Problem::failed)?,
        None => transaction.clear_graph(GraphNameRef::DefaultGraph).map_err(Problem::failed)?,
    };
    transaction.commit().map_err(Problem::failed)?;
    store.flush().map_err(Problem::failed)?;
    Ok((Reply { status: 204, ..Reply::default() }, Vec::new()))
}

/// Reads a graph; the default one is there even if it is empty.
pub(super) fn graph(store: &Store, name: Option<&String>, format: &str) -> Done {
    let name = name.map(|n| node(n)).transpose()?;
    let quads = thing::graph(store, name.as_ref()).map_err(Problem::failed)?;
    if quads.is_empty() && name.is_some() {
        return Err(missing(name.as_ref()));
    }
    thing::write(quads, format)
}

fn missing(name: Option<&NamedNode>) -> Problem {
    Problem::missing(format_args!("the store has no graph {}", name.map(ToString::to_string).unwrap_or_default()))
}

fn empty(store: &Store, graph: GraphNameRef<'_>) -> Result<bool, Problem> {
    Ok(store.quads_for_pattern(None, None, None, Some(graph)).next().transpose().map_err(Problem::failed)?.is_none())
}

/// Time that closing a store may take.
pub(super) const CLOSING: Duration = Duration::from_secs(30);
