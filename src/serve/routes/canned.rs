//! `/api/queries` and `/queries`: the canned queries.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::sparql::wanted;
use crate::query::{CannedQuery, ParameterError};
use crate::serve::accept::{GRAPHS, TABLES, by_suffix};
use crate::serve::cache::Entry;
use crate::serve::problem::Problem;
use crate::serve::respond;
use crate::serve::server::Server;
use crate::serve::task::{Reply, Task};

/// The list.
pub(super) async fn list(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    let list: Vec<serde_json::Value> = server.catalog.iter().map(CannedQuery::describe).collect();
    match serde_json::to_vec(&list) {
        Ok(body) => respond::entry(&Entry::new(Reply::ok("application/json"), body.into()), &headers, "no-cache"),
        Err(error) => Problem::failed(error).into_response(),
    }
}

/// A query file as it is.
pub(super) async fn file(State(server): State<Arc<Server>>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    match server.catalog.get(file.strip_suffix(".rq").unwrap_or(&file)) {
        Ok(query) => {
            let reply = Reply::ok("application/sparql-query; charset=utf-8");
            respond::entry(&Entry::new(reply, query.text.clone().into()), &headers, "no-cache")
        }
        Err(error) => Problem::missing(error).help("GET /queries/ lists them all").into_response(),
    }
}

/// The answer of one.
pub(super) async fn run(State(server): State<Arc<Server>>, Path(name): Path<String>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    match task(&server, &name, raw.as_deref().unwrap_or_default(), &headers) {
        Ok((key, task)) => server.answer(&key, task, &headers).await,
        Err(problem) => problem.into_response(),
    }
}

/// Has an answer computed and kept; who asks for it later gets its errors.
pub(super) async fn prepare(server: &Server, path: &str, options: &str) {
    if let Ok((key, task)) = task(server, path, options, &HeaderMap::new()) {
        let _ = server.entry(&key, task).await;
    }
}

fn task(server: &Server, path: &str, raw: &str, headers: &HeaderMap) -> Result<(String, Task), Problem> {
    // A suffix is one only if it names a format.
    let (name, suffix) = match path.rsplit_once('.') {
        Some((name, suffix)) if by_suffix(TABLES.iter().chain(GRAPHS), suffix).is_some() => (name, Some(suffix)),
        _ => (path, None),
    };
    let query = server.catalog.get(name).map_err(|e| Problem::missing(e).help("GET /api/queries lists them all"))?;
    let (mut given, mut offset, mut limit, mut format) = (Vec::new(), 0, None, suffix.map(str::to_owned));
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        let own = query.parameters.iter().any(|p| p.name == name);
        let number = || value.parse::<usize>().map_err(|_| Problem::bad(format_args!("`{name}` takes a whole number, not `{value}`")));
        match &*name {
            _ if own && value.is_empty() => {}
            _ if own => given.push((name.into_owned(), value.into_owned())),
            "offset" => offset = number()?,
            "limit" => limit = Some(number()?),
            "format" => format = Some(value.into_owned()),
            _ => {
                let known = query.parameters.iter().map(|p| p.name.clone()).collect();
                let error = ParameterError::Unknown { query: query.name.clone(), name: name.into_owned(), known };
                return Err(Problem::bad(error).help("`limit`, `offset` and `format` are known to all queries"));
            }
        }
    }
    given.sort();
    for pair in given.windows(2) {
        if pair[0].0 == pair[1].0 {
            return Err(Problem::bad(format_args!("parameter `{}` is given twice", pair[0].0)));
        }
    }
    let wanted = wanted(format.as_deref(), headers)?;
    let offers = if query.is_graph() { GRAPHS } else { TABLES };
    let chosen = if query.is_graph() { &wanted.graph } else { &wanted.table };
    if chosen.is_none() {
        return Err(Problem::unacceptable(&crate::serve::accept::listed(offers)));
    }
    let key = serde_json::json!(["canned", query.name, given, offset, limit, chosen, suffix]).to_string();
    let address = format!("/api/queries/{path}");
    Ok((key, Task::Canned { name: query.name.clone(), given, offset, limit, wanted, address }))
}
