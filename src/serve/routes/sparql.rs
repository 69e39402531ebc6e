//! `/sparql`: the [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/).

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::query::guard;
use crate::serve::accept::{GRAPHS, TABLES, best, by_suffix};
use crate::serve::problem::Problem;
use crate::serve::server::Server;
use crate::serve::task::{Task, Wanted};

/// Bytes of a posted query.
const MOST: usize = guard::MAX_LENGTH * 4;
/// Time for a body.
const BODY: Duration = Duration::from_secs(30);

/// What a request of the protocol says.
#[derive(Debug, Default)]
struct Asked {
    query: Option<String>,
    default_graphs: Vec<String>,
    named_graphs: Vec<String>,
    format: Option<String>,
}

impl Asked {
    fn read(&mut self, pairs: &[u8]) -> Result<(), Problem> {
        for (name, value) in form_urlencoded::parse(pairs) {
            match &*name {
                "query" if self.query.is_some() => return Err(Problem::bad("the request has two queries")),
                "query" => self.query = Some(value.into_owned()),
                "default-graph-uri" => self.default_graphs.push(value.into_owned()),
                "named-graph-uri" => self.named_graphs.push(value.into_owned()),
                "format" | "output" => self.format = Some(value.into_owned()),
                "update" | "using-graph-uri" | "using-named-graph-uri" => return Err(Problem::bad("`/sparql` takes queries; updates go to `/update`")),
                // Others are other servers' own.
                _ => {}
            }
        }
        Ok(())
    }
}

/// GET.
pub(super) async fn get(State(server): State<Arc<Server>>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    let mut asked = Asked::default();
    match asked.read(raw.unwrap_or_default().as_bytes()) {
        Ok(()) if asked.query.is_none() && asked.default_graphs.is_empty() => super::about::service(&server, &headers).await,
        Ok(()) => answer(&server, asked, &headers).await,
        Err(problem) => problem.into_response(),
    }
}

/// POST, as a form or the query itself; an update goes where updates go.
pub(super) async fn post(State(server): State<Arc<Server>>, RawQuery(raw): RawQuery, headers: HeaderMap, body: Body) -> Response {
    let media = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if media.to_ascii_lowercase().starts_with("application/sparql-update") {
        return super::graphs::update(State(server), RawQuery(raw), headers, body).await;
    }
    let form = media.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    let body = match read(body, MOST).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    if form && form_urlencoded::parse(&body).any(|(name, _)| name == "update") {
        return super::graphs::update(State(server), RawQuery(raw), headers, Body::from(body)).await;
    }
    let asked = || {
        let mut asked = Asked::default();
        asked.read(raw.unwrap_or_default().as_bytes())?;
        match media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => asked.read(&body)?,
            "application/sparql-query" => {
                let text = std::str::from_utf8(&body).map_err(|_| Problem::bad("the query is not in UTF-8"))?;
                asked.query = Some(text.to_owned());
            }
            other => {
                return Err(Problem::new(415, "Unsupported media type", format_args!("a query does not come as `{other}`"))
                    .help("send application/sparql-query, or application/x-www-form-urlencoded with `query=`"));
            }
        }
        Ok(asked)
    };
    match asked() {
        Ok(asked) => answer(&server, asked, &headers).await,
        Err(problem) => problem.into_response(),
    }
}

/// A body, within a limit of bytes and of time.
pub(super) async fn read(body: Body, most: usize) -> Result<Bytes, Problem> {
    let bytes = tokio::time::timeout(BODY, axum::body::to_bytes(body, most)).await;
    let bytes = bytes.map_err(|_| Problem::new(408, "Body too slow", "the body did not come in time"))?;
    bytes.map_err(|_| Problem::new(413, "Body too large", format_args!("the body has more than {most} bytes")))
}

async fn answer(server: &Server, asked: Asked, headers: &HeaderMap) -> Response {
    let Some(text) = asked.query else {
        return Problem::bad("there is no query").help("GET /sparql?query=…, or POST it as application/sparql-query").into_response();
    };
    if let Err(error) = guard::check(&text) {
        return Problem::bad(error).help("take `VALUES`, `IN` or several queries instead").into_response();
    }
    let wanted = match wanted(asked.format.as_deref(), headers) {
        Ok(wanted) => wanted,
        Err(problem) => return problem.into_response(),
    };
    let key = serde_json::json!(["sparql", text.trim(), asked.default_graphs, asked.named_graphs, wanted]).to_string();
    server.answer(&key, Task::Sparql { text, default_graphs: asked.default_graphs, named_graphs: asked.named_graphs, wanted }, headers).await
}

/// The formats that a request takes, for tables and for graphs.
pub(super) fn wanted(format: Option<&str>, headers: &HeaderMap) -> Result<Wanted, Problem> {
    if let Some(format) = format {
        let of = |offers| {
            let named = by_suffix(offers, format).or_else(|| best(Some(format), offers));
            named.map(|o| o.name.to_owned())
        };
        let wanted = Wanted { table: of(TABLES), graph: of(GRAPHS) };
        if wanted.table.is_none() && wanted.graph.is_none() {
            let known: Vec<&str> = TABLES.iter().chain(GRAPHS).map(|o| o.name).collect();
            return Err(Problem::bad(format_args!("there is no format `{format}`")).help(format_args!("known are {}", known.join(", "))));
        }
        return Ok(wanted);
    }
    let accept: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
    let accept = Some(accept.join(","));
    let of = |offers| best(accept.as_deref(), offers).map(|o| o.name.to_owned());
    Ok(Wanted { table: of(TABLES), graph: of(GRAPHS) })
}
